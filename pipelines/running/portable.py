"""Beam's job server and a pool of its workers on this machine: `python -m pairloom.pipelines.running.portable`.

Prints the options that send a job to them, and serves until interrupted. All of them speak over Unix sockets in a
private folder.
"""

import os
import signal
import sys
from pathlib import Path

from apache_beam.runners.portability.local_job_service import LocalJobServicer
from apache_beam.runners.worker.worker_pool_main import BeamFnExternalWorkerPoolServicer

from pairloom.pipelines.running.sockets import private_servers
from pairloom.schemas.private_folder import temporary_files


class _JobServer(LocalJobServicer):
    """A job server whose address is a Unix socket: "unix:FOLDER/jobs:1", which Beam takes for a host and a port."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.address = f"unix:{folder}/jobs"

    def get_service_address(self) -> str:
        """The address without its end."""
        return self.address


def main() -> None:
    """Serves until SIGINT, SIGTERM or SIGHUP."""
    signals = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    # the pool starts its workers as "python": with another Python than this one they die without a message
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    with temporary_files(), private_servers() as folder:
        jobs = _JobServer(folder)
        port = jobs.start_grpc_server(1)
        address, pool = BeamFnExternalWorkerPoolServicer.start(use_process=True)
        print(
            f"--runner=PortableRunner --job_endpoint={jobs.address}:{port} --environment_type=EXTERNAL"
            f" --environment_config=unix:{address.partition(':')[2]}",
            flush=True,
        )
        signal.sigwait(signals)
        pool.stop(0)
        jobs.stop()


if __name__ == "__main__":
    main()

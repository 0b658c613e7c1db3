"""Beam's servers on Unix sockets in a private folder.

Beam 2.77 lets the servers for local workers listen on all interfaces without authentication, and one of them hands out
any file that this process can read. Within `private_servers` they listen on sockets that only this user can reach.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
from apache_beam.portability.python_urns import SUBPROCESS_SDK
from apache_beam.runners.portability.fn_api_runner import worker_handlers
from apache_beam.runners.worker import worker_pool_main
from google.protobuf import json_format, text_format  # type: ignore[import-untyped]

from pairloom.schemas.display import echo
from pairloom.schemas.errors import UsageError
from pairloom.schemas.private_folder import command_folder
from pairloom.schemas.secrets import hide_credentials

LONGEST_PATH = 103
"""Characters of a socket's path: systems allow 103 to 107 bytes."""
END_SECONDS = 60.0
"""Seconds that a worker has to end after its last work."""


class WorkerEnded(Exception):
    """A worker process ended with an error. code: its return code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"worker process ended with return code {code}")
        self.code = code


class _SocketServers:
    """Stands in for the module `grpc` in Beam: its servers listen on sockets in `folder`, whatever address they are
    given, and the path of the socket takes the place of the port."""

    def __init__(self, folder: str) -> None:
        self._paths = (str(Path(folder, str(number))) for number in count())

    def __getattr__(self, name: str) -> Any:
        return getattr(grpc, name)

    def server(self, *arguments: Any, **named: Any) -> Any:
        """A server like `grpc.server`."""
        server = grpc.server(*arguments, **named)
        bind = server.add_insecure_port

        def add_socket(address: str) -> str:
            path = next(self._paths)
            if len(path) > LONGEST_PATH:
                raise UsageError(f"{path}: is too long for a Unix socket; set TMPDIR to a shorter path")
            bind(f"unix:{path}")
            return path

        server.add_insecure_port = add_socket
        return server


class _LocalWorker(worker_handlers.GrpcWorkerHandler):
    """A worker process on this machine. Beam's own handler opens a further server for each worker."""

    def __init__(self, command: bytes, *arguments: Any) -> None:
        super().__init__(*arguments)

    def start_worker(self) -> None:
        """Starts the process, and a thread that raises WorkerEnded if it ends with an error."""
        options = self.provision_info.provision_info.pipeline_options
        environment = {
            **os.environ,
            "CONTROL_API_SERVICE_DESCRIPTOR": text_format.MessageToString(self.control_api_service_descriptor()),
            "LOGGING_API_SERVICE_DESCRIPTOR": text_format.MessageToString(self.logging_api_service_descriptor()),
            "PIPELINE_OPTIONS": json_format.MessageToJson(options),
            "WORKER_ID": self.worker_id,
        }
        command = [sys.executable, "-m", "apache_beam.runners.worker.sdk_worker_main"]
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, errors="replace")
        self.watch = threading.Thread(name="run_worker", target=self._wait)
        self.watch.start()
        threading.Thread(target=self._show, daemon=True).start()

    def _wait(self) -> None:
        if code := self.process.wait():
            raise WorkerEnded(code)

    def _show(self) -> None:
        """Passes the worker's messages on, which may quote data."""
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                echo(hide_credentials(line.rstrip("\n")), err=True)

    def stop_worker(self) -> None:
        """Waits until the process has ended, and kills it after END_SECONDS."""
        self.watch.join(END_SECONDS)
        if self.watch.is_alive():
            self.process.kill()
            self.watch.join()


@contextmanager
def private_servers() -> Iterator[str]:
    """Within the block, Beam's servers in this process and its worker processes speak over sockets in a folder that
    only this user can enter. Gives the folder."""
    workers = worker_handlers.WorkerHandler
    kinds = {**workers._registered_environments, SUBPROCESS_SDK: (_LocalWorker, bytes)}
    with tempfile.TemporaryDirectory(prefix="", dir=command_folder()) as folder, ExitStack() as at_end:
        servers = _SocketServers(folder)
        replacements: tuple[tuple[Any, str, Any], ...] = (
            (worker_handlers, "grpc", servers),
            (worker_pool_main, "grpc", servers),
            (worker_handlers.GrpcWorkerHandler, "host_from_worker", lambda worker: "unix"),
            (worker_handlers.ExternalWorkerHandler, "host_from_worker", lambda worker: "unix"),
            (workers, "_registered_environments", kinds),
        )
        for place, name, replacement in replacements:
            at_end.callback(setattr, place, name, getattr(place, name))
            setattr(place, name, replacement)
        yield folder

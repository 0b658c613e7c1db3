"""During a run with worker processes nothing listens on a network address, and only this user reaches the sockets.

If an upgrade of Beam moves what `private_servers` replaces, these tests fail.
"""

import json
import os
import stat
from pathlib import Path

import apache_beam as beam
import grpc
import psutil
import pytest
from apache_beam.runners.portability.fn_api_runner import worker_handlers

from pairloom.pipelines.running import sockets
from pairloom.pipelines.running.options import pipeline_options
from pairloom.pipelines.running.sockets import private_servers
from pairloom.pipelines.running.workers import watch_workers
from pairloom.schemas.errors import UsageError
from tests.pipelines.test_portable import serving_portable


def listening(top: psutil.Process) -> list[str]:
    """The TCP addresses at which a process and its descendants listen."""
    family = [top, *top.children(recursive=True)]
    return [
        f"{at.laddr.ip}:{at.laddr.port}"
        for process in family
        for at in process.net_connections("tcp")
        if at.status == psutil.CONN_LISTEN
    ]


def look_around(element: int, parent: int) -> tuple[int, str]:
    """(this process, what its run listens on and the names of its sockets, as JSON), seen from a worker."""
    control = os.environ["CONTROL_API_SERVICE_DESCRIPTOR"].split('"')[1]
    return os.getpid(), json.dumps([element, listening(psutil.Process(parent)), control])


def test_workers_speak_over_sockets_that_nobody_else_reaches(tmp_path: Path) -> None:
    out = tmp_path / "seen"
    with private_servers() as folder, watch_workers(), beam.Pipeline(options=pipeline_options([], 2)) as pipeline:
        assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700
        seen = pipeline | beam.Create([1, 2]) | beam.Reshuffle() | beam.Map(look_around, os.getpid())
        _ = seen | beam.MapTuple(lambda process, what: what) | beam.io.WriteToText(str(out))
    lines = [json.loads(line) for file in tmp_path.iterdir() for line in file.read_text().splitlines()]
    assert sorted(element for element, _, _ in lines) == [1, 2]
    for _, addresses, control in lines:
        assert addresses == []
        assert control.startswith(f"unix:{folder}/")
    assert not Path(folder).exists()
    assert not [child for child in psutil.Process().children() if "sdk_worker_main" in " ".join(child.cmdline())]


def test_without_the_block_beam_would_listen_everywhere() -> None:
    """The fault that the block mends; once Beam has mended it, the block can go."""
    server = worker_handlers.GrpcServer(worker_handlers.StateServicer(), None, None)
    try:
        assert any(not address.startswith("127.") for address in listening(psutil.Process()))
    finally:
        server.close()
    assert worker_handlers.grpc is grpc


def test_the_path_of_a_socket_must_be_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "LONGEST_PATH", 10)
    with private_servers(), pytest.raises(UsageError, match="set TMPDIR to a shorter path"):
        worker_handlers.GrpcServer(worker_handlers.StateServicer(), None, None)


def test_the_portable_mode_listens_on_sockets_only() -> None:
    """Also its job server, whose service of files would give any file to a client on the network."""
    with serving_portable() as (process, options):
        assert listening(process) == []
        job_endpoint = next(option.partition("=")[2] for option in options if option.startswith("--job_endpoint"))
        folder = Path(job_endpoint.removeprefix("unix:")).parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        with grpc.insecure_channel(job_endpoint) as channel:  # this user reaches it
            grpc.channel_ready_future(channel).result(timeout=30)
    assert not folder.exists()


@pytest.mark.parametrize(
    "options",
    [
        ["--runner=PortableRunner", "--job_endpoint=host:1", "--environment_type=LOOPBACK"],
        ["--runner=PrismRunner"],
        ["--runner=FlinkRunner"],
        ["--runner=FlinkRunner", "--flink_master=[local]"],
        ["--runner=SparkRunner", "--spark_master_url=local[4]"],
        ["--runner=apache_beam.runners.portability.flink_runner.FlinkRunner"],
    ],
)
def test_modes_of_beam_with_open_doors_are_refused(options: list[str]) -> None:
    with pytest.raises(UsageError, match="LOOPBACK"):
        pipeline_options(options, 1)


def test_a_cluster_is_not_refused() -> None:
    pipeline_options(["--runner=FlinkRunner", "--flink_master=localhost:8081", "--environment_type=EXTERNAL"], 1)
    pipeline_options(["--runner=SparkRunner", "--spark_master_url=spark://local:7077"], 1)

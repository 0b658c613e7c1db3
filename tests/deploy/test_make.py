"""What `make dataflow`, `make flink` and `make image` would type, and what they ask for."""

import re
import shlex
import subprocess

import pytest
from apache_beam.options.pipeline_options import (
    FlinkRunnerOptions,
    GoogleCloudOptions,
    SetupOptions,
    StandardOptions,
    WorkerOptions,
)

from pairloom.pipelines.running.options import pipeline_options
from tests import ROOT


def typed(*arguments: str) -> str:
    """What make would run, on one line for each command."""
    # the environment is there as far as this test is concerned
    command = ["make", "--dry-run", "--old-file=.venv/.ready", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return re.sub(r"\\\n\s*", "", done.stdout)


def released(*arguments: str) -> tuple[list[str], list[str]]:
    """The words of the one release, and Beam's options among them."""
    (line,) = [line for line in typed(*arguments).splitlines() if "pairloom release" in line]
    words = shlex.split(line)
    own = {"--out", "--resume"}
    return words, [word for word in words if word.startswith("--") and word not in own]


def test_dataflow() -> None:
    more = "--max_num_workers=20 --machine_type=g2-standard-8 --disk_size_gb=100"
    words, beam = released(
        "dataflow", "RECIPE=recipes/stdlib.toml", "PROJECT=p-1", "REGION=r-1", "BUCKET=b-1", "IMAGE=i-1", f"BEAM={more}"
    )
    assert words[:5] == [".venv/bin/pairloom", "release", "recipes/stdlib.toml", "--out", "gs://b-1/releases/stdlib"]
    options = pipeline_options(beam, workers=1)
    assert options.view_as(StandardOptions).runner == "DataflowRunner"
    cloud, workers = options.view_as(GoogleCloudOptions), options.view_as(WorkerOptions)
    assert (cloud.project, cloud.region, cloud.temp_location) == ("p-1", "r-1", "gs://b-1/temp")
    assert (workers.sdk_container_image, workers.max_num_workers, workers.disk_size_gb) == ("i-1", 20, 100)
    assert workers.machine_type == "g2-standard-8"
    assert options.view_as(SetupOptions).sdk_location == "container"


def test_flink() -> None:
    words, beam = released("flink", "RECIPE=recipes/stdlib.toml", "OUT=s3://b/x", "FLINK=host:8081")
    assert words[1:5] == ["release", "recipes/stdlib.toml", "--out", "s3://b/x"]
    assert pipeline_options(beam, workers=1).view_as(FlinkRunnerOptions).flink_master == "host:8081"


def test_image() -> None:
    (line,) = [
        line
        for line in typed("image", "IMAGE=place/pairloom:1", "LAUNCHER=sha256:12").splitlines()
        if line.startswith("docker")
    ]
    assert line == (
        "docker build --file deploy/dataflow/gpu.Dockerfile --build-arg LAUNCHER=sha256:12 --tag place/pairloom:1 ."
    )


@pytest.mark.parametrize(
    ("target", "given", "missing"),
    [("dataflow", ["PROJECT=p"], "REGION"), ("flink", [], "FLINK"), ("image", [], "IMAGE")],
)
def test_what_is_missing_is_named(target: str, given: list[str], missing: str) -> None:
    command = ["make", "--dry-run", "--old-file=.venv/.ready", target, *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert f"make {target} needs {missing}=" in done.stderr


def test_an_image_gets_no_environment_and_no_output() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".git", ".venv", ".venv-*", "out"} <= set(ignored)

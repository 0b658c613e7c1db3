"""What docs/flink.md says to type: Beam must know each option, and the graph must be one that any runner can get."""

import re
import shlex
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import FlinkRunnerOptions, PortableOptions, StandardOptions

from pairloom.pipelines.graph.build import build
from pairloom.pipelines.running.options import pipeline_options
from pairloom.pipelines.running.request import Request, prepare
from tests import ROOT

DOCUMENT = (ROOT / "docs" / "flink.md").read_text()


def documented(runner: str) -> list[str]:
    """The options of Beam in the document's command for `runner`."""
    found = re.search(rf"--runner={runner}(?:[^`]|\\\n)*", DOCUMENT)
    assert found is not None
    return [word for word in shlex.split(found[0].replace("HOST", "host")) if word.startswith("--")]


def test_the_options_for_flink_reach_beam() -> None:
    options = pipeline_options(documented("FlinkRunner"), workers=1)
    assert options.view_as(StandardOptions).runner == "FlinkRunner"
    assert options.view_as(FlinkRunnerOptions).flink_master == "flink-master:8081"
    assert options.view_as(FlinkRunnerOptions).flink_version in FlinkRunnerOptions.PUBLISHED_FLINK_VERSIONS
    assert options.view_as(PortableOptions).environment_config == "localhost:8098"


@pytest.mark.parametrize("runner", ["SparkRunner", "PortableRunner"])
def test_the_options_for_others_reach_beam(runner: str) -> None:
    assert pipeline_options(documented(runner), workers=1).view_as(StandardOptions).runner == runner


def test_everything_that_crosses_a_shuffle_of_ours_is_bytes_under_a_text(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(
        'name = "small"\n[[source]]\nreader = "python-source"\npath = "stdlib"\nlimit = 1\n'
        '[translate]\ntranslator = "transpile"\ntargets = ["javascript"]\n'
    )
    options, run, shards = prepare(Request(recipe_file=str(tmp_path / "recipe.toml"), out=str(tmp_path / "out")))
    pipeline = beam.Pipeline(options=options)
    build(pipeline, shards, run)
    proto = pipeline.to_runner_api()
    components = proto.components
    kinds = {}
    for transform in components.transforms.values():
        if transform.spec.urn != "beam:transform:group_by_key:v1":
            continue
        (collection,) = transform.inputs.values()
        kinds[transform.unique_name] = components.pcollections[collection].coder_id
    ours = [name for name in kinds if name.startswith(("Distinct requests", "Write pairs", "Write rejections"))]
    assert len(ours) == 3
    for name in ours:
        coder = components.coders[kinds[name]]
        assert coder.spec.urn == "beam:coder:kv:v1"
        key, value = (components.coders[part] for part in coder.component_coder_ids)
        assert key.spec.urn == "beam:coder:string_utf8:v1", name
        parts = [components.coders[part].spec.urn for part in value.component_coder_ids]
        assert "beam:coder:bytes:v1" in (value.spec.urn, *parts), name

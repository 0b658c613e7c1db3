"""Beam's counters: what docs/operations.md names is what there is, and in a local run they agree with the books."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.metrics import Metrics, MetricsFilter

from pairloom.pipelines.graph.build import build
from pairloom.pipelines.graph.steps.ask import PassOn
from pairloom.pipelines.graph.steps.check import CheckTranslations
from pairloom.pipelines.graph.steps.plan import PlanTranslations
from pairloom.pipelines.graph.steps.read import ReadShard
from pairloom.pipelines.graph.steps.translate import LookUp
from pairloom.pipelines.running.request import Request, prepare
from pairloom.schemas import Recipe
from tests import ROOT

OPERATIONS = ROOT / "docs" / "operations.md"
ROWS = [
    {"code": "def add(a, b):\n    return a + b", "text": "Adds.", "part": "Testing"},
    {
        "code": "def ask(a):\n    match a:\n        case [1, *b]:\n            return b\n    return a",
        "text": "Asks.",
        "part": "odd",
    },
    {"code": "def nothing(:", "text": "Nothing."},
    {"code": "def empty(a):\n    pass", "text": "Empty."},
    {"text": "There is no code."},
]
RECIPE = """
name = "counters"
[[source]]
reader = "jsonl"
path = "rows.jsonl"
language = "python"
[source.fields]
text = "text"
code = "code"
split = "part"
[translate]
translator = "transpile"
targets = ["javascript"]
"""


def test_the_table_names_every_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    made: set[str] = set()
    for kind in ("counter", "distribution"):
        monkeypatch.setattr(Metrics, kind, staticmethod(lambda namespace, name: made.add(name)))
    recipe: Any = Recipe.model_construct()
    for step in (ReadShard(""), PlanTranslations(recipe, ""), CheckTranslations(""), LookUp(""), PassOn("")):
        assert isinstance(step, beam.DoFn)
    table = OPERATIONS.read_text().partition("| counter | counts |")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines() if row for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named - {"llm_error_REASON"} == made


def test_counters_agree_with_the_books(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    (tmp_path / "recipe.toml").write_text(RECIPE)
    out = tmp_path / "out"
    options, run, shards = prepare(Request(recipe_file=str(tmp_path / "recipe.toml"), out=str(out)))
    pipeline = beam.Pipeline(options=options)
    build(pipeline, shards, replace(run, staging=str(out)))
    result = pipeline.run()
    result.wait_until_finish()
    found = result.metrics().query(MetricsFilter().with_namespace("pairloom"))["counters"]
    counters = {counter.key.metric.name: counter.committed for counter in found}
    books = json.loads((out / "manifest.json").read_text())["books"]
    assert counters["records_without_split"] == 3
    assert counters["records_read"] == books["records"] == 4 and counters["rows_rejected"] == 1
    assert counters["translations_planned"] == sum(books["planned"].values()) == 2
    assert counters["pairs_checked"] == sum(books["kept"].values()) == 1
    assert counters["translations_rejected"] == 1

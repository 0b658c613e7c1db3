"""One release of rows in every published layout of programming contests: their programs are judged by their own tests,
translated, and the translations are judged by the same tests."""

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pairloom.pipelines.cli import app
from pairloom.pipelines.sources import read, shards
from pairloom.schemas import CodeRecord
from pairloom.schemas.recipe import load_recipe
from pairloom.translators.languages import get_language
from tests import ROOT

DATA = ROOT / "tests" / "data" / "sources"
SOURCES = {
    "apps": ("apps-train.jsonl", ""),
    "avatar": ("avatar-test.jsonl", "avatar-io_testcases_atcoder.json"),
    "codecontests": ("codecontests-train.jsonl", ""),
    "codenet": ("codenet", ""),
    "codetransocean": ("codetransocean-multilingual_test.json", ""),
    "livecodebench": ("livecodebench-eval_all.json", "livecodebench-test.jsonl"),
    "xcodeeval": ("xcodeeval/code_translation/train/train_000.jsonl", "xcodeeval/*.json*"),
}
NUMBERS = "const numbers = require('fs').readFileSync(0, 'utf8').trim().split(/\\s+/).map(Number);\n"
TRANSLATIONS = {
    "APPS/0": NUMBERS + "console.log(numbers[0] * numbers[0]);",
    "APPS/1": "function larger(a, b) {\n  return a > b ? a : b;\n}",
    "AVATAR/atcoder_ABC001_A": NUMBERS
    + "function show(value) {\n  console.log('difference: ' + value);\n}\nshow(numbers[0] - numbers[1]);",
    "CodeContests/1575_A. Cube": NUMBERS + "console.log(numbers[0] ** 3);",
    "CodeNet/p00001": NUMBERS + "console.log('larger: ' + Math.max(numbers[0], numbers[1]));",
    "CodeTransOcean/12": "for (let n = 1; n < 4; n++) {\n  console.log(n);\n}",
    "LiveCodeBench/abc300_a": NUMBERS + "console.log(numbers[0] + numbers[1]);",
    "LiveCodeBench/2800": "function twice(n) {\n  return 2 * n;\n}",
    "xCodeEval/75ef1f52": NUMBERS + "const n = numbers[0];\nconsole.log(n * (n + 1) / 2 + 1 - 1);",
}
RECIPE = """
name = "contests"
{0}
[translate]
translator = "replay"
replay = "replies.jsonl"
targets = ["javascript"]
[check]
level = "parsed"
try = "executed"
[dedup]
threshold = 1.0
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the release. All Python records of a problem have its translation as their reply."""
    folder = tmp_path_factory.mktemp("contests")
    tables = (
        f'[[source]]\nreader = "{reader}"\npath = "{DATA / path}"\n' + (f'tests = "{DATA / tests}"\n' if tests else "")
        for reader, (path, tests) in SOURCES.items()
    )
    (folder / "recipe.toml").write_text(RECIPE.format("".join(tables)))
    sources = load_recipe(folder / "recipe.toml").source
    found = [row for index, source in enumerate(sources) for shard in shards(source, index) for row in read(shard)]
    replies = [
        {"code": row.code, "target_language": "javascript", "reply": TRANSLATIONS[row.repository]}
        for row in found
        if isinstance(row, CodeRecord) and row.repository in TRANSLATIONS and row.language == "python"
    ]
    (folder / "replies.jsonl").write_text("".join(json.dumps(reply) + "\n" for reply in replies))
    result = CliRunner().invoke(app, ["release", str(folder / "recipe.toml"), "--out", str(folder / "out")])
    assert result.exit_code == 0, result.output
    return folder / "out"


MISSING = [name for name in ("python", "javascript") if get_language(name).not_runnable()]


@pytest.mark.skipif(bool(MISSING), reason=f"needs a sandbox and {', '.join(MISSING)}")
def test_translations_pass_the_tests_of_the_benchmark(release: Path) -> None:
    pairs = pd.read_parquet(release / "data")
    executed = {row.repository for row in pairs.itertuples() if row.verified == "executed"}
    assert set(pairs.repository) == set(TRANSLATIONS)
    assert set(TRANSLATIONS) - executed <= {"CodeTransOcean/12"}, pairs[["repository", "verified", "gates"]]
    functions = {row.repository for row in pairs.itertuples() if row.unit == "function"}
    assert functions == {"APPS/1", "LiveCodeBench/2800"}


@pytest.mark.skipif(bool(MISSING), reason=f"needs a sandbox and {', '.join(MISSING)}")
def test_every_other_row_says_why_it_was_not_used(release: Path) -> None:
    rejected = pd.read_parquet(release / "rejected")
    reasons = Counter(f"{row.stage} {row.reason}" for row in rejected.itertuples())
    failed = [row.detail for row in rejected.itertuples() if row.reason == "fails_its_tests"]
    assert len(failed) == 2, failed  # the first solution of APPS/0 and of CodeContests in Python
    assert reasons["read wrong_label"] == 2
    assert reasons["read wrong_tests"] == reasons["read invalid_json"] == 1
    assert {reason for reason in reasons if reason.startswith("translate")} == {"translate no_reply"}
    manifest = json.loads((release / "manifest.json").read_text())
    assert manifest["name"] == "contests"

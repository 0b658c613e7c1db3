"""`score`, `plan` and a release look at the same records and plan the same translations."""

import json
from pathlib import Path

from pairloom.pipelines.forecast.estimate import estimate
from pairloom.pipelines.forecast.plans import plan_source
from pairloom.pipelines.forecast.score import score
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.running.request import Request, run_release
from pairloom.schemas import Rejection
from pairloom.schemas.recipe import load_recipe

ROWS = [
    {"code": "def add(a, b):\n    return a + b", "text": "Adds."},
    {"code": "def twice(a):\n    return 2 * a", "text": "Doubles."},
    {"code": "def nothing(:", "text": "It does not parse."},
    {"code": "def empty(a):\n    pass", "text": "It does nothing."},
    {"text": "There is no code."},
]
RECIPE = """
name = "plans"
[[source]]
reader = "jsonl"
path = "rows.jsonl"
language = "python"
[source.fields]
text = "text"
code = "code"
[translate]
translator = "transpile"
targets = ["javascript", "go"]
"""


def test_score_plan_and_release_count_the_same_translations(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    (tmp_path / "recipe.toml").write_text(RECIPE)
    recipe = load_recipe(tmp_path / "recipe.toml")
    made = list(plan_source(recipe, 0))
    unsound = [plans for plans in made if not isinstance(plans, Rejection) and plans.unsound is not None]
    assert len(made) == len(ROWS) and len(unsound) == 2
    run_release(Request(recipe_file=str(tmp_path / "recipe.toml"), out=str(tmp_path / "out")))
    books = read_manifest(str(tmp_path / "out")).books
    assert sum(line.rows for line in books.rejections if line.stage == "source") == len(unsound)
    supported = books.planned["javascript"]
    assert supported == 2 and books.planned["go"] == 2, "the transpiler writes no Go: planned, and rejected"
    found = estimate(recipe, "", None)
    assert (found.requests, found.records, found.rejected_rows, found.unsupported) == (supported, 2, 3, 2)
    assert [(one.source, one.target) for one in score(recipe, {})] == [("python", "javascript")] * supported

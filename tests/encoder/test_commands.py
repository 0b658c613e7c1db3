"""The commands: what they print, their exit codes, and that looking at them is cheap."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pairloom.encoder.commands import app
from pairloom.encoder.inference import load
from pairloom.encoder.search import SearchIndex
from tests.encoder.conftest import make_pair, write_split

RECIPE = """
name = "test"
[model]
layers = 2
exits = [1, 2]
vocabulary = 600
max_tokens = 48
[contrastive]
batch_pairs = 8
[optimizer]
steps = 2
learning_rate = 1e-3
[run]
tensorboard = false
"""


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_importing_the_commands_is_cheap() -> None:
    heavy = "{'torch', 'transformers', 'numpy'}"
    check = f"import sys, pairloom.encoder.commands; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_train_evaluate_publish(release: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE)
    model = tmp_path / "model"
    assert run("train", recipe, "--data", release, "--out", model) == (0, f"trained {model}: exits 1, 2\n")
    code, output = run("train", recipe, "--data", release, "--out", model)
    assert code == 1 and "--resume" in output

    code, output = run("evaluate", model, "--data", release, "--out", tmp_path / "results.json")
    assert code == 0 and "exit 2" in output and "BM25" in output
    assert (tmp_path / "results.html").exists() and (tmp_path / "results.svg").exists()
    code, output = run("evaluate", model, "--data", release, "--json")
    assert code == 0 and json.loads(output)["exits"] == [1, 2]

    code, output = run("publish", model, "--exit", 1, "--out", tmp_path / "p", "--results", tmp_path / "results.json")
    assert code == 0 and "published" in output
    assert "| exit 1 | " in (tmp_path / "p" / "README.md").read_text()


@pytest.mark.slow
def test_ablate(release: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(RECIPE)
    code, _ = run("ablate", recipe, "--data", release, "--out", tmp_path / "ablation")
    assert code == 0
    results = json.loads((tmp_path / "ablation" / "results.json").read_text())
    assert {"exit 1 trained alone", "exit 2 trained alone"} <= set(results["quality"])
    assert load(tmp_path / "ablation" / "exit-1").model.depth == 1
    assert any(row["against"] == "exit 2 trained alone" for row in results["comparisons"])

    code, output = run("ablate", recipe, "--data", release, "--out", tmp_path / "ablation")
    assert code == 1 and "--resume" in output
    trained = (tmp_path / "ablation" / "exit-1" / "model.safetensors").stat().st_mtime_ns
    shutil.rmtree(tmp_path / "ablation" / "exit-2")
    assert run("ablate", recipe, "--data", release, "--out", tmp_path / "ablation", "--resume")[0] == 0
    assert (tmp_path / "ablation" / "exit-1" / "model.safetensors").stat().st_mtime_ns == trained  # kept
    assert load(tmp_path / "ablation" / "exit-2").model.depth == 2  # made again
    recipe.write_text(RECIPE.replace("1e-3", "2e-3"))
    code, output = run("ablate", recipe, "--data", release, "--out", tmp_path / "ablation", "--resume")
    assert code == 1 and "the recipe is not what the run began with" in output


def test_search(saved: Path, release: Path) -> None:
    arguments = ("search", saved, "def sort_file(file, extra):", "--data", release, "--language", "python", "--json")
    code, output = run(*arguments, "-n", 3, "--exit", 2)
    hits = json.loads(output)
    assert code == 0 and len(hits) == 3
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert {hit["language"] for hit in json.loads(run(*arguments, "--in", "javascript")[1])} == {"javascript"}
    code, output = run(*arguments, "--cascade", 1)
    assert code == 0 and len(json.loads(output)) == 5
    code, output = run("search", saved, "sort the file", "--data", release)
    assert code == 0 and "owner/" in output and "python" in output


def test_search_finds_the_code_itself_and_keeps_its_index(saved: Path, release: Path) -> None:
    encoder = load(saved, exit=2)
    wanted = make_pair("sort", "file").source_code
    first = SearchIndex(encoder, saved, release, 2).search(wanted, "python", 1)[0]
    assert first.entry.code == wanted and first.score == pytest.approx(1, abs=1e-4)
    cached = list((saved / "search").glob("*-exit-2.npy"))
    assert len(cached) == 1
    before = cached[0].stat().st_mtime_ns
    assert SearchIndex(encoder, saved, release, 2).search(wanted, "python", 1)[0].entry == first.entry
    assert cached[0].stat().st_mtime_ns == before


def test_markup_in_data_is_shown_as_it_is(saved: Path, tmp_path: Path) -> None:
    write_split(tmp_path, "train", [make_pair("add", "list", repository="[red]x[/red]"), make_pair("sort", "list")])
    code, output = run("search", saved, "add", "--data", tmp_path, "-n", 4)
    assert code == 0 and "[red]x[/red]" in output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("evaluate", "nowhere", "--data", "{release}"), 1, "holds no pairloom model"),
        (("evaluate", "{saved}", "--data", "nowhere"), 1, "has no test split"),
        (("search", "{saved}", "x", "--data", "nowhere"), 1, "is not a release"),
        (("search", "{saved}", "x", "--data", "{release}", "--exit", "3"), 1, "no exit 3; it has 1, 2, 4"),
        (("search", "{saved}", "x", "--data", "{release}", "--in", "cobol"), 1, "no code in cobol; it has"),
        (("train", "none.toml", "--data", "{release}", "--out", "x"), 2, "there is no such recipe"),
        (("publish", "{saved}"), 2, "--exit"),
    ],
)
def test_errors_are_one_message(saved: Path, release: Path, arguments: tuple, code: int, said: str) -> None:
    filled = [part.format(saved=saved, release=release) for part in arguments]
    found, output = run(*filled)
    assert found == code and said in output and "Traceback" not in output

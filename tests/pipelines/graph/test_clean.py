"""`pairloom clean`: a translated dataset in the published layout, damaged in known ways."""

import json
from pathlib import Path
from typing import Any

import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from pairloom.pipelines.commands.clean import clean
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.release.read.rows import read_records
from pairloom.pipelines.release.read.verify import verify_release
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.records import SYNTHCONL, to_dict
from tests.pipelines.release.release_builder import synthetic_pair

app = typer.Typer()
app.command()(clean)


def synthconl_rows(count: int) -> list[dict[str, Any]]:
    """Rows as the published dataset has them: eight columns, languages as people write them."""
    pairs = [synthetic_pair(number, target) for number in range(count) for target in ("go", "javascript")]
    found = [{theirs: to_dict(pair)[ours] for ours, theirs in SYNTHCONL.items()} for pair in pairs]
    for row in found:
        row["language2"] = {"go": "Go", "javascript": "JavaScript"}[row["language2"]]
    return found


def write(path: Path, values: list[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(values), path, row_group_size=7)
    return path


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_what_is_sound_survives_and_what_is_not_is_explained(tmp_path: Path) -> None:
    values = synthconl_rows(20)
    values[0]["func2"] = values[0]["func2"][:-1]
    values[2]["func2"] = "I'm sorry, but I cannot translate this function."
    values[4]["language2"] = "COBOL"
    values[6]["func2"] = None
    values[8]["func1_CSN"] = "def broken(:\n    return 1\n    # x"
    values.append(dict(values[10]))
    values.append({**values[12], "func2": values[12]["func2"] + "\n"})
    path = write(tmp_path / "in.parquet", values)
    answer = run(str(path), "--out", str(tmp_path / "out"), "--json")
    assert answer.exit_code == 0, answer.output
    manifest = read_manifest(str(tmp_path / "out"))
    assert json.loads(answer.stdout)["name"] == "in-cleaned"
    assert manifest.books.rows_read == 42 and sum(manifest.books.kept.values()) == 35
    refused = list(read_records(str(tmp_path / "out"), "rejected/rejected-00000-of-00004.parquet", Rejection))
    for shard in range(1, 4):
        refused += read_records(str(tmp_path / "out"), f"rejected/rejected-{shard:05d}-of-00004.parquet", Rejection)
    kinds = sorted((row.stage, row.reason) for row in refused)
    assert len(kinds) == 7 and [stage for stage, _ in kinds].count("dedup") == 2
    assert ("read", "unknown_language") in kinds and ("read", "missing_field") in kinds
    assert any(stage == "source" for stage, _ in kinds)
    assert any("row 5" in row.detail for row in refused)
    assert verify_release(str(tmp_path / "out"), workers=1).ok


def test_the_result_can_be_cleaned_again_in_both_layouts(tmp_path: Path) -> None:
    path = write(tmp_path / "in.parquet", synthconl_rows(12))
    first = run(str(path), "--out", str(tmp_path / "a"), "--columns", "synthconl")
    assert first.exit_code == 0, first.output
    frame = pandas.read_parquet(tmp_path / "a" / "data")
    assert len(frame) == 24 and set(SYNTHCONL.values()) < set(frame.columns)
    again = run(str(tmp_path / "a" / "data" / "*.parquet"), "--out", str(tmp_path / "b"), "--name", "again")
    assert again.exit_code == 0, again.output
    kept = pandas.read_parquet(tmp_path / "b" / "data")
    assert sorted(kept.target_code) == sorted(frame.func2) and "license" in kept.columns
    assert set(kept.columns) == set(CodePair.__dataclass_fields__)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["none.parquet"], 1, "there is no file"),
        (["in.parquet", "--threshold", "0"], 2, "0.01"),
        (["in.parquet", "--columns", "mine"], 2, "mine"),
        (["in.parquet", "--by", "chance"], 2, "chance"),
        (["other.parquet"], 1, "has no column"),
        (["damaged.parquet"], 1, "damaged.parquet"),
    ],
)
def test_bad_input_is_one_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("in.parquet"), synthconl_rows(1))
    write(Path("other.parquet"), [{"func_documentation_string": "x", "func1_CSN": "y", "language1_CSN": "go"}])
    Path("damaged.parquet").write_bytes(Path("in.parquet").read_bytes()[:500])
    answer = run(*arguments, "--out", "out")
    assert answer.exit_code == code and message in answer.stderr and "Traceback" not in answer.output
    assert not Path("out").exists()


def test_an_existing_release_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "in.parquet", synthconl_rows(3))
    assert run(str(path), "--out", str(tmp_path / "out")).exit_code == 0
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    again = run(str(path), "--out", str(tmp_path / "out"))
    assert again.exit_code == 1 and "already exists" in again.stderr
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before


def test_two_columns_for_one_field_are_an_error(tmp_path: Path) -> None:
    table = pa.Table.from_pylist(synthconl_rows(2))
    for name in ("func2", "target_code"):  # the same name again, and our name for it
        pq.write_table(table.append_column(name, table.column("func2")), tmp_path / "in.parquet")
        answer = run(str(tmp_path / "in.parquet"), "--out", str(tmp_path / "out"))
        assert answer.exit_code == 1 and "in.parquet: has two columns for target_code" in answer.output
        assert not (tmp_path / "out").exists()


def test_a_lone_carriage_return_costs_no_statement_and_no_row_ends_the_run(tmp_path: Path) -> None:
    values = synthconl_rows(6)
    codes = {row["func1_CSN"] for row in values}
    head, body = values[0]["func1_CSN"].split("\n", 1)
    values[0]["func1_CSN"] = f'{head}\n    """Adds\r    one to it.\n    """\n{body}'
    values[0]["func_documentation_string"] = "Adds\r    one to it."
    values[2]["func1_CSN"] = values[2]["func1_CSN"].replace("\n", "\r")
    path = write(tmp_path / "in.parquet", values)
    numbers = pa.array([float("nan")] * len(values))
    table = pq.read_table(path)
    at = table.schema.names.index("repository_name")
    pq.write_table(table.set_column(at, "repository_name", numbers), path)
    answer = run(str(path), "--out", str(tmp_path / "out"), "--json")
    assert answer.exit_code == 0, answer.output
    manifest = read_manifest(str(tmp_path / "out"))
    assert manifest.books.rows_read == len(values)
    kept = [row for file in (tmp_path / "out" / "data").glob("*.parquet") for row in pq.read_table(file).to_pylist()]
    assert {row["source_code"] for row in kept} == codes
    assert {row["repository"] for row in kept} == {""}

"""`pairloom verify` finds nothing in a sound release, and finds each kind of damage, also when hashes were restated."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pairloom.pipelines.cli import app
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.diff import diff_releases
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.release.read.rows import read_records
from pairloom.pipelines.release.read.verify import CHECKS, SHOWN, verify_release
from pairloom.pipelines.release.write.files import write_rows
from pairloom.pipelines.release.write.manifest import data_digest
from pairloom.schemas import CodePair, Rejection, arrow_schema
from tests.pipelines.release.release_builder import make_release, synthetic_pair

TRAIN = "data/train-00000-of-00002.parquet"
TEST = "data/test-00000-of-00001.parquet"
REJECTED = "rejected/rejected-00000-of-00002.parquet"


def findings(release: Path) -> dict[str, list[str]]:
    """The findings of the checks that found something."""
    result = verify_release(str(release), workers=1)
    assert result.ok == (not any(result.found.values()))
    return {check: messages for check, messages in result.found.items() if messages}


def edit_manifest(release: Path, change: Callable[[dict[str, Any]], None]) -> None:
    values = json.loads((release / "manifest.json").read_text())
    change(values)
    (release / "manifest.json").write_text(json.dumps(values))


def restate(release: Path, path: str) -> None:
    """Make the manifest state the file as it is now, as somebody would who wants to hide a change."""
    content = (release / path).read_bytes()

    def change(values: dict[str, Any]) -> None:
        for file in values["files"]:
            if file["path"] == path:
                rows_now = pq.read_metadata(release / path).num_rows
                file.update(bytes=len(content), sha256=hashlib.sha256(content).hexdigest(), rows=rows_now)

    edit_manifest(release, change)
    digest = data_digest(read_manifest(str(release)).files)
    edit_manifest(release, lambda values: values.update(data_sha256=digest))


def edit_pairs(release: Path, path: str, change: Callable[[list[CodePair]], list[CodePair]]) -> None:
    """Change the pairs of a file, and restate it."""
    write_rows(str(release), path, change(list(read_records(str(release), path, CodePair))), CodePair)
    restate(release, path)


def new_id(pair: CodePair) -> CodePair:
    return replace(pair, pair_id=pair.expected_id())


def test_a_sound_release_passes_every_check(sound_release: Path) -> None:
    result = verify_release(str(sound_release))
    assert result.ok and result.rows == 120
    assert list(result.found) and set(result.found) == set(CHECKS)


def test_worker_processes_find_the_same(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit_pairs(release, TEST, lambda pairs: [replace(pairs[0], target_code="func ("), *pairs[1:]])
    alone = verify_release(str(release), workers=1)
    monkeypatch.setattr("pairloom.pipelines.release.read.verify.driver._SMALL", 0)
    together = verify_release(str(release), workers=2)
    assert together.found == alone.found and together.rows == 120


# --- damage that hashes show


def test_a_flipped_byte(release: Path) -> None:
    content = bytearray((release / TEST).read_bytes())
    content[len(content) // 2] ^= 1
    (release / TEST).write_bytes(content)
    assert "its content was changed" in findings(release)["files"][0]


def test_a_cut_file(release: Path) -> None:
    (release / TEST).write_bytes((release / TEST).read_bytes()[:-100])
    found = findings(release)
    assert "bytes, not" in found["files"][0] and "is not a readable Parquet file" in found["schema"][0]


def test_a_missing_file(release: Path) -> None:
    (release / TRAIN).unlink()
    assert findings(release)["files"] == [f"{TRAIN}: is missing"]


def test_an_additional_file(release: Path) -> None:
    shutil.copy(release / TEST, release / "data/test-00001-of-00002.parquet")
    assert findings(release) == {"files": ["data/test-00001-of-00002.parquet: is not in manifest.json"]}


def test_a_missing_manifest(release: Path) -> None:
    (release / "manifest.json").unlink()
    assert list(findings(release)) == ["manifest"]


def test_a_manifest_with_a_field_more(release: Path) -> None:
    edit_manifest(release, lambda values: values.update(note="trust me"))
    assert "note: Extra inputs are not permitted" in findings(release)["manifest"][0]


@pytest.mark.parametrize("recipe", [{}, {"split": 3}, {"check": {"level": "blessed"}}])
def test_a_manifest_without_a_recipe_to_check_against(release: Path, recipe: dict[str, Any]) -> None:
    edit_manifest(release, lambda values: values.update(recipe={**(values["recipe"] if recipe else {}), **recipe}))
    assert "recipe: is not a valid recipe" in findings(release)["manifest"][0]


# --- damage whose hashes were restated


def test_an_edited_translation(release: Path) -> None:
    edit_pairs(release, TEST, lambda pairs: [replace(pairs[0], target_code=pairs[0].target_code + "\n"), *pairs[1:]])
    assert "the row was changed" in findings(release)["ids"][0]


def test_an_edited_licence(release: Path) -> None:
    edit_pairs(release, TEST, lambda pairs: [replace(pair, license="MIT") for pair in pairs])
    assert "licenses: the data has" in findings(release)["statistics"][0]


def test_a_row_too_many(release: Path) -> None:
    number = next(n for n in range(1_000, 2_000) if synthetic_pair(n, "go").split == "test")
    edit_pairs(release, TEST, lambda pairs: [*pairs, synthetic_pair(number, "go")])
    found = findings(release)
    assert any("pairs kept: the files hold" in message for message in found["books"])
    assert any(message.startswith("pairs:") for message in found["statistics"])


def test_a_row_too_few(release: Path) -> None:
    edit_pairs(release, TEST, lambda pairs: pairs[1:])
    assert "books" in findings(release)


def test_a_row_twice(release: Path) -> None:
    edit_pairs(release, TEST, lambda pairs: [pairs[0], *pairs])
    found = findings(release)
    assert "occurs more than once" in found["ids"][0]
    assert "(Jaccard 1.0000)" in found["duplicates"][0]


def test_a_near_duplicate(release: Path) -> None:
    def change(pairs: list[CodePair]) -> list[CodePair]:
        near = replace(pairs[0], target_code=pairs[0].target_code + "\n// copied", record_id="0" * 32)
        return [new_id(near), *pairs]

    edit_pairs(release, TEST, change)
    assert "is a duplicate of pair" in findings(release)["duplicates"][0]


def test_a_translation_that_does_not_parse(release: Path) -> None:
    def change(pairs: list[CodePair]) -> list[CodePair]:
        return [new_id(replace(pairs[0], target_code=pairs[0].target_code[:-1])), *pairs[1:]]

    edit_pairs(release, TEST, change)
    assert "its translation is not valid" in findings(release)["parse"][0]


def test_a_row_in_another_split(release: Path) -> None:
    edit_pairs(release, TEST, lambda pairs: [replace(pairs[0], split="train"), *pairs[1:]])
    assert "its split is train" in findings(release)["splits"][0]


def test_swapped_splits(release: Path) -> None:
    """Every row of a repository is moved from test to train, and both files say so."""
    pairs = list(read_records(str(release), TEST, CodePair))
    repository = pairs[0].repository
    moved = [replace(pair, split="train") for pair in pairs if pair.repository == repository]
    edit_pairs(release, TEST, lambda pairs: [pair for pair in pairs if pair.repository != repository])
    edit_pairs(release, TRAIN, lambda pairs: [*pairs, *moved])
    assert "belongs to test by its repository" in findings(release)["splits"][0]


def test_a_repository_in_two_splits(release: Path) -> None:
    pairs = list(read_records(str(release), TEST, CodePair))
    moved = next(pair for pair in pairs if pair.repository)
    edit_pairs(release, TEST, lambda pairs: [pair for pair in pairs if pair.pair_id != moved.pair_id])
    edit_pairs(release, TRAIN, lambda pairs: [*pairs, replace(moved, split="train")])
    assert f"repository {moved.repository} is in test and train" in findings(release)["splits"]


def test_values_that_no_row_can_have(release: Path) -> None:
    def change(pairs: list[CodePair]) -> list[CodePair]:
        wrong = [
            replace(pairs[0], target_language="cobol"),
            replace(pairs[1], verified="certainly"),
            replace(pairs[2], duplicates=-1),
            replace(pairs[3], target_language="python"),
        ]
        return [*map(new_id, wrong), *pairs[4:]]

    edit_pairs(release, TEST, change)
    text = "\n".join(findings(release)["rows"])
    for part in ("target_language is cobol", "verified is certainly", "duplicates is -1", "are both python"):
        assert part in text


def test_evidence_that_does_not_agree_with_the_level(release: Path) -> None:
    def change(pairs: list[CodePair]) -> list[CodePair]:
        return [
            replace(pairs[0], verified="executed", gates=("parse", "compile")),
            replace(pairs[1], verified="parsed", gates=("parse", "differential")),
            replace(pairs[2], gates=("guess",)),
            replace(pairs[3], gates=()),
            replace(pairs[4], gates=("roundtrip", "parse")),
            pairs[5].add_gates(["consistency"]),
            pairs[6].add_gates(["compile:unresolved"]),
            *pairs[7:],
        ]

    edit_pairs(release, TEST, change)
    told = findings(release)["rows"]
    for part in (
        "is executed, but its gates (parse, compile) give compiled",
        "is parsed, but its gates (parse, differential) give executed",
        "gates has guess; allowed: parse, compile",
        "gates are none: every pair must have passed parse",
        "gates are roundtrip, parse: each may occur once, in the order parse",
        "gates are roundtrip, parse: the recipe does not ask for roundtrip",
        "gates are parse, consistency: the recipe does not ask for consistency",
    ):
        assert [part in message for message in told].count(True) == 1, part
    assert len(told) == 7, "the last one is as it should be"


def test_a_row_without_the_evidence_that_the_recipe_requires(release: Path) -> None:
    roundtrip = {"translator": "endpoint", "model": "m", "require": True, "similarity": 0.6}
    edit_manifest(release, lambda values: values["recipe"]["check"].update(roundtrip=roundtrip))
    edit_pairs(release, TEST, lambda pairs: [pair.add_gates(["roundtrip"]) for pair in pairs])
    told = findings(release)["rows"]
    assert all("requires roundtrip" in message for message in told) and len(told) == SHOWN
    assert not any(TEST in message for message in told)


def test_rows_out_of_order(release: Path) -> None:
    table = pq.read_table(release / TEST)
    pq.write_table(table.take(pa.array(range(table.num_rows))[::-1]), release / TEST)
    restate(release, TEST)
    assert "not in the order of pair_id" in findings(release)["schema"][0]


def test_a_renamed_column(release: Path) -> None:
    table = pq.read_table(release / TEST)
    pq.write_table(table.rename_columns(["id", *table.column_names[1:]]), release / TEST)
    restate(release, TEST)
    assert "lacks pair_id and has the unknown id" in findings(release)["schema"][0]


def test_a_column_of_another_type(release: Path) -> None:
    table = pq.read_table(release / TEST)
    schema = arrow_schema(CodePair)
    schema = schema.set(schema.get_field_index("duplicates"), pa.field("duplicates", pa.int32()))
    pq.write_table(table.cast(schema), release / TEST)
    restate(release, TEST)
    assert "column duplicates is" in findings(release)["schema"][0]


def test_a_lost_rejection(release: Path) -> None:
    kept = [row for row in read_records(str(release), REJECTED, Rejection) if row.reason != "syntax"]
    write_rows(str(release), REJECTED, kept, Rejection)
    restate(release, REJECTED)
    assert findings(release)["books"] == ["rejected check / syntax / go: the files hold 0, not 3"]


def test_an_edited_count(release: Path) -> None:
    def change(values: dict[str, Any]) -> None:
        values["books"]["planned"]["go"] += 1

    edit_manifest(release, change)
    assert "go: 73 planned, but" in findings(release)["books"][0]


def test_an_edited_statistic(release: Path) -> None:
    edit_manifest(release, lambda values: values["statistics"].update(repositories=99))
    assert findings(release)["statistics"] == ["repositories: the data has 3, not 99"]


def test_duplicates_that_rows_do_not_stand_for(release: Path) -> None:
    edit_pairs(release, TEST, lambda pairs: [replace(pairs[0], duplicates=pairs[0].duplicates + 5), *pairs[1:]])
    assert any("stand for 23 duplicates in total, but 18" in message for message in findings(release)["books"])


def test_an_edited_card(release: Path) -> None:
    card = (release / "README.md").read_text()
    (release / "README.md").write_text(card.replace("120 pairs of functions", "120,000 pairs of functions"))
    assert "120,000 pairs" in findings(release)["card"][0]


# --- the command


def test_the_command_ends_with_0_or_1_and_says_why(release: Path) -> None:
    runner = CliRunner()
    sound = runner.invoke(app, ["verify", str(release)])
    assert sound.exit_code == 0 and "complete and valid" in sound.stdout
    (release / TRAIN).unlink()
    damaged = runner.invoke(app, ["verify", str(release)])
    assert damaged.exit_code == 1 and f"files: {TRAIN}: is missing" in damaged.stdout
    answer = json.loads(runner.invoke(app, ["verify", str(release), "--json"]).stdout)
    assert answer["ok"] is False
    assert {check["name"]: check["ok"] for check in answer["checks"]}["files"] is False


def test_what_is_no_release_is_a_finding(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["verify", str(tmp_path / "nowhere")])
    assert answer.exit_code == 1 and "cannot be read" in answer.stdout and "Traceback" not in answer.output


def test_a_sample_is_noted_and_checks_fewer_rows(release: Path) -> None:
    edit_pairs(release, TEST, lambda pairs: [new_id(replace(pair, target_code="(")) for pair in pairs])
    everything = verify_release(str(release), workers=1)
    some = verify_release(str(release), sample=30, workers=1)
    assert 0 < some.counts["parse"] < everything.counts["parse"]
    assert some.notes[0] == "parse: about 30 of 120 rows, chosen by hash"


def test_an_empty_release_is_sound(tmp_path: Path) -> None:
    make_release(tmp_path / "release", pairs=[])
    assert findings(tmp_path / "release") == {}


def test_a_release_in_a_bucket(bucket: str) -> None:
    make_release(f"{bucket}/release")
    assert verify_release(f"{bucket}/release", workers=1).ok


def _not_utf8(column: pa.Array) -> pa.Array:
    """The same column with one text that is not UTF-8."""
    damaged = pa.array([b"\xff\xfe"], pa.binary()).view(pa.string())
    return pa.concat_arrays([column.slice(0, 1), damaged, column.slice(2)])


@pytest.mark.parametrize(
    ("path", "name", "change"),
    [
        *((TRAIN, name, _not_utf8) for name in ("pair_id", "target_language", "target_code", "repository")),
        *((REJECTED, name, _not_utf8) for name in ("reason", "payload")),
        (TRAIN, "text", lambda column: column.cast(pa.string_view())),
        (TRAIN, "text", lambda column: column.dictionary_encode()),
        (TRAIN, "gates", lambda column: pa.array(range(len(column)))),
        (TRAIN, "gates", lambda column: pa.array([[None]] * len(column), pa.list_(pa.string()))),
        (TRAIN, "duplicates", lambda column: pa.nulls(len(column), column.type)),
        (TRAIN, "license", lambda column: pa.nulls(len(column))),
    ],
)
def test_damaged_values_are_a_finding_and_end_nothing(
    release: Path, sound_release: Path, path: str, name: str, change: Callable[[pa.Array], pa.Array]
) -> None:
    table = pq.read_table(release / path)
    place, field = table.schema.get_field_index(name), table.schema.field(name)
    column = change(table.column(name).combine_chunks())
    field = field if column.type == field.type and not column.null_count else pa.field(name, column.type)
    pq.write_table(table.set_column(place, field, column), release / path)
    restate(release, path)
    assert any(path in message for messages in findings(release).values() for message in messages)
    try:
        found = diff_releases(str(sound_release), str(release))
    except ReleaseError as error:
        assert path in str(error) and f"column {name}" in str(error) and "\n" not in str(error)
    else:
        assert name in ("text", "payload") or path == REJECTED
        assert found.rows["changed"] == found.rows["removed"] == 0


def test_a_column_that_is_there_twice(release: Path, sound_release: Path) -> None:
    table = pq.read_table(release / TRAIN)
    pq.write_table(table.append_column(table.schema.field("text"), table.column("text")), release / TRAIN)
    restate(release, TRAIN)
    assert findings(release)["schema"] == [f"{TRAIN}: has a column twice"]
    with pytest.raises(ReleaseError, match="has two columns text"):
        diff_releases(str(sound_release), str(release))

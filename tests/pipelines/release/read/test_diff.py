"""`pairloom diff`: added, removed, changed, and why."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from pairloom.pipelines.commands.diff import diff as diff_command
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.diff import diff_releases
from pairloom.pipelines.release.read.manifest import data_files, read_manifest
from pairloom.pipelines.release.read.rows import read_records
from pairloom.pipelines.release.show.report import write_report
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.recipe import DedupSection
from tests.pipelines.release.release_builder import RECIPE, make_release, synthetic_pair

PAIRS = [synthetic_pair(number, target) for number in range(30) for target in ("go", "javascript")]


def rejected(pair: CodePair, stage: str, reason: str) -> Rejection:
    return Rejection(
        record_id=pair.record_id,
        request_id=pair.request_id,
        target_language=pair.target_language,
        stage=stage,
        reason=reason,
        detail="",
        payload=pair.target_code,
    )


def test_a_release_is_identical_to_itself_made_again(tmp_path: Path) -> None:
    make_release(tmp_path / "a", PAIRS)
    make_release(tmp_path / "b", PAIRS[::-1])
    found = diff_releases(str(tmp_path / "a"), str(tmp_path / "b"))
    assert found.identical and found.rows == {
        "a": 60,
        "b": 60,
        "added": 0,
        "removed": 0,
        "changed": 0,
        "unchanged": 60,
    }
    assert not (found.added or found.removed or found.changed or found.rejections)


def test_every_kind_of_change_with_its_reason(tmp_path: Path) -> None:
    refused, unplanned, unread = PAIRS[0], PAIRS[2], [pair for pair in PAIRS if pair.record_id == PAIRS[4].record_id]
    gone = [refused, unplanned, *unread]
    better = replace(PAIRS[6], target_code=PAIRS[6].target_code + "\n", model="better", duplicates=0)
    better = replace(better, pair_id=better.expected_id())
    executed = PAIRS[8].add_gates(["compile", "tests"])
    kept = [pair for pair in PAIRS if pair not in gone and pair not in (PAIRS[6], PAIRS[8])]
    new = synthetic_pair(1_000, "go")
    recipe = RECIPE.model_copy(update={"dedup": DedupSection(threshold=0.9)})
    make_release(tmp_path / "a", PAIRS)
    make_release(tmp_path / "b", [*kept, better, executed, new], recipe, [rejected(refused, "check", "stub")])
    found = diff_releases(str(tmp_path / "a"), str(tmp_path / "b"))
    assert not found.identical
    assert found.rows == {"a": 60, "b": 57, "added": 1, "removed": 4, "changed": 2, "unchanged": 54}
    assert {reason.why: reason.rows for reason in found.removed} == {
        "refused there, check: stub": 1,
        "not planned there: the record is, this target is not": 1,
        "not read there: no source has the record": 2,
    }
    assert [(reason.rows, reason.examples) for reason in found.added] == [(1, [new.pair_id])]
    changed = {reason.why: reason.rows for reason in found.changed}
    assert changed["translation"] == changed["model"] == changed["verified"] == 1 and "split" not in changed
    assert [(reason.why, reason.rows, reason.examples) for reason in found.evidence] == [
        ("parsed (parse) → executed (parse, compile, tests)", 1, [executed.pair_id])
    ]
    assert executed.pair_id in found.shown
    assert {(entry.key, entry.a, entry.b) for entry in found.settings} == {("recipe.dedup.threshold", 0.7, 0.9)}
    by_target = {entry.target: entry for entry in found.languages}
    assert by_target["go"].removed + by_target["javascript"].removed == 4 and by_target["go"].added == 1
    assert ("check: stub", 0, 1) in {(entry.key, entry.a, entry.b) for entry in found.rejections}
    assert found.shown[new.pair_id]["function"] == "add1000"


def test_a_release_from_before_evidence_was_kept_per_row(tmp_path: Path) -> None:
    make_release(tmp_path / "new", PAIRS)
    make_release(tmp_path / "old", PAIRS)
    for file in (tmp_path / "old" / "data").iterdir():
        pq.write_table(pq.read_table(file).drop_columns(["gates"]), file)
    manifest = json.loads((tmp_path / "old" / "manifest.json").read_text())
    del manifest["statistics"]["evidence"]
    (tmp_path / "old" / "manifest.json").write_text(json.dumps({**manifest, "schema_version": 1}))
    found = diff_releases(str(tmp_path / "old"), str(tmp_path / "new"))
    assert found.rows["unchanged"] == 60 and not found.changed and not found.evidence, "unknown is no change"
    old = read_manifest(str(tmp_path / "old"))
    read = [pair for path in data_files(old) for pair in read_records(str(tmp_path / "old"), path, CodePair)]
    assert len(read) == 60 and all(pair.gates == () and pair.verified == "parsed" for pair in read)
    write_report(str(tmp_path / "old"), old)


def test_a_row_added_because_a_check_changed(tmp_path: Path) -> None:
    make_release(tmp_path / "a", PAIRS[1:], extra=[rejected(PAIRS[0], "dedup", "near_duplicate")])
    make_release(tmp_path / "b", PAIRS)
    found = diff_releases(str(tmp_path / "a"), str(tmp_path / "b"))
    assert [(reason.why, reason.rows) for reason in found.added] == [("refused there, dedup: near_duplicate", 1)]


def test_two_translations_of_one_record_are_told_apart(tmp_path: Path) -> None:
    other = replace(PAIRS[0], translator="other", target_code=PAIRS[0].target_code + "\n", request_id="9" * 32)
    other = replace(other, pair_id=other.expected_id(), duplicates=0)
    make_release(tmp_path / "a", [*PAIRS, other])
    make_release(tmp_path / "b", [*PAIRS, other])
    assert diff_releases(str(tmp_path / "a"), str(tmp_path / "b")).rows["unchanged"] == 61


def test_the_command_for_people_and_for_scripts(tmp_path: Path) -> None:
    make_release(tmp_path / "a", PAIRS)
    make_release(tmp_path / "b", PAIRS[2:])
    app = typer.Typer()
    app.command()(diff_command)
    folders = [str(tmp_path / "a"), str(tmp_path / "b")]
    text = CliRunner().invoke(app, folders)
    assert text.exit_code == 0 and "2 removed, 0 added" in text.stdout and "add0 (python → go)" in text.stdout
    answer = json.loads(CliRunner().invoke(app, [*folders, "--json"]).stdout)
    assert answer["rows"]["removed"] == 2 and answer["removed"][0]["rows"] == 2
    missing = CliRunner().invoke(app, [folders[0], str(tmp_path / "none")])
    assert missing.exit_code == 1 and "there is no such folder" in missing.stderr
    with pytest.raises(ReleaseError):
        diff_releases(str(tmp_path), folders[0])

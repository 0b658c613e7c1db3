"""Data files: the same bytes for the same rows, whole or not at all."""

import errno
import hashlib
import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.write import files
from pairloom.pipelines.release.write.files import data_file, rejected_file, write_rows
from pairloom.schemas import CodePair, CodeRecord, Rejection, TranslationRequest, arrow_schema


def pair(number: int, code: str = "") -> CodePair:
    record = CodeRecord.create(
        benchmark="b", language="python", code=f"def f(): return {number}", text=f"Text {number}."
    )
    request = TranslationRequest.create(
        source_language="python", target_language="go", code=record.code, translator="replay"
    )
    return CodePair.create(record, request, code or f"func f() int {{ return {number} }}")


def rejection(payload: str) -> Rejection:
    return Rejection(
        record_id="r",
        request_id="",
        target_language="go",
        stage="check",
        reason="empty",
        detail="The reply holds no code.",
        payload=payload,
    )


def test_shuffled_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [pair(number) for number in range(200)]
    first = write_rows(str(tmp_path / "a"), data_file("train", 0, 1), rows, CodePair)
    random.Random(1).shuffle(rows)
    second = write_rows(str(tmp_path / "b"), data_file("train", 0, 1), iter(rows), CodePair)
    assert first == second
    content = (tmp_path / "a" / first.path).read_bytes()
    assert content == (tmp_path / "b" / first.path).read_bytes()
    assert (first.bytes, first.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    rows = [pair(number) for number in range(50)]
    info = write_rows(str(tmp_path), data_file("test", 2, 3), rows, CodePair)
    table = pq.read_table(tmp_path / info.path)
    assert info.path == "data/test-00002-of-00003.parquet" and info.rows == 50
    assert table.schema.equals(arrow_schema(CodePair), check_metadata=True)
    assert [CodePair(**row) for row in table.to_pylist()] == sorted(rows, key=lambda row: row.pair_id)


def test_large_files_have_row_groups_of_a_fixed_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ROW_GROUP", 30)
    info = write_rows(str(tmp_path), data_file("train", 0, 1), [pair(number) for number in range(70)], CodePair)
    metadata = pq.read_metadata(tmp_path / info.path)
    assert [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)] == [30, 30, 10]


def test_no_rows_make_a_file_with_the_schema(tmp_path: Path) -> None:
    info = write_rows(str(tmp_path), rejected_file(0, 1), [], Rejection)
    assert info.rows == 0
    assert pq.read_schema(tmp_path / info.path).names == arrow_schema(Rejection).names


def test_a_lone_surrogate_is_shown_in_a_rejection_and_an_error_in_a_pair(tmp_path: Path) -> None:
    info = write_rows(str(tmp_path), rejected_file(0, 1), [rejection("a\udc80b")], Rejection)
    assert pq.read_table(tmp_path / info.path)["payload"].to_pylist() == ["a\\udc80b"]
    with pytest.raises(ReleaseError, match="target_code holds a lone surrogate"):
        write_rows(str(tmp_path), data_file("train", 0, 1), [pair(1, "x = '\ud800'")], CodePair)
    assert not list(tmp_path.glob("data/*")) and not list(tmp_path.glob("data/.*"))


def test_a_failed_write_leaves_nothing_and_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = write_rows(str(tmp_path), data_file("train", 0, 1), [pair(1)], CodePair)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pairloom.schemas.files.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_rows(str(tmp_path), data_file("train", 0, 1), [pair(2)], CodePair)
    content = (tmp_path / before.path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == before.sha256
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["train-00000-of-00001.parquet"]


def test_files_are_written_through_beam_for_urls(tmp_path: Path, bucket: str) -> None:
    local = write_rows(str(tmp_path / "a"), data_file("train", 0, 1), [pair(1)], CodePair)
    for _ in range(2):
        through_beam = write_rows(f"{bucket}/release", data_file("train", 0, 1), [pair(1)], CodePair)
    assert local == through_beam
    objects = tmp_path / "objects" / "b" / "release" / "data"
    assert [file.name for file in objects.iterdir()] == ["train-00000-of-00001.parquet"]


def test_a_failed_write_to_a_url_leaves_nothing(tmp_path: Path, bucket: str) -> None:
    with pytest.raises(ReleaseError):
        write_rows(f"{bucket}/release", data_file("train", 0, 1), [pair(1, "\ud800")], CodePair)
    assert not list((tmp_path / "objects" / "b" / "release" / "data").iterdir())

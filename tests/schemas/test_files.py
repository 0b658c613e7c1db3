"""Rows come out of files of every kind, with the place of what is wrong; files appear whole or not at all."""

import bz2
import gzip
import hashlib
import io
import json
import lzma
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairloom.schemas import files
from pairloom.schemas.files import (
    BadRow,
    FileError,
    decompress,
    digest_file,
    get_text,
    open_file,
    read_rows,
    replace_file,
    scan_rows,
    split_lines,
    write_beside,
)

ROWS = [{"code": "a", "n": 1}, {"code": "b", "n": 2}]
LINES = b"\xef\xbb\xbf" + "\n\n".join(map(json.dumps, ROWS)).encode()
COMPRESS = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("ending", COMPRESS)
def test_lines_come_with_their_numbers(tmp_path, ending):
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(COMPRESS[ending](LINES))
    assert list(read_rows(path)) == [(f"{path}: line 1", ROWS[0]), (f"{path}: line 3", ROWS[1])]


def test_rows_of_parquet_come_with_their_numbers_and_the_columns_asked_for(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(ROWS), path)
    expected = [(f"{path}: row 1", {"code": "a"}), (f"{path}: row 2", {"code": "b"})]
    assert list(read_rows(path, ["code", "absent"])) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"a": 1}\n{"a": ', ": line 2: is not JSON: Expecting value at column 7"),
        ("a.jsonl", b"[1]", ": line 1: is not a JSON object"),
        ("a.jsonl", b'{"a": "\xff"}', ": line 1: byte 8 of the line is not UTF-8"),
        ("a.jsonl.gz", b"", ": cannot be read: a compressed file of 0 bytes"),
        ("a.jsonl.gz", gzip.compress(b'{"a": 1}\n' * 99, mtime=0)[:-9], ": cannot be read after line 99: "),
        ("a.parquet", b"PAR1 broken", ": cannot be read: "),
        ("a.jsonl", None, ": cannot be read: No such file"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        list(read_rows(path))
    assert str(caught.value).startswith(f"{path}{message}")


def test_a_field_that_is_absent_or_not_text_is_named():
    assert get_text({"a": "x"}, "a", "f: line 1") == "x"
    with pytest.raises(FileError, match=r"^f: line 1: b is missing$"):
        get_text({"a": "x"}, "b", "f: line 1")
    with pytest.raises(FileError, match=r"^f: line 1: a must be text, not int$"):
        get_text({"a": 1}, "a", "f: line 1")


def test_a_scan_goes_on_after_a_bad_line():
    found = list(scan_rows(io.BytesIO(b'{}\n{\n"x"\n\xff\n'), "a.jsonl"))
    assert [place for place, _, _ in found] == ["line 1", "line 2", "line 3", "line 4"]
    bad = [row.reason for _, row, _ in found if isinstance(row, BadRow)]
    assert bad == ["invalid_json", "wrong_encoding"] and found[2][1] == "x"


def test_a_long_line_is_held_in_part_only(monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 10)
    found = list(split_lines(io.BytesIO(b"x" * 95 + b"\nshort\n"), limit=30))
    assert found == [(1, b"x" * 10, True), (2, b"short", False)]


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".xz"])
def test_compressed_files(tmp_path, ending):
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(COMPRESS[ending](b"one\ntwo\n" * 100_000))
    with open_file(path) as raw:
        found = list(split_lines(decompress(raw, path.name)))
    assert len(found) == 200_000
    assert found[-1] == (200_000, b"two", False)


@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line)), st.integers(1, 50))
def test_lines_are_the_lines_whatever_the_chunks(found, chunk):
    content = b"\n".join(found)
    expected = [(number, line, False) for number, line in enumerate(content.split(b"\n"), 1)]
    if not expected[-1][1]:
        expected.pop()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "CHUNK", chunk)
        assert list(split_lines(io.BytesIO(content))) == expected


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    path = tmp_path / "folder" / "a"
    with replace_file(str(path)) as file:
        file.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    with pytest.raises(RuntimeError), replace_file(str(path)) as file:
        file.write(b"half")
        raise RuntimeError
    with pytest.raises(RuntimeError), write_beside(path) as partial:
        partial.write_bytes(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"whole" and list(path.parent.iterdir()) == [path]


def test_the_last_writer_wins_whole(tmp_path):
    with write_beside(tmp_path / "a") as one, write_beside(tmp_path / "a") as two:
        one.write_text("one")
        two.write_text("two")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["one"]


def test_digests_are_those_of_the_content():
    content = b"x" * 3_000_000
    assert digest_file(io.BytesIO(content)) == (hashlib.sha256(content).hexdigest(), 3_000_000)


def test_local_files_need_no_beam(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(LINES)
    script = (
        "import sys; from pairloom.schemas.files import read_rows; "
        f"print(len(list(read_rows({str(tmp_path / 'a.jsonl')!r}))), 'apache_beam' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "False"]

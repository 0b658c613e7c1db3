"""Duplicate removal for any Parquet or JSON-lines file, in three passes over it: sketch every row, fetch the texts of
the rows in doubt, copy what is kept. In memory are about 300 bytes per row and the texts in doubt, never the file.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from pairloom.dedup.errors import DedupError
from pairloom.dedup.near import Sketch, decide, sketch
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Texts
from pairloom.schemas.files import BROKEN, FileError, decompress, parse_object, reason_of, write_beside

BATCH = 4096
Progress = Callable[[str, float], None]
"""Called with what is being done and which part of it is done, 0 to 1."""


class Rows(Protocol):
    """A file of rows, read in batches of any form; the rest only asks for texts and hands batches back."""

    path: Path

    def batches(self) -> Iterator[tuple[Any, float]]:
        """(batch, part of the file read so far, 0 to 1)"""

    def values(self, batch: Any, column: str) -> list[Any]:
        """One value per row, None where there is none. Raises DedupError if there is no such column."""

    def writer(self, path: Path, extra: bool) -> Any:
        """A context manager that gives `write(batch, rows, extra columns)` for a file of the same kind."""


class ParquetRows:
    """A Parquet file; every column and its type are kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with pq.ParquetFile(path) as file:
                self.schema, self.count = file.schema_arrow, file.metadata.num_rows
        except (OSError, pa.ArrowException) as error:
            raise DedupError(f"{path}: cannot be read as Parquet: {error}") from None

    def batches(self) -> Iterator[tuple[pa.RecordBatch, float]]:
        """Record batches of at most BATCH rows."""
        done = 0
        try:
            with pq.ParquetFile(self.path) as file:
                for batch in file.iter_batches(BATCH):
                    done += len(batch)
                    yield batch, done / max(1, self.count)
        except (OSError, pa.ArrowException) as error:
            raise DedupError(f"{self.path}: cannot be read as Parquet: {error}") from None

    def values(self, batch: pa.RecordBatch, column: str) -> list[Any]:
        """The column's values."""
        if column not in batch.schema.names:
            raise DedupError(f"{self.path}: has no column {column}; it has {', '.join(batch.schema.names)}")
        return batch.column(column).to_pylist()

    @contextmanager
    def writer(self, path: Path, extra: bool) -> Iterator[Any]:
        """Writes record batches."""
        schema = self.schema
        for name, kind in EXTRA.items() if extra else ():
            schema = schema.append(pa.field(name, kind))
        with pq.ParquetWriter(path, schema, compression="zstd") as file:

            def write(batch: pa.RecordBatch, rows: list[int], columns: dict[str, list[Any]]) -> None:
                chosen = batch.take(pa.array(rows, pa.int64()))
                added = [pa.array(columns[name], EXTRA[name]) for name in EXTRA if extra]
                file.write_batch(pa.RecordBatch.from_arrays([*chosen.columns, *added], schema=schema))

            yield write


class JsonRows:
    """A file of JSON lines, perhaps with gzip; the lines that are kept are copied byte by byte."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise DedupError(f"{path}: there is no such file")

    def batches(self) -> Iterator[tuple[list[tuple[int, bytes]], float]]:
        """Lists of at most BATCH (line number, line), without the empty lines."""
        size = max(1, self.path.stat().st_size)
        batch: list[tuple[int, bytes]] = []
        try:
            with self.path.open("rb") as raw:
                for number, line in enumerate(decompress(raw, self.path.name), 1):
                    if line.strip():
                        batch.append((number, line if line.endswith(b"\n") else line + b"\n"))
                    if len(batch) >= BATCH:
                        yield batch, raw.tell() / size
                        batch = []
                yield batch, 1.0
        except BROKEN as error:
            raise DedupError(f"{self.path}: cannot be read: {reason_of(error)}") from None

    def values(self, batch: list[tuple[int, bytes]], column: str) -> list[Any]:
        """The values under the key `column`."""
        return [self._object(number, line).get(column) for number, line in batch]

    def _object(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            return parse_object(line, f"{self.path}: line {number}")
        except FileError as error:
            raise DedupError(str(error)) from None

    @contextmanager
    def writer(self, path: Path, extra: bool) -> Iterator[Any]:
        """Writes lines."""
        with path.open("wb") as raw, _gzip_writer(raw) if self.path.suffix == ".gz" else raw as file:

            def write(batch: list[tuple[int, bytes]], rows: list[int], columns: dict[str, list[Any]]) -> None:
                for place, row in enumerate(rows):
                    number, line = batch[row]
                    if extra:
                        values = {name: columns[name][place] for name in EXTRA}
                        line = json.dumps({**self._object(number, line), **values}).encode() + b"\n"
                    file.write(line)

            yield write


EXTRA = {
    "dedup_row": pa.int64(),
    "dedup_matched_row": pa.int64(),
    "dedup_matched_dataset": pa.string(),
    "dedup_similarity": pa.float64(),
}
"""Columns added to removed rows: the row's number in its file, that of the row it duplicates (both from 0), the file of
that row, and their exact Jaccard index."""


def _gzip_writer(raw: IO[bytes]) -> Any:
    return gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0)  # nothing in it that changes between runs


def kind(path: Path) -> str:
    """The kind of a file, by its ending. Raises DedupError for one that is not known."""
    for ending in (".parquet", ".jsonl", ".jsonl.gz"):
        if path.name.endswith(ending):
            return ending
    raise DedupError(f"{path}: neither Parquet nor JSON lines by its ending; allowed: .parquet, .jsonl, .jsonl.gz")


def open_rows(path: Path) -> Rows:
    """The rows of a file. Raises DedupError if it is of no known kind or not there."""
    return ParquetRows(path) if kind(path) == ".parquet" else JsonRows(path)


def _expand(name: str) -> list[Path]:
    """The files that `name` stands for: itself, or the data of a release folder."""
    path = Path(name)
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("data/*.parquet")) or sorted(path.glob("*.parquet"))
    if not files:
        raise DedupError(f"{path}: has no Parquet files, neither in it nor in its folder data")
    return files


@dataclass(frozen=True)
class Summary:
    """What became of a file's rows. exact, near: removed as equal to, or near to, a kept row of the file. known:
    removed for a row of another file. empty: kept without comparison, having no text in the column. compared: pairs
    of texts compared exactly."""

    rows: int
    kept: int
    exact: int
    near: int
    known: int
    empty: int
    compared: int


@dataclass
class _Sketched:
    """All files, sketched: row i of these arrays is row `row[i]` of file `file[i]`."""

    file: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    sketch: Sketch
    priority: list[Any]
    rows: int


def deduplicate_file(
    source: Path,
    column: str,
    out: Path,
    *,
    removed: Path | None = None,
    against: Sequence[str] = (),
    priority: str | None = None,
    settings: Settings | None = None,
    method: str = "minhash",
    threads: int = 1,
    progress: Progress = lambda step, part: None,
) -> Summary:
    """Copies the rows of `source` whose text in `column` duplicates no other kept row to `out`, all columns with them.

    removed: a file for the others, with the columns of EXTRA. against: files, or folders of Parquet files, with the
    same column, whose rows remove but are not removed. priority: a column; of two duplicates the row with the smaller
    value there is kept, else the earlier. The files appear whole or not at all. Raises DedupError.
    """
    chosen = settings or Settings()
    own = open_rows(source)
    files = [own, *(open_rows(path) for name in against for path in _expand(name))]
    for target in filter(None, (out, removed)):
        if kind(target) != kind(source):
            raise DedupError(f"{target}: must be a file of the same kind as {source.name}")
    everything = _sketch_files(files, column, priority, chosen, method, threads, progress)
    order = _order(everything)
    known = int(np.count_nonzero(everything.file))
    file, row = everything.file[order], everything.row[order]

    def fetch(rows: npt.NDArray[Any]) -> Texts:
        return _fetch(files, column, file[rows], row[rows], progress)

    found = everything.sketch.take(order)
    match, similarity, compared = decide(found, known, chosen, fetch, method)
    gone = np.flatnonzero(match >= 0)
    equal = found.digest[gone] == found.digest[match[gone]]
    elsewhere = file[match[gone]] > 0
    matched = {int(row[i]): (int(row[match[i]]), str(files[file[match[i]]].path), float(similarity[i])) for i in gone}
    _copy(own, out, removed, matched, progress)
    return Summary(
        rows=everything.rows,
        kept=everything.rows - len(gone),
        exact=int(np.count_nonzero(equal & ~elsewhere)),
        near=int(np.count_nonzero(~equal & ~elsewhere)),
        known=int(np.count_nonzero(elsewhere)),
        empty=everything.rows - int(np.count_nonzero(everything.file == 0)),
        compared=compared,
    )


def _sketch_files(
    files: Sequence[Rows],
    column: str,
    priority: str | None,
    settings: Settings,
    method: str,
    threads: int,
    progress: Progress,
) -> _Sketched:
    """The first pass."""
    wanted = settings if method == "minhash" else replace(settings, threshold=1.0)
    sketches, file_of, row_of, keys, own_rows, texts_seen = [], [], [], [], 0, 0
    for number, rows in enumerate(files):
        first = 0
        for batch, part in rows.batches():
            texts = rows.values(batch, column)
            wrong = next((text for text in texts if text is not None and not isinstance(text, str | bytes)), None)
            if wrong is not None:
                raise DedupError(f"{rows.path}: column {column} must hold text, found {wrong!r:.60}")
            filled = [i for i, text in enumerate(texts) if text is not None]
            texts_seen += len(filled)
            sketches.append(sketch(Texts.of(texts[i] for i in filled), wanted, threads))
            row_of.append(np.array(filled, dtype=np.int64) + first)
            file_of.append(np.full(len(filled), number))
            if priority is not None and number == 0:
                values = rows.values(batch, priority)
                keys += [values[i] for i in filled]
            first += len(texts)
            own_rows += len(texts) if number == 0 else 0
            progress(f"reading {rows.path.name}", part)
        if number == 0 and own_rows and not texts_seen:
            raise DedupError(f"{rows.path}: no row has a text under {column}")
    whole = Sketch(
        np.concatenate([part.digest for part in sketches]),
        np.concatenate([part.keys for part in sketches]),
        np.concatenate([part.coarse for part in sketches]),
    )
    return _Sketched(np.concatenate(file_of), np.concatenate(row_of), whole, keys, own_rows)


def _order(everything: _Sketched) -> npt.NDArray[np.int64]:
    """The rows in the order of their priority: those of other files first."""
    own = np.flatnonzero(everything.file == 0)
    if everything.priority:
        keys = everything.priority
        try:
            ranked = sorted(range(len(own)), key=lambda i: (keys[i] is None, keys[i] if keys[i] is not None else 0, i))
        except TypeError as error:
            raise DedupError(f"the priority column holds values that cannot be ordered: {error}") from None
        own = own[ranked]
    return np.concatenate([np.flatnonzero(everything.file > 0), own])


def _fetch(
    files: Sequence[Rows], column: str, file: npt.NDArray[Any], row: npt.NDArray[Any], progress: Progress
) -> Texts:
    """The second pass: the texts of some rows, in the order asked for."""
    texts: list[Any] = [b""] * len(row)
    for number in np.unique(file):
        rows, first = files[number], 0
        own = np.flatnonzero(file == number)
        own = own[np.argsort(row[own])]
        for batch, part in rows.batches():
            count = len(batch)
            low, high = np.searchsorted(row[own], [first, first + count])
            if high > low:
                values = rows.values(batch, column)
                for i in own[low:high]:
                    texts[i] = values[row[i] - first]
            first += count
            progress(f"comparing {rows.path.name}", part)
    return Texts.of(texts)


def _copy(
    rows: Rows, out: Path, removed: Path | None, matched: dict[int, tuple[int, str, float]], progress: Progress
) -> None:
    """The third pass."""
    with (
        _appear(out) as kept_file,
        _appear(removed) as removed_file,
        rows.writer(kept_file, False) as keep,
        rows.writer(removed_file, True) if removed else nullcontext() as drop,
    ):
        first = 0
        for batch, part in rows.batches():
            gone = [i for i in range(len(batch)) if first + i in matched]
            gone_set = set(gone)
            keep(batch, [i for i in range(len(batch)) if i not in gone_set], {})
            if gone and drop:
                matches = [matched[first + i] for i in gone]
                columns = [[first + i for i in gone], *map(list, zip(*matches, strict=True))]
                drop(batch, gone, dict(zip(EXTRA, columns, strict=True)))
            first += len(batch)
            progress(f"writing {out.name}", part)


@contextmanager
def _appear(path: Path | None) -> Iterator[Any]:
    """A path to write at that becomes `path` at the end, or None."""
    if path is None:
        yield None
        return
    try:
        with write_beside(path) as partial:
            yield partial
    except OSError as error:
        raise DedupError(f"{path}: cannot be written: {reason_of(error)}") from None

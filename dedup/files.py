"""Duplicate removal for any Parquet or JSON-lines file, in three passes over it: sketch every row, fetch the texts of
the rows in doubt, copy what is kept. In memory are about 300 bytes per row and the texts in doubt, never the file.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pairloom.dedup.errors import DedupError
from pairloom.dedup.near import Sketch, decide, sketch
from pairloom.dedup.priority import order_keys
from pairloom.dedup.rows import EXTRA, Rows, kind_of, open_rows
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Texts
from pairloom.schemas.files import reason_of, write_beside

Progress = Callable[[str, float], None]
"""Called with what is being done and which part of it is done, 0 to 1."""


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


_NONE = np.zeros(0, dtype=np.int64)


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
        if kind_of(target) != kind_of(source):
            raise DedupError(f"{target}: must be a file of the same kind as {source.name}")
    everything = _sketch_files(files, column, priority, chosen, method, threads, progress)
    order = _order(everything, f"{source}: column {priority}")
    known = int(np.count_nonzero(everything.file))
    file, row = everything.file[order], everything.row[order]

    def fetch(rows: npt.NDArray[Any]) -> Texts:
        return _fetch(files, column, file[rows], row[rows], progress)

    found = everything.sketch.take(order)
    match, similarity, compared = decide(found, known, chosen, fetch, method)
    gone = np.flatnonzero(match >= 0)
    equal = found.digest[gone] == found.digest[match[gone]]
    elsewhere = file[match[gone]] > 0
    names = [str(rows.path).encode(errors="backslashreplace").decode() for rows in files]
    matched = {int(row[i]): (int(row[match[i]]), names[file[match[i]]], float(similarity[i])) for i in gone}
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


def _expand(name: str) -> list[Path]:
    """The files that `name` stands for: itself, or the data of a release folder."""
    path = Path(name)
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("data/*.parquet")) or sorted(path.glob("*.parquet"))
    if not files:
        raise DedupError(f"{path}: has no Parquet files, neither in it nor in its folder data")
    return files


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
    sketches, file_of, row_of = [sketch(Texts.of(()), wanted)], [_NONE], [_NONE]
    keys: list[Any] = []
    own_rows = texts_seen = 0
    for number, rows in enumerate(files):
        first = 0
        for batch, part in rows.batches():
            texts = rows.texts(batch, column)
            filled = [i for i, text in enumerate(texts) if text is not None]
            texts_seen += len(filled)
            sketches.append(sketch(Texts.of(text for text in texts if text is not None), wanted, threads))
            row_of.append(np.array(filled, dtype=np.int64) + first)
            file_of.append(np.full(len(filled), number, dtype=np.int64))
            if priority is not None and number == 0:
                values = rows.keys(batch, priority)
                keys += [values[i] for i in filled]
            first += len(texts)
            own_rows += len(texts) if number == 0 else 0
            progress(f"reading {rows.path.name}", part)
        if number == 0 and own_rows and not texts_seen:
            raise DedupError(f"{rows.path}: no row has a text under {column}")
        for name in (column, priority) if number == 0 and priority is not None else (column,):
            rows.need(name)
    whole = Sketch(
        np.concatenate([part.digest for part in sketches]),
        np.concatenate([part.keys for part in sketches]),
        np.concatenate([part.coarse for part in sketches]),
    )
    return _Sketched(np.concatenate(file_of), np.concatenate(row_of), whole, keys, own_rows)


def _order(everything: _Sketched, where: str) -> npt.NDArray[np.int64]:
    """The rows in the order of their priority: those of other files first. `where` is the file and its column."""
    own = np.flatnonzero(everything.file == 0)
    if everything.priority:
        try:
            own = own[order_keys(everything.priority)]
        except TypeError as error:
            raise DedupError(f"{where} holds values that cannot be ordered: {error}") from None
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
                values = rows.texts(batch, column)
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

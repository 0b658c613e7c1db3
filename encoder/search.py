"""Search over the code of a release by a description or by code, at one exit or in a cascade of two exits."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pairloom.encoder.cascade import CascadeIndex
from pairloom.encoder.data import Pair, data_fingerprint, read_pairs, release_files
from pairloom.encoder.errors import DataError
from pairloom.encoder.inference import DESCRIPTION, PROJECTIONS, CodeEncoder
from pairloom.schemas.files import replace_file
from pairloom.schemas.splits import SPLITS

CACHE_FOLDER = "search"
SHORTLIST = 100


@dataclass(frozen=True)
class Entry:
    """A piece of code that can be found, and the row it is from. `translation`: the other code of its pair."""

    language: str
    code: str
    repository: str
    pair_id: str
    translation_language: str
    translation: str


@dataclass(frozen=True)
class Hit:
    """An entry and its score: the cosine with the query."""

    score: float
    entry: Entry


def read_entries(data: str | Path) -> list[Entry]:
    """Every distinct code of all splits of a release, in the order of its rows. Raises DataError if there is none."""
    splits = [split for split in SPLITS if list((Path(data) / "data").glob(f"{split}-*.parquet"))]
    if not splits:
        raise DataError(f"{data}: is not a release: there are no files data/*-*.parquet in it")
    entries: dict[tuple[str, str], Entry] = {}
    for split in splits:
        for pair in _rows_if_any(data, split):
            for entry in _entries(pair):
                entries.setdefault((entry.language, entry.code), entry)
    if not entries:
        raise DataError(f"{data}: the release has no rows")
    return list(entries.values())


def _rows_if_any(data: str | Path, split: str) -> list[Pair]:
    import pyarrow.parquet as pq

    rows = sum(pq.read_metadata(file).num_rows for file in release_files(data, split))
    return read_pairs(data, split) if rows else []


def _entries(pair: Pair) -> list[Entry]:
    source, target = (pair.source_language, pair.source_code), (pair.target_language, pair.target_code)
    return [Entry(*side, pair.repository, pair.pair_id, *other) for side, other in ((source, target), (target, source))]


class SearchIndex:
    """The entries of a release with their vectors at one exit.

    The vectors are kept beside the model, in a file whose name is a hash of everything that decides them.
    """

    def __init__(self, encoder: CodeEncoder, model: str | Path, data: str | Path, exit: int | None = None) -> None:
        self._encoder, self._exit = encoder, encoder.check_exit(exit)
        self.entries = read_entries(data)
        self._vectors = self._load_or_embed(Path(model), Path(data))

    def _load_or_embed(self, model: Path, data: Path) -> np.ndarray:
        files = [model / DESCRIPTION, model / PROJECTIONS, model / "model.safetensors"]
        state = data_fingerprint(file for file in files if file.exists()) + data_fingerprint(
            file for split in SPLITS for file in sorted((data / "data").glob(f"{split}-*.parquet"))
        )
        cache = model / CACHE_FOLDER / f"{hashlib.sha256(state.encode()).hexdigest()[:24]}-exit-{self._exit}.npy"
        if cache.exists():
            return np.load(cache)
        vectors = self._encoder.encode(
            [entry.code for entry in self.entries], self._exit, [entry.language for entry in self.entries]
        )
        cache.parent.mkdir(exist_ok=True)
        with replace_file(str(cache)) as file:
            np.save(file, vectors)
        return vectors

    def search(
        self, query: str, query_language: str | None = None, top: int = 10, languages: Sequence[str] = ()
    ) -> list[Hit]:
        """The `top` entries nearest to `query`, best first. query_language: of a query that is code. languages: of the
        entries to search, all if empty. Raises DataError if there is no entry in them."""
        chosen = _rows_in(languages, self.entries)
        query_vector = self._encoder.encode([query], self._exit, query_language)[0]
        return _hits(self._vectors[chosen] @ query_vector, [self.entries[row] for row in chosen], top)


class CascadeSearch:
    """The entries of a release, ranked without stored vectors: the `shallow` exit reads all entries, the `deep` exit
    only the SHORTLIST best."""

    def __init__(self, encoder: CodeEncoder, data: str | Path, shallow: int, deep: int) -> None:
        self._encoder, self._shallow, self._deep = encoder, shallow, deep
        self.entries = read_entries(data)

    def search(
        self, query: str, query_language: str | None = None, top: int = 10, languages: Sequence[str] = ()
    ) -> list[Hit]:
        """As `SearchIndex.search`."""
        chosen = [self.entries[row] for row in _rows_in(languages, self.entries)]
        codes, code_languages = [entry.code for entry in chosen], [entry.language for entry in chosen]
        index = CascadeIndex(self._encoder, codes, code_languages, self._shallow, self._deep)
        return _hits(index.scores([query], query_language, max(top, SHORTLIST))[0], chosen, top)


def _rows_in(languages: Sequence[str], entries: Sequence[Entry]) -> list[int]:
    """Rows of the entries in `languages`; all rows if none are named. Raises DataError if no entry is in them."""
    chosen = [row for row, entry in enumerate(entries) if not languages or entry.language in languages]
    if not chosen:
        known = ", ".join(sorted({entry.language for entry in entries}))
        raise DataError(f"the release has no code in {', '.join(languages)}; it has {known}")
    return chosen


def _hits(scores: np.ndarray, entries: Sequence[Entry], top: int) -> list[Hit]:
    order = np.argsort(-scores, kind="stable")[:top]
    return [Hit(float(scores[row]), entries[row]) for row in order]

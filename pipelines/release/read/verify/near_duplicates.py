"""Searches for remaining near-duplicates, with the recipe's settings.

Each row needs a sketch of about 230 bytes in memory; texts are only read again for rows that may be duplicates.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pairloom.dedup.near import Sketch, decide, sketch
from pairloom.dedup.pairs import KnownRow, document, settings_of
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Texts
from pairloom.pipelines.release.read.rows import read_batches
from pairloom.pipelines.release.read.verify.subject import Subject

_COMPARED = ["pair_id", "source_language", "target_language", "source_code", "target_code"]


def check_duplicates(subject: Subject) -> Iterator[str]:
    """No pair is a duplicate of another one."""
    subject.read_rows()
    dedup = subject.recipe.dedup
    settings = settings_of(dedup.threshold, dedup.permutations, dedup.shingle)
    languages = Counter[tuple[str, str]]()
    for entry in subject.manifest.statistics.pairs:
        languages[entry.source_language, entry.target_language] += entry.pairs
    done = 0
    for pair in sorted(languages):
        documents = _Documents(subject.folder, [file.path for file in subject.readable_files("data")], pair)
        found, ids = documents.sketch(settings)
        if len(ids):
            match, similarity, _ = decide(found, 0, settings, documents.fetch, dedup.method)
            for row in np.flatnonzero(match >= 0):
                one, other = ids[row].decode(), ids[match[row]].decode()
                yield f"pair {one} is a duplicate of pair {other} (Jaccard {similarity[row]:.4f})"
        done += languages[pair]
        subject.progress("duplicates", done, languages.total())


class _Documents:
    """The compared texts of the rows in two languages, in a fixed order."""

    def __init__(self, folder: str, paths: list[str], languages: tuple[str, str]) -> None:
        self.folder, self.paths, self.languages = folder, paths, languages

    def _batches(self) -> Iterator[tuple[pa.RecordBatch, list[bytes]]]:
        source, target = self.languages
        for path in self.paths:
            for batch in read_batches(self.folder, path, _COMPARED):
                chosen = batch.filter(
                    pc.and_(pc.equal(batch["source_language"], source), pc.equal(batch["target_language"], target))
                )
                if chosen.num_rows:
                    columns = (chosen[name].to_pylist() for name in ("pair_id", "source_code", "target_code"))
                    yield chosen, [document(KnownRow(*values)) for values in zip(*columns, strict=True)]

    def sketch(self, settings: Settings) -> tuple[Sketch, Any]:
        """The sketches of all rows, and their identifiers."""
        parts, ids = [], []
        for batch, documents in self._batches():
            parts.append(sketch(Texts.of(documents), settings))
            ids.append(np.array([text.encode() for text in batch["pair_id"].to_pylist()]))
        if not parts:
            return Sketch(np.empty((0,)), np.empty((0,)), np.empty((0,))), np.empty((0,))
        joined = (np.concatenate([getattr(part, name) for part in parts]) for name in ("digest", "keys", "coarse"))
        return Sketch(*joined), np.concatenate(ids)

    def fetch(self, rows: Any) -> Texts:
        """The documents of the rows with the given numbers, in that order."""
        place = {int(row): place for place, row in enumerate(rows)}
        texts: list[bytes] = [b""] * len(rows)
        first = 0
        for _, documents in self._batches():
            for number, text in enumerate(documents, start=first):
                if number in place:
                    texts[place[number]] = text
            first += len(documents)
        return Texts.of(texts)

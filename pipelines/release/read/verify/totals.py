"""The checks of all rows together: identifiers, splits, books and statistics."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from pairloom.pipelines.release.errors import BooksError
from pairloom.pipelines.release.read.manifest import read_books
from pairloom.pipelines.release.read.rows import read_batches
from pairloom.pipelines.release.read.verify.subject import NotChecked, Subject, shorten, show_digest
from pairloom.pipelines.release.write.books import DEDUP
from pairloom.schemas.records import SCHEMA_VERSION


def check_ids(subject: Subject) -> Iterator[str]:
    """No pair occurs twice."""
    ids = np.sort(np.concatenate(subject.read_rows().pair_ids))
    for digest in np.unique(ids[1:][ids[1:] == ids[:-1]]):
        yield f"pair {show_digest(digest)} occurs more than once"


def check_splits(subject: Subject) -> Iterator[str]:
    """No repository or record is in two splits, if the recipe keeps its rows together."""
    rows, by = subject.read_rows(), subject.recipe.split.by
    if by == "repository":
        for repository, splits in sorted(rows.repositories.items()):
            if repository and len(splits) > 1:
                yield f"repository {repository} is in {' and '.join(sorted(splits))}"
    if by == "source":
        return
    records, places = np.concatenate(rows.record_ids), np.concatenate(rows.splits)
    order = np.lexsort((places, records))
    records, places = records[order], places[order]
    for digest in np.unique(records[1:][(records[1:] == records[:-1]) & (places[1:] != places[:-1])]):
        yield f"record {show_digest(digest)} is in two splits"


def check_statistics(subject: Subject) -> Iterator[str]:
    """The manifest's statistics equal those of the data files."""
    rows = subject.all_rows("statistics, kept pairs: not compared, as not all data files could be read")
    manifest = subject.manifest
    found, stated = rows.statistics.statistics().model_dump(), manifest.statistics.model_dump()
    is_older = manifest.schema_version < SCHEMA_VERSION
    for name in manifest.statistics.model_fields_set if is_older else stated:
        if found[name] != stated[name]:
            yield f"{name}: the data has {shorten(found[name])}, not {shorten(stated[name])}"
    used = [(entry.translator, entry.model, entry.prompt_version, entry.pairs) for entry in manifest.translators]
    if used != [(*names, count) for names, count in sorted(rows.statistics.translators.items())]:
        yield "translators: the data has other translators or other numbers of pairs"


def check_books(subject: Subject) -> Iterator[str]:
    """The books balance, and the files have the stated pairs and rejections."""
    yield from _check_kept(subject)
    books = read_books(subject.manifest)
    try:
        books.check()
    except BooksError as error:
        yield str(error).partition("\n")[2].strip()
    # the sums in the manifest must be the sums of its lines
    for name in ("duplicates_removed", "decontaminated", "rejected", "unplanned"):
        stated, found = getattr(subject.manifest.books, name), getattr(books, name)
        if stated != found:
            yield f"{name}: the manifest has {stated:,}, but its lines add up to {found:,}"
    yield from _check_rejections(subject)


def _check_kept(subject: Subject) -> Iterator[str]:
    try:
        rows = subject.all_rows("")
    except NotChecked:
        return
    books = subject.manifest.books
    kept, stated = dict(sorted(rows.kept.items())), {target: count for target, count in books.kept.items() if count}
    if kept != stated:
        yield f"pairs kept: the files hold {kept}, not {stated}"
    within = sum(line.rows for line in books.rejections if line.stage == DEDUP and line.reason != "known_elsewhere")
    # a pair rejected after deduplication may have stood for duplicates
    left_out = books.decontaminated + sum(line.rows for line in books.rejections if line.stage == "balance")
    if rows.duplicates > within or (rows.duplicates < within and not left_out):
        yield f"kept pairs stand for {rows.duplicates:,} duplicates in total, but {within:,} were removed"


def _check_rejections(subject: Subject) -> Iterator[str]:
    if not subject.is_complete("rejected"):
        subject.notes.append("rejections: not counted, as not all of their files could be read")
        return
    found: Counter[tuple[str, str, str]] = Counter()
    for file in subject.readable_files("rejected"):
        for batch in read_batches(subject.folder, file.path):  # all columns, to check that they can be read
            kinds = pa.table({name: batch[name] for name in ("stage", "reason", "target_language")})
            groups = kinds.group_by(kinds.column_names).aggregate([([], "count_all")])
            for row in groups.to_pylist():
                found[row["stage"], row["reason"], row["target_language"]] += row["count_all"]
    lines = subject.manifest.books.rejections
    stated = Counter({(line.stage, line.reason, line.target_language): line.rows for line in lines})
    for kind in sorted({*found, *stated}):
        if found[kind] != stated[kind]:
            name = " / ".join(part for part in kind if part)
            yield f"rejected {name}: the files hold {found[kind]:,}, not {stated[kind]:,}"

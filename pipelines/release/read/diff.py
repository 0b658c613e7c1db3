"""The differences between two releases, and their causes.

Rows of two releases are the same row if they have the same record and target language; the row is changed if anything
else differs. The compared columns (texts and codes as hashes) are loaded into a temporary database on disk, so releases
of any size are compared in bounded memory.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pairloom.pipelines.release.read.manifest import data_files, read_manifest
from pairloom.pipelines.release.read.rows import find_pairs, read_batches
from pairloom.schemas import CodePair, arrow_schema
from pairloom.schemas.display import visible
from pairloom.schemas.manifest import Manifest
from pairloom.schemas.records import COLUMNS

_EXAMPLES = 3
"""Number of example rows for each kind of change."""

MEMORY_LIMIT = "1GB"

_KEYS = ("pair_id", "record_id", "request_id", "source_language", "target_language")
"""Columns that are not compared: they identify the row, or are hashes of compared columns."""

_ASPECTS = {
    "target_code": "translation",
    "source_code": "source",
    "prompt_version": "prompt",
    "license": "licence",
    "repository": "provenance",
    "path": "provenance",
    "url": "provenance",
    "function_name": "provenance",
    "benchmark": "provenance",
}
"""Columns -> the name of their change, where it is not the column's name."""


def _compared() -> dict[str, str]:
    """Aspect of a row that can change -> its SQL expression. NULL is unknown and never counts as a change."""
    parts: dict[str, list[str]] = {}
    for field in arrow_schema(CodePair):
        if field.name not in _KEYS:
            known = f"nullif(array_to_string({field.name}, ' '), '')" if pa.types.is_list(field.type) else field.name
            parts.setdefault(_ASPECTS.get(field.name, field.name), []).append(known)
    return {aspect: " || chr(0) || ".join(known) for aspect, known in parts.items()}


_COMPARED = _compared()


@dataclass(frozen=True)
class Setting:
    """A key of recipe, versions or inputs that differs. `a` or `b` is None where that side has no such key."""

    key: str
    a: Any
    b: Any


@dataclass(frozen=True)
class LanguageChange:
    """The rows of two languages in both releases: unchanged, changed, removed and added."""

    source: str
    target: str
    a: int
    b: int
    added: int
    removed: int
    changed: int


@dataclass(frozen=True)
class Reason:
    """The number of rows added, removed or changed for one reason, and some of their pair ids."""

    why: str
    rows: int
    examples: list[str]


@dataclass(frozen=True)
class Difference:
    """The whole result. A changed row counts for each of its changed aspects. evidence: rows whose verification
    changed, by old and new value, e.g. "parsed (parse) → compiled (parse, compile)"."""

    a: str
    b: str
    identical: bool
    rows: dict[str, int]
    settings: list[Setting]
    languages: list[LanguageChange]
    added: list[Reason]
    removed: list[Reason]
    changed: list[Reason]
    evidence: list[Reason]
    rejections: list[Setting]
    shown: dict[str, dict[str, str]]

    def as_data(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return asdict(self)


def diff_releases(folder_a: str, folder_b: str) -> Difference:
    """The differences from the release in `folder_a` to that in `folder_b`. Raises ReleaseError if one of them is not a
    release."""
    a, b = read_manifest(folder_a), read_manifest(folder_b)
    with tempfile.TemporaryDirectory(prefix="pairloom-diff-") as folder:
        database = duckdb.connect(str(Path(folder, "rows.duckdb")), config={"memory_limit": MEMORY_LIMIT})
        try:
            for name, place, manifest in (("a", folder_a, a), ("b", folder_b, b)):
                _load(database, name, place, manifest)
            _join(database)
            return _difference(database, (folder_a, a), (folder_b, b))
        finally:
            database.close()


def _load(database: duckdb.DuckDBPyConnection, name: str, folder: str, manifest: Manifest) -> None:
    """Loads the tables of the release's rows and rejections."""
    hashes = ", ".join(f"if({known} IS NULL, NULL, hash({known})) AS {what}" for what, known in _COMPARED.items())
    # the column of the release that has the name of an aspect must not be read for the aspect
    database.execute(
        f"CREATE TABLE rows_{name} (pair_id VARCHAR, record_id VARCHAR, source_language VARCHAR, "
        f"target_language VARCHAR, evidence VARCHAR, {', '.join(f'is_{what} UBIGINT' for what in _COMPARED)})"
    )
    for batch in _batches(folder, data_files(manifest), list(COLUMNS)):
        database.register("batch", batch)
        database.execute(
            f"INSERT INTO rows_{name} SELECT pair_id, record_id, source_language, target_language, {_EVIDENCE}, "
            f"{hashes} FROM batch"
        )
    database.execute(
        f"CREATE TABLE refused_{name} (record_id VARCHAR, target_language VARCHAR, stage VARCHAR, reason VARCHAR)"
    )
    columns = ["record_id", "target_language", "stage", "reason"]
    for batch in _batches(folder, data_files(manifest, "rejected"), columns):
        database.register("batch", batch)
        database.execute(f"INSERT INTO refused_{name} SELECT {', '.join(columns)} FROM batch WHERE record_id <> ''")


_EVIDENCE = "verified || ' (' || array_to_string(gates, ', ') || ')'"


def _batches(folder: str, paths: list[str], columns: list[str]) -> Iterator[pa.Table]:
    for path in paths:
        for batch in read_batches(folder, path, columns, size=20_000):
            yield pa.Table.from_batches([batch]).select(columns)


def _join(database: duckdb.DuckDBPyConnection) -> None:
    """Makes a table with one row per row of either release: its two pair ids and the aspects that differ."""
    for name in ("a", "b"):
        # a record can be translated into a language more than once, by several translators
        database.execute(
            f"CREATE TABLE numbered_{name} AS SELECT *, row_number() OVER "
            f"(PARTITION BY record_id, target_language ORDER BY pair_id) AS place FROM rows_{name}"
        )
    differs = ", ".join(f"a.is_{what} <> b.is_{what} AS {what}" for what in _COMPARED)
    database.execute(
        "CREATE TABLE joined AS SELECT coalesce(a.record_id, b.record_id) AS record_id, "
        "coalesce(a.source_language, b.source_language) AS source_language, "
        "coalesce(a.target_language, b.target_language) AS target_language, "
        f"a.pair_id AS id_a, b.pair_id AS id_b, a.evidence || ' → ' || b.evidence AS evidence, {differs} "
        "FROM numbered_a a FULL JOIN numbered_b b USING (record_id, target_language, place)"
    )
    for name in ("a", "b"):
        database.execute(
            f"CREATE TABLE known_{name} AS SELECT record_id FROM rows_{name} UNION SELECT record_id FROM refused_{name}"
        )
        database.execute(
            f"CREATE TABLE why_{name} AS SELECT record_id, target_language, min(stage || ': ' || reason) AS why "
            f"FROM refused_{name} GROUP BY ALL"
        )


_CHANGED = " OR ".join(_COMPARED)


def _difference(
    database: duckdb.DuckDBPyConnection, side_a: tuple[str, Manifest], side_b: tuple[str, Manifest]
) -> Difference:
    (folder_a, a), (folder_b, b) = side_a, side_b
    counts = database.execute(
        "SELECT count(id_a), count(id_b), count(*) FILTER (id_a IS NULL), count(*) FILTER (id_b IS NULL), "
        f"count(*) FILTER (id_a IS NOT NULL AND id_b IS NOT NULL AND ({_CHANGED})) FROM joined"
    ).fetchone()
    rows = dict(zip(("a", "b", "added", "removed", "changed"), counts or (), strict=True))
    added, removed = _reasons(database, "b", "a"), _reasons(database, "a", "b")
    changed, evidence = _changes(database), _evidence(database)
    examples_a = [example for reason in removed for example in reason.examples]
    examples_b = [example for reason in (*added, *changed, *evidence) for example in reason.examples]
    return Difference(
        a=folder_a,
        b=folder_b,
        identical=a.data_sha256 == b.data_sha256,
        rows={**rows, "unchanged": rows["a"] - rows["removed"] - rows["changed"]},
        settings=_settings(a, b),
        languages=_languages(database),
        added=added,
        removed=removed,
        changed=changed,
        evidence=evidence,
        rejections=_rejections(a, b),
        shown={**_shown(folder_a, a, examples_a), **_shown(folder_b, b, examples_b)},
    )


def _reasons(database: duckdb.DuckDBPyConnection, own: str, other: str) -> list[Reason]:
    """The reasons why rows of one release are not in the other one."""
    found = database.execute(
        "SELECT CASE WHEN why IS NOT NULL THEN 'refused there, ' || why "
        "WHEN known.record_id IS NOT NULL THEN 'not planned there: the record is, this target is not' "
        "ELSE 'not read there: no source has the record' END AS reason, "
        f"count(*) AS number, min(id_{own}, {_EXAMPLES}) "
        f"FROM joined LEFT JOIN why_{other} USING (record_id, target_language) "
        f"LEFT JOIN known_{other} known ON known.record_id = joined.record_id "
        f"WHERE id_{other} IS NULL GROUP BY ALL ORDER BY number DESC, reason"
    ).fetchall()
    return [Reason(*row) for row in found]


def _changes(database: duckdb.DuckDBPyConnection) -> list[Reason]:
    """The changes in rows that are in both releases."""
    found = []
    for what in _COMPARED:
        row = database.execute(
            f"SELECT count(*), min(id_b, {_EXAMPLES}) FROM joined "
            f"WHERE id_a IS NOT NULL AND id_b IS NOT NULL AND {what}"
        ).fetchone()
        if row and row[0]:
            found.append(Reason(what, *row))
    return sorted(found, key=lambda reason: (-reason.rows, reason.why))


def _evidence(database: duckdb.DuckDBPyConnection) -> list[Reason]:
    """The changes of verification in rows that are in both releases."""
    found = database.execute(
        f"SELECT evidence, count(*) AS number, min(id_b, {_EXAMPLES}) FROM joined "
        "WHERE id_a IS NOT NULL AND id_b IS NOT NULL AND (verified OR gates) "
        "GROUP BY ALL ORDER BY number DESC, evidence"
    ).fetchall()
    return [Reason(*row) for row in found]


def _languages(database: duckdb.DuckDBPyConnection) -> list[LanguageChange]:
    found = database.execute(
        "SELECT source_language, target_language, count(id_a), count(id_b), count(*) FILTER (id_a IS NULL), "
        "count(*) FILTER (id_b IS NULL), "
        f"count(*) FILTER (id_a IS NOT NULL AND id_b IS NOT NULL AND ({_CHANGED})) "
        "FROM joined GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [LanguageChange(*row) for row in found]


def _settings(a: Manifest, b: Manifest) -> list[Setting]:
    """The differences in recipe, inputs, versions and program of the releases."""
    sides = [
        {
            **_flat("recipe", manifest.recipe),
            **_flat("inputs", [entry.model_dump() for entry in manifest.inputs]),
            **_flat("versions", manifest.versions),
            **_flat("software", manifest.software.model_dump()),
            "columns": manifest.columns,
        }
        for manifest in (a, b)
    ]
    keys = dict.fromkeys([*sides[0], *sides[1]])
    return [
        Setting(key, sides[0].get(key), sides[1].get(key)) for key in keys if sides[0].get(key) != sides[1].get(key)
    ]


def _flat(name: str, value: Any) -> dict[str, Any]:
    """Nested values by their paths, e.g. "recipe.source.0.path"."""
    if isinstance(value, dict) and value:
        parts = value.items()
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        parts = enumerate(value)  # type: ignore[assignment]
    else:
        return {name: value}
    return {key: found for part, inner in parts for key, found in _flat(f"{name}.{part}", inner).items()}


def _rejections(a: Manifest, b: Manifest) -> list[Setting]:
    """Reasons whose number of rejections differs, largest difference first."""
    sides: list[dict[str, int]] = [{}, {}]
    for side, manifest in zip(sides, (a, b), strict=True):
        for line in manifest.books.rejections:
            key = f"{line.stage}: {line.reason}"
            side[key] = side.get(key, 0) + line.rows
    keys = sorted({*sides[0], *sides[1]}, key=lambda key: (-abs(sides[0].get(key, 0) - sides[1].get(key, 0)), key))
    found = [Setting(key, sides[0].get(key, 0), sides[1].get(key, 0)) for key in keys]
    return [entry for entry in found if entry.a != entry.b]


def _shown(folder: str, manifest: Manifest, pair_ids: list[str]) -> dict[str, dict[str, str]]:
    """Pair id -> the shown columns of an example."""
    found = find_pairs(folder, data_files(manifest), sorted(set(pair_ids)))
    return {
        pair.pair_id: {
            "function": visible(pair.function_name),
            "languages": f"{pair.source_language} → {pair.target_language}",
            "place": visible(" ".join(filter(None, (pair.repository, pair.path)))),
            "text": visible(pair.text.strip().partition("\n")[0])[:120],
        }
        for pair in found
    }

"""Makes records from the rows of JSON lines and Parquet files, by a mapping of columns."""

import json
import math
import re
import reprlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pairloom.pipelines.sources.base import check_text
from pairloom.pipelines.sources.documentation import without_documentation
from pairloom.schemas import CodeRecord
from pairloom.schemas.files import BadRow
from pairloom.schemas.languages import LANGUAGES, find_language
from pairloom.schemas.program_tests import parse_program_tests
from pairloom.schemas.recipe import SourceSection
from pairloom.schemas.records import FUNCTION, PROGRAM, UNITS
from pairloom.schemas.splits import find_split
from pairloom.translators.checks.check import unit_of

Row: TypeAlias = Mapping[str, Any]
Details: TypeAlias = Callable[[Row], tuple[str, Row]]
"""A row -> the name of a problem, and further columns for the rows of this problem."""

RECORD_FIELDS = (
    "text",
    "code",
    "language",
    "function_name",
    "repository",
    "path",
    "split",
    "tests",
    "url",
    "license",
    "benchmark",
)
"""The fields that [source.fields] may name."""
REQUIRED = ("text", "code")


@dataclass(frozen=True)
class Layout:
    """The mapping of a benchmark's rows to records: one row of the table in `layouts`.

    fields: for each record field its possible columns, best first; dots select nested columns.
    language: of all rows, if no column has it.
    where: a column and its values in correct rows; rows with other values are rejected as wrong_label.
    documented: the code is a function as in its file, so its documentation is removed from it.
    unit: of all rows, unless the source or a column has it; "auto" decides for each.
    solutions: of a problem in one language, how many are used unless the source says so; None for all.
    adapt: turns a row into rows with the columns in `fields`, for layouts that need more than a mapping.
    columns: all columns that `adapt` reads; other columns of a Parquet file are never decoded.
    details: of a row in the source's files of `tests`, a problem and further columns for the rows of this problem; None
    if these files are tests in other languages. problem: the column of rows that names the problem.
    """

    title: str
    fields: Mapping[str, tuple[str, ...]]
    language: str = ""
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    documented: bool = False
    unit: str = FUNCTION
    solutions: int | None = None
    adapt: Callable[[Row], Iterator[Row]] | None = None
    columns: tuple[str, ...] = ()
    details: Details | None = None
    problem: str = ""


def columns_of(layout: Layout) -> set[str]:
    """The top-level columns that `layout` reads."""
    paths = {path for paths in layout.fields.values() for path in paths}
    return {name for path in {*paths, *layout.where, *layout.columns} for name in (path, path.split(".")[0])}


def records(row: Any, layout: Layout, source: SourceSection, split: str) -> Iterator[CodeRecord | BadRow]:
    """The records in one row, or a BadRow. split: the split in the name of the file."""
    if not isinstance(row, Mapping):
        yield BadRow("invalid_json", f"found {_kind(row)} where an object with named fields should be")
        return
    row = without_nan(row)
    try:
        for column, right in layout.where.items():
            found = look_up(row, column)
            if found not in right:
                shown = reprlib.repr(found)
                raise BadRow("wrong_label", f"{column} is {shown}; only {' or '.join(map(repr, right))} is used")
        for adapted in layout.adapt(row) if layout.adapt else (row,):
            try:
                yield _record(adapted, layout, source, split)
            except BadRow as problem:
                yield problem
    except BadRow as problem:
        yield problem


def _record(row: Row, layout: Layout, source: SourceSection, split: str) -> CodeRecord:
    values = {name: _value(row, name, paths) for name, paths in layout.fields.items()}
    language = _language(values.pop("language", "") or source.language or layout.language)
    text, code = values.pop("text", "").strip(), values.pop("code", "")
    if not text:
        raise BadRow("empty_text", "there is no documentation")
    if not code.strip():
        raise BadRow("empty_code", "there is no code")
    code = without_documentation(code, language, text, layout.documented).strip("\n")
    unit = values.pop("unit", "") or source.unit or layout.unit
    unit = unit_of(code, language) if unit == "auto" else unit
    if unit not in UNITS:
        raise BadRow("wrong_type", f"unit is {unit[:40]!r}; allowed: {', '.join(UNITS)}")
    if unit == PROGRAM:
        values["function_name"] = ""
        _check_tests(values.get("tests", ""))
    return CodeRecord.create(
        text=text,
        code=code,
        unit=unit,
        language=language,
        split=find_split(values.pop("split", "")) or source.split or split,
        benchmark=values.pop("benchmark", "") or source.benchmark or source.reader,
        repository=values.pop("repository", "") or source.repository,
        license=values.pop("license", "") or source.license,
        **values,
    )


def _check_tests(tests: str) -> None:
    """Raises BadRow if `tests` are not those of a program; there may be none."""
    if tests:
        try:
            parse_program_tests(tests)
        except ValueError as problem:
            raise BadRow("wrong_tests", str(problem)) from None


def look_up(row: Any, path: str) -> Any:
    """The value at `path`, e.g. "repo" or "metadata.repo" or "answers.0"; None if it is absent or NaN."""
    if isinstance(row, Mapping):
        if path in row:
            return _none_if_nan(row[path])
        head, _, rest = path.partition(".")
        return look_up(row[head], rest) if rest and head in row else None
    if isinstance(row, list):
        head, _, rest = path.partition(".")
        if not head.isdecimal() or int(head) >= len(row):
            return None
        return look_up(row[int(head)], rest) if rest else _none_if_nan(row[int(head)])
    return None


def without_nan(row: Row) -> Row:
    """`row` with None for each NaN and infinity, which pandas and Python's json write for missing text."""
    return {name: _none_if_nan(value) for name, value in row.items()}


def _none_if_nan(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _value(row: Row, name: str, paths: tuple[str, ...]) -> str:
    for path in paths:
        found = look_up(row, path)
        if found is not None:
            text = _as_text(path, name, found)
            check_text(path, text)
            return text
    if name in REQUIRED:
        raise BadRow("missing_field", f"there is no {' or '.join(paths)}, which holds the {name}")
    return ""


def _as_text(path: str, name: str, found: Any) -> str:
    if isinstance(found, str):
        return found
    if name not in REQUIRED and isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    if name in ("text", "tests", "license") and isinstance(found, list) and all(isinstance(x, str) for x in found):
        return ("; " if name == "license" else "\n").join(found)
    if name == "tests" and isinstance(found, Mapping):  # those of a program, as data
        return json.dumps(found, ensure_ascii=False, default=str)
    raise BadRow("wrong_type", f"{path}, which holds the {name}, is {_kind(found)} and not text")


def _language(name: str) -> str:
    if name in LANGUAGES:
        return name
    language = find_language(name)
    if language is None:
        found = f"found {name[:40]!r}" if name else "the row names none, and neither does the source"
        raise BadRow("unknown_language", f"{found}; known are {', '.join(LANGUAGES)}")
    return language.name


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value", type(None): "null"}
    return names.get(type(value), "a number" if isinstance(value, int | float) else f"a {type(value).__name__}")


_SPLIT_IN_NAME = re.compile(r"(?:^|[-_./])(train|valid|validation|dev|test)(?=[-_.\d]|$)")


def split_of_file(name: str) -> str:
    """The split in a file's name, e.g. "validation" for "cosqa-dev.json"; "" if it has none."""
    found = _SPLIT_IN_NAME.findall(name.rpartition("/")[2].lower())
    return find_split(found[-1]) if found else ""

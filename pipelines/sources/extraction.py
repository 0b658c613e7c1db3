"""The functions that parse untrusted code while sources are read. Text can crash or hang native parsers, so the readers
call these functions in a separate process (`schemas.guard`), which loads only the parsers."""

from pairloom.pipelines.sources import python_source, source_tree
from pairloom.pipelines.sources.rows import Details, Layout, Row, records, without_nan
from pairloom.schemas import CodeRecord
from pairloom.schemas.files import BadRow
from pairloom.schemas.recipe import SourceSection


def functions_of(content: bytes, language: str) -> list[tuple[str, str, str] | BadRow]:
    """(name, text, code) of each extracted function of a source file, and a BadRow for each function that cannot be
    extracted and for places that do not parse. Raises BadRow if the whole file does not parse."""
    return list(
        python_source.extract_python(content) if language == "python" else source_tree.extract(content, language)
    )


def records_of(row: Row, *, layout: Layout, source: SourceSection, split: str) -> list[CodeRecord | BadRow]:
    """The records in one row, or a BadRow. split: the split in the name of the file."""
    return list(records(row, layout, source, split))


def details_of(row: Row, *, details: Details, column: str) -> tuple[str, Row | BadRow] | None:
    """The problem of a row in the source's files of `tests`, and columns for its rows or why they cannot be used; None
    if the row names no problem. column: the one that names the problem."""
    try:
        return details(without_nan(row))
    except BadRow as problem:
        name = row.get("problem") or row.get(column)
        return (name, problem) if isinstance(name, str) else None

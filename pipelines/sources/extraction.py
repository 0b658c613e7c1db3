"""What parses other people's code while sources are read. Parsers are native code that text can crash or hang, so the
readers call these in a process of its own (`translators.guard`), which for that loads no more than the parsers."""

from pairloom.pipelines.sources import python_source, source_tree
from pairloom.pipelines.sources.rows import Layout, Row, records
from pairloom.schemas import CodeRecord
from pairloom.schemas.files import BadRow
from pairloom.schemas.recipe import SourceSection


def functions_of(content: bytes, language: str) -> list[tuple[str, str, str] | BadRow]:
    """(name, text, code) of each function of a source file that is taken, and a BadRow for each that cannot be taken
    and for places that do not parse. Raises BadRow if the whole file does not parse."""
    return list(
        python_source.extract_python(content) if language == "python" else source_tree.extract(content, language)
    )


def records_of(row: Row, *, layout: Layout, source: SourceSection, split: str) -> list[CodeRecord | BadRow]:
    """The records in one row, or what is wrong with it. `split` is what the name of the file says."""
    return list(records(row, layout, source, split))

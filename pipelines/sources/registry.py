"""The readers by name, for `reader = ...` in a recipe."""

from pairloom.pipelines.sources.base import Reader
from pairloom.pipelines.sources.codenet import CodeNetReader
from pairloom.pipelines.sources.layouts import LAYOUTS
from pairloom.pipelines.sources.row_files import LINE_FORMATS, ROW_FORMATS, RowReader
from pairloom.pipelines.sources.source_tree import documented_languages
from pairloom.pipelines.sources.trees import TreeReader
from pairloom.schemas import LANGUAGES
from pairloom.schemas.recipe import SourceSection
from pairloom.schemas.records import UNITS

_LANGUAGES = [*(language.name for language in documented_languages()), "python"]
_TITLES = [LANGUAGES[name].title for name in _LANGUAGES]

READERS: dict[str, Reader] = {
    "python-source": TreeReader(
        'documented functions of Python files; path = "stdlib" is the running interpreter\'s own library',
        (".py",),
        ("python",),
        reads_stdlib=True,
    ),
    "source-tree": TreeReader(
        f"documented functions of files in {', '.join(_TITLES[:-1])} or {_TITLES[-1]}",
        tuple(ending for name in _LANGUAGES for ending in LANGUAGES[name].endings),
        tuple(_LANGUAGES),
    ),
    "codenet": CodeNetReader("Project CodeNet: the first accepted program of each problem in each language"),
    "jsonl": RowReader("JSON lines or a JSON array, any columns, mapped by [source.fields]", LINE_FORMATS),
    "parquet": RowReader("Parquet, any columns, mapped by [source.fields]", (".parquet",)),
    **{name: RowReader(layout.title, ROW_FORMATS, layout) for name, layout in LAYOUTS.items()},
}


def units_of(source: SourceSection) -> tuple[str, ...]:
    """The units that the records of `source` may have."""
    reader = READERS[source.reader]
    unit = source.unit or reader.unit
    return UNITS if unit == "auto" else (unit,)


def solutions_of(source: SourceSection) -> int | None:
    """How many solutions of a problem in one language are used of `source`, None for all."""
    return source.solutions or READERS[source.reader].solutions

"""The readers by name: what `reader = ...` in a recipe may be."""

from pairloom.pipelines.sources.base import Reader
from pairloom.pipelines.sources.layouts import LAYOUTS
from pairloom.pipelines.sources.row_files import LINE_FORMATS, ROW_FORMATS, RowReader
from pairloom.pipelines.sources.source_tree import LANGUAGES
from pairloom.pipelines.sources.trees import TreeReader

READERS: dict[str, Reader] = {
    "python-source": TreeReader(
        'documented functions of Python files; path = "stdlib" is the running interpreter\'s own library',
        (".py",),
        ("python",),
        reads_stdlib=True,
    ),
    "source-tree": TreeReader(
        "documented functions of files in Java, Go, PHP, JavaScript, Ruby or Python",
        (".java", ".go", ".php", ".js", ".mjs", ".cjs", ".rb", ".py"),
        (*LANGUAGES, "python"),
    ),
    "jsonl": RowReader("JSON lines or a JSON array, any columns, mapped by [source.fields]", LINE_FORMATS),
    "parquet": RowReader("Parquet, any columns, mapped by [source.fields]", (".parquet",)),
    **{name: RowReader(layout.title, ROW_FORMATS, layout) for name, layout in LAYOUTS.items()},
}

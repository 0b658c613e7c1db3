"""The readers by name: what `reader = ...` in a recipe may be."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from pairloom.pipelines.sources.base import SourceError
from pairloom.pipelines.sources.presets import LAYOUTS
from pairloom.pipelines.sources.rows import RECORD_FIELDS, REQUIRED, Layout
from pairloom.schemas.recipe import Source

LINE_FORMATS = (".jsonl", ".jsonl.gz", ".jsonl.bz2", ".jsonl.xz", ".json", ".json.gz")
ROW_FORMATS = (*LINE_FORMATS, ".parquet")


@dataclass(frozen=True)
class Reader:
    """What a reader is called in tables and messages, and which files it reads."""

    description: str
    formats: tuple[str, ...]
    layout: Layout | None = None

    @property
    def reads_trees(self) -> bool:
        """Whether it reads files of source code, each as a whole, and not rows."""
        return self.formats[0] not in ROW_FORMATS

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The columns behind each record field where it is a plain mapping; else nothing."""
        return self.layout.fields if self.layout and not self.layout.adapt else {}


READERS: dict[str, Reader] = {
    "python-source": Reader(
        'documented functions of Python files; path = "stdlib" is the running interpreter\'s own library', (".py",)
    ),
    "source-tree": Reader(
        "documented functions of files in Java, Go, PHP, JavaScript, Ruby or Python",
        (".java", ".go", ".php", ".js", ".mjs", ".cjs", ".rb", ".py"),
    ),
    "jsonl": Reader("JSON lines or a JSON array, any columns, mapped by [source.fields]", LINE_FORMATS),
    "parquet": Reader("Parquet, any columns, mapped by [source.fields]", (".parquet",)),
    **{name: Reader(layout.title, ROW_FORMATS, layout) for name, layout in LAYOUTS.items()},
}


def layout_of(source: Source, label: str) -> Layout:
    """How the rows of `source` become records: its preset's layout with its own [source.fields] on top.

    Raises SourceError, in which the source is called `label`, if `fields` names no record field or leaves out one
    that every record needs.
    """
    for name in source.fields:
        if name not in RECORD_FIELDS:
            raise SourceError(f"{label}, fields.{name}: unknown field{suggestion(name, RECORD_FIELDS)}")
    preset = READERS[source.reader].layout
    own = {name: (column,) for name, column in source.fields.items()}
    if preset is None:
        missing = [name for name in REQUIRED if name not in own]
        if missing:
            raise SourceError(
                f"{label}: reader {source.reader!r} needs [source.fields] to say which column holds the "
                f'{" and the ".join(missing)}, e.g. {missing[0]} = "COLUMN"'
            )
        return Layout(title="", fields=own)
    return Layout(**{**vars(preset), "fields": {**preset.fields, **own}})


def suggestion(name: str, allowed: tuple[str, ...]) -> str:
    """The end of a message about an unknown name: the one that may have been meant, and all that are allowed."""
    close = difflib.get_close_matches(name, allowed, n=1)
    hint = f" (did you mean {close[0]}?)" if close else ""
    return f"{hint}; allowed: {', '.join(allowed)}"

"""The documents name only what exists: files, modules and their names, targets of links, commands and their options."""

import ast
import importlib
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

from pairloom.pipelines import cli

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = "schemas|translators|dedup|pipelines|encoder|recipes|deploy|benchmarks|docs|tests"
PATH = re.compile(rf"(?<![\w./-])(?:{FOLDERS})/[\w./-]*")
DOTTED = re.compile(r"(?<![\w./-])pairloom(?:\.[A-Za-z_]\w*)+(?!\w*://)")
EXAMPLES = {"recipes/csn.toml", "recipes/x.toml"}
"""Recipes that a user of the documents would write."""


DIFF = re.compile(r"^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text_of(document: Path) -> str:
    """A document without its examples of changes, which name what does not exist yet."""
    return DIFF.sub("", document.read_text(encoding="utf-8"))


def headings(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    prose = re.sub(r"^```.*?^```", "", text_of(document), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.*)$", prose, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def resolve(name: str) -> Any:
    """The module, or the name in a module, that a dotted name stands for. Raises ImportError or AttributeError."""
    first, *rest = name.split(".")
    found: Any = importlib.import_module(first)
    for i, part in enumerate(rest):
        if isinstance(found, ModuleType) and not hasattr(found, part):
            importlib.import_module(".".join([first, *rest[: i + 1]]))
        found = getattr(found, part)
    return found


def is_missing(name: str) -> bool:
    try:
        resolve(name)
    except (ImportError, AttributeError):
        return True
    return False


def used_names(code: str) -> Iterator[str]:
    """Every dotted name of ours that a Python example imports, or reads from a module that it imports."""
    tree = ast.parse(code)
    imported: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pairloom"):
            imported |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    yield from imported.values()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imported:
            yield f"{imported[node.value.id]}.{node.attr}"


def commands_in(text: str) -> Iterator[str]:
    """Everything after the word `pairloom` where a document gives a command, in a block of code or within a line."""
    text = re.sub(r"\\\n", " ", text)
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    for code in blocks + spans:
        yield from re.findall(r"^(?:[^#\n]*[/\"])?pairloom ([a-z].*)", code, flags=re.MULTILINE)


def unknown_words(line: str) -> list[str]:
    """The commands and options in `line` that pairloom does not have. Options of Beam have `_` or `=` in them."""
    command: Any = typer.main.get_command(cli.app)
    words = line.split()
    while hasattr(command, "get_command") and words and words[0].isalpha():
        name = words.pop(0)
        command = command.get_command(typer.Context(command), name)
        if command is None:
            return [name]
    known = {name for parameter in command.params for name in parameter.opts}
    return sorted(set(re.findall(r"(?<!\S)[(\[]?(--[a-z-]+)(?![\w=-])", line)) - known - {"--help"})


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
class TestDocument:
    def test_every_path_exists(self, document: Path) -> None:
        paths = {path.rstrip(".") for path in PATH.findall(text_of(document))} - EXAMPLES
        assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []

    def test_every_dotted_name_exists(self, document: Path) -> None:
        names = {name for name in DOTTED.findall(text_of(document)) if not name.endswith((".json", ".toml"))}
        assert [name for name in sorted(names) if is_missing(name)] == []

    def test_every_name_in_an_example_exists(self, document: Path) -> None:
        examples = re.findall(r"^```python\n(.*?)^```", text_of(document), flags=re.MULTILINE | re.DOTALL)
        names = {name for code in examples for name in used_names(code)}
        assert [name for name in sorted(names) if is_missing(name)] == []

    def test_every_command_and_option_exists(self, document: Path) -> None:
        lines = list(commands_in(text_of(document)))
        assert [(line, unknown) for line in lines if (unknown := unknown_words(line))] == []

    def test_every_relative_link_resolves(self, document: Path) -> None:
        links = re.findall(r"\]\((?!https?://)([^)#\s]*)(?:#([^)\s]*))?\)", text_of(document))
        targets = [(document.parent / path if path else document, anchor) for path, anchor in links]
        assert [str(target) for target, _ in targets if not target.exists()] == []
        assert [anchor for target, anchor in targets if anchor and anchor not in headings(target)] == []


CHANGES = DIFF.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: re.findall(r"\+\+\+ b/(.*)", change)[0])
def test_every_example_of_a_change_applies(change: str, tmp_path: Path) -> None:
    """The lines that an example replaces, and those around them, are those of the code."""
    for name in re.findall(r"^--- a/(.*)", change, flags=re.MULTILINE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    outside = {
        **os.environ,
        "GIT_CEILING_DIRECTORIES": str(tmp_path.parent),
    }  # in a repository git would skip the files
    done = subprocess.run(
        ["git", "apply", "-"], cwd=tmp_path, input=change, capture_output=True, text=True, env=outside
    )
    assert done.returncode == 0, done.stderr


def test_the_guide_has_an_example_of_each_change() -> None:
    assert len(CHANGES) == 6


def test_what_does_not_exist_is_found() -> None:
    assert PATH.findall("`dedup/nearer.py`, /dedup/x, a/dedup/x") == ["dedup/nearer.py"]
    assert is_missing("pairloom.dedup.nearer") and is_missing("pairloom.nearer") and not is_missing("pairloom.dedup")
    example = "from pairloom import dedup\ndedup.nearer(dedup.signatures)"
    assert list(used_names(example)) == ["pairloom.dedup", "pairloom.dedup.nearer", "pairloom.dedup.signatures"]
    block = "```\nbin/pairloom plan X --at-large \\\n  --scale\n```\n`pairloom plane`"
    assert [unknown_words(line) for line in commands_in(block)] == [["--at-large"], ["plane"]]
    assert headings(ROOT / "docs" / "architecture.md") >= {"choices", "how-a-record-travels"}

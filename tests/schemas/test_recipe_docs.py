"""docs/recipes.md and docs/llm.md have every key of a recipe, and the defaults of the code."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pairloom.schemas.recipe import Recipe, Section, TranslateSection

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = (DOCS / "recipes.md").read_text()
NAMED = set(re.findall(r"`(?:\w+\.)*(\w+)`", DOCUMENT + (DOCS / "evidence.md").read_text()))
ASSIGNED = set(re.findall(r"^(\w+) = ", DOCUMENT + (DOCS / "llm.md").read_text(), flags=re.MULTILINE))


def sections(kind: Any) -> Iterator[type[Section]]:
    """Every section that the type of a field names, and those within them."""
    if isinstance(kind, type) and issubclass(kind, Section):
        yield kind
        for field in kind.model_fields.values():
            yield from sections(field.annotation)
    for part in get_args(kind):
        yield from sections(part)


def test_every_key_is_documented() -> None:
    keys = {
        field.alias or key
        for section in sections(Recipe)
        if section is not Recipe
        for key, field in section.model_fields.items()
    }
    assert len(keys) >= 50
    assert sorted(keys - NAMED - ASSIGNED) == []


def test_every_key_of_translate_has_a_sentence() -> None:
    keys = {name: field.description or "" for name, field in TranslateSection.model_fields.items()}
    assert len(keys) >= 20
    assert [name for name, sentence in keys.items() if not sentence.endswith(".")] == []


def test_the_defaults_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| (`\w+\.\w+`(?:, `\w+\.\w+`)*) \| ([^|]*) \|", DOCUMENT, flags=re.MULTILINE)
    documented = {}
    for names, defaults in rows:
        values = [value.strip("`") for value in defaults.split(", ")]
        documented |= dict(zip(re.findall(r"`([\w.]+)`", names), values, strict=True))
    assert len(documented) >= 15
    for name, text in documented.items():
        section, key = name.split(".")
        fields = type(Recipe.model_fields[section].default).model_fields
        default = {field.alias or name: field.default for name, field in fields.items()}[key]
        assert default == (None if text == "none" else tomllib.loads(f"value = {text}")["value"]), name

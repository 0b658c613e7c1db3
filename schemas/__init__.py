"""The data contracts: record types and their Arrow schemas, the languages, the recipe. Imports no other package of
pairloom. What is named here is imported at its first use, because pyarrow and pydantic take a second."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pairloom.schemas.languages import LANGUAGES, LanguageNames
    from pairloom.schemas.load import RecipeError
    from pairloom.schemas.recipe import Recipe, load_recipe
    from pairloom.schemas.records import (
        SCHEMA_VERSION,
        CodePair,
        CodeRecord,
        Rejection,
        TranslationOutcome,
        TranslationRequest,
        arrow_schema,
        to_table,
    )

_MODULES = {
    "languages": ("LANGUAGES", "LanguageNames"),
    "load": ("RecipeError",),
    "recipe": ("Recipe", "load_recipe"),
    "records": (
        *("SCHEMA_VERSION", "CodePair", "CodeRecord", "Rejection", "TranslationOutcome", "TranslationRequest"),
        *("arrow_schema", "to_table"),
    ),
}

__all__ = [
    "LANGUAGES",
    "SCHEMA_VERSION",
    "CodePair",
    "CodeRecord",
    "LanguageNames",
    "Recipe",
    "RecipeError",
    "Rejection",
    "TranslationOutcome",
    "TranslationRequest",
    "arrow_schema",
    "load_recipe",
    "to_table",
]


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""The data contracts: record types and their Arrow schemas, the languages, the recipe. Imports no other package of
pairloom."""

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

"""The translators that a recipe may name, and what each needs."""

from typing import Any

import pytest

from pairloom.schemas.load import RecipeError, validate_recipe
from pairloom.schemas.recipe import Recipe
from pairloom.translators.registry import TRANSLATORS, check_recipe


def recipe(translate: dict[str, Any], **sections: Any) -> Recipe:
    values = {"name": "small", "source": [{"reader": "x", "path": "y"}], **sections}
    return validate_recipe({**values, "translate": {"targets": ["go"], **translate}}, Recipe, "small.toml")


@pytest.mark.parametrize(
    ("translate", "roundtrip", "message"),
    [
        ("babelfish", None, "translate.translator: found 'babelfish'; allowed: 'transpile', 'replay', 'vllm'"),
        ("replay", None, 'translate: translator = "replay" needs replay ='),
        ("vllm", None, 'translate: translator = "vllm" needs model ='),
        ("endpoint", None, 'translate: translator = "endpoint" needs model ='),
        ("transpile", "transpile", "check.roundtrip.translator: found 'transpile'; allowed: 'replay', 'vllm'"),
        ("transpile", "replay", 'check.roundtrip: translator = "replay" needs replay ='),
    ],
)
def test_a_translator_that_is_unknown_or_lacks_something_is_named(translate, roundtrip, message) -> None:
    sections = {"check": {"roundtrip": {"translator": roundtrip}}} if roundtrip else {}
    with pytest.raises(RecipeError) as caught:
        check_recipe(recipe({"translator": translate}, **sections))
    assert str(caught.value).startswith(f"small.toml: {message}") and "\n" not in str(caught.value)


def test_a_recipe_with_all_that_its_translators_need_is_good() -> None:
    for name in TRANSLATORS:
        check_recipe(recipe({"translator": name, "model": "m", "replay": "r.jsonl"}))


def test_every_translator_says_what_it_is() -> None:
    for name, translator in TRANSLATORS.items():
        assert translator.name == name and translator.description and translator.needs

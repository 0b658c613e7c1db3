"""`pairloom prompt`: shows the exact request that would be sent to a language model."""

from pathlib import Path
from typing import Annotated

import typer

from pairloom.pipelines.commands.terminal import clear_errors, fail
from pairloom.pipelines.forecast.plans import plan_source
from pairloom.schemas import LANGUAGES, CodeRecord, Rejection
from pairloom.schemas.display import console, print_json, visible
from pairloom.schemas.errors import FAILED, USAGE
from pairloom.schemas.languages import find_language
from pairloom.schemas.recipe import Recipe, TranslateSection, load_recipe
from pairloom.translators.llm.prompts import messages, prompt_version
from pairloom.translators.llm.translator import sampling_parameters
from pairloom.translators.registry import is_llm


def prompt(
    recipe: Annotated[Path, typer.Argument(help="The recipe, a TOML file.", metavar="RECIPE.toml")],
    record: Annotated[str, typer.Option(help="The record: its id, the start of its id, or the function's name.")],
    target: Annotated[str, typer.Option(help="The target language, e.g. go.")],
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change one key of the recipe, e.g. translate.model=NAME."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the body of the request as JSON.")] = False,
) -> None:
    """Show the prompt that asks a model to translate one record into one language."""
    language = find_language(target)
    if language is None:
        fail(f"--target: {target} is not a known language; allowed: {', '.join(LANGUAGES)}", USAGE)
    with clear_errors():
        found, settings = _find(load_recipe(recipe, changes or ()), record)
    chat = messages(found.code, found.language, language.name, found.unit)
    if as_json:
        print_json({"model": settings.model, "messages": chat, **sampling_parameters(settings)})
        return
    screen = console()
    for message in chat:
        screen.rule(message["role"])
        screen.print(visible(message["content"]), markup=False, highlight=False)
    screen.rule("and")
    parameters = ", ".join(f"{name} = {value}" for name, value in sampling_parameters(settings).items())
    screen.print(
        f"model = {settings.model}, {parameters}, prompt version {prompt_version(language.name, found.unit)}",
        markup=False,
    )


def _find(recipe: Recipe, wanted: str) -> tuple[CodeRecord, TranslateSection]:
    """The first record with that id or name, and the settings of its source."""
    if not any(is_llm(source.translate) for source in recipe.source):
        file = recipe.source[0].path.recipe
        fail(f"{file}: no source is translated by a language model (translator = vllm or endpoint)", USAGE)
    candidates = (
        (plans.record, source.translate)
        for index, source in enumerate(recipe.source)
        if is_llm(source.translate)
        for plans in plan_source(recipe, index)
        if not isinstance(plans, Rejection) and plans.unsound is None
    )
    for record, settings in candidates:
        if record.record_id.startswith(wanted) or record.function_name == wanted:
            return record, settings
    return fail(f"--record: no record {wanted} in the sources that a language model translates", FAILED)

"""Loading a recipe of any kind: a TOML file whose tables are pydantic models. Unknown keys and bad values are errors
that name the file, the key, the value found and the values allowed."""

import difflib
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from pairloom.schemas.errors import UsageError
from pairloom.schemas.files import MAX_DEPTH, BadRow, check_depth
from pairloom.schemas.secrets import hide_credentials


class RecipeError(UsageError):
    """An invalid recipe. The message names the file and has one line for each wrong key."""


class Section(BaseModel):
    """A table of a recipe. It is strict: a misspelt key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)

    merged_keys: ClassVar[tuple[str, ...]] = ()
    """Keys that are allowed here but are no fields: the model merges them into its fields."""

    @classmethod
    def written_key(cls, key: list[Any], values: dict[str, Any]) -> list[Any]:
        """The key under which the user wrote the value that is at `key` after merging. values: the whole recipe."""
        return key


class RecipePath(str):
    """A path, or a name that may be a path, as the recipe has it. Identifiers and the manifest use this text.

    recipe: the recipe's file, "" for none. resolved: the path to open. An absolute path or a URL is not changed. A
    relative path or pattern is relative to the recipe's folder if it exists there, else to the working folder.
    """

    recipe: str
    resolved: str

    def __new__(cls, written: str, recipe: str = "") -> "RecipePath":
        path = super().__new__(cls, written)
        path.recipe, path.resolved = recipe, _resolve(written, recipe)
        return path

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validates text. The recipe's file comes from the validation context."""

        def validate(value: Any, check: core_schema.ValidatorFunctionWrapHandler, info: ValidationInfo) -> RecipePath:
            if isinstance(value, RecipePath):
                return value
            return cls(check(value), (info.context or {}).get("recipe", ""))

        return core_schema.with_info_wrap_validator_function(
            validate,
            core_schema.str_schema(strict=True),
            serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
        )


def _resolve(written: str, recipe: str) -> str:
    if not written or not recipe or "://" in written or Path(written).is_absolute():
        return str(written)
    folder = Path(recipe).resolve().parent
    try:
        beside = any(folder.glob(written))
    except (ValueError, NotImplementedError):  # not a pattern for pathlib; opening it will report the error
        beside = False
    return str(folder / written) if beside else str(written)


Model = TypeVar("Model", bound=Section)


def load_toml(path: str | Path, model: type[Model], changes: Sequence[str] = ()) -> Model:
    """The recipe of kind `model` in the TOML file at `path`, after `changes` such as "translate.model=NAME".

    Raises RecipeError if the file is missing or anything in it is wrong.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise RecipeError(f"{path}: is over {MOST_BYTES:,} bytes, so it is no recipe")
        values = _parse_toml(content.decode("utf-8"))
    except FileNotFoundError:
        raise RecipeError(f"{path}: there is no such recipe") from None
    except ValueError as error:
        what = "cannot be read" if isinstance(error, UnicodeDecodeError) else "is not valid TOML"
        raise RecipeError(f"{path}: {what}: {error}") from None
    except OSError as error:
        raise RecipeError(f"{path}: cannot be read: {error}") from None
    for change in changes:
        _make_change(values, change)
    return validate_recipe(values, model, str(path))


def _parse_toml(text: str) -> dict[str, Any]:
    """The tables in `text`. Raises ValueError if it is not valid TOML, or has more parts of keys, or deeper lists and
    tables, than a recipe needs: the parser's time grows with the square of the parts."""
    if _LONG_KEY.search(text):
        raise ValueError(f"a key has more than {MOST_PARTS} parts")
    try:
        values = tomllib.loads(text)
        check_depth(values)
    except (RecursionError, BadRow):
        raise ValueError(f"lists and tables are nested deeper than {MAX_DEPTH}") from None
    return values


MOST_BYTES = 1 << 20
"""Bytes of a recipe."""
MOST_PARTS = 16
"""Parts of a key, as in a.b.c."""
MOST_PROBLEMS = 20
"""Problems of a recipe that are shown."""
_PART = r"""(?:(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
_LONG_KEY = re.compile(rf"(?:{_PART}\.[ \t]*+){{{MOST_PARTS}}}")


def validate_recipe(values: dict[str, Any], model: type[Model], file: str = "recipe") -> Model:
    """The recipe of kind `model` from plain `values`. file: its name in messages. Raises RecipeError."""
    try:
        return model.model_validate(values, context={"recipe": file})
    except ValidationError as error:
        problems = error.errors()
        lines = list(dict.fromkeys(_explain(problem, model, values) for problem in problems[:MOST_PROBLEMS]))
        if len(problems) > MOST_PROBLEMS:
            lines.append(f"and {len(problems) - MOST_PROBLEMS:,} more problems")
        raise RecipeError("\n".join(f"{file}: {line}" for line in lines)) from None


def _make_change(values: dict[str, Any], change: str) -> None:
    """Sets one key of a recipe. A value that is not valid TOML is used as text, so that names need no quotes."""
    keys, equals, value = change.partition("=")
    *tables, last = [key.strip() for key in keys.split(".")]
    if not equals or not all((*tables, last)):
        raise RecipeError(f"--set {change}: must be KEY=VALUE, e.g. translate.model=NAME")
    table = values
    for name in tables:
        inner = table.setdefault(name, {})
        if not isinstance(inner, dict):
            raise RecipeError(f"--set {change}: {name} is not a table")
        table = inner
    try:
        table[last] = _parse_toml(f"value = {value}")["value"]
    except ValueError:
        table[last] = value


def _explain(problem: Any, model: type[Section], values: dict[str, Any]) -> str:
    """One line for one problem: the key as the user wrote it, the value found, the values allowed."""
    location = list(problem["loc"])
    key = ".".join(str(part) for part in model.written_key(location, values)) or "the recipe"
    found = _show(problem["input"])
    match problem["type"]:
        case "extra_forbidden":
            section = _section_at(model, location[:-1])
            named = (field.alias or name for name, field in section.model_fields.items())
            allowed = [*named, *section.merged_keys]
            close = difflib.get_close_matches(str(location[-1]), allowed, n=1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            return f"{key}: unknown key{hint}; allowed here: {', '.join(allowed)}"
        case "missing":
            return f"{key}: is missing"
        case "value_error" if isinstance(problem["input"], dict):
            return f"{key}: {problem['ctx']['error']}" if location else str(problem["ctx"]["error"])
        case "value_error":
            return f"{key}: found {found}, which {problem['ctx']['error']}"
        case "literal_error":
            return f"{key}: found {found}; allowed: {problem['ctx']['expected']}"
        case "string_pattern_mismatch":
            return f"{key}: found {found}; allowed: lower-case letters, digits, '.', '_' and '-'"
    return f"{key}: found {found}; {problem['msg'].replace('Input', 'it')}"


def _section_at(model: type[Section], location: list[Any]) -> type[Section]:
    """The section at the keys in `location`."""
    for part in location:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        model = (field and _section_in(field.annotation)) or model
    return model


def _section_in(annotation: Any) -> type[Section] | None:
    """The section in a type such as `Section`, `Section | None` or `list[Section]`."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next(filter(None, map(_section_in, get_args(annotation))), None)


def _show(found: Any) -> str:
    try:
        text = hide_credentials(repr(found))
    except ValueError:
        return "a number with too many digits"
    return text if len(text) <= 60 else text[:57] + "..."

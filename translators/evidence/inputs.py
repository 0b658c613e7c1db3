"""Arguments for a function: varied values of its types that fit together, its own constants, and what its text states.

Each call follows a plan: how many items lists have, which numbers and letters they hold, in which order, what the items
of nested lists are, and how arguments relate to each other. The plans whose calls had answers are used more often in
the next round (`worth`). Everything is drawn from a generator that is seeded with the function, so that the same
function gets the same arguments on every machine. Hypothesis is not used: it draws constants of the modules that are
loaded, so its values differ between processes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pairloom.schemas.hashing import content_hash
from pairloom.translators.evidence.domain import Domain, numbers_in
from pairloom.translators.evidence.hints import Constants
from pairloom.translators.evidence.plans import CallPlan, Draw
from pairloom.translators.languages.programs import PlainType

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_PROSE = (
    "Hello, World",
    "  padded  ",
    "a-b_c",
    "/usr/lib/x.tar.gz",
    "key=value",
    "one,two,three",
    "AbcDef",
    "3.5",
    "a b",
)


_CHARACTER = re.compile(r"\$?(?:c|ch|char|chr|character|letter|symbol|sep|separator|delim|delimiter)")
"""Names of texts that are mostly a single character."""


@dataclass(frozen=True)
class Parameter:
    """A parameter to find values for. defaults: its default, if it is a plain value."""

    name: str
    type: PlainType
    defaults: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """Arguments for one call. choices: the choices of its plan, "number:small" or "size:3"."""

    arguments: list[Any]
    choices: tuple[str, ...] = ()


def weigh_call(arguments: Sequence[Any]) -> float:
    """How long a call may take: it grows with the numbers and the lengths in its arguments."""
    lengths = len(json.dumps(arguments))
    return lengths + max(map(abs, numbers_in([*arguments])), default=0) / 100


def propose_calls(
    parameters: Sequence[Parameter],
    constants: Constants,
    domain: Domain,
    count: int,
    seed: Sequence[Any],
    worth: Mapping[str, float] = {},
) -> list[Proposal]:
    """`count` calls or fewer, all different. seed: plain values that the choices depend on, e.g. the code."""
    draw = Draw(content_hash("inputs", seed)[:16], constants, domain, worth)
    found: dict[str, Proposal] = {}
    for _ in range(count * 2):
        plan = CallPlan(draw)
        arguments = [_argument(draw, plan, parameter) for parameter in parameters]
        if len(arguments) > 1 and draw.chance(0.3):
            arguments = _sort_scalars(arguments, parameters)
        choices = tuple(f"{kind}:{name}" for kind, name in plan.made.items())
        found.setdefault(json.dumps(arguments), Proposal(arguments, choices))
        if len(found) == count:
            break
    return list(found.values())


def vary_calls(
    calls: Sequence[Proposal], parameters: Sequence[Parameter], domain: Domain, count: int, seed: Sequence[Any]
) -> list[Proposal]:
    """Neighbours of calls that had answers: with one value a little different."""
    draw = Draw(content_hash("variants", seed)[:16], Constants(), domain, {})
    found: list[Proposal] = []
    for _ in range(count if calls else 0):
        call = draw.pick(calls)
        at = draw.below(len(parameters))
        changed = [*call.arguments]
        changed[at] = _vary(draw, parameters[at], changed[at])
        found.append(Proposal(changed, call.choices))
    return found


def _vary(draw: Draw, parameter: Parameter, value: Any, is_row: bool = False) -> Any:
    """A neighbour of a value. is_row: it is an item of a list, and keeps its length, as those of a matrix do."""
    type_ = parameter.type
    match value:
        case bool():
            return not value
        case int():
            step = draw.pick((1, -1, 2, -2)) if draw.chance(0.8) else value
            varied = value + step
            return draw.domain.value_limits(parameter.name).bring(varied if varied >= 0 or value < 0 else value + 1)
        case float():
            return value + draw.pick((0.5, -0.5, 1.0))
        case str() if len(value) > 1 and type_.kind == "str":
            at, other = draw.below(len(value)), draw.below(len(value))
            return value[:at] + value[other] + value[at + 1 :]
        case list() if value and type_.kind in ("list", "linked"):
            items = [*value]
            at, other = draw.below(len(items)), draw.below(len(items))
            sizes = draw.domain.size_limits(parameter.name)
            if draw.chance(0.4):
                items[at], items[other] = items[other], items[at]
            elif is_row or draw.chance(0.6):
                items[at] = _vary(draw, Parameter(parameter.name, type_.item or type_), items[at], is_row=True)
            elif draw.chance(0.5) and len(items) > max(1, sizes.least):
                del items[at]
            elif len(items) < sizes.most:
                items.append(items[other])
            return items
    return value


def _sort_scalars(arguments: list[Any], parameters: Sequence[Parameter]) -> list[Any]:
    """The arguments with their integers in ascending order, as `low` and `high` are."""
    at = [index for index, parameter in enumerate(parameters) if parameter.type.kind == "int"]
    for index, value in zip(at, sorted(arguments[index] for index in at), strict=True):
        arguments[index] = value
    return arguments


def _argument(draw: Draw, plan: CallPlan, parameter: Parameter) -> Any:
    if parameter.defaults and draw.chance(0.4):
        return parameter.defaults[0]
    value = _value(draw, plan, parameter.name, parameter.type, 0)
    if isinstance(value, list) and parameter.type.kind in ("list", "set"):
        plan.lists.append(value)
    return value


def _value(draw: Draw, plan: CallPlan, name: str, type_: PlainType, depth: int) -> Any:
    match type_.kind:
        case "int":
            return _scalar(draw, plan, name) if depth == 0 else _number(draw, plan, name)
        case "float":
            return _number(draw, plan, name) / draw.pick((1, 2, 4, 10)) + 0.0
        case "bool":
            return draw.chance(0.5)
        case "str":
            return _text(draw, plan, name, depth)
        case "char":
            return draw.pick(_alphabet(draw, plan) or "a")
        case "optional":
            return None if draw.chance(0.15) else _value(draw, plan, name, type_.held, depth)
        case "dict":
            keys = dict.fromkeys(_text(draw, plan, name, 1) for _ in range(_length(draw, plan, name)))
            return {key: _value(draw, plan, name, type_.held, depth + 1) for key in keys}
        case "tuple":
            return [_value(draw, plan, name, item, depth + 1) for item in type_.items]
        case "tree":
            return _tree(draw, plan, name)
    return _items(draw, plan, name, type_, depth)


# --- numbers --------------------------------------------------------------------------------------------------------


def _number(draw: Draw, plan: CallPlan, name: str) -> int:
    kind, size = plan.choose("number"), plan.size
    limits = draw.domain.value_limits(name)
    if kind == "large" and draw.chance(0.3) and abs(limits.most) < 2**53:
        return int(limits.most)
    if draw.chance(0.05) and abs(limits.least) < 2**53:
        return int(limits.least)
    match kind:
        case "zero or one":
            value = draw.below(2)
        case "tiny":
            value = draw.below(4)
        case "place":
            value = draw.below(max(size, 1))
        case "ordinal":
            value = draw.between(1, max(size, 1))
        case "positive":
            value = draw.between(1, 30)
        case "hundreds":
            value = draw.below(1000)
        case "thousands":
            value = draw.below(100_000)
        case "large":
            value = draw.below(10 ** draw.pick((6, 7, 8, 9, 9, 9)))
        case "signed":
            value = draw.between(-20, 20)
        case "constant" if draw.constants.numbers:
            value = abs(draw.pick(draw.constants.numbers)) + draw.pick((-1, 0, 0, 1))
        case _:
            value = draw.below(10)
    if draw.domain.may_be_negative(name) and plan.choose("sign") == "mixed" and draw.chance(0.5):
        value = -value
    return limits.bring(value)


def _scalar(draw: Draw, plan: CallPlan, name: str) -> int:
    """An integer beside other arguments: often a place in a list, its length, or one of its items."""
    kind = plan.choose("scalar") if draw.chance(0.6) else draw.weighted("scalar")
    if re.fullmatch(r"n|m|size|length|len|count|rows|cols|num\w*|total", name) and draw.chance(0.5):
        kind = "size"
    limits = draw.domain.value_limits(name)
    if draw.constants.numbers and draw.chance(0.15):
        return limits.bring(abs(draw.pick(draw.constants.numbers)) + draw.pick((-1, 0, 0, 1)))
    items = [item for each in plan.lists for item in each if type(item) is int]
    match kind:
        case "place":
            return limits.bring(draw.between(0, plan.size))
        case "size":
            return limits.bring(plan.size)
        case "half":
            return limits.bring(max(plan.size // 2, 1))
        case "item" if items:
            return limits.bring(draw.pick(items))
        case "total" if items:
            return limits.bring(draw.between(0, max(sum(items), 0)))
        case "one":
            return limits.bring(1)
    return _number(draw, plan, name)


# --- texts ----------------------------------------------------------------------------------------------------------


def _alphabet(draw: Draw, plan: CallPlan) -> str:
    if draw.domain.letters:
        return draw.domain.letters[: draw.pick((3, 40))]
    match plan.choose("letters"):
        case "few":
            return "abc"
        case "mixed":
            return _LOWER + _LOWER.upper() + "0123456789 -_.,"
        case "digits":
            return "0123456789"
        case "binary":
            return "01"
        case "code":
            return draw.constants.letters or "".join(sorted(set("".join(draw.constants.words)))) or "ab"
    return _LOWER


def _text(draw: Draw, plan: CallPlan, name: str, depth: int) -> str:
    """A text; as an item of a list it is short, and a parameter that is named like a character is one."""
    kind = "" if draw.domain.letters else plan.choose("letters")
    if depth == 0 and _CHARACTER.fullmatch(name) and draw.chance(0.7):
        return str(draw.pick(_alphabet(draw, plan) + draw.constants.letters))
    if kind == "words" and draw.constants.words and draw.chance(0.7):
        return " ".join(draw.pick(draw.constants.words) for _ in range(draw.pick((1, 1, 1, 2, 3))))
    if kind == "prose":
        return str(draw.pick(_PROSE))
    letters = _alphabet(draw, plan)
    if kind == "code" and draw.chance(0.3):
        letters += _LOWER[:3]
    length = _length(draw, plan, name) if depth == 0 else (plan.size if draw.chance(0.3) else draw.between(1, 4))
    text = "".join(draw.pick(letters) for _ in range(length))
    if length > 2 and draw.chance(0.15):
        text = text[: (length + 1) // 2] + text[: length // 2][::-1]
    return text


# --- lists ----------------------------------------------------------------------------------------------------------


def _length(draw: Draw, plan: CallPlan, name: str) -> int:
    size = plan.size
    if plan.lists and plan.choose("lengths") == "own":
        size = draw.between(0 if draw.chance(0.1) else 1, 8)
    return draw.domain.size_limits(name).bring(size) if size < 40 else size


def _items(draw: Draw, plan: CallPlan, name: str, type_: PlainType, depth: int) -> list[Any]:
    """A list of values, of other lists by the shape of the plan."""
    item, length = type_.item or PlainType("int"), _length(draw, plan, name)
    if item.kind in ("list", "tuple") and depth == 0:
        return _nested(draw, plan, name, item, length)
    if item.kind == "str" and plan.choose("shape") in ("matrix", "square") and draw.chance(0.5):
        width = length if plan.choose("shape") == "square" else draw.between(1, 5)
        letters = _alphabet(draw, plan)
        return ["".join(draw.pick(letters) for _ in range(width)) for _ in range(length)]
    values = [_value(draw, plan, name, item, depth + 1) for _ in range(length)]
    return (
        _arrange(draw, plan, name, values, type_.kind)
        if depth == 0 and item.kind in ("int", "float", "str")
        else values
    )


def _arrange(draw: Draw, plan: CallPlan, name: str, values: list[Any], kind: str) -> list[Any]:
    order = "ascending" if draw.domain.is_sorted else plan.choose("order")
    numeric = bool(values) and type(values[0]) is int
    distinct = list(dict.fromkeys(values))
    is_long = len(distinct) >= draw.domain.size_limits(name).least
    if kind == "set" or draw.domain.is_distinct or (order == "distinct" and is_long):
        values = distinct
    match order:
        case "ascending":
            return sorted(values)
        case "descending":
            return sorted(values, reverse=True)
        case "alike" if values:
            return [values[0]] * (1 if kind == "set" else len(values))
        case "permutation" if numeric:
            limits, base = draw.domain.value_limits(name), draw.below(2)
            return [limits.bring(base + at) for at in draw.shuffle(list(range(len(values))))]
    return values


def _nested(draw: Draw, plan: CallPlan, name: str, item: PlainType, length: int) -> list[Any]:
    inner = item.items
    if item.kind == "tuple" and inner:
        return [_value(draw, plan, name, item, 1) for _ in range(length)]
    shape = plan.choose("shape")
    if shape in ("tree", "graph") and item.held.kind == "int" and draw.domain.widths.get(name, 2) == 2:
        return _edges(draw, length, shape, draw.domain.value_limits(name).least)
    widths = {"square": length, "pairs": 2, "triples": 3, "same": len(plan.lists[0]) if plan.lists else length}
    width = widths.get(shape, draw.between(1, 5))
    rows = []
    for _ in range(length):
        width = draw.domain.widths.get(name) or (draw.between(0, 5) if shape == "ragged" else width)
        row = [_value(draw, plan, name, item.held, 1) for _ in range(width)]
        rows.append(sorted(row) if plan.choose("order") == "ascending" and item.held.kind == "int" else row)
    return rows


def _edges(draw: Draw, size: int, shape: str, least: float) -> list[list[int]]:
    """The edges of a graph over `size` nodes, which are numbered from 0, or from 1."""
    base = 1 if least == 1 or draw.chance(0.2) else 0
    if shape == "tree":
        edges = [[draw.below(node), node] for node in range(1, size)]
    else:
        pairs = [[first, second] for second in range(size) for first in range(second)]
        edges = draw.shuffle(pairs)[: draw.between(0, min(len(pairs), 2 * size))]
    edges = [edge[::-1] if draw.chance(0.3) else edge for edge in draw.shuffle(edges)]
    return [[first + base, second + base] for first, second in edges]


def _tree(draw: Draw, plan: CallPlan, name: str) -> list[Any]:
    """The values of a binary tree level by level, None for a missing child."""
    size = _length(draw, plan, name)
    values: list[Any] = []
    open_places = 1
    left = size
    while open_places and left:
        if values and draw.chance(0.25) and open_places > 1:
            values.append(None)
            open_places -= 1
        else:
            values.append(_number(draw, plan, name))
            open_places += 1
            left -= 1
    return values

"""Converts the tests of a judge's function, texts of stdin and stdout, to cases that can be run in any language.

Judges state a function by its types, and give its arguments as text, one in each line, and its result as text:
`[1,2]`, `true`, strings with or without quotation marks. The types decide how a text is read.
"""

import json
import re
from typing import Any

from pairloom.schemas import CodeRecord
from pairloom.schemas.program_tests import ProgramTests, parse_program_tests
from pairloom.translators.evidence.carried_tests import MAX_CASES, Examples, NotCarried
from pairloom.translators.evidence.cases import parse_signature
from pairloom.translators.evidence.output import TOLERANCE
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import ANY, NOTHING, PlainType, Signature

_NAMED = re.compile(r"(?:^|,)\s*[A-Za-z_]\w*\s*=\s*")
"""The name of an argument in a line such as `nums = [2,7], target = 9`."""
_TYPED = re.compile(r'\s*\{\s*"cases"\s*:')
_LISTS = ("list", "set", "linked", "tree", "tuple")
_ABSENT = ("null", "None", "nil")


def has_typed_tests(record: CodeRecord) -> bool:
    """Whether the tests of a function are texts of stdin and stdout."""
    return record.unit == "function" and _TYPED.match(record.tests) is not None


def read_typed_tests(record: CodeRecord) -> Examples:
    """The calls and answers in the tests of a function that are texts of stdin and stdout. The types are those that the
    tests state, or else those of the source function.

    Raises NotCarried if the tests or the types cannot be read.
    """
    try:
        tests = parse_program_tests(record.tests)
        signature = _signature(record, tests)
        cases = [_case(signature, case.input, case.output) for case in tests.cases[:MAX_CASES]]
    except ValueError as problem:
        raise NotCarried(f"its tests cannot be read by its types: {problem}") from None
    return Examples(record.function_name, signature, cases)


def _signature(record: CodeRecord, tests: ProgramTests) -> Signature:
    if tests.types is not None:
        *arguments, returns = tests.types
        return parse_signature({"arguments": arguments, "returns": returns})
    found = get_language(record.language).signature_of(record.code, record.function_name)
    if found is None or any(_is_unstated(type_) for type_ in (*found.arguments, found.returns)):
        raise ValueError("its types are not stated")
    if found.returns == NOTHING:
        raise ValueError("it returns nothing")
    return found


def _is_unstated(type_: PlainType) -> bool:
    return type_ == ANY or any(map(_is_unstated, type_.inner))


def _case(signature: Signature, given: str, wanted: str) -> dict[str, Any]:
    texts = _split_arguments(given, len(signature.arguments))
    case = {
        "arguments": [read_value(text, type_) for text, type_ in zip(texts, signature.arguments, strict=True)],
        "expected": read_value(wanted, signature.returns),
    }
    if "f" in signature.returns.letters:
        case["tolerance"] = TOLERANCE
    return case


def _split_arguments(text: str, count: int) -> list[str]:
    """The text of each argument. Empty ones at the end may be missing."""
    lines = text.replace("\r\n", "\n").split("\n")
    if count == 1 and len(lines) > 2:
        raise ValueError("the only argument has several lines")
    named = _NAMED.split(text.strip())
    if len(named) == count + 1 and not named[0] and len(_NAMED.findall(text.strip())) == count:
        return named[1:]
    while len(lines) > count and not lines[-1].strip():
        lines.pop()
    if len(lines) > count:
        raise ValueError(f"{len(lines)} lines for {count} arguments")
    return lines + [""] * (count - len(lines))


def read_value(text: str, type_: PlainType) -> Any:
    """The value of a type that `text` means. Raises ValueError if it is none."""
    plain = text.strip()
    match type_.kind:
        case "optional":
            return None if plain in _ABSENT else read_value(text, type_.held)
        case "int":
            return int(plain)
        case "float":
            return float(plain)
        case "bool":
            return {"true": True, "1": True, "false": False, "0": False}[_known(plain.lower(), "true false 0 1")]
        case "str" | "char":
            return _read_text(text.rstrip("\r\n"))
        case "dict":
            return json.loads(plain)
        case kind if kind in _LISTS:
            return _read_list(plain, type_)
    raise ValueError(f"no values of the type {type_}")


def _known(text: str, words: str) -> str:
    if text not in words.split():
        raise ValueError(f"{text!r} is none of {words}")
    return text


def _read_text(text: str) -> str:
    """A string without its quotation marks, if it has some."""
    plain = text.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'":
        if plain[0] == '"':
            value = json.loads(plain)
            assert isinstance(value, str)
            return value
        return plain[1:-1]
    return text


def _read_list(text: str, type_: PlainType) -> list[Any]:
    items = _split_items(_without_brackets(text, type_))
    if type_.kind == "tuple":
        if len(items) != len(type_.items):
            raise ValueError(f"{len(items)} items for {type_}")
        return [read_value(item, inner) for item, inner in zip(items, type_.items, strict=True)]
    return [None if type_.kind == "tree" and item in _ABSENT else read_value(item, type_.held) for item in items]


def _without_brackets(text: str, type_: PlainType) -> str:
    """The items of a list in brackets or without. Rows may stand without brackets around all: `[1,2],[3,4]`."""
    if not text.startswith("[") or not text.endswith("]") or len(_split_items(text)) != 1:
        return text
    inside = text[1:-1].strip()
    is_row = type_.inner[0].kind in _LISTS and inside != "" and not inside.startswith("[")
    return text if is_row else inside


_ITEM = re.compile(r"""\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[\[\](){},]|[^\[\](){},"']+)""")


def _split_items(text: str) -> list[str]:
    """The items between commas, or between blanks if there are no commas; brackets and quotation marks hold together
    what is in them."""
    items, depth, commas = [""], 0, 0
    for token in _ITEM.findall(text):
        if token == "," and depth == 0:
            items.append("")
            commas += 1
            continue
        depth += (token in "[({") - (token in "])}")
        items[-1] += token
    if commas == 0 and not any(mark in text for mark in "[\"'"):
        return text.split()
    items = [item.strip() for item in items]
    return items if items[-1] else items[:-1]  # a comma may stand behind the last item

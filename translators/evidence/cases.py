"""Makes programs that run a translated function on plain cases, and compares their answers.

`render_program` combines a function, the driver of its language and one call per case in a program; `compare_answers`
reads its output. The expected answers are never in the program, so that untrusted code cannot print them. `execute`
runs the program in a sandbox.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pairloom.schemas.languages import LANGUAGES
from pairloom.translators.evidence import effects
from pairloom.translators.languages import get_language, parse
from pairloom.translators.languages.functions import all_functions, uncalled_names
from pairloom.translators.languages.programs import ANY, Calls, PlainType, Program, Signature, type_of
from pairloom.translators.languages.signatures import JUDGES_TYPES, read_type


@dataclass(frozen=True)
class CaseResult:
    """The result of one case: `got` is the result as JSON, "error: ..." or "no result"; for an effect, what it was in
    place of `wanted`. `unfit`: the function could not be called with these values, so it may still be correct. `doubt`:
    why a case that has not passed may still be correct, else ""."""

    index: int
    passed: bool
    got: str
    unfit: bool = False
    doubt: str = ""
    wanted: str = ""


class NoSuchFunction(ValueError):
    """The translation has no function with the name of its source's."""


_NOTATION = {**JUDGES_TYPES, **get_language("python").types, "char": "char"}


def parse_type(text: str) -> PlainType:
    """The type in `text`, in Python's notation. Raises ValueError if it is not a plain type."""
    try:
        found = read_type(text, _NOTATION)
    except ValueError:
        found = ANY
    if found.is_mixed:
        kinds = "int, float, str, char, bool, list[T], set[T], dict[str, T], tuple[T, U], T | None, ListNode, TreeNode"
        raise ValueError(f"{text!r} is not a plain type: {kinds}")
    return found


def parse_signature(types: Mapping[str, Any]) -> Signature:
    """The signature of `{"arguments": [TYPE, ...], "returns": TYPE}`. Raises ValueError for a type that is not
    plain."""
    return Signature(tuple(parse_type(text) for text in types["arguments"]), parse_type(types["returns"]))


def render_program(
    target_language: str,
    code: str,
    function_name: str,
    types: Mapping[str, Any] | Signature,
    cases: Sequence[Mapping[str, Any]],
    program_name: str = "Translation",
) -> Program:
    """A program that calls a function of `code` once per case and prints one line for each.

    function_name: the name in the source; the translation may use the convention of the target language. Programs with
    different `program_name` may share a folder.

    Raises ValueError if the language's programs cannot be run, a type is not plain, a value has no type in the
    language, or `code` has no such function.
    """
    if target_language not in LANGUAGES or not get_language(target_language).is_runnable:
        raise ValueError(f"no programs in {target_language!r}")
    target = get_language(target_language)
    signature = types if isinstance(types, Signature) else parse_signature(types)
    if not target.untyped and any(type_.is_mixed for type_ in (*signature.arguments, signature.returns)):
        raise ValueError(f"values of several types have no type in {target.name}")
    if target.integer_bits and not all(_fits(case, target.integer_bits) for case in cases):
        raise ValueError(f"integers beyond {target.integer_bits} bits have several types in {target.title}")
    if not target.can_fail and any(case.get("raises") for case in cases):
        raise ValueError(f"a call has no way to fail in {target.title}")
    name = translated_name(target_language, code, function_name)
    calls = [tuple(case["arguments"]) for case in cases]
    for arguments in calls:
        if len(arguments) != len(signature.arguments):
            raise ValueError(f"a case has {len(arguments)} arguments, the signature {len(signature.arguments)}")
    changed, is_procedure = effects.changed_positions(cases), effects.is_procedure(cases)
    text = target.add_usual_imports(code)
    return target.render_calls(Calls(text, name, signature, calls, program_name, changed, is_procedure))


def _fits(value: Any, bits: int) -> bool:
    """Whether all integers of a case have at most `bits` bits, including the sign."""
    if isinstance(value, list | dict):
        return all(_fits(item, bits) for item in (value.values() if isinstance(value, dict) else value))
    return not isinstance(value, int) or -(1 << bits - 1) <= value < 1 << bits - 1


def compare_answers(
    output: str,
    types: Mapping[str, Any] | Signature,
    cases: Sequence[Mapping[str, Any]],
    word: str,
    *,
    error_values: bool = False,
) -> list[CaseResult]:
    """One result per case from the output of a rendered program. A case that was reported twice has failed. word: the
    text of stdin, with which the driver begins each report; all other output is ignored.

    A case may have an absolute `tolerance` for its floats, and an `order` for lists: "any" ignores the order of items,
    "set" also their number. A case that `raises` passes if the call ended with an error, or with null if functions of
    the language may return an error (`error_values`). A case may have effects, `changed` and `printed`
    (`carried_tests.Examples`). If the source has effects and never returns a value, results are not compared, because
    many languages return the last value or the changed argument.
    """
    signature = types if isinstance(types, Signature) else parse_signature(types)
    reported = effects.read_reports(output, word)
    is_procedure = effects.is_procedure(cases)
    results = []
    for index, case in enumerate(cases):
        reports = reported.get(index, [])
        result = _case_result(index, reports, signature.returns, case, is_procedure)
        if case.get("raises"):
            result = _failing_result(result, error_values)
        elif result.passed:
            result = _effects_result(result, reports[0], signature, case, is_procedure)
        results.append(result)
    return results


def _failing_result(result: CaseResult, error_values: bool) -> CaseResult:
    """The result of a call that must fail."""
    failed = result.got.startswith("error: ") or (error_values and result.got == "null")
    return CaseResult(result.index, failed and not result.unfit, result.got, result.unfit, wanted="fail")


def _effects_result(
    result: CaseResult, report: effects.Report, signature: Signature, case: Mapping[str, Any], is_procedure: bool
) -> CaseResult:
    """The result of a call whose result is right: what it changed, what it printed."""

    def wrong(effect: str, got: str, wanted: str, doubt: str = "") -> CaseResult:
        if effect in case.get("unchecked", ()):
            doubt = doubt or f"it should {wanted}, not {got}, as its source, but no test checks this"
        return CaseResult(result.index, False, got, doubt=doubt, wanted=wanted)

    for position, expected in case.get("changed", {}).items():
        got = report.changed.get(position, json.dumps(case["arguments"][position]))
        if not _is_same(signature.arguments[position], expected, got, case):
            doubt = effects.find_doubt(case, report, position, is_procedure)
            return wrong("changed", got, f"change argument {position + 1} to {expected!r}", doubt)
    if "printed" in case and not (same := effects.same_text(case["printed"], report.printed)):
        doubt = "it may print the same values in the notation of its language" if same is None else ""
        return wrong("printed", repr(report.printed), f"print {case['printed']!r}", doubt)
    return result


def _is_same(type_: PlainType, expected: Any, got: str, case: Mapping[str, Any]) -> bool:
    try:
        return equal(type_, expected, json.loads(got), case.get("tolerance", 1e-9))
    except (ValueError, RecursionError, OverflowError):
        return False


def _case_result(
    index: int, reports: list[effects.Report], returns: PlainType, case: Mapping[str, Any], is_procedure: bool
) -> CaseResult:
    if len(reports) != 1:
        return CaseResult(index, False, "no result" if not reports else f"{len(reports)} results")
    outcome, result = reports[0].outcome, reports[0].text
    if outcome != "case":
        return CaseResult(index, False, f"error: {result}", unfit=outcome == "unfit")
    if is_procedure:
        return CaseResult(index, True, result)
    try:
        values = (case.get("expected"), json.loads(result))
        expected, actual = (_arranged(value, case.get("order", "")) for value in values)
        same = equal(returns, expected, actual, case.get("tolerance", 1e-9))
        return CaseResult(index, same, result)
    except (ValueError, RecursionError):
        return CaseResult(index, False, f"not JSON: {result}")
    except OverflowError:  # an integer too large for a float
        return CaseResult(index, False, result)


def _arranged(value: Any, order: str) -> Any:
    if not order or not isinstance(value, list):
        return value
    by_text = {json.dumps(item, sort_keys=True): item for item in value} if order == "set" else None
    items = list(by_text.values()) if by_text is not None else value
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def equal(type_: PlainType, expected: Any, actual: Any, tolerance: float = 1e-9) -> bool:
    """Whether two plain values of a type are the same answer. Floats may differ by 1e-9 of their size or `tolerance`.
    Whole floats equal integers (some languages have no integers), an empty list equals an empty dictionary (the same
    type in some languages), None an empty list of nodes, and characters the string of them."""
    match type_.kind:
        case "any":
            return equal(type_of(expected), expected, actual, tolerance)
        case "optional" if expected is None or actual is None:
            return expected is actual
        case "optional":
            return equal(type_.held, expected, actual, tolerance)
        case "list" | "tuple" | "set" | "linked" | "tree":
            return _equal_items(type_, expected, actual, tolerance)
        case "dict":
            if isinstance(actual, list):
                actual = {str(index): item for index, item in enumerate(actual)}
            return (
                isinstance(actual, dict)
                and actual.keys() == expected.keys()
                and all(equal(type_.held, expected[key], actual[key], tolerance) for key in expected)
            )
        case "float" | "int" if isinstance(actual, bool) or not isinstance(actual, int | float):
            return False
        case "float":
            return math.isclose(expected, actual, rel_tol=1e-9, abs_tol=tolerance)
        case "int":
            return bool(expected == actual)
    return type(expected) is type(actual) and bool(expected == actual)


def _node_values(kind: str, nodes: Any) -> Any:
    """The values of a linked list or a tree: none for None, and without missing children at the end. Nodes that a
    language writes as dictionaries are followed."""
    if isinstance(nodes, dict):
        nodes = _followed(nodes, ["next"] if kind == "linked" else ["left", "right"])
    if not isinstance(nodes, list):
        return [] if nodes is None else nodes
    last = next((at for at in range(len(nodes), 0, -1) if nodes[at - 1] is not None), 0)
    return nodes[:last]


def _followed(first: dict[str, Any], links: list[str]) -> list[Any]:
    """The values of nodes that are dictionaries."""
    value = next((key for key in first if key not in links), "")
    nodes: list[Any] = [first]
    for node in nodes:
        if isinstance(node, dict):
            nodes += [node.get(link) for link in links if len(links) > 1 or node.get(link) is not None]
    return [node.get(value) if isinstance(node, dict) else node for node in nodes]


def _equal_items(type_: PlainType, expected: Any, actual: Any, tolerance: float) -> bool:
    """`equal` for the types whose values are lists."""
    if type_.kind in ("linked", "tree"):
        expected, actual = _node_values(type_.kind, expected), _node_values(type_.kind, actual)
    if type_.item == PlainType("char") and isinstance(actual, str):
        actual = list(actual)
    if not isinstance(actual, list):
        return False
    if type_.kind == "set":
        expected, actual = (_arranged(items, "set") for items in (expected, actual))
    if type_.kind == "tree":
        types = [PlainType("optional", type_.held)] * len(expected)
    else:
        types = list(type_.items) or [type_.held] * len(expected)
    return len(actual) == len(expected) and all(
        equal(item, *pair, tolerance) for item, pair in zip(types, zip(expected, actual, strict=True), strict=True)
    )


def translated_name(target_language: str, code: str, function_name: str) -> str:
    """The name of the function in `code`: the source's name, or the same in another convention; if `code` has neither,
    the name of the only function that no other calls.

    Raises NoSuchFunction if there is none, ValueError without a name.
    """
    if not function_name:
        raise ValueError("the name of the source's function is not known")
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", function_name)
    pascal = "".join(word[0].upper() + word[1:] for word in words)
    written = {"pascal": pascal, "camel": pascal[:1].lower() + pascal[1:]}
    written["snake"] = "_".join(word.lower() for word in words)
    target = get_language(target_language)
    usual = [written[convention] for convention in target.naming]
    tree = parse(code, target.grammar)
    defined = {name for function in all_functions(tree) for name in function.names}
    names = [*usual, function_name, written["snake"], written["camel"], pascal]
    named = [name for name in names if re.search(rf"\b{re.escape(name)}\b", tree.uncommented)]
    for name in (*(name for name in named if name in defined), *named):
        return name
    others = uncalled_names(tree)
    if len(others) == 1:
        return others.pop()
    said = f"the {target_language} code has no function called {function_name} or {written['camel']}"
    raise NoSuchFunction(said)

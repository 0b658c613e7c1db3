"""The closed lists of gates, levels and reasons: the gates that a translation passed, and the reasons why a record, a
reply or a pair is rejected at each stage of a run."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

Level = Literal["parsed", "compiled", "executed"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""The levels of verification of a pair, weakest first."""
Disagreement = Literal["refuse", "note"]
"""What a different answer does to a translation on an input for which its source was not written."""

GATES = {
    "parse": "parses and is plausible",
    "compile": "compiles by itself",
    "compile:unresolved": "compiles but for names that are defined elsewhere",
    "tests": "passes the tests of its function",
    "tests:shared": "passes the tests of its function in the process of the tests, which hostile code could change",
    "differential": "answers as its function does to generated inputs",
    "roundtrip": "translated back, it is like its function again",
    "consistency": "is among those nearest to its function for a trained encoder",
}
"""Gate -> what passing it shows about the translation. Rows list their gates in this order."""


CAUSES = {
    "model": "the translation: it has no function to call",
    "source": "the source: it needs other code, or has no tests and gives no results to compare",
    "test": "the tests: they cannot be carried, or check more than results",
    "harness": "pairloom: it cannot call the translation, or the compiler's message is not clear",
    "toolchain": "this machine: a compiler, a test framework or the sandbox is missing",
}
"""Cause -> what kept a gate from judging a translation."""


def level_of(gates: Sequence[str]) -> str:
    """The level (one of LEVELS) of a pair that passed `gates`."""
    if not {"tests", "tests:shared", "differential"}.isdisjoint(gates):
        return "executed"
    return "compiled" if "compile" in gates or "compile:unresolved" in gates else "parsed"


def order_gates(gates: Iterable[str]) -> tuple[str, ...]:
    """`gates` in the order of GATES, without repetition. Raises ValueError for an unknown gate."""
    known = set(gates)
    if not known <= GATES.keys():
        raise ValueError(f"{', '.join(sorted(known - GATES.keys()))}: no such gate; there are {', '.join(GATES)}")
    return tuple(gate for gate in GATES if gate in known)


_EXAMINED = {
    "empty": "there is no code, or nothing but comments",
    "too_large": "the code is larger than the checks accept",
    "bad_characters": "the code contains a NUL or half of a surrogate pair, which source files must not contain",
    "syntax": "the code does not parse",
    "not_declarations": "at the top level there is something other than declarations: prose, a fence, statements",
    "no_function": "there is no function with a body",
    "no_entry_point": "the program starts nowhere: there is no main function, no statement at the top level",
    "several_entry_points": "the program could start at several places",
    "stub": "the function does nothing: an empty body, a bare constant, or an error that says not implemented",
    "placeholder": "a comment replaces omitted code",
    "crash": "the process that checked the code ended",
    "timeout": "checking the code took too long",
}
"""The reasons to reject code, whether it is a source or a translation."""

REASONS: dict[str, dict[str, str]] = {
    "read": {
        "invalid_json": "the line is not one JSON object",
        "wrong_encoding": "the text is not UTF-8 (for Python files: not in the encoding that they declare)",
        "nul_bytes": "the code or the text contains NUL characters",
        "missing_field": "a field that a record needs is missing or null",
        "wrong_type": "a field is not text (or a number, or a list of texts, where one is allowed), or no allowed word",
        "empty_code": "there is no code, or nothing but documentation",
        "empty_text": "there is no documentation",
        "too_large": "the code or the text is over 1,000,000 characters, or the line or file is over the read limit",
        "unknown_language": "the row names a language that pairloom does not know",
        "wrong_label": "a column of the row says that its code does not match its text, or is wrong",
        "wrong_tests": "the tests of a program are no list of inputs and outputs",
        "docstring_in_code": "the documentation is inside the code and could not be removed",
        "unparsable_source": "the source file does not parse",
        "crash": "the process that decoded or parsed it ended",
        "timeout": "decoding or parsing it took too long",
        "memory": "decoding or parsing it needed too much memory",
        "bad_file": 'the file is truncated or cannot be read, and the source has on_bad_file = "reject"',
    },
    "source": {
        **_EXAMINED,
        "fails_its_tests": "the program fails a test of its own problem, or does not compile",
        "same_solution": "an earlier solution of its problem is equal but for white space",
        "surplus": "as many solutions of its problem as the recipe asks for come before it",
    },
    "plan": {
        "unsupported": "the translator translates no programs, or not from the source's language to this one",
    },
    "translate": {
        "no_reply": "the replay file has no reply for this function and language",
        "control_token": "the code contains a control token of a chat template, which could end our prompt",
        "unsupported": "the function uses a feature that the transpiler does not support; the detail names it",
        "syntax": "the code is not valid Python, which the transpiler needs",
        "memory": "the transpiler exceeded its memory limit",
        "crash": "the transpiler's process ended",
        "timeout": "no translation within the time limit, after the last attempt",
        "connection": "the connection to the server broke, at the last attempt",
        "rate_limited": "the server answered HTTP 429 (too many requests), at the last attempt",
        "http_NNN": "the server answered with this HTTP status code; the detail contains its message",
        "invalid_answer": "the server's answer is not a chat completion",
        "server_error": "the server ended its reply early, or answered with an error, at the last attempt",
        "wrong_model": "the answer is from another model than the recipe's",
        "too_long": "the answer is too long: over 8 MiB from a server, over 4 MiB from the transpiler",
    },
    "reply": {
        "cut_off": "the reply ends in the middle of the code: token limit reached, or a fence that never closes",
        "empty_reply": "the reply is empty, or has nothing except its thinking part",
        "refusal": "the translator declined instead of translating",
        "no_code": "the reply contains prose and no code",
        "wrong_language": "the code is in another language than the requested one",
        "too_large": "the reply is over the size limit",
    },
    "check": {
        **_EXAMINED,
        "wrong_language": "the code is in the source's language, not in the requested one",
        "echo": "the translation is the source itself",
        "name_changed": "no function has the source's name, in the same spelling or in the target's convention",
        "parameters": "the function has another number of parameters than the source",
        "no_input": "the source reads stdin and the translation does not",
        "literals_lost": "most of the source's distinctive words and numbers are missing",
        "does_not_compile": "the compiler finds an error, other than names that are defined elsewhere",
        "wrong_answer": "it fails a test that its source passes",
        "different_result": "for the same input, its result differs from its source's",
        "unverified": "it did not reach the level that the recipe requires",
        "inconsistent": "for a trained encoder, many other translations are nearer to its source than it is",
        "roundtrip": "translated back, it could not be shown to equal its source",
    },
    "dedup": {
        "exact_duplicate": "another pair of the release is equal to it",
        "near_duplicate": "another pair of the release has a Jaccard index of at least the threshold with it",
        "known_elsewhere": "it is equal to a row of a dataset in [dedup] against, or a near-duplicate of one",
    },
    "decontaminate": {  # the strongest first
        "exact_match": "one of its texts has the same tokens as a value of an evaluation set",
        "near_match": "one of its texts has a Jaccard index of at least the threshold with such a value",
        "common_tokens": "one of its texts shares a sequence of tokens with such a value",
    },
    "balance": {
        "weight": "it is outside the share that [balance] keeps of its two languages",
        "over_cap": "as many pairs of its two languages as [balance] allows rank before it",
    },
}
"""Stage -> reason -> meaning. A key with N in it stands for all reasons with digits in their place: http_404."""

STAGES = tuple(REASONS)
"""The stages of a run. A rejection before "plan" is of a record; from "plan" on, of a record with one target
language."""


def explain_reason(stage: str, reason: str) -> str:
    """The meaning of a reason, as one phrase. Raises ValueError unless `reason` is one of `stage`."""
    check_reason(stage, reason)
    return REASONS[stage][_key(reason)]


def check_reason(stage: str, reason: str) -> None:
    """Raises ValueError unless `reason` is one of `stage`."""
    if _key(reason) not in REASONS.get(stage, {}):
        raise ValueError(f"{reason!r} is not a reason of stage {stage!r}; the list is pairloom.schemas.reasons.REASONS")


def _key(reason: str) -> str:
    """The key of REASONS for a reason."""
    return re.sub("[0-9]", "N", reason)

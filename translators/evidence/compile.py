"""Compiles translations without running them, in batches, and separates errors from names that are defined elsewhere.

A translation is a piece of code: it may use functions and types of its repository that are not included. So each
compiler's messages are divided into unknown names and real errors (docs/gates.md has the table). If a compiler stops at
an unknown name, or its messages about it may be wrong, the piece counts as not checked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pairloom.translators.languages import Language, get_language
from pairloom.translators.languages.messages import Message, Messages
from pairloom.translators.languages.programs import Program, without_new_names
from pairloom.translators.sandbox.folders import work_folder

Outcome = Literal["clean", "unresolved", "unknown", "error"]
_RANK = {"clean": 0, "unresolved": 1, "error": 2, "unknown": 3}
_BATCH_SIZE = 64
_LENGTH = 500
"""The longest message in characters: code chooses the names in it."""


@dataclass(frozen=True)
class Diagnosis:
    """The result of compiling a piece of code.

    outcome: "clean"; "unresolved": only names that are defined elsewhere; "unknown": the compiler gives no clear
    result, or there is none; "error". detail: the first message, or why there is none. line: 1-based line of the piece,
    None if the message has no line. code: the piece with the usual imports that it lacked. cause: of `reasons.CAUSES`,
    for "unresolved" and "unknown".
    """

    outcome: Outcome
    detail: str
    line: int | None
    code: str
    cause: str = ""


def compile_pieces(target_language: str, codes: Sequence[str]) -> list[Diagnosis]:
    """One diagnosis for each piece of `codes`, in order. No content of a piece raises an exception.

    Raises SandboxUnavailable if this machine has no sandbox.
    """
    target = get_language(target_language)
    reason = target.not_checkable()
    if reason:
        return [Diagnosis("unknown", reason, None, code, "toolchain") for code in codes]
    result = _diagnose(target, codes)
    completed = {at: target.add_usual_imports(codes[at]) for at, d in enumerate(result) if d.outcome != "clean"}
    again = [(index, code) for index, code in completed.items() if code != codes[index]]
    for (index, _), diagnosis in zip(again, _diagnose(target, [code for _, code in again]), strict=True):
        result[index] = _better(result[index], diagnosis)
    return result


_CLASH = re.compile(r"redefin|redeclar|conflicting|ambiguous|previous|already|different kind of|not used")


def _better(bare: Diagnosis, completed: Diagnosis) -> Diagnosis:
    """The better diagnosis of a piece without and with the usual imports. If imports turn doubt into an error, the
    error counts, unless it comes from a name that both the imports and the piece define."""
    if bare.outcome == "unknown" and completed.outcome == "error":
        return bare if _CLASH.search(completed.detail) else completed
    return min(bare, completed, key=lambda diagnosis: _RANK[diagnosis.outcome])


def _diagnose(target: Language, codes: Sequence[str]) -> list[Diagnosis]:
    programs = {}
    for index, code in enumerate(codes):
        path, text = target.piece(index, code)
        programs[index] = Program({path: text})
    messages = _check(target, programs)
    return [_own_judgement(target, code) or _judge(messages.get(index), code) for index, code in enumerate(codes)]


def _check(target: Language, programs: Mapping[int, Program]) -> Messages:
    """The compiler's messages for each piece. The pieces of a batch that the compiler did not finish are compiled again
    in smaller batches, until the cause is a single piece."""
    found: Messages = {}
    batches = list(_split(list(programs), _BATCH_SIZE))
    while batches:
        batch = {index: programs[index] for index in batches.pop()}
        with work_folder() as folder:
            target.lay_out(folder, batch)
            said = target.check(folder, batch)
        for index, messages in said.items():
            found[index] = [replace(message, text=without_new_names(message.text)[:_LENGTH]) for message in messages]
        if len(batch) > 1:
            batches += _split([index for index in batch if index not in found], max(1, len(batch) // 8))
    return found


def _split(indexes: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (indexes[start : start + size] for start in range(0, len(indexes), size))


def _own_judgement(target: Language, code: str) -> Diagnosis | None:
    problem = target.syntax_problem(code)
    return Diagnosis("error", problem.detail, problem.line, code) if problem else None


def _judge(messages: list[Message] | None, code: str) -> Diagnosis:
    if messages is None:
        return Diagnosis("unknown", "the compiler did not finish", None, code, "harness")
    if not messages:
        return Diagnosis("clean", "", None, code)
    kinds = {message.about for message in messages}
    shown = min(messages, key=lambda message: (message.about in ("value", "type"), message.line))
    line = min(max(shown.line, 1), code.count("\n") + 1)
    if "error" in kinds or ("cascade" in kinds and not kinds & {"type", "doubt"}):
        shown = next(message for message in messages if message.about in ("error", "cascade"))
        line = min(max(shown.line, 1), code.count("\n") + 1)
        return Diagnosis("error", f"{shown.text} (line {line})", line, code)
    if "cascade" in kinds or "doubt" in kinds:
        return Diagnosis("unknown", f"the compiler cannot tell: {shown.text} (line {line})", line, code, "harness")
    return Diagnosis("unresolved", f"{shown.text} (line {line})", line, code, "source")

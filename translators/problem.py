"""What is wrong with a reply or with code, as data: a reason from a closed list, one sentence, and the line."""

from dataclasses import dataclass

REASONS: dict[str, str] = {
    # stage "reply": reading the code out of what the translator answered
    "cut_off": "the reply ended before its code did: the token limit, or a fence that never closes",
    "empty_reply": "the reply is empty, or nothing is left of it without its thinking part",
    "refusal": "the translator declined instead of translating",
    "no_code": "the reply holds prose and no code",
    "wrong_language": "the code is in another language than the one asked for",
    # stage "check": what is wrong with the code
    "empty": "there is no code, or nothing but comments",
    "too_large": "the code is larger than the checks accept",
    "bad_characters": "the code holds a NUL or half of a surrogate pair, which no source file may",
    "syntax": "the code does not parse",
    "not_declarations": "beside declarations there is something else at the top level: prose, a fence, statements",
    "no_function": "there is no function with a body",
    "stub": "the function does nothing: an empty body, a bare constant, or an error that says not implemented",
    "placeholder": "a comment stands where code was left out",
    "echo": "the translation is the source itself",
    "name_changed": "no function carries the source's name, nor that name in the target's convention",
    "parameters": "the function takes another number of parameters than the source",
    "does_not_compile": "its language's compiler finds an error in it, other than names that are defined elsewhere",
    "wrong_answer": "it fails a test that its source passes",
    "different_result": "it answers another thing than its source to the same input",
    "not_verified": "the recipe asks for more evidence than could be had",
    "inconsistent": "for a trained encoder, many other translations are nearer to its source than it is",
    "roundtrip": "it could not be shown that it comes back when it is translated back",
    "literals_lost": "most of the source's distinctive words and numbers are missing",
}
"""Every reason, with what it means. Nothing else is ever a `Problem.reason`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was refused.

    stage: "reply" or "check". reason: a key of REASONS. detail: one sentence for a person (or a repair prompt), with
    line and column of the first error where there is one. line: 1-based, None where no line is to blame.
    """

    stage: str
    reason: str
    detail: str
    line: int | None = None

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise ValueError(f"{self.reason!r} is not a reason; the list is pairloom.translators.problem.REASONS")

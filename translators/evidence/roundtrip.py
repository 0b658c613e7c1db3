"""Compares a source with its round trip: the translation, translated back. Success is evidence for both translations.

If behaviour can be compared, the source and its round trip get the same inputs. Otherwise their tokens are compared.
Equal tokens show that the translation kept the content of its source, not that every detail is correct.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pairloom.schemas import CodeRecord
from pairloom.schemas.records import FUNCTION, PROGRAM
from pairloom.translators.evidence.gates import Candidate, Gates, Verdict
from pairloom.translators.languages import Grammar, get_language, outermost_functions, parse
from pairloom.translators.languages.functions import all_functions
from pairloom.translators.languages.grammar import parse_program

MOST_TOKENS = 3_000
"""Longer code is not compared, because the time is proportional to the product of both lengths."""


@dataclass(frozen=True, slots=True)
class Return:
    """A source, and its translation translated back."""

    source: CodeRecord
    back: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether source and return agree (None if unknown), and the reason in one sentence."""

    agree: bool | None
    detail: str


def compare(batch: Sequence[Return], gates: Gates, least: float) -> list[Comparison]:
    """One comparison for each of `batch`, in order. gates: those up to "executed". least: the lowest similarity of code
    that agrees without a comparison of behaviour."""
    runnable = [index for index, item in enumerate(batch) if item.source.language == "python"]
    candidates = [Candidate(batch[index].source, "python", batch[index].back) for index in runnable]
    behaviour = dict(zip(runnable, gates.verify(candidates), strict=True))
    return [_by_behaviour(behaviour.get(index)) or _by_structure(item, least) for index, item in enumerate(batch)]


def _by_behaviour(verdict: Verdict | None) -> Comparison | None:
    """The comparison of behaviour, None without a result."""
    if verdict is None or (verdict.problem is None and verdict.verified != "executed"):
        return None
    if verdict.problem is None:
        return Comparison(True, "it answers as its source does")
    if verdict.problem.reason == "does_not_compile":
        return Comparison(None, f"it does not compile: {verdict.problem.detail}")
    return Comparison(False, f"it does not answer as its source does: {verdict.problem.detail}")


def _by_structure(item: Return, least: float) -> Comparison:
    alike = similarity(item.source.code, item.back, item.source.language, item.source.unit)
    detail = f"its tokens are {alike:.0%} those of its source"
    return Comparison(True, detail) if alike >= least else Comparison(None, f"{detail}, {least:.0%} are asked for")


def similarity(code: str, other: str, language: str, unit: str = FUNCTION) -> float:
    """The similarity of two programs, or of the functions' bodies in two pieces of `language`, 0 to 1: twice the number
    of common tokens, in order, divided by the number of all tokens (Ratcliff and Obershelp). Comments, type
    annotations, layout and naming conventions do not count, nor do signatures, which other checks compare."""
    tokens, others = (_tokens(text, get_language(language).grammar, unit) for text in (code, other))
    if max(len(tokens), len(others)) > MOST_TOKENS or not tokens or not others:
        return 0.0
    # the result depends on the order of the arguments, so both orders are computed
    return max(SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in ((tokens, others), (others, tokens)))


_LEFT_OUT = {"type", "type_annotation"}
"""Nodes of optional annotations: one side may lack them."""


def _tokens(code: str, grammar: Grammar, unit: str) -> list[str]:
    found: list[str] = []
    tree = (parse_program if unit == PROGRAM else parse)(code, grammar)
    bodies = [function.body for function in reversed(outermost_functions(all_functions(tree)))]
    waiting = [tree.root] if unit == PROGRAM else bodies
    while waiting:
        node = waiting.pop()
        if node.type in tree.grammar.comments or node.type in _LEFT_OUT:
            continue
        if node.child_count and node.type not in tree.grammar.strings:
            waiting += reversed(node.children)
        elif text := tree.source(node).strip():
            # toUpper and to_upper are one name in two styles, 'a' and "a" one string
            found.append(text.replace("_", "").replace("'", '"').lower() or text)
    return found

"""Inputs for programs without tests: the examples in the text of a problem, and changed copies of them.

A changed input keeps the format of its example: numbers that may state how many lines, words or characters follow stay
as they are, others change within the range of their line, and words change within the characters of their line. The
source program decides what is right: only inputs count for which two runs of it end well and print the same.
"""

import html
import random
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pairloom.schemas.hashing import content_hash
from pairloom.schemas.program_tests import ProgramCase, ProgramTests
from pairloom.translators.evidence.judge import run_on_inputs
from pairloom.translators.evidence.output import find_difference

LEAST_INPUTS = 4
MOST_INPUTS = 12
_CHANGED_COPIES = 24
_BLOCK_TAG = re.compile(r"</?(?:h\d|pre|p|br|div|section|li|ul)\b[^>]*>", re.IGNORECASE)
_HEAD = re.compile(
    r"^[\s#*_=-]*(?:(?:sample|example)s?[ \t]*)?(?P<kind>input|output)s?[ \t]*(?:case)?[ \t]*#?\d*[ \t]*"
    r"(?:[*_=-]*[ \t]*:[ \t]*[*_]*(?P<rest>.*)|[\s*_=-]*)$",
    re.IGNORECASE,
)
_OTHER_HEAD = re.compile(
    r"^[\s#*_=-]*(?:notes?|explanations?|hints?|examples?|samples?|constraints|limits|scoring|subtasks?)\b"
    r"[ \t]*(?:input|output|case|of|for)?[ \t]*\d*[\s:*_=-]*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d+")


class NoInputs(ValueError):
    """There are no inputs on which a program could be compared. The message says why."""


def find_examples(text: str) -> list[tuple[str, str]]:
    """(input, output) of the examples in a problem's text: blocks below the headings Input and Output, or behind
    "Input:" and "Output:". Blocks of prose below such headings are among them."""
    blocks: list[tuple[str, list[str]]] = []
    kind = ""
    for line in html.unescape(_BLOCK_TAG.sub("\n", text)).splitlines():
        head = _HEAD.match(line)
        if head:
            kind = head["kind"].lower()
            blocks.append((kind, [head["rest"]] if head["rest"] else []))
        elif _OTHER_HEAD.match(line):
            kind = ""
        elif kind and not line.strip().startswith("```"):
            blocks[-1][1].append(line.rstrip())
    return [
        (_join(a[1]), _join(b[1])) for a, b in pairwise(blocks) if (a[0], b[0]) == ("input", "output") and a[1] and b[1]
    ]


def _join(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n") + "\n"


def change_input(text: str, choice: random.Random) -> str:
    """A copy of an input with other numbers and words in the same format."""
    rows = [line.split(" ") for line in text.rstrip("\n").split("\n")]
    changed = []
    for at, row in enumerate(rows):
        words = [word for later in rows[at + 1 :] for word in later if not _NUMBER.fullmatch(word)]
        counts = {len(rows) - at - 1, *map(len, rows[at + 1 :]), *map(len, words)}
        changed.append(" ".join(_change_row(row, counts, choice)))
    return "\n".join(changed) + "\n"


def _change_row(row: Sequence[str], counts: set[int], choice: random.Random) -> Iterator[str]:
    numbers = [int(word) for word in row if _NUMBER.fullmatch(word)]
    characters = [c for word in row if not _NUMBER.fullmatch(word) for c in word]
    least = min([1, *numbers])
    most = max([*numbers, least + 3]) if len(numbers) > 1 else max([2 * abs(n) for n in numbers] + [least + 3])
    for word in row:
        if _NUMBER.fullmatch(word) and int(word) not in counts and choice.random() < 0.7:
            yield str(choice.randint(least, most))
        elif word.isalpha() and choice.random() < 0.7:
            yield "".join(choice.choice(characters) for _ in word)
        else:
            yield word


def generate_tests(language: str, code: str, text: str) -> ProgramTests:
    """Tests whose inputs come from the examples in `text` and whose outputs are those of the source program `code`.

    Raises NoInputs if there are none, or too few to compare anything.
    """
    examples = dict(find_examples(text))
    if not examples:
        raise NoInputs("there are no tests, and no examples in its text")
    outputs = run_on_inputs(language, code, list(examples))
    real = [each for each, out in zip(examples, outputs, strict=True) if out and _is_output(examples[each], out)]
    if not real:
        raise NoInputs("there are no tests, and its source does not print the outputs of the examples in its text")
    choice = random.Random(content_hash("inputs", *real))
    copies = [change_input(real[at % len(real)], choice) for at in range(_CHANGED_COPIES)]
    inputs = list(dict.fromkeys([*real, *copies]))[: MOST_INPUTS + len(real)]
    first, again = (run_on_inputs(language, code, inputs) for _ in range(2))
    same = [
        ProgramCase(given, out)
        for given, out, other in zip(inputs, first, again, strict=True)
        if out and out.strip() and out == other
    ]
    if len(same) < LEAST_INPUTS or len({case.output for case in same}) == 1:
        raise NoInputs(f"its source answers only {len(same)} inputs made from its examples, or all of them alike")
    return ProgramTests(tuple(same[:MOST_INPUTS]))


def _is_output(expected: str, printed: str) -> bool:
    """Whether the output is that of an example; behind it there may be an explanation."""
    blocks = (expected, expected.split("\n\n")[0])
    return any(not find_difference(block, printed) for block in blocks)

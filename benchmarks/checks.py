"""Speed of the gates, batched against one start of the compiler per translation, and what they catch.

    python benchmarks/checks.py [--language java ...] [--functions 16] [--alone 4] [--mutants 20] [--wrong 1000]
                                [--json FILE]

Speed: translations of the bundled sample per second, in one batch as `Gates` takes them, and one at a time, each with a
sandbox and a compiler of its own: how MultiPL-E's evaluator works, with a container per program. Both in one run, one
after the other, so that a busy machine slows both.

Mutants: the same translations with one thing wrong (an operator swapped, a number off by one, a branch never taken),
chosen by hash, and which gate refuses each. A mutant that survives may be one that gives the same results.

Wrong translations (--wrong): translations of the sample, damaged in the ways of DAMAGES, put before one gate after the
other: how many each catches of those that the gates before it let pass, once with the source's tests and once with the
differential gate in their place.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tree_sitter import Node

from schemas import LANGUAGES, CodeRecord
from schemas.hashing import content_hash
from translators.checks import check_code
from translators.execution.cases import RENDERERS
from translators.execution.runner import not_runnable
from translators.gates import Candidate, Gates
from translators.gates.compiling import not_checkable
from translators.languages import GRAMMARS, parse

SAMPLE = Path(__file__).parents[1] / "recipes" / "sample"
FILES = {name: name + LANGUAGES[name].endings[0] for name in RENDERERS}


def candidates(language: str, count: int) -> list[Candidate]:
    """Translations of the bundled sample, chosen by hash."""
    rows = [json.loads(line) for line in (SAMPLE / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: content_hash("benchmark", row["function_name"]))
    found = []
    for row in rows:
        path = SAMPLE / Path(row["path"]).parent / FILES[language]
        if path.exists():
            found.append(Candidate(CodeRecord.create(**row), language, path.read_text(encoding="utf-8")))
    return found[:count]


# --- mutants --------------------------------------------------------------------------------------------------------

_SWAPS = {
    "+": "-",
    "-": "+",
    "*": "+",
    "/": "*",
    "%": "+",
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "===": "!==",
    "!==": "===",
    "&&": "||",
    "||": "&&",
    "and": "or",
    "or": "and",
    "+=": "-=",
    "-=": "+=",
    "++": "--",
}
_OPERATIONS = {
    *("binary_expression", "binary_operator", "binary", "comparison_operator", "boolean_operator"),
    *("augmented_assignment", "augmented_assignment_expression", "assignment_expression", "compound_assignment_expr"),
    *("operator_assignment", "assignment_statement", "update_expression"),
}
_BRANCHES = {"if_statement", "if_expression", "if", "if_modifier", "while_statement", "elsif_clause", "elif_clause"}
_FALSE = {"python": "False", "c": "(0)", "go": "false", "rust": "false", "ruby": "false"}


def mutants(code: str, language: str) -> Iterator[tuple[str, str]]:
    """(what was done, code) for each way in which one thing of `code` can be made wrong."""
    grammar = GRAMMARS[language]
    tree = parse(code, grammar)
    shift = tree.text.find(code.encode("utf-8"))
    if shift < 0:
        return
    for kind, start, end, text in _edits(tree.container, tree.text, language, set(grammar.numbers)):
        original = code.encode("utf-8")
        changed = original[: start - shift] + text.encode("utf-8") + original[end - shift :]
        yield kind, changed.decode("utf-8")


def _edits(root: Node, text: bytes, language: str, numbers: set[str]) -> Iterator[tuple[str, int, int, str]]:
    pending = [root]
    while pending:
        node = pending.pop()
        pending.extend(reversed(node.children))
        word = text[node.start_byte : node.end_byte].decode("utf-8", "replace")
        if not node.is_named and node.parent is not None and node.parent.type in _OPERATIONS and word in _SWAPS:
            yield "operator swapped", node.start_byte, node.end_byte, _SWAPS[word]
        elif node.type in numbers and word.isdigit():
            yield "off by one", node.start_byte, node.end_byte, str(int(word) + 1)
        elif node.type in _BRANCHES and (condition := node.child_by_field_name("condition")) is not None:
            yield "branch removed", condition.start_byte, condition.end_byte, _FALSE.get(language, "(false)")


def chosen_mutants(language: str, count: int) -> list[tuple[str, Candidate]]:
    """`count` mutants that parse, of all functions and as many of each kind, chosen by hash."""
    found: dict[str, list[tuple[str, Candidate]]] = {}
    for candidate in candidates(language, 1000):
        for kind, code in mutants(candidate.target_code, language):
            rank = content_hash("mutant", candidate.record.function_name, code)
            found.setdefault(kind, []).append((rank, Candidate(candidate.record, language, code)))
    in_turn = zip_longest(*(sorted(found[kind], key=lambda row: row[0]) for kind in sorted(found)))
    sound = (
        (kind, row[1])
        for rows in in_turn
        for kind, row in zip(sorted(found), rows, strict=True)
        if row is not None and check_code(row[1].target_code, language) is None
    )
    return list(islice(sound, count))


def caught(language: str, count: int) -> Counter[tuple[str, str]]:
    """(kind of mutant, the reason it was refused for or "survived") -> how many."""
    chosen = chosen_mutants(language, count)
    verdicts = Gates("executed").verify([candidate for _, candidate in chosen])
    return Counter(
        (
            kind,
            verdict.problem.reason if verdict.problem else "survived" if verdict.verified == "executed" else "not run",
        )
        for (kind, _), verdict in zip(chosen, verdicts, strict=True)
    )


# --- wrong translations and the gates ---

DAMAGES = ("operator swapped", "off by one", "branch removed", "name unknown", "line lost", "cut at 60 %")


def damaged(code: str, language: str) -> Iterator[tuple[str, str]]:
    """(which of DAMAGES, code) for each way in which `code` can be made wrong."""
    yield from mutants(code, language)
    yield from _renamed(code, language)
    lines = code.split("\n")
    for at, line in enumerate(lines):
        if line.rstrip().endswith(";") or (language in ("python", "ruby", "go") and "=" in line):
            yield "line lost", "\n".join([*lines[:at], *lines[at + 1 :]])
    yield "cut at 60 %", code[: len(code) * 6 // 10]


def _renamed(code: str, language: str) -> Iterator[tuple[str, str]]:
    """`code` with one variable, where it is used and not where it begins, under a name that nobody knows."""
    tree = parse(code, GRAMMARS[language])
    data = code.encode("utf-8")
    shift = tree.text.find(data)
    pending, seen = [tree.container], set()
    while pending and shift >= 0:
        node = pending.pop()
        pending.extend(reversed(node.children))
        name = node.text or b""
        if node.type in ("identifier", "variable_name") and not node.children and len(name) > 1:
            if name in seen:
                at = node.start_byte - shift
                yield (
                    "name unknown",
                    (data[:at] + name + b"_before" + data[at + len(name) :]).decode("utf-8", "replace"),
                )
            seen.add(name)


def wrong_translations(count: int, languages: Sequence[str]) -> list[tuple[str, Candidate]]:
    """`count` damaged translations: of all languages and kinds as many as there are, chosen by hash."""
    found: dict[tuple[str, str], list[tuple[str, Candidate]]] = {}
    for language in languages:
        for candidate in candidates(language, 1000):
            best: dict[str, tuple[str, Candidate]] = {}
            for kind, code in damaged(candidate.target_code, language):
                rank = content_hash("wrong", candidate.record.function_name, code)
                ranked = (rank, Candidate(candidate.record, language, code))
                best[kind] = min(best.get(kind, ranked), ranked, key=lambda row: row[0])
            for kind, ranked in best.items():
                found.setdefault((language, kind), []).append(ranked)
    keys = sorted(found)
    in_turn = zip_longest(*(sorted(found[key], key=lambda row: row[0]) for key in keys))
    rows = ((key[1], row[1]) for ranks in in_turn for key, row in zip(keys, ranks, strict=True) if row is not None)
    return list(islice(rows, count))


def gates_in_turn(rows: Sequence[tuple[str, Candidate]]) -> dict[str, Counter[str]]:
    """Kind of damage -> how many are refused first by "parse", "compile", "tests" and, in the place of the tests,
    "differential"; "left" and "left by differential" are what passes all; "not run" are in these, too."""
    counts: dict[str, Counter[str]] = {}
    parsed = []
    for kind, candidate in rows:
        counts.setdefault(kind, Counter())["all"] += 1
        if check_code(candidate.target_code, candidate.target_language) is not None:
            counts[kind]["parse"] += 1
        else:
            parsed.append((kind, candidate))
    untested = [
        (
            kind,
            Candidate(replace(candidate.record, tests="", record_id=f"{candidate.record.record_id} untested"), *rest),
        )
        for kind, candidate in parsed
        for rest in [(candidate.target_language, candidate.target_code)]
    ]
    for gate, batch in (("tests", parsed), ("differential", untested)):
        for start in range(0, len(batch), 64):
            part = batch[start : start + 64]
            verdicts = Gates("executed").verify([candidate for _, candidate in part])
            for (kind, _), verdict in zip(part, verdicts, strict=True):
                if verdict.problem is None:
                    counts[kind][f"not run {gate}"] += verdict.verified != "executed"
                elif verdict.problem.reason != "does_not_compile":
                    counts[kind][gate] += 1
                elif gate == "tests":
                    counts[kind]["compile"] += 1
    return counts


# --- speed ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Speed:
    """Translations per second, in a batch and one at a time."""

    language: str
    gate: str
    batched: float
    alone: float

    @property
    def ratio(self) -> float:
        """How many times faster the batch is."""
        return self.batched / self.alone


def speed(language: str, gate: str, functions: int, alone: int) -> Speed:
    """The speed of the gates up to `gate`, "compiled" or "executed"."""
    batch = candidates(language, functions)
    gates = Gates(gate)  # type: ignore[arg-type]
    gates.verify(batch[:1])  # what is built once per machine is built
    together = _rate(lambda: gates.verify(batch), len(batch))
    some = batch[:: max(1, len(batch) // alone)][:alone]  # of the whole batch: the first may be small
    single = _rate(lambda: [gates.verify([one]) for one in some], len(some))
    return Speed(language, gate, together, single)


def _rate(work: Callable[[], object], count: int) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def main() -> int:
    """Prints two tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--language", action="append", choices=FILES, help="all if it is not given")
    parser.add_argument("--functions", type=int, default=16, help="translations in a batch")
    parser.add_argument("--alone", type=int, default=4, help="translations one at a time")
    parser.add_argument("--mutants", type=int, default=20, help="mutants per language; 0 leaves them out")
    parser.add_argument("--wrong", type=int, default=0, help="wrong translations to put before the gates in turn")
    parser.add_argument("--no-speed", action="store_true", help="leave the speeds out")
    parser.add_argument("--json", type=Path, help="also write the numbers there")
    arguments = parser.parse_args()
    console = Console()
    languages = [name for name in arguments.language or FILES if not _left_out(name, console)]
    speeds = [
        speed(language, gate, arguments.functions, arguments.alone)
        for language in ([] if arguments.no_speed else languages)
        for gate in ("compiled", "executed")
    ]
    _print_speeds(console, speeds)
    counts = {language: caught(language, arguments.mutants) for language in languages if arguments.mutants}
    _print_mutants(console, counts)
    in_turn = gates_in_turn(wrong_translations(arguments.wrong, languages)) if arguments.wrong else {}
    _print_in_turn(console, in_turn)
    if arguments.json:
        content = {
            "speed": [vars(row) | {"ratio": row.ratio} for row in speeds],
            "mutants": {
                name: [[*key, count] for key, count in sorted(found.items())] for name, found in counts.items()
            },
            "wrong": {kind: dict(sorted(found.items())) for kind, found in in_turn.items()},
        }
        arguments.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0


def _left_out(language: str, console: Console) -> str:
    reason = not_checkable(language) or not_runnable(language)
    if reason:
        console.print(f"{language}: left out, {reason}")
    return reason


def _print_speeds(console: Console, speeds: Sequence[Speed]) -> None:
    table = Table("language", "up to", "batched, per second", "one at a time, per second", "ratio")
    for row in speeds:
        table.add_row(row.language, row.gate, f"{row.batched:.1f}", f"{row.alone:.1f}", f"{row.ratio:.1f}")
    console.print(table)


def _print_in_turn(console: Console, counts: Mapping[str, Counter[str]]) -> None:
    if not counts:
        return
    total = sum(counts.values(), Counter())
    ends = ("all", "parse", "compile", "tests", "not run tests", "differential", "not run differential")
    table = Table("damage", "all", "parse", "compile", "tests", "not run", "differential", "not run")
    for name, found in [*((kind, counts[kind]) for kind in DAMAGES if kind in counts), ("all", total)]:
        table.add_row(name, *(str(found[end]) for end in ends))
    console.print(table)


def _print_mutants(console: Console, counts: dict[str, Counter[tuple[str, str]]]) -> None:
    table = Table("language", "mutants", "refused by the compiler", "wrong answer", "survived", "not run", "caught")
    for language, found in counts.items():
        by_end: Counter[str] = Counter()
        for (_, end), count in found.items():
            by_end[end] += count
        ends = [by_end[end] for end in ("does_not_compile", "wrong_answer", "survived", "not run")]
        total = sum(ends)
        table.add_row(language, str(total), *map(str, ends), f"{(ends[0] + ends[1]) / total:.0%}" if total else "")
    if counts:
        console.print(table)


if __name__ == "__main__":
    sys.exit(main())

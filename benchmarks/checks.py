"""Speed of the gates, batched against one start of the compiler per translation, and what they catch.

    python benchmarks/checks.py [--language java ...] [--functions 16] [--alone 4] [--mutants 20] [--no-speed]
                                [--wrong 1000] [--processes 2] [--json FILE]

Speed: translations of the bundled sample per second, in one batch as `Gates` takes them, and one at a time, each with a
sandbox and a compiler of its own: how MultiPL-E's evaluator works, with a container per program. Both in one run, one
after the other, so that a busy machine slows both.

Mutants: the same translations with one thing wrong (an operator swapped, a number off by one, a branch never taken),
chosen by hash, and which gate refuses each. A mutant that survives may be one that gives the same results.

Wrong translations (--wrong N): N translations of the sample, damaged in the ways of DAMAGES, put before one gate after
the other: which refuses each first, once with the source's tests and once with the differential gate in their place.
What the embedded transpiler makes of the sample and of the standard library goes the same way: of it, nobody knows
beforehand what is wrong. With --json, a run that was cut off goes on where it was (FILE.rows).
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, islice, zip_longest
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tree_sitter import Node

from pairloom.pipelines import sources
from pairloom.schemas import CodeRecord
from pairloom.schemas.hashing import content_hash
from pairloom.schemas.recipe import load_recipe
from pairloom.translators.checks import check_code
from pairloom.translators.evidence import Candidate, Gates, Verdict
from pairloom.translators.languages import get_language, languages, parse
from pairloom.translators.registry import make_translator, plan_request

RECIPES = Path(__file__).resolve().parents[1] / "recipes"
SAMPLE = RECIPES / "sample"
FILES = {language.name: language.name + language.ending for language in languages() if language.is_runnable}
BATCH = 32
ALONE_SECONDS = 10


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
_BRANCHES = {
    *("if_statement", "if_expression", "if", "if_modifier", "while_statement", "elsif_clause", "elif_clause"),
    *("conditional_statement", "postfix_conditional_expression", "elsif"),
}
_FALSE = {"python": "False", "c": "(0)", "go": "false", "rust": "false", "ruby": "false", "perl": "0"}


def mutants(code: str, language: str) -> Iterator[tuple[str, str]]:
    """(what was done, code) for each way in which one thing of `code` can be made wrong."""
    grammar = get_language(language).grammar
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
    tree = parse(code, get_language(language).grammar)
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


TRANSPILED = ("transpiler, the sample", "transpiler, the standard library")


def transpiled(languages: Sequence[str]) -> list[tuple[str, Candidate]]:
    """What the embedded transpiler makes of the sample and of the standard library of this Python: all that it returns,
    right or wrong. What of the library can be called and compared, the gates say."""
    if "javascript" not in languages:
        return []
    recipe = load_recipe(RECIPES / "stdlib.toml")
    settings = recipe.source[0].translate
    translator = make_translator(settings)
    found = []
    for index, kind in ((1, TRANSPILED[0]), (0, TRANSPILED[1])):
        shards = sources.shards(recipe.source[index], index)
        records = [row for shard in shards for row in sources.read(shard) if isinstance(row, CodeRecord)]
        requests = [plan_request(record, "javascript", settings) for record in records]
        for record, outcome in zip(records, translator.translate(requests), strict=True):
            if outcome.reply and not record.repository.endswith("/refused"):
                found.append((kind, Candidate(record, "javascript", outcome.reply)))
    return found


@dataclass(frozen=True)
class Fate:
    """What became of a translation: the gate that refused it, of parse, compile, tests and differential, "passed" or
    "not run". `differential` is its end where that gate stands in the place of the tests."""

    kind: str
    tests: str
    differential: str


def judged(rows: Sequence[tuple[str, Candidate]]) -> list[Fate]:
    """One fate for each of `rows`, which are best of one language."""
    parsed = [check_code(row.target_code, row.target_language) is None for _, row in rows]
    tested = [candidate for (_, candidate), sound in zip(rows, parsed, strict=True) if sound]
    untested = [replace(candidate, record=without_tests(candidate.record)) for candidate in tested]
    verdicts = _gates().verify([*tested, *untested])
    ends = iter(zip(map(_end, verdicts[: len(tested)]), map(_end, verdicts[len(tested) :]), strict=True))
    return [
        Fate(kind, *(next(ends) if sound else ("parse", "parse")))
        for (kind, _), sound in zip(rows, parsed, strict=True)
    ]


@cache
def _gates() -> Gates:
    """Those of this process, which remember the calls of a source."""
    return Gates("executed")


def without_tests(record: CodeRecord) -> CodeRecord:
    """The record as one that only the differential gate can judge."""
    return replace(record, tests="", record_id=f"{record.record_id} untested")


def _end(verdict: Verdict) -> str:
    if verdict.problem is None:
        return "passed" if verdict.verified == "executed" else "not run"
    named = {"does_not_compile": "compile", "wrong_answer": "tests", "different_result": "differential"}
    return named[verdict.problem.reason]


def fates(rows: Sequence[tuple[str, Candidate]], kept: Path | None, processes: int) -> Iterator[Fate]:
    """One fate for each of `rows`, in any order: in batches of one language, `processes` at a time. What the file
    `kept` holds of an earlier run is not judged again, and what is judged is added to it."""
    lines = kept.read_text(encoding="utf-8").splitlines() if kept and kept.exists() else []
    known = {row["key"]: Fate(**row["fate"]) for row in map(json.loads, lines)}
    keys = [
        content_hash("fate", kind, row.target_language, row.record.record_id, row.target_code) for kind, row in rows
    ]
    yield from (known[key] for key in keys if key in known)
    left = sorted((index for index, key in enumerate(keys) if key not in known), key=lambda index: _group(rows[index]))
    groups = [list(found) for _, found in groupby(left, key=lambda index: _group(rows[index]))]
    batches = [group[start : start + BATCH] for group in groups for start in range(0, len(group), BATCH)]
    started, done = time.perf_counter(), 0
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        waiting = {pool.submit(judged, [rows[index] for index in batch]): batch for batch in batches}
        for finished in as_completed(waiting):
            batch = waiting[finished]
            done += len(batch)
            seconds = time.perf_counter() - started
            print(f"{done} of {len(left)} judged, {seconds:.0f} s", file=sys.stderr, flush=True)
            found = finished.result()
            if kept:
                with kept.open("a", encoding="utf-8") as file:
                    for index, fate in zip(batch, found, strict=True):
                        file.write(json.dumps({"key": keys[index], "fate": vars(fate)}) + "\n")
            yield from found


def _group(row: tuple[str, Candidate]) -> tuple[str, bool]:
    return row[1].target_language, row[0] in TRANSPILED


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
    started = time.perf_counter()
    gates.verify(batch)
    together = len(batch) / (time.perf_counter() - started)
    done, started = 0, time.perf_counter()
    for one in batch[:: max(1, len(batch) // alone)][:alone]:  # of the whole batch: the first may be small
        gates.verify([one])
        done += 1
        if time.perf_counter() - started > ALONE_SECONDS:
            break
    return Speed(language, gate, together, done / (time.perf_counter() - started))


def main() -> int:
    """Prints two tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--language", action="append", choices=FILES, help="all if it is not given")
    parser.add_argument("--functions", type=int, default=16, help="translations in a batch")
    parser.add_argument("--alone", type=int, default=4, help="translations one at a time, fewer if they take long")
    parser.add_argument("--mutants", type=int, default=20, help="mutants per language; 0 leaves them out")
    parser.add_argument("--wrong", type=int, default=0, help="wrong translations to put before the gates in turn")
    parser.add_argument("--processes", type=int, default=2, help="for the wrong translations")
    parser.add_argument("--no-speed", action="store_true", help="leave the speeds out")
    parser.add_argument("--json", type=Path, help="also write the numbers there")
    arguments = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 140)
    languages = [name for name in arguments.language or FILES if not _left_out(name, console)]
    speeds: list[Speed] = []
    for language in [] if arguments.no_speed else languages:
        speeds += [speed(language, gate, arguments.functions, arguments.alone) for gate in ("compiled", "executed")]
        print(f"speed: {language}", file=sys.stderr, flush=True)
    _print_speeds(console, speeds)
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for language in languages if arguments.mutants else []:
        counts[language] = caught(language, arguments.mutants)
        print(f"mutants: {language}", file=sys.stderr, flush=True)
    _print_mutants(console, counts)
    found: list[Fate] = []
    if arguments.wrong:
        rows = [*wrong_translations(arguments.wrong, languages), *transpiled(languages)]
        kept = arguments.json.with_suffix(".rows") if arguments.json else None
        found = list(fates(rows, kept, arguments.processes))
    in_turn = {kind: [fate for fate in found if fate.kind == kind] for kind in (*DAMAGES, *TRANSPILED)}
    _print_in_turn(console, in_turn)
    if arguments.json:
        content = {
            "speed": [vars(row) | {"ratio": row.ratio} for row in speeds],
            "mutants": {name: [[*key, count] for key, count in sorted(ends.items())] for name, ends in counts.items()},
            "wrong": {
                kind: sorted(Counter((fate.tests, fate.differential) for fate in of_kind).items())
                for kind, of_kind in in_turn.items()
            },
        }
        arguments.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0


def _left_out(language: str, console: Console) -> str:
    reason = get_language(language).not_checkable() or get_language(language).not_runnable()
    if reason:
        console.print(f"{language}: left out, {reason}")
    return reason


def _print_speeds(console: Console, speeds: Sequence[Speed]) -> None:
    table = Table("language", "up to", "batched, per second", "one at a time, per second", "ratio")
    for row in speeds:
        table.add_row(row.language, row.gate, f"{row.batched:.3g}", f"{row.alone:.2g}", f"{row.ratio:.1f}")
    if speeds:
        console.print(table)


def _print_in_turn(console: Console, in_turn: Mapping[str, Sequence[Fate]]) -> None:
    """Per kind: how many each gate refuses first, and how many of those that are left were not run."""
    damaged_ones = [fate for kind in DAMAGES for fate in in_turn[kind]]
    heads = ("all", "parse", "compile", "tests", "left", "not run")
    table = Table("what is wrong", *heads, "or differential", "left", "not run")
    for name, found in [*in_turn.items(), ("all that were damaged", damaged_ones)]:
        tests, differential = Counter(fate.tests for fate in found), Counter(fate.differential for fate in found)
        refused = [tests[end] for end in ("parse", "compile", "tests")]
        left = [ends["passed"] + ends["not run"] for ends in (tests, differential)]
        row = [len(found), *refused, left[0], tests["not run"]]
        row += [differential["differential"], left[1], differential["not run"]]
        if found:
            table.add_row(name, *map(str, row))
    if damaged_ones:
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

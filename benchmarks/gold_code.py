"""Do right programs pass their own tests, and wrong ones not? Solutions of exercises in six languages, and mutants.

    python benchmarks/gold_code.py [--language java ...] [--limit N] [--mutants 20] FILE

Each solution is run against the tests that its track publishes in its own language: unittest, Jest, JUnit, minitest,
PHPUnit, `go test`. Prints how many pass, and each that does not with the reason; then how many of the mutants (one
thing made wrong, chosen by hash among the solutions that pass) the tests refuse. FILE is
JSON Lines, compressed with gzip; each row has id, language, code and tests.
"""

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice, zip_longest
from pathlib import Path

from checks import mutants
from rich.console import Console
from rich.table import Table

from pairloom.schemas.hashing import content_hash
from pairloom.translators.checks import check_code
from pairloom.translators.evidence.execute import Result, Trial, run_trials
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import Suite

LANGUAGES = ("python", "javascript", "java", "go", "php", "ruby")


def solutions(file: Path, language: str) -> list[Mapping[str, str]]:
    """The solutions in a language: id, code, tests."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["language"] == language]
    return [{**row, "code": row["code"].strip().removeprefix("<?php")} for row in rows]  # the tag is no code


def tried(rows: Sequence[Mapping[str, str]], codes: Sequence[str]) -> list[Result]:
    """What `codes`, one for each row, do with the row's tests."""
    return run_trials(
        [Trial(row["language"], code, Suite(row["tests"])) for row, code in zip(rows, codes, strict=True)]
    )


def chosen_mutants(rows: Sequence[Mapping[str, str]], count: int) -> list[tuple[Mapping[str, str], str, str]]:
    """(row, kind, code) of `count` mutants that parse, as many of each kind, chosen by hash, one of a kind per row."""
    found: dict[str, list[tuple[str, Mapping[str, str], str]]] = {}
    for row in rows:
        best: dict[str, tuple[str, Mapping[str, str], str]] = {}
        for kind, code in mutants(row["code"], row["language"]):
            ranked = (content_hash("mutant", row["id"], code), row, code)
            best[kind] = min(best.get(kind, ranked), ranked, key=lambda item: item[0])
        for kind, ranked in best.items():
            found.setdefault(kind, []).append(ranked)
    in_turn = zip_longest(*(sorted(found[kind], key=lambda item: item[0]) for kind in sorted(found)))
    sound = (
        (ranked[1], kind, ranked[2])
        for ranks in in_turn
        for kind, ranked in zip(sorted(found), ranks, strict=True)
        if ranked is not None and check_code(ranked[2], ranked[1]["language"]) is None
    )
    return list(islice(sound, count))


def main() -> int:
    """Prints the solutions that do not pass, and a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, metavar="FILE", help="exercises: JSON Lines with id, language, code, tests")
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="all if it is not given")
    parser.add_argument("--limit", type=int, help="solutions per language; all if it is not given")
    parser.add_argument("--mutants", type=int, default=20, help="mutants per language")
    arguments = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 140)
    table = Table(
        "language", "solutions", "pass", "not checked", "fail", "seconds", "mutants", "refused", "not checked"
    )
    for language in arguments.language or LANGUAGES:
        if reason := get_language(language).not_runnable():
            console.print(f"{language}: left out, {reason}")
            continue
        rows = solutions(arguments.file, language)[: arguments.limit]
        started = time.perf_counter()
        results = tried(rows, [row["code"] for row in rows])
        seconds = time.perf_counter() - started
        for row, result in zip(rows, results, strict=True):
            if result.outcome != "passed":
                console.print(f"{row['id']}: {result.outcome}: {result.detail[:160]}", markup=False, highlight=False)
        ended = Counter(result.outcome for result in results)
        passing = [row for row, result in zip(rows, results, strict=True) if result.outcome == "passed"]
        wrong = chosen_mutants(passing, arguments.mutants)
        refused = Counter(
            result.outcome for result in tried([row for row, _, _ in wrong], [code for _, _, code in wrong])
        )
        shares = (ended["passed"], ended["unknown"], ended["failed"])
        table.add_row(
            *(language, str(len(rows)), *map(str, shares), f"{seconds:.0f}"),
            *(str(len(wrong)), str(refused["failed"]), str(refused["unknown"])),
        )
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Mutations of right replies of the bundled sample, through the checks and every gate, in batches of mixed languages.

Each reply gets one verdict with a known reason. Nothing raises an exception. The right replies of the same batch pass.
A batch ends within SECONDS, and this process grows by at most GROWTH. The tests try 150 replies in cheap languages; for
the whole run in every language set PAIRLOOM_FUZZED_REPLIES=10000 (hours).
"""

import dataclasses
import json
import os
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pairloom.schemas import CodeRecord
from pairloom.schemas.languages import LANGUAGES
from pairloom.schemas.reasons import REASONS
from pairloom.translators.checks.judge import Reply, examine_sources, judge_replies
from pairloom.translators.evidence import Candidate, Gates, execute
from pairloom.translators.evidence.gates import Verdict
from pairloom.translators.languages import get_language
from pairloom.translators.replies import Reading
from pairloom.translators.sandbox import sandbox
from tests.hostile.words import LINES, NESTED, PRINTED, STATEMENTS
from tests.pipelines.test_fuzzed_release import mutate_text

SAMPLE = Path(__file__).resolve().parents[2] / "recipes" / "sample"
CHEAP = ("javascript", "lua", "perl", "php", "python", "ruby")
"""Languages without a compiler, in which most replies are."""
MUTATED, RIGHT = 50, 10
"""Replies of each kind in a batch."""
COUNT = int(os.environ.get("PAIRLOOM_FUZZED_REPLIES", "150"))
EVERYWHERE = COUNT > 1000
"""Whether other languages than the cheap ones and C take part."""
SECONDS = 300.0
"""The longest time for one batch. It is long because machines are busy; a batch with several endless loops in cheap
languages takes about 40 s on an idle core."""
GROWTH = 1 << 30
"""The most bytes by which the resident memory of this process may grow."""

pytestmark = [
    pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox"),
    pytest.mark.skipif(not SAMPLE.is_dir(), reason="the bundled sample is not in this checkout"),
]


@dataclasses.dataclass(frozen=True)
class Translation:
    """The reply with a translation of a record. right: it was not mutated."""

    record: CodeRecord
    language: str
    reply: str
    finish_reason: str = "stop"
    right: bool = True


def sample() -> list[Translation]:
    """The right replies: functions and programs of the sample from Python, and back into Python."""
    found = []
    for name in ("", "program_"):
        records = [json.loads(line) for line in (SAMPLE / f"{name}records.jsonl").read_text().splitlines()]
        good = {each["code"]: each for each in records if "refused" not in each["path"]}
        for line in (SAMPLE / f"{name}replies.jsonl").read_text().splitlines():
            answer = json.loads(line)
            if answer["code"] in good:
                record = CodeRecord.create(**good[answer["code"]])
                found.append(Translation(record, answer["target_language"], answer["reply"]))
        for row in good.values():
            found += back_and_scripts(row)
    ready = {
        name: not (get_language(name).not_checkable() or get_language(name).not_runnable())
        for name in LANGUAGES
        if get_language(name).is_runnable
    }
    return [each for each in found if ready[each.language] and ready[each.record.language]]


def back_and_scripts(row: dict[str, str]) -> Iterator[Translation]:
    """Translations that are files of the sample and not replies: of other languages into Python, and into scripts."""
    folder = (SAMPLE / row["path"]).parent
    for name in ("lua", "perl"):
        if row.get("unit") != "program":
            yield Translation(
                CodeRecord.create(**row), name, (folder / f"{name}{LANGUAGES[name].endings[0]}").read_text()
            )
    for name in ("javascript", "c"):
        code = (folder / f"{name}{LANGUAGES[name].endings[0]}").read_text()
        tests = row["tests"] if row.get("unit") == "program" else ""
        source = CodeRecord.create(**row | {"language": name, "code": code, "tests": tests})
        yield Translation(source, "python", row["code"])


# --- mutations ---


def insert_statement(chance: random.Random, text: str, language: str) -> str:
    """A statement in the body of one of the first functions. One in twenty never ends."""
    endless, *others = STATEMENTS.get(language, STATEMENTS["c"])
    statement = endless if chance.random() < 0.05 else chance.choice(others)
    statement = statement.replace("PRINTED", chance.choice(PRINTED).replace('"', '\\"'))
    lines = text.split("\n")
    heads = [
        at for at, line in enumerate(lines) if re.search(r"[{:]\s*$|^\s*(?:def|local function|function|sub)\b", line)
    ]
    at = chance.choice(heads[:2] or [0])
    indent = re.match(r"\s*", lines[at + 1] if at + 1 < len(lines) else "")
    return "\n".join([*lines[: at + 1], (indent[0] if indent else "") + statement, *lines[at + 1 :]])


def insert_line(chance: random.Random, text: str, language: str) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(LINES))
    return "\n".join(lines)


def swap_lines(chance: random.Random, text: str, language: str) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def repeat_line(chance: random.Random, text: str, language: str) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join([*lines[:at], *[lines[at]] * chance.choice([0, 2, 100, 5000]), *lines[at + 1 :]])


def change_operator(chance: random.Random, text: str, language: str) -> str:
    found = list(re.finditer(r"[-+*/%<>=!&|^~]+|\b(?:and|or|not)\b", text))
    if not found:
        return text
    one = chance.choice(found)
    other = chance.choice(["+", "-", "*", "/", "%", "**", "<<", ">>", "==", "<", ">=", "=", "&&", "||", "and", ".."])
    return text[: one.start()] + other + text[one.end() :]


def change_number(chance: random.Random, text: str, language: str) -> str:
    found = list(re.finditer(r"\b\d+\b", text))
    if not found:
        return text
    one = chance.choice(found)
    other = chance.choice(
        ["9" * 5000, "0x" + "f1" * 2500, "1e999", "0", "-1", "99999999999999999999", "1" + "_0" * 900]
    )
    return text[: one.start()] + other + text[one.end() :]


def rename(chance: random.Random, text: str, language: str) -> str:
    word = chance.choice(re.findall(r"\b[A-Za-z_]\w+\b", text) or ["x"])
    other = chance.choice(["x", "main", "check", "report", "eval", "toString", "__proto__", "ñandú", "a" * 5000, "if"])
    return re.sub(rf"\b{word}\b", lambda _: other, text)


def nest(chance: random.Random, text: str, language: str) -> str:
    """Something that is nested 100,000 times, or as deeply as the largest code may be."""
    opening = chance.choice(NESTED)
    depth = chance.choice([200, 2000, 20_000, 100_000])
    closing = "".join({"(": ")", "[": "]", "{": "}"}.get(one, "") for one in reversed(opening))
    deep = opening * depth + "1" + chance.choice(["", closing * depth])
    return place(chance, text, deep)


def lengthen(chance: random.Random, text: str, language: str) -> str:
    """A line of 1 MB, or one below the limit of the checks."""
    word = chance.choice(["x1 + ", "'a' ", "é", "\t ", "# x ", "0, ", "// ", "a.b(", "😀"])
    return place(chance, text, word * (chance.choice([20_000, 1 << 20]) // len(word)))


def insert_odd(chance: random.Random, text: str, language: str) -> str:
    """Control characters, halves of surrogate pairs, marks of direction and brackets without partner."""
    odd = [
        chr(chance.randrange(32)),
        chr(chance.randrange(0xD800, 0xE000)),
        "\u202e",
        "\ufeff",
        "\u2028",
        "\x7f",
        "\x85",
    ]
    return place(chance, text, chance.choice([*odd, *"()[]{}'\"`\\$"]) * chance.choice([1, 1, 3]))


def any_text(chance: random.Random, text: str, language: str) -> str:
    return mutate_text(chance, text)


def place(chance: random.Random, text: str, odd: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + odd + text[at:]


WAYS: list[tuple[Callable[[random.Random, str, str], str], int]] = [
    *((insert_statement, 6), (change_operator, 4), (any_text, 4), (insert_line, 3), (change_number, 2), (rename, 2)),
    *((insert_odd, 2), (swap_lines, 2), (repeat_line, 1), (nest, 1), (lengthen, 1)),
]
"""Mutations and how often each is chosen."""
ENDS = ["stop"] * 20 + ["length", "MAX_TOKENS", "", "\ud800", "content_filter", "x" * 100_000]


def mutate(chance: random.Random, all_: list[Translation], one: Translation) -> Translation:
    """`one` with one to three things wrong; or with the reply of another translation."""
    text = chance.choice(all_).reply if chance.random() < 0.04 else one.reply
    for way, _ in chance.choices(WAYS, [weight for _, weight in WAYS], k=chance.choice([1, 1, 1, 2, 3])):
        text = way(chance, text, one.language)
    return dataclasses.replace(one, reply=text, finish_reason=chance.choice(ENDS), right=False)


# --- the run ---


@pytest.fixture(scope="module")
def gates() -> Gates:
    """One for all batches, as in a worker, so that its caches take part."""
    return Gates("executed")


@pytest.fixture(scope="module")
def right_replies() -> list[Translation]:
    found = sample()
    assert {each.record.unit for each in found} == {"function", "program"}
    if not EVERYWHERE:
        found = [each for each in found if each.language in CHEAP or each.language == "c"]
    return found


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A translation that never ends costs few seconds."""
    monkeypatch.setattr(execute, "RUN", dataclasses.replace(execute.RUN, cpu_seconds=4, waiting_seconds=4))


def choose(chance: random.Random, replies: list[Translation]) -> list[Translation]:
    """A batch in random order, of which four in five are in cheap languages."""
    weights = [12 if each.language in CHEAP else 1 for each in replies]
    mutated = [mutate(chance, replies, each) for each in chance.choices(replies, weights, k=MUTATED)]
    batch = mutated + chance.choices(replies, weights, k=RIGHT)
    chance.shuffle(batch)
    return batch


def read(batch: list[Translation]) -> list[Reading]:
    """The judgement of the checks."""
    records = [each.record for each in batch]
    traits = examine_sources([(one.code, one.language, one.unit) for one in records], allow_stubs=False)
    assert all(one.problem is None for one in traits)
    return judge_replies(
        [
            Reply(
                each.record.code,
                each.record.language,
                each.record.function_name,
                each.language,
                each.reply,
                each.finish_reason,
                one.traits,
                each.record.unit,
            )
            for each, one in zip(batch, traits, strict=True)
        ]
    )


def check_batch(batch: list[Translation], gates: Gates) -> Counter[str]:
    """Asserts what must hold for a batch; the number of replies with each result.

    What the checks refuse goes through the gates, too, since the gates must not depend on them.
    """
    readings = read(batch)
    assert len(readings) == len(batch)
    codes = [reading.code or each.reply for each, reading in zip(batch, readings, strict=True)]
    candidates = [Candidate(each.record, each.language, code) for each, code in zip(batch, codes, strict=True)]
    verdicts = gates.verify(candidates)
    assert len(verdicts) == len(batch)
    results: Counter[str] = Counter()
    for each, reading, verdict in zip(batch, readings, verdicts, strict=True):
        problems = [one for one in (reading.problem, verdict.problem) if one]
        assert all(one.reason in REASONS[one.stage] for one in problems), problems
        if each.right and each.record.tests:  # without tests, languages differ where the source has no answer
            assert not problems and verdict.verified == "executed", (each, problems, verdict)
        results[reading.problem.reason if reading.problem else name_of(verdict)] += 1
    assert results.total() == len(batch)
    return results


def name_of(verdict: Verdict) -> str:
    return verdict.problem.reason if verdict.problem else verdict.verified


@pytest.mark.parametrize("seed", range(max(1, COUNT // MUTATED)))
def test_every_reply_gets_a_verdict(seed: int, gates: Gates, right_replies: list[Translation]) -> None:
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    results = check_batch(choose(random.Random(seed), right_replies), gates)
    seconds = time.monotonic() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"batch {seed}: {seconds:.1f} s, {most >> 10} MiB, {dict(results.most_common())}")
    assert seconds < SECONDS and (most - before) << 10 < GROWTH
    assert results["executed"] >= RIGHT // 2

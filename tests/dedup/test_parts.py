"""Texts of two parts: near only if the whole and each part are, whichever implementation decides."""

import random
from typing import Any

import numpy as np
import pytest

from pairloom.dedup import fallback, near
from pairloom.dedup.near import decide, sketch
from pairloom.dedup.settings import Settings
from pairloom.dedup.texts import Texts

SETTINGS = Settings(threshold=0.7, in_parts=True)
HELPERS = "".join(f"function helper{i}(a, b) {{ return a + b * {i}; }}\n" for i in range(40))


def shingles(text: str) -> set[str]:
    return {text[i : i + 5] for i in range(max(1, len(text) - 4))}


def jaccard(one: str, other: str) -> float:
    first, second = shingles(one), shingles(other)
    return len(first & second) / len(first | second)


def expected(texts: list[str]) -> list[int]:
    """The rule, by brute force: the most similar kept text of which the whole and both parts are near, or -1."""
    matches: list[int] = []
    for row, text in enumerate(texts):
        best, match = 0.0, -1
        for other in range(row):
            if matches[other] >= 0:
                continue
            parts = zip(text.split("\0"), texts[other].split("\0"), strict=True)
            whole = jaccard(text, texts[other])
            if whole >= 0.7 and whole > best and all(jaccard(*part) >= 0.7 for part in parts):
                best, match = whole, other
        matches.append(match)
    return matches


def corpus() -> list[str]:
    """Sources in families of near-duplicates, some with a translation that is mostly shared helpers."""
    chance = random.Random(5)
    words = [f"word{i}" for i in range(200)]
    texts = []
    for family in range(30):
        source = " ".join(chance.choices(words, k=30))
        for member in range(3):
            edited = source.replace(source.split()[member], f"other{member}", 1)
            target = f"function f{family}() {{ return {edited[: 60 * (member % 2 + 1)]!r}; }}\n"
            texts.append(f"{edited}\0{target}{HELPERS if family % 2 else ''}")
    chance.shuffle(texts)
    return list(dict.fromkeys(texts))


def decided(texts: list[str], method: str) -> list[int]:
    packed = Texts.of(texts)
    match, _, _ = decide(sketch(packed, SETTINGS), 0, SETTINGS, packed.take, method)
    return [int(row) for row in match]


@pytest.mark.parametrize("method", ["minhash", "exact"])
@pytest.mark.parametrize("compiled", [True, False])
def test_both_parts_must_be_near(method: str, compiled: bool, monkeypatch: Any) -> None:
    if not compiled:
        monkeypatch.setattr(near, "loops", fallback)
        monkeypatch.setattr("pairloom.dedup.exact.loops", fallback)
    texts = corpus()
    answer = expected(texts)
    assert 10 < sum(match >= 0 for match in answer) < len(texts) - 30
    assert decided(texts, method) == answer


def test_shared_helpers_alone_do_not_make_duplicates() -> None:
    texts = [f"{name * 30}\0function {name}() {{}}\n{HELPERS}" for name in ("alpha", "beta", "gamma")]
    assert jaccard(texts[0], texts[1]) > 0.7
    assert decided(texts, "minhash") == [-1, -1, -1]
    whole = Settings(threshold=0.7)
    packed = Texts.of(texts)
    match, _, _ = decide(sketch(packed, whole), 0, whole, packed.take, "minhash")
    assert np.count_nonzero(match >= 0) == 2


def test_a_text_without_a_second_part_is_one_part() -> None:
    packed = Texts.of(["same text here, all of it", "same text here, all of it!"])
    arguments = (packed.data, packed.offsets, 0, 1, 5, False, near.multipliers(), 0.7)
    assert fallback.are_parts_near(*arguments)
    assert near.loops.are_parts_near(*arguments)

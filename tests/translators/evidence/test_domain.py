"""What a text and code say about the values of a function."""

import math

import pytest

from pairloom.translators.evidence.domain import Domain, Range, read_domain


def domain(text: str, *names: str, code: str = "", shown: tuple[list[object], ...] = ()) -> Domain:
    return read_domain(text, code, names, shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 <= n <= 100", Range(1, 100)),
        ("`0 < n < 10^5`", Range(1, 99_999)),
        ("1 ≤ n ≤ 10<sup>9</sup>", Range(1, 10**9)),
        ("-2^31 <= n <= 2^31 - 1", Range(-(2**31), 2**31 - 1)),
        ("1 <= m, n <= 2 * 10^4", Range(1, 20_000)),
        ("n is between 3 and 8", Range(3, 8)),
        ("n >= 2", Range(2, math.inf)),
        ("A positive integer n.", Range(1)),
        ("A non-negative integer.", Range(0)),
        ("Any n.", Range()),
    ],
)
def test_limits_of_numbers(text: str, expected: Range) -> None:
    assert domain(text, "n").value_limits("n") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 <= nums.length <= 50", Range(1, 50)),
        ("2 <= len(nums) <= 50", Range(2, 50)),
        ("n == nums.length and 1 <= n <= 7", Range(1, 7)),
        ("A non-empty list.", Range(1)),
        ("It has at least 3 elements.", Range(3)),
        ("0 <= nums[i] <= 9", Range(0)),
    ],
)
def test_limits_of_lengths(text: str, expected: Range) -> None:
    assert domain(text, "nums").size_limits("nums") == expected


def test_a_value_is_brought_into_its_limits() -> None:
    assert [Range(3, 5).bring(value) for value in (3, 4, 6, -1)] == [3, 4, 3, 5]
    assert all(Range(10).bring(value) >= 10 for value in range(-20, 30))


def test_letters_and_order() -> None:
    found = domain("A string of lowercase English letters, and a sorted list of distinct integers.", "s")
    assert found.letters == "abcdefghijklmnopqrstuvwxyz" and found.is_sorted and found.is_distinct
    assert domain("A binary string.", "s").letters == "01"


@pytest.mark.parametrize(
    ("text", "code", "shown", "left"),
    [
        ("", "", (), "a negative number"),
        ("Numbers may be negative.", "", (), ""),
        ("non-negative numbers", "", (), "a negative number"),
        ("", "if x < 0: return 0", (), ""),
        ("", "if y < 0: return 0", (), "a negative number"),
        ("", "", ([[-3]],), ""),
        ("-10 <= x <= 10", "", (), ""),
    ],
)
def test_negative_numbers(text: str, code: str, shown: tuple[list[object], ...], left: str) -> None:
    assert domain(text, "x", code=code, shown=shown).leave([[-5]], ["x"], 0) == left


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("return x[0]", "an empty value"),
        ("if not x: return 0", ""),
        ("if (x.length === 0) return 0;", ""),
        ("if len(x) < 2: return x", ""),
        ("if (x.isEmpty()) return 0;", ""),
        ("if not x[0]: return 0", "an empty value"),
    ],
)
def test_empty_values(code: str, left: str) -> None:
    assert domain("", "x", code=code).leave([[]], ["x"], 0) == left


def test_large_integers() -> None:
    beyond = "an integer beyond 32 bits"
    assert domain("", "x").leave([70_000], ["x"], 70_000**2) == beyond
    assert domain("", "x").leave([2**40], ["x"], 0) == beyond
    assert domain("", "x").leave([70_000], ["x"], 70_000) == ""
    assert domain("1 <= x <= 10^6", "x").leave([70_000], ["x"], 70_000**2) == ""
    assert domain("1 <= x <= 10^3", "x").leave([70_000], ["x"], 70_000**2) == beyond

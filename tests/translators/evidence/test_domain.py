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


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(x, limit):\n    for v in x:\n        if v < 0:\n            pass", {"x"}),
        ("int f(vector<int>& x, int k) { for (int v : x) if (v <= 0) return k; }", {"x"}),
        ("function f(x) { for (const v of x) { if (0 > v) return 1; } }", {"x"}),
        ("def f(x):\n    return sum(abs(v) for v in x)", {"x"}),
        ("def f(x):\n    return sorted(x)[0] + x[1]", {"x"}),
        ("int f(int[] x) { int t = 0; for (int v : x) t += v; return t; }", {"x"}),
        ("def f(x):\n    return [abs(v - 9) % 4 for v in x]", set()),
        ("def f(x):\n    return [v % 3 for v in x]", set()),
        ("def f(x):\n    seen = [0] * 9\n    for v in x:\n        seen[v + 1] = 1\n    return seen", set()),
        ("def f(x):\n    best = 0\n    for v in x:\n        best = max(best, v)\n    return best", set()),
        ("def f(x):\n    return x + 1", set()),
    ],
)
def test_code_says_whether_numbers_may_be_negative(code: str, expected: set[str]) -> None:
    assert domain("", "x", "limit", code=code).negatives == expected


def test_limits_of_the_text_are_stronger_than_comparisons() -> None:
    found = domain("1 <= x[i] <= 9", "x", code="def f(x):\n    return min(x)")
    assert not found.may_be_negative("x") and found.leave([[-4]], ["x"], 0) == "a negative number"


@pytest.mark.parametrize(
    ("code", "letters"),
    [
        ("for ch in word:\n    seen[ord(ch) - 97] += 1", "abcdefghijklmnopqrstuvwxyz"),
        ("counts[word[i] - 'a']++;", "abcdefghijklmnopqrstuvwxyz"),
        ("total += digits.charCodeAt(i) - 48", "0123456789"),
        ("if (c == '-') sign = -1; else value = value * 10 + (c - '0');", "0123456789-"),
        ("if ch.isalpha():\n    n = ord(ch) - ord('a')", ""),
        ("if (c >= 'a') n = c - 'a';", ""),
        ("return n - a", ""),
    ],
)
def test_letters_that_code_counts_from_the_first(code: str, letters: str) -> None:
    assert domain("", "word", code=code).letters == letters


@pytest.mark.parametrize(
    ("code", "widths"),
    [
        ("for u, v in roads:\n    pass\nfor a, b, c in turns:\n    pass", {"roads": 2, "turns": 3}),
        ("for (auto& [u, v] : roads) total += turns[i][0] + turns[i][1] + turns[i][2];", {"roads": 2, "turns": 3}),
        ("parts[0] = parts[1] = parts[2]; n += roads[i][0] * roads[i][1];", {"roads": 2, "turns": 3}),
    ],
)
def test_each_list_has_its_own_width(code: str, widths: dict[str, int]) -> None:
    assert domain("", "roads", "turns", code=code).widths == widths

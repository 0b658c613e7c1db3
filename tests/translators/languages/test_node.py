"""Names that code of Node uses and does not define."""

import pytest

from pairloom.translators.languages import get_language


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ("function total(items) { return items.reduce((sum, item) => sum + item, 0); }", ""),
        ("function pair({ a, b: [c] }, ...rest) { const { d = 1, e } = rest[0]; return a + c + d + e; }", ""),
        ("function f(n) { for (const i of [1]) { try { n += i; } catch (error) { throw error; } } return n; }", ""),
        ("function f(n) { count = n; return count + inner(n); function inner(m) { return { m }; } }", ""),
        ("function f(n) { return typeof window === 'undefined' ? n : Math.max(n, 1); }", ""),
        ("class Stack { push(x) { this.items = new Map([[x, Stack]]); } }", ""),
        ("function f(n) { return limits.most + n; }", "limits"),
        ("function f(n) { return { n, other }; }", "other"),
        ("const f = (n) => clamp(n, 0, 1);", "clamp"),
    ],
)
@pytest.mark.parametrize("language", ["javascript"])
def test_names_that_are_not_there(language: str, code: str, missing: str) -> None:
    assert get_language(language).missing_name(code) == missing

"""The functions that are found in a tree, and what does nothing."""

import pytest

from pairloom.translators.checks import check_code
from pairloom.translators.languages import get_language, parse
from pairloom.translators.languages.functions import all_functions


@pytest.mark.parametrize(
    ("language", "code", "names"),
    [
        ("javascript", "const f = memo((x) => x);", ("f",)),
        ("kotlin", "val f = { x: Int -> x }", ("f",)),
        ("kotlin", "val f = { }", ("f",)),
        ("swift", "let f = { }", ("f",)),
        ("ruby", "define_method(:f) { }", ("f",)),
        ("php", "$f = function ($x) { return $x; };", ("$f",)),
        ("php", "$this->map(function ($x) { return $x; });", ()),
    ],
)
def test_a_function_is_named_by_what_it_is_assigned_to(language: str, code: str, names: tuple[str, ...]) -> None:
    [function] = all_functions(parse(code, get_language(language).grammar))
    assert function.names == names


def test_a_constant_below_a_remark_that_says_todo_is_a_stub() -> None:
    for code in ("def f(x):\n    # TODO\n    return 0", "def f(x):\n    return 0  # TODO"):
        problem = check_code(code, "python", allow_stubs=False)
        assert problem is not None and problem.reason == "stub"
    assert check_code("def f(x):\n    # no part\n    return 0", "python", allow_stubs=False) is None

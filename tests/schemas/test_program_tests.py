"""The tests of a program survive being written, and what is wrong with others is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairloom.schemas.program_tests import ProgramCase, ProgramTests, format_program_tests, parse_program_tests

_TEXTS = st.text(st.characters(codec="utf-8"))
_CASES = st.lists(st.builds(ProgramCase, _TEXTS, _TEXTS), min_size=1).map(tuple)
_LIMITS = {
    "seconds": st.none() | st.floats(0.001, 1000),
    "memory_bytes": st.none() | st.integers(1, 2**40),
}


@given(st.builds(ProgramTests, _CASES, **_LIMITS))
def test_tests_survive_being_written(tests: ProgramTests) -> None:
    assert parse_program_tests(format_program_tests(tests)) == tests


def test_limits_may_be_absent() -> None:
    text = '{"cases":[{"input":"1\\n","output":"2\\n"}]}'
    tests = ProgramTests((ProgramCase("1\n", "2\n"),))
    assert parse_program_tests(text) == tests
    assert format_program_tests(tests) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "JSON"),
        ("assert f(1) == 2", "JSON"),
        ("[" * 100_000, "JSON"),
        ("[]", "object"),
        ('{"cases": []}', "cases: .*at least 1"),
        ('{"cases": [{"input": "1"}]}', r"cases\.0\.output: "),
        ('{"cases": [{"input": 1, "output": "2"}]}', r"cases\.0\.input: .*string"),
        ('{"cases": [{"input": "\\ud800", "output": ""}]}', "JSON"),
        ('{"cases": [{"input": "", "output": "", "checker": "x"}]}', r"cases\.0\.checker: "),
        ('{"cases": [{"input": "", "output": ""}], "seconds": 0}', "seconds: .*greater than 0"),
        ('{"cases": [{"input": "", "output": ""}], "seconds": NaN}', "seconds: "),
        ('{"cases": [{"input": "", "output": ""}], "memory_bytes": 1.5}', "memory_bytes: "),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_program_tests(text)

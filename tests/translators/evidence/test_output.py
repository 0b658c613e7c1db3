"""The output of a program is compared with the expected one as judges do."""

import pytest

from pairloom.translators.evidence.output import find_difference


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("7\n", "7"),
        ("7", "7 \t\n\n"),
        ("1 2\n3\n", "1 2  \r\n3\r\n"),
        ("0.5\n", "0.50000000001"),
        ("0.5", "5e-1"),
        ("1000000.0", "1000000.9"),
        ("2.0", "2"),
        ("x=0.5, y=2\n", "x=0.5000001, y=2\n"),
        ("-0.0", "0.0"),
        ("", "\n"),
        ("\n\na\n", "\n\na"),
    ],
)
def test_what_makes_no_difference(expected: str, printed: str) -> None:
    assert find_difference(expected, printed) == ""


@pytest.mark.parametrize(
    ("expected", "printed", "says"),
    [
        ("7", "8", 'it should print "7", not "8"'),
        ("7", "", 'it should print "7", not ""'),
        ("7", "7.0000001", 'not "7.0000001"'),
        ("0.5", "0.50001", 'not "0.50001"'),
        ("0.5", "nan", 'not "nan"'),
        ("1 2", "1, 2", 'not "1, 2"'),
        ("1 2", "1  2", 'not "1  2"'),
        ("1 2", " 1 2", 'not " 1 2"'),
        ("YES", "Yes", 'not "Yes"'),
        ("1\n2\n3\n", "1\n3\n2\n", 'line 2 should be "2", not "3"'),
        ("1\n2\n", "1\n", 'line 2 is missing, "2"'),
        ("1\n", "1\n2\n", 'line 2 should not be there, "2"'),
        ("1\n2\n", "1 2\n", 'line 1 should be "1", not "1 2"'),
        ("a\nb\n", "a\n\nb\n", 'line 2 should be "b", not ""'),
        ("1.5 a", "1.5 b", 'not "1.5 b"'),
    ],
)
def test_what_is_wrong(expected: str, printed: str, says: str) -> None:
    assert says in find_difference(expected, printed)


def test_long_texts_are_shortened() -> None:
    assert len(find_difference("1\n" * 10_000, "2\n" * 10_000)) < 500

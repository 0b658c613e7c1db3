"""The books: what goes in comes out, per target language, or the run fails with the numbers."""

from typing import Any

import pytest

from pairloom.pipelines.release.errors import BooksError
from pairloom.pipelines.release.write.books import Books

BALANCED: dict[str, Any] = {
    "rows_read": 12,
    "records": 10,
    "planned": {"go": 9, "java": 9},
    "kept": {"go": 6, "java": 5},
    "rejections": {
        ("read", "bad_json", ""): 2,
        ("source", "syntax", ""): 1,
        ("check", "syntax", "go"): 1,
        ("check", "stub", "java"): 2,
        ("dedup", "near_duplicate", "go"): 2,
        ("dedup", "exact_duplicate", "java"): 1,
        ("decontaminate", "overlap", "java"): 1,
    },
}


def test_balanced_books_pass_and_give_the_sums() -> None:
    books = Books.create(**BALANCED)
    books.check()
    assert (books.total_planned, books.total_kept) == (18, 11)
    assert (books.duplicates_removed, books.decontaminated, books.rejected) == (3, 1, 3)
    assert books.rejected_in_reading == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rows_read": 13}, r"13 rows read, but 10 records \+ 2 rejected while reading = 12"),
        ({"kept": {"go": 5, "java": 5}}, r"go: 9 planned, but 5 kept .* = 8 \(-1\)"),
        ({"kept": {"go": 7, "java": 4}}, r"java: 9 planned, but 4 kept"),
        ({"planned": {"go": 18}}, r"java: 0 planned"),
    ],
)
def test_a_lost_or_doubled_row_fails_with_the_numbers(change: dict[str, Any], message: str) -> None:
    with pytest.raises(BooksError, match=message):
        Books.create(**{**BALANCED, **change}).check()


def test_losses_that_cancel_out_between_languages_are_still_found() -> None:
    books = Books.create(**{**BALANCED, "kept": {"go": 7, "java": 4}})
    assert books.total_planned == books.total_kept + books.duplicates_removed + books.decontaminated + books.rejected
    with pytest.raises(BooksError):
        books.check()


def test_books_from_what_the_graph_counts() -> None:
    books = Books.from_counts(
        [
            (("records", 0, "python"), 2),
            (("records", 1, "go"), 1),
            (("planned", "python", "java"), 2),
            (("planned", "go", "java"), 1),
            (("kept", "python", "java", "train"), 1),
            (("kept", "python", "java", "test"), 1),
            (("rejected", "check", "syntax", "java"), 1),
            (("rejected", "read", "bad_json", ""), 4),
        ]
    )
    books.check()
    assert (books.rows_read, books.records, books.planned, books.kept) == (7, 3, {"java": 3}, {"java": 2})

"""The table of checks. To add one, write its function and add a row here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pairloom.pipelines.release.read.verify.files import check_card, check_files, check_report, check_schema
from pairloom.pipelines.release.read.verify.near_duplicates import check_duplicates
from pairloom.pipelines.release.read.verify.rows import Rules, check_id, check_parse, check_split, check_values
from pairloom.pipelines.release.read.verify.subject import Subject
from pairloom.pipelines.release.read.verify.totals import check_books, check_ids, check_splits, check_statistics
from pairloom.schemas import CodePair


@dataclass(frozen=True)
class ReleaseCheck:
    """A check. Each of its functions yields a message for each finding.

    files: checks the stored files before their rows are read. row: checks one row. batch: checks several rows and
    yields (number of the row in the batch, message). whole: checks the release after its rows were read; it raises
    NotChecked if it cannot run.
    """

    meaning: str
    files: Callable[[Subject], Iterable[str]] | None = None
    row: Callable[[CodePair, Rules], Iterable[str]] | None = None
    batch: Callable[[list[CodePair], Rules], Iterable[tuple[int, str]]] | None = None
    whole: Callable[[Subject], Iterable[str]] | None = None


CHECKS = {
    "manifest": ReleaseCheck("the manifest exists and matches its schema"),
    "files": ReleaseCheck("every file exists, unchanged (SHA-256), and there are no others", files=check_files),
    "schema": ReleaseCheck(
        "every file has the columns of its kind, and the stated number of rows in order", files=check_schema
    ),
    "rows": ReleaseCheck("every value is valid for its column", row=check_values),
    "ids": ReleaseCheck("every identifier is unique, and is the hash of its row", row=check_id, whole=check_ids),
    "splits": ReleaseCheck(
        "every row is in the split that the recipe gives it; no repository or record is in two",
        row=check_split,
        whole=check_splits,
    ),
    "parse": ReleaseCheck("source and translation parse in their languages", batch=check_parse),
    "duplicates": ReleaseCheck("no two pairs are duplicates by the recipe's settings", whole=check_duplicates),
    "books": ReleaseCheck("the books balance and match the files", whole=check_books),
    "statistics": ReleaseCheck("the manifest's statistics match the data", whole=check_statistics),
    "card": ReleaseCheck("the card matches manifest and data", whole=check_card),
    "report": ReleaseCheck("the report shows this data", whole=check_report),
}
"""Every check by its name, in the order in which they run and are shown."""

"""Divides a [[source]] of a recipe into shards, and reads the records and rejections of a shard."""

from collections.abc import Iterator

from pairloom.pipelines.running.buckets import missing_credentials
from pairloom.pipelines.sources.base import Shard, SourceError, label_of, suggest
from pairloom.pipelines.sources.registry import READERS
from pairloom.pipelines.sources.row_files import plain_rows
from pairloom.pipelines.sources.target_tests import TEST_COLUMNS, TargetTests, tests_in, with_target_tests
from pairloom.schemas import CodeRecord, Rejection
from pairloom.schemas.files import BROKEN, BadRow, reason_of
from pairloom.schemas.guard import Died
from pairloom.schemas.recipe import SourceSection
from pairloom.schemas.records import FUNCTION


def shards(source: SourceSection, index: int) -> list[Shard]:
    """The shards of `source`, number `index` (from 0) of its recipe, in a fixed order.

    A source with a limit is one shard, so that its first records are the same for any number of workers. Raises
    SourceError if the reader is unknown, the path has no files, or a key is missing or wrong.
    """
    label = label_of(source, index)
    reader = READERS.get(source.reader)
    if reader is None:
        raise SourceError(
            f"{label}.reader: there is no reader {source.reader!r}{suggest(source.reader, tuple(READERS))}"
        )
    if source.tests and not reader.takes_tests:
        raise SourceError(f"{label}.tests: {source.reader} reads source code, which has no tests in other languages")
    if source.unit not in (None, FUNCTION) and not reader.takes_programs:
        raise SourceError(f"{label}.unit: {source.reader} reads functions, no programs; remove the key")
    missing = missing_credentials([source.path, source.tests])
    if missing:
        raise SourceError(f"{label}.path: {missing}")
    try:
        return reader.shards(source, index)
    except (*BROKEN, ValueError, ImportError) as error:
        raise SourceError(f"{label}.path: {source.path.resolved} cannot be listed: {reason_of(error)}") from None


def read(shard: Shard) -> Iterator[CodeRecord | Rejection]:
    """The records of `shard`, and a rejection for each row, function or file that cannot be a record, in order.

    Raises SourceError where a file is damaged or cannot be read, unless the source has on_bad_file = "reject": then the
    rest of the file is one rejection.
    """
    kept = 0
    tests = _target_tests(shard) if shard.tests and not READERS[shard.source.reader].joins_tests else {}
    for file in shard.files:
        for item in _read_file(shard, file):
            yield with_target_tests(item, tests) if isinstance(item, CodeRecord) else item
            kept += isinstance(item, CodeRecord)
            if kept == shard.source.limit:
                return


def _read_file(shard: Shard, file: str) -> Iterator[CodeRecord | Rejection]:
    try:
        yield from READERS[shard.source.reader].read(shard, file)
    except BadRow as problem:
        yield shard.rejection(file, "", problem, problem.payload or "")
    except BROKEN as error:
        reason = reason_of(error)
        if shard.source.on_bad_file == "fail":
            raise SourceError(
                f"source[{shard.index}] ({shard.source.reader}): {file} cannot be read to its end: {reason}. Repair or "
                'remove the file, or set on_bad_file = "reject" to go on without its rest'
            ) from error
        yield shard.rejection(file, "", BadRow("bad_file", f"cannot be read to its end: {reason}"), "")


def _target_tests(shard: Shard) -> TargetTests:
    """The tests in the shard's files of tests. Raises SourceError if a file cannot be read or no file has tests."""
    fields = shard.source.fields
    names = tuple({*TEST_COLUMNS, *(column.partition(".")[0] for column in fields.values())})
    label = f"source[{shard.index}].tests"
    try:
        rows = [row for file in shard.tests for row in plain_rows(file, names)]
    except (*BROKEN, Died) as error:
        raise SourceError(f"{label}: {shard.source.tests} cannot be read: {reason_of(error)}") from error
    found = tests_in(rows, fields)
    if not found:
        raise SourceError(f"{label}: no row of {shard.source.tests} names a problem and a language and has tests")
    return found

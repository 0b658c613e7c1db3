"""The checks of the files: they exist, are unchanged, and have the right columns."""

import posixpath
from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.files import open_binary
from pairloom.pipelines.release.read.verify.subject import Subject, shorten
from pairloom.pipelines.release.show.card import CARD, render_card
from pairloom.pipelines.release.show.report import REPORT
from pairloom.pipelines.release.write.files import file_schema
from pairloom.pipelines.release.write.manifest import data_digest
from pairloom.pipelines.release.write.staging import MANIFEST
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.files import digest_file, join_path, reason_of
from pairloom.schemas.manifest import DataFile
from pairloom.schemas.records import SCHEMA_VERSION

_RECORD_TYPES = {"data": CodePair, "rejected": Rejection}


def check_files(subject: Subject) -> Iterator[str]:
    """All files exist and are unchanged, and there are no others."""
    files = subject.manifest.files
    listed = Counter(file.path for file in files)
    yield from (f"{path}: is listed twice in {MANIFEST}" for path, count in listed.items() if count > 1)
    for path in sorted(subject.present - listed.keys() - {MANIFEST, CARD, REPORT}):
        if not posixpath.basename(path).startswith("."):
            yield f"{path}: is not in {MANIFEST}"
    for number, file in enumerate(files):
        subject.progress("files", number, len(files))
        if file.path in subject.present:
            yield from _check_content(subject.folder, file)
        else:
            yield f"{file.path}: is missing"
    if data_digest(files) != subject.manifest.data_sha256:
        yield f"{MANIFEST}: data_sha256 does not match the listed files"


def _check_content(folder: str, file: DataFile) -> Iterator[str]:
    with open_binary(join_path(folder, file.path)) as stored:
        digest, size = digest_file(stored)
    if size != file.bytes:
        yield f"{file.path}: has {size:,} bytes, not {file.bytes:,}"
    elif digest != file.sha256:
        yield f"{file.path}: its content was changed: SHA-256 {digest}, not {file.sha256}"


def check_schema(subject: Subject) -> Iterator[str]:
    """The files have the columns of their kind. Adds the readable files to `subject.readable`."""
    for kind, record_type in _RECORD_TYPES.items():
        expected = file_schema(record_type, subject.manifest.columns)
        for file in subject.stated_files(kind):
            if file.path in subject.present:
                yield from _check_schema(subject, file, expected)


def _check_schema(subject: Subject, file: DataFile, expected: pa.Schema) -> Iterator[str]:
    try:
        with open_binary(join_path(subject.folder, file.path)) as stored:
            parquet = pq.ParquetFile(stored)
            found, rows = parquet.schema_arrow, parquet.metadata.num_rows
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        yield f"{file.path}: is not a readable Parquet file: {reason_of(error)}"
        return
    if rows != file.rows:
        yield f"{file.path}: has {rows:,} rows, not {file.rows:,}"
    if not found.equals(expected):
        yield f"{file.path}: {_difference(found, expected)}"
        return
    subject.readable.append(file)
    if found.metadata is None or not expected.metadata.items() <= found.metadata.items():
        yield f"{file.path}: does not state the schema version {SCHEMA_VERSION}"


def _difference(found: pa.Schema, expected: pa.Schema) -> str:
    missing, others = set(expected.names) - set(found.names), set(found.names) - set(expected.names)
    if missing or others:
        parts = [f"lacks {', '.join(sorted(missing))}"] if missing else []
        return " and ".join(parts + ([f"has the unknown {', '.join(sorted(others))}"] if others else []))
    if len(found.names) > len(expected.names):
        return "has a column twice"
    wrong = [name for name in expected.names if not found.field(name).equals(expected.field(name))]
    if wrong:
        name = wrong[0]
        return f"column {name} is {found.field(name)}, not {expected.field(name)}"
    return f"its columns are in another order: {', '.join(found.names)}"


def check_card(subject: Subject) -> Iterator[str]:
    """The card equals the card computed from manifest and data."""
    try:
        with open_binary(join_path(subject.folder, CARD)) as file:
            found = file.read().decode("utf-8", "replace")
        expected = render_card(subject.folder, subject.manifest)
    except ReleaseError as error:
        yield str(error)
        return
    for number, (one, other) in enumerate(zip(found.splitlines(), expected.splitlines(), strict=False), start=1):
        if one != other:
            yield f"{CARD}, line {number}: is {shorten(one)}, but the data gives {shorten(other)}"
            return
    if found != expected:
        yield f"{CARD}: is {len(found):,} characters long, but the data gives {len(expected):,}"


def check_report(subject: Subject) -> Iterator[str]:
    """The report shows this data."""
    try:
        with open_binary(join_path(subject.folder, REPORT)) as file:
            head = file.read(4096).decode("utf-8", "replace")
    except ReleaseError:
        yield f"{REPORT}: is missing; run `pairloom report` to write it"
        return
    if subject.manifest.data_sha256 not in head:
        yield f"{REPORT}: shows other data; run `pairloom report` to rewrite it"

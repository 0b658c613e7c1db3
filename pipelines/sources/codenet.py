"""The reader of Project CodeNet (Puri et al. 2021, arXiv:2105.12655): a folder with a table of submissions for each
problem, and their source files, descriptions and examples in folders beside it."""

import csv
import io
import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from pairloom.pipelines.sources import judge_tests
from pairloom.pipelines.sources.base import Reader, Shard, SourceError, label_of, machine_part
from pairloom.pipelines.sources.contests import MAX_SOLUTIONS, judge_language
from pairloom.pipelines.sources.extraction import records_of
from pairloom.pipelines.sources.files import expand, read_whole
from pairloom.pipelines.sources.rows import Layout, Row
from pairloom.schemas import CodeRecord, Rejection, guard
from pairloom.schemas.files import BadRow
from pairloom.schemas.guard import TOGETHER, Died
from pairloom.schemas.recipe import SourceSection
from pairloom.schemas.records import PROGRAM

PROBLEMS = 16
"""Problems in one shard: some seconds of work."""
_METADATA = "metadata/p[0-9][0-9][0-9][0-9][0-9].csv"
_LAYOUT = Layout(
    title="Project CodeNet",
    fields={name: (name,) for name in ("text", "code", "language", "tests", "repository", "path")},
    unit=PROGRAM,
)


@dataclass(frozen=True)
class CodeNetReader(Reader):
    """Reads the accepted submissions of each problem, at most MAX_SOLUTIONS in each language."""

    description: str
    formats: tuple[str, ...] = (".csv",)
    takes_tests = False

    @property
    def unit(self) -> str:
        """All are programs."""
        return PROGRAM

    @property
    def solutions(self) -> int:
        """The first right one in each language."""
        return 1

    def shards(self, source: SourceSection, index: int) -> list[Shard]:
        """Shards of PROBLEMS problems each."""
        root = source.path.resolved.rstrip("/")
        found = expand(f"{root}/{_METADATA}")
        if not found:
            raise SourceError(
                f"{label_of(source, index)}.path: there is no table metadata/pNNNNN.csv in {root}; name the folder "
                "Project_CodeNet"
            )
        size = len(found) if source.limit else PROBLEMS
        outside = machine_part(source.path.resolved, source)
        return [
            Shard(source, index, tuple(found[start : start + size]), root=outside)
            for start in range(0, len(found), size)
        ]

    def read(self, shard: Shard, file: str) -> Iterator[CodeRecord | Rejection]:
        """The accepted submissions of one problem; `file` is its table."""
        root, number = posixpath.dirname(posixpath.dirname(file)), posixpath.basename(file).removesuffix(".csv")
        try:
            problem, submissions = guard.call(
                parse_problem,
                number,
                read_whole(file),
                *(_read_if_present(f"{root}/{path.format(number)}") for path in _PARTS),
            )
        except Died as death:
            raise BadRow(death.reason, str(death)) from None
        sources = {posixpath.basename(path).partition(".")[0]: path for path in expand(f"{root}/data/{number}/*/s*")}
        for start in range(0, len(submissions), TOGETHER):
            rows = [
                (line, _row(problem, found, sources, root)) for line, found in submissions[start : start + TOGETHER]
            ]
            whole = [(row,) for _, row in rows if not isinstance(row, BadRow)]
            converted = iter(guard.call_each(records_of, whole, layout=_LAYOUT, source=shard.source, split=""))
            for line, row in rows:
                (record,) = (row,) if isinstance(row, BadRow) else _only(next(converted))
                if isinstance(record, BadRow):
                    yield shard.rejection(file, f"line {line}", record, record.payload or repr(row))
                else:
                    yield record


_PARTS = (
    "problem_descriptions/{}.html",
    "derived/input_output/data/{}/input.txt",
    "derived/input_output/data/{}/output.txt",
    "metadata/problem_list.csv",
)


def _only(found: list[CodeRecord | BadRow] | Died) -> list[CodeRecord | BadRow]:
    return [BadRow(found.reason, str(found))] if isinstance(found, Died) else found


def _read_if_present(path: str) -> bytes:
    return read_whole(path) if expand(path) else b""


def _row(problem: Row, found: Row | BadRow, sources: Mapping[str, str], root: str) -> Row | BadRow:
    """The row of a submission with its code. Its file is looked up among `sources`, so no name in the table becomes a
    path."""
    if isinstance(found, BadRow):
        return found
    path = sources.get(found["submission_id"])
    if path is None:
        return BadRow("missing_field", "the submission has no source file")
    try:
        code = read_whole(path).decode("utf-8")
    except BadRow as bad:
        return bad
    except UnicodeDecodeError as error:
        return BadRow("wrong_encoding", f"byte {error.start + 1:,} of the source file is not UTF-8")
    return {**problem, "language": found["language"], "code": code, "path": path.removeprefix(root).lstrip("/")}


def parse_problem(
    number: str, table: bytes, description: bytes, given: bytes, wanted: bytes, problems: bytes
) -> tuple[Row, list[tuple[int, Row | BadRow]]]:
    """The columns that all rows of a problem share, and (line, submission or BadRow) for each line of its table. Of the
    accepted submissions in one language the first MAX_SOLUTIONS are used; the others are left out.

    number: the name of the problem. table: its submissions. description: HTML. given, wanted: its example. problems:
    the table of all problems.
    """
    limits = next((row for _, row in _lines(problems) if row.get("id") == number), {})
    seconds, memory = (
        judge_tests.seconds_of(limits.get("time_limit")),
        judge_tests.bytes_of(limits.get("memory_limit")),
    )
    example = [(given.decode("utf-8", "replace"), wanted.decode("utf-8", "replace"))] if wanted else []
    shared = {
        "text": _plain_text(description.decode("utf-8", "replace")) or limits.get("name") or "",
        "tests": judge_tests.format_cases(example, seconds and seconds / 1000, memory and memory * 1024),
        "repository": f"CodeNet/{number}",
    }
    counts: Counter[str] = Counter()
    used: list[tuple[int, Row | BadRow]] = []
    for line, row in _lines(table):
        submission = _submission(row)
        language = "" if isinstance(submission, BadRow) else submission["language"]
        counts[language] += 1
        if not language or counts[language] <= MAX_SOLUTIONS:
            used.append((line, submission))
    return shared, used


def _submission(row: Row) -> Row | BadRow:
    if row.get("status") != "Accepted":
        return BadRow("wrong_label", f"status is {str(row.get('status'))[:40]!r}; only 'Accepted' is used")
    try:
        language = judge_language(row.get("language"), row.get("original_language"))
    except BadRow as problem:
        return problem
    if not language or not row.get("submission_id"):
        return BadRow("missing_field", "the line has no submission_id or no language")
    return {"submission_id": row["submission_id"], "language": language}


def _lines(table: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """(number of the line, columns) of each line of a CSV table. Raises BadRow if it is none."""
    reader = csv.DictReader(io.StringIO(table.decode("utf-8", "replace")), restkey="")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise BadRow("bad_file", f"line {reader.line_num} is not CSV: {error}") from None


def _plain_text(html: str) -> str:
    """The text of a description without its markup, each paragraph on lines of its own."""
    collector = Collector()
    collector.feed(html)
    collector.close()
    lines = (" ".join(line.split()) for line in "".join(collector.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class Collector(HTMLParser):
    """Collects the text of a page without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Counts the hidden elements around."""
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        """Leaves a hidden element."""
        self.hidden = max(self.hidden - (tag in ("script", "style")), 0)

    def handle_data(self, data: str) -> None:
        """Keeps text that is shown."""
        if not self.hidden:
            self.parts.append(data)

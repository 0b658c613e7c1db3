"""The record types of pairloom, and the Arrow schema of each.

`arrow_schema` derives each Arrow schema from the fields of a dataclass, in their order, so code and files always have
the same fields. CodePair also documents the columns of a release: the meaning of each, its name in the published
SynthCoNL, and the schema version that introduced it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Annotated, Any, get_type_hints

import pyarrow as pa

from pairloom.schemas.hashing import content_hash
from pairloom.schemas.reasons import check_reason, level_of, order_gates

FUNCTION, PROGRAM = UNITS = ("function", "program")
"""What the code of a record is: declarations, or a program that reads stdin and prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRecord:
    """One documented function or program of a benchmark or a source tree.

    `code` never contains the docstring that is its `text`: it would leak the answer into text-to-code training.
    Unknown text fields are "". `tests` are in the record's own language. `target_tests` are the benchmark's tests in
    other languages, as a JSON object: language -> {"tests": text, "prompt": the beginning of a solution}.

    `unit` is one of UNITS. A program has no `function_name`, and its `tests` are those of `schemas.program_tests`.
    """

    record_id: str
    benchmark: str
    split: str
    repository: str
    path: str
    function_name: str
    language: str
    text: str
    code: str
    tests: str
    url: str
    license: str
    target_tests: str = ""
    unit: str = FUNCTION

    @classmethod
    def create(
        cls,
        *,
        benchmark: str,
        language: str,
        code: str,
        text: str,
        split: str = "",
        repository: str = "",
        path: str = "",
        function_name: str = "",
        tests: str = "",
        url: str = "",
        license: str = "",
        target_tests: str = "",
        unit: str = FUNCTION,
    ) -> "CodeRecord":
        """A record whose `record_id` is the hash of all its other fields."""
        content = {
            "benchmark": benchmark,
            "split": split,
            "repository": repository,
            "path": path,
            "function_name": function_name,
            "language": language,
            "text": text,
            "code": code,
            "tests": tests,
            "url": url,
            "license": license,
        }
        if target_tests:  # records without target tests keep their earlier identifiers
            content["target_tests"] = target_tests
        if unit != FUNCTION:  # so do functions
            content["unit"] = unit
        return cls(record_id=content_hash("record", content), **content)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationRequest:
    """Translate one function or program into one language.

    `request_id` is the hash of everything that decides the reply: two records with the same code share one request,
    which is paid once. `sampling` is canonical JSON of the sampling parameters. `record_id` is "" except for
    translators that answer by record and not by code (a replay file keyed by record). `function_name` is the name of
    the function in the source. It is not hashed, because it is used to check the reply and does not decide it.
    """

    request_id: str
    source_language: str
    target_language: str
    code: str
    translator: str
    model: str
    prompt_version: str
    sampling: str
    record_id: str
    function_name: str = ""
    unit: str = FUNCTION

    @classmethod
    def create(
        cls,
        *,
        source_language: str,
        target_language: str,
        code: str,
        translator: str,
        model: str = "",
        prompt_version: str = "",
        sampling: str = "{}",
        record_id: str = "",
        function_name: str = "",
        unit: str = FUNCTION,
    ) -> "TranslationRequest":
        """A request whose `request_id` is the hash of all its other fields except `function_name`."""
        content = {
            "source_language": source_language,
            "target_language": target_language,
            "code": code,
            "translator": translator,
            "model": model,
            "prompt_version": prompt_version,
            "sampling": sampling,
            "record_id": record_id,
        }
        if unit != FUNCTION:
            content["unit"] = unit
        return cls(request_id=content_hash("request", content), function_name=function_name, **content)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationOutcome:
    """The answer of a translator to one request: a reply or an error.

    `finish_reason` is "stop", "length" (cut off) or "error". `error` is "", or a reason, a colon and a detail, e.g.
    "timeout: no answer in 10 s". Token counts are 0 for translators without tokens.

    turns: how many times the model was asked; more than once if its reply was sent back. repaired: the first reply
    failed the checks and this one passed. server, revision: the server software and the revision of the model.
    """

    request_id: str
    reply: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    error: str
    turns: int = 1
    repaired: bool = False
    server: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the data files, beside the name and type of its field in CodePair.

    meaning: one phrase, for documents. synthconl: its name in the published SynthCoNL, "" if absent there. since: the
    SCHEMA_VERSION that introduced it or changed its meaning. absent: the value for rows of older releases.
    """

    meaning: str
    synthconl: str = ""
    since: int = 1
    absent: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePair:
    """One row of a release: a function or program, its translation, and the origin of both.

    Each field is a column of the data files, in this order.
    """

    pair_id: Annotated[str, Column("hash of `record_id`, `request_id`, the text, both languages and both codes")]
    text: Annotated[str, Column("the text that documents the function", "func_documentation_string")]
    source_language: Annotated[str, Column("language of the function", "language1_CSN")]
    source_code: Annotated[str, Column("the function, without its text", "func1_CSN")]
    target_language: Annotated[str, Column("language of the translation", "language2")]
    target_code: Annotated[str, Column("the translation", "func2")]
    function_name: Annotated[str, Column("name of the function, empty for a program")]
    unit: Annotated[str, Column("`function` or `program`: what both codes are", since=3, absent=FUNCTION)] = FUNCTION
    repository: Annotated[str, Column("repository of the function", "repository_name")]
    path: Annotated[str, Column("path of its file in the repository", "func_path_in_repository")]
    url: Annotated[str, Column("address of its code", "func_code_url")]
    license: Annotated[str, Column("licence of the function, as its source states it")]
    benchmark: Annotated[str, Column("benchmark or source tree that the function comes from")]
    split: Annotated[str, Column("`train`, `validation` or `test`")]
    translator: Annotated[str, Column("the `translator` of the recipe that made the translation")]
    model: Annotated[str, Column("language model that made the translation")]
    prompt_version: Annotated[str, Column("version of the prompt sent to the model")]
    verified: Annotated[str, Column("strongest level that the translation reached")]
    gates: Annotated[tuple[str, ...], Column("gates that the translation passed", since=2, absent=())] = ("parse",)
    calls: Annotated[
        int, Column("number of calls, or of inputs of a program, whose results were compared", since=3, absent=0)
    ] = 0
    branches: Annotated[
        float, Column("share of the source's branches that the calls reach, -1 if not measured", since=3, absent=-1.0)
    ] = -1.0
    mutants: Annotated[
        float,
        Column("share of the source's mutants that the calls tell apart, -1 if not measured", since=3, absent=-1.0),
    ] = -1.0
    record_id: Annotated[str, Column("hash of all fields of the record")]
    request_id: Annotated[str, Column("hash of everything that decides the reply of the translator")]
    duplicates: Annotated[int, Column("number of removed duplicates that the row stands for")]

    def __post_init__(self) -> None:
        object.__setattr__(self, "gates", tuple(self.gates))  # Arrow and JSON return lists

    @classmethod
    def create(
        cls, record: CodeRecord, request: TranslationRequest, target_code: str, *, gates: Sequence[str] = ("parse",)
    ) -> "CodePair":
        """The pair of `record` and its translation, which passed `gates`. `split` is the benchmark's split, and
        `duplicates` is 0."""
        pair = cls(
            pair_id="",
            text=record.text,
            source_language=record.language,
            source_code=record.code,
            target_language=request.target_language,
            target_code=target_code,
            function_name=record.function_name,
            unit=record.unit,
            repository=record.repository,
            path=record.path,
            url=record.url,
            license=record.license,
            benchmark=record.benchmark,
            split=record.split,
            translator=request.translator,
            model=request.model,
            prompt_version=request.prompt_version,
            verified=level_of(gates),
            gates=order_gates(gates),
            record_id=record.record_id,
            request_id=request.request_id,
            duplicates=0,
        )
        return replace(pair, pair_id=pair.expected_id())

    def add_gates(self, gates: Iterable[str]) -> "CodePair":
        """A copy of this pair that also passed `gates`."""
        known = order_gates((*self.gates, *gates))
        return replace(self, verified=level_of(known), gates=known)

    def expected_id(self) -> str:
        """The identifier that the row must have: the hash of its origin, its text and its code.

        The hash excludes fields that may change for the same pair (`split`, `verified`, `gates`, `duplicates`) and
        fields that `record_id` and `request_id` already decide (repository, model, prompt).
        """
        identity = (self.record_id, self.request_id, self.text, self.source_language, self.source_code)
        return content_hash("pair", *identity, self.target_language, self.target_code)


COLUMNS: dict[str, Column] = {
    name: hint.__metadata__[0] for name, hint in get_type_hints(CodePair, include_extras=True).items()
}
"""The columns of a release's data files, in their order."""

SYNTHCONL = {name: column.synthconl for name, column in COLUMNS.items() if column.synthconl}
"""Our column names -> those of the published SynthCoNL. Columns that are absent there keep their names."""

SCHEMA_VERSION = max(column.since for column in COLUMNS.values())
"""The version in the metadata of every file. It goes up when a column is added, removed or changes its meaning."""


def to_synthconl(names: Iterable[str]) -> list[str]:
    """Column names as the published SynthCoNL has them."""
    return [SYNTHCONL.get(name, name) for name in names]


def to_pairloom(names: Iterable[str]) -> list[str]:
    """The project's column names for `names`, which may be of either set."""
    ours = {theirs: name for name, theirs in SYNTHCONL.items()}
    return [ours.get(name, name) for name in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A record, reply or pair that did not become a row of the release, and the reason.

    `stage` is one of reasons.STAGES, `reason` one of the reasons of that stage, `detail` one sentence for people,
    `payload` the rejected text (a line of a file, a reply, a translation), cut to PAYLOAD_LIMIT characters. `matched`
    is the pair_id of the pair that a duplicate equals or resembles. The last fields are those of the record, "" for a
    row that did not become one; its text and code are cut, too. Raises ValueError for an unknown reason.
    """

    record_id: str
    request_id: str
    target_language: str
    stage: str
    reason: str
    detail: str
    payload: str
    matched: str = ""
    source_language: str = ""
    function_name: str = ""
    repository: str = ""
    path: str = ""
    text: str = ""
    source_code: str = ""

    def __post_init__(self) -> None:
        check_reason(self.stage, self.reason)

    @classmethod
    def create(
        cls,
        stage: str,
        reason: str,
        detail: str,
        *,
        of: TranslationRequest | CodePair | None = None,
        record: CodeRecord | None = None,
        record_id: str = "",
        payload: str = "",
        matched: str = "",
    ) -> "Rejection":
        """The rejection of a request or a pair (`of`), of the record of a request (`record`), or of a row that became
        no record (`record_id`). Text that UTF-8 cannot encode is replaced."""
        return cls(
            record_id=record_id or (record.record_id if record else of.record_id if of else ""),
            request_id=of.request_id if of else "",
            target_language=of.target_language if of else "",
            stage=stage,
            reason=reason,
            detail=storable(detail),
            payload=storable(payload[:PAYLOAD_LIMIT]),
            matched=matched,
            **_source_of(record or of),
        )


def _source_of(row: "CodeRecord | CodePair | TranslationRequest | None") -> dict[str, str]:
    """The fields of a rejection that describe the source of `row`; none for a request alone, which has no record."""
    match row:
        case CodeRecord():
            language, code = row.language, row.code
        case CodePair():
            language, code = row.source_language, row.source_code
        case _:
            return {}
    return {
        "source_language": language,
        "function_name": storable(row.function_name),
        "repository": storable(row.repository),
        "path": storable(row.path),
        "text": storable(row.text[:PAYLOAD_LIMIT]),
        "source_code": storable(code[:PAYLOAD_LIMIT]),
    }


PAYLOAD_LIMIT = 20_000
"""Characters of the rejected text that are kept."""


def storable(text: str) -> str:
    """`text` with lone surrogates replaced, because UTF-8 cannot encode them."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


_TEXTS = pa.list_(pa.field("element", pa.string()))
_ARROW_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), tuple[str, ...]: _TEXTS}


@cache
def arrow_schema(record_type: type) -> pa.Schema:
    """The Arrow schema of a record type: its fields in order, none nullable, the schema version in the metadata."""
    hints = get_type_hints(record_type)
    columns = [pa.field(field.name, _ARROW_TYPES[hints[field.name]], nullable=False) for field in fields(record_type)]
    metadata = {"pairloom.record": record_type.__name__, "pairloom.schema_version": str(SCHEMA_VERSION)}
    return pa.schema(columns, metadata=metadata)


def to_table(records: Iterable[Any], record_type: type) -> pa.Table:
    """An Arrow table of `records`, all of `record_type`. Raises pyarrow.ArrowInvalid for a value of a wrong type."""
    schema = arrow_schema(record_type)
    rows: Sequence[Any] = list(records)
    columns = [pa.array([getattr(row, name) for row in rows], type=schema.field(name).type) for name in schema.names]
    return pa.Table.from_arrays(columns, schema=schema)


def to_dict(record: Any) -> dict[str, Any]:
    """A record as plain data, for JSON."""
    return asdict(record)


def from_dict(record_type: type[Any], values: Mapping[str, Any]) -> Any:
    """A record from plain data; keys that are not fields are ignored, so that files may carry more columns."""
    return record_type(**{field.name: values[field.name] for field in fields(record_type)})

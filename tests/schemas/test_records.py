"""Identifiers follow content, and the Arrow schemas follow the records."""

from dataclasses import fields, replace

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairloom.schemas import CodePair, CodeRecord, Rejection, TranslationRequest, arrow_schema, to_table
from pairloom.schemas.hashing import content_hash, hash_fraction
from pairloom.schemas.reasons import GATES
from pairloom.schemas.records import COLUMNS, SCHEMA_VERSION, TranslationOutcome, from_dict, to_dict
from tests import ROOT

RECORD = CodeRecord.create(benchmark="b", language="python", code="def f(): pass", text="does f")
REQUEST = TranslationRequest.create(
    source_language="python", target_language="go", code=RECORD.code, translator="replay"
)
REJECTION = Rejection(
    record_id="r", request_id="q", target_language="go", stage="check", reason="syntax", detail="y", payload="z"
)


@pytest.mark.parametrize("name", [field.name for field in fields(CodeRecord) if field.name != "record_id"])
def test_every_field_of_a_record_is_in_its_identifier(name: str) -> None:
    content = {field.name: getattr(RECORD, field.name) for field in fields(CodeRecord) if field.name != "record_id"}
    assert CodeRecord.create(**content).record_id == RECORD.record_id
    assert CodeRecord.create(**{**content, name: "other"}).record_id != RECORD.record_id


def test_functions_have_the_identifiers_that_they_had_before_programs() -> None:
    assert (
        CodeRecord.create(benchmark="b", language="python", code="c", text="t").record_id
        == "0c187280c125711c8dcc7432f94970c3"
    )
    request = TranslationRequest.create(source_language="python", target_language="go", code="c", translator="replay")
    assert request.request_id == "08f858811261f58718c7e7c7e24ce1ae"


NOT_HASHED = ("request_id", "function_name")


@pytest.mark.parametrize("name", [field.name for field in fields(TranslationRequest) if field.name not in NOT_HASHED])
def test_all_that_decides_a_reply_is_in_the_request_identifier(name: str) -> None:
    content = {
        field.name: getattr(REQUEST, field.name) for field in fields(TranslationRequest) if field.name not in NOT_HASHED
    }
    assert TranslationRequest.create(**content).request_id == REQUEST.request_id
    assert TranslationRequest.create(**{**content, name: "other"}).request_id != REQUEST.request_id


def test_a_request_is_the_same_work_whatever_its_function_is_called() -> None:
    content = {field.name: getattr(REQUEST, field.name) for field in fields(REQUEST) if field.name not in NOT_HASHED}
    assert TranslationRequest.create(**content, function_name="f").request_id == REQUEST.request_id


def test_a_pair_proves_its_identifier_from_its_own_row() -> None:
    pair = CodePair.create(RECORD, REQUEST, "func f() {}")
    assert pair.pair_id == pair.expected_id()
    assert pair.pair_id != CodePair.create(RECORD, REQUEST, "func f() { }").pair_id
    changed = [replace(pair, **{name: "other"}) for name in ("text", "source_code", "target_code", "record_id")]
    assert all(pair.pair_id != other.expected_id() for other in changed)
    proven = pair.add_gates(("compile", "tests"))
    assert pair.pair_id == replace(proven, split="test", duplicates=3).expected_id()


def test_a_rejection_carries_its_record() -> None:
    pair = CodePair.create(RECORD, REQUEST, "func f() {}")
    for rejection in (
        Rejection.create("check", "wrong_answer", "d", of=pair, payload="p"),
        Rejection.create("reply", "no_code", "d", of=REQUEST, record=RECORD),
        Rejection.create("source", "stub", "d", record=RECORD),
    ):
        assert (rejection.source_code, rejection.text, rejection.path) == (RECORD.code, RECORD.text, RECORD.path)
        assert (rejection.record_id, rejection.source_language) == (RECORD.record_id, RECORD.language)
    assert Rejection.create("read", "empty_code", "d", record_id="r").source_code == ""


@pytest.mark.parametrize("record_type", [CodeRecord, TranslationRequest, TranslationOutcome, CodePair, Rejection])
def test_the_arrow_schema_has_the_fields_in_order(record_type: type) -> None:
    schema = arrow_schema(record_type)
    assert schema.names == [field.name for field in fields(record_type)]
    assert not any(field.nullable for field in schema)
    assert schema.metadata[b"pairloom.schema_version"] == str(SCHEMA_VERSION).encode()


def test_the_documented_table_is_that_of_the_columns() -> None:
    types = {field.name: str(field.type).removesuffix(" not null") for field in arrow_schema(CodePair)}
    rows = [
        f"| `{name}` | {'list of strings' if types[name].startswith('list') else types[name]} | "
        f"{f'`{column.synthconl}`' if column.synthconl else ''} | {column.meaning} |"
        for name, column in COLUMNS.items()
    ]
    text = (ROOT / "docs" / "release.md").read_text(encoding="utf-8")
    table = text.partition("| column | type | in SynthCoNL | meaning |\n|---|---|---|---|\n")[2].partition("\n\n")[0]
    assert table == "\n".join(rows), "docs/release.md should have:\n" + "\n".join(rows)


def test_columns_that_older_releases_lack_have_something_to_read_in_their_place() -> None:
    for name, column in COLUMNS.items():
        assert (column.absent is not None) == (column.since > 1), name
        assert pa.scalar(column.absent, arrow_schema(CodePair).field(name).type) is not None


def test_records_survive_arrow_and_plain_data() -> None:
    table = to_table([REJECTION, replace(REJECTION, detail="naïve ✓")], Rejection)
    assert from_dict(Rejection, table.to_pylist()[0]) == REJECTION
    assert from_dict(Rejection, {**to_dict(REJECTION), "extra": 1}) == REJECTION
    with pytest.raises((pa.ArrowInvalid, pa.ArrowTypeError)):
        to_table([replace(REJECTION, detail=3)], Rejection)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gates", "level"),
    [
        ((), "parsed"),
        (("compile",), "compiled"),
        (("compile:unresolved",), "compiled"),
        (("compile", "tests"), "executed"),
        (("differential",), "executed"),
        (("consistency", "roundtrip"), "parsed"),
    ],
)
def test_the_level_is_what_the_gates_amount_to(gates: tuple[str, ...], level: str) -> None:
    pair = CodePair.create(RECORD, REQUEST, "func f() {}")
    assert (pair.verified, pair.gates) == ("parsed", ("parse",))
    passed = pair.add_gates(reversed(gates)).add_gates(gates)
    assert (passed.verified, passed.gates) == (level, tuple(gate for gate in GATES if gate in ("parse", *gates)))
    assert from_dict(CodePair, to_table([passed], CodePair).to_pylist()[0]) == passed
    with pytest.raises(ValueError, match="guessed"):
        pair.add_gates(["guessed"])


@given(st.lists(st.text()), st.lists(st.text()))
def test_different_content_hashes_differently(left: list[str], right: list[str]) -> None:
    assert (content_hash(*left) == content_hash(*right)) == (left == right)


def test_lone_surrogates_can_be_hashed() -> None:
    assert content_hash("\ud800") != content_hash("?")


def test_hash_fractions_are_spread_evenly() -> None:
    fractions = [hash_fraction("x", number) for number in range(10_000)]
    assert all(0 <= fraction < 1 for fraction in fractions)
    assert all(900 < sum(low / 10 <= f < (low + 1) / 10 for f in fractions) < 1100 for low in range(10))

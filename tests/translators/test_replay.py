"""Answers from a file: found by record or by code, bad files refused with the place."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.schemas import CodeRecord, TranslationRequest
from pairloom.schemas.recipe import TranslateSection
from pairloom.translators.base import TranslatorError
from pairloom.translators.registry import make_translator, plan_request, unsupported
from pairloom.translators.replay import ReplayTranslator

RECORD = CodeRecord.create(benchmark="b", language="python", code="def f(): pass", text="does nothing at all")
ROWS = [
    {"code": RECORD.code, "target_language": "golang", "reply": "func f() {}"},
    {"code": RECORD.code, "target_language": "java", "reply": "void f() {", "finish_reason": "length"},
    {"code": RECORD.code, "target_language": "go", "reply": "a second answer is not used"},
    {"code": "other", "target_language": "go", "reply": "half a character \ud800"},
]


def write(path, rows, record_id=False):
    rows = [({**row, "record_id": RECORD.record_id} if record_id else row) for row in rows]
    if path.name.endswith(".parquet"):
        rows = [{"finish_reason": None, **row} for row in rows if "\ud800" not in row["reply"]]
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        text = "\n\n".join(json.dumps(row) for row in rows)
        path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return str(path)


def translate(path, **more):
    return TranslateSection(translator="replay", replay=path, targets=["go", "java", "ruby"], **more)


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz", "r.parquet"])
@pytest.mark.parametrize("record_id", [False, True])
def test_each_request_gets_its_reply(tmp_path, name, record_id):
    rows = ROWS[:3] if record_id else ROWS
    settings = translate(write(tmp_path / name, rows, record_id), model="people")
    requests = [plan_request(RECORD, target, settings) for target in settings.targets]
    assert [request.record_id for request in requests] == [RECORD.record_id if record_id else ""] * 3
    assert requests[0].model == "people"
    go, java, ruby = make_translator(settings).translate(requests)
    assert (go.reply, go.finish_reason, go.error) == ("func f() {}", "stop", "")
    assert (java.reply, java.finish_reason) == ("void f() {", "length")
    assert ruby.error.startswith("no_reply: ") and ruby.reply == ""


def test_half_a_character_comes_back_as_it_was(tmp_path):
    translator = ReplayTranslator(write(tmp_path / "r.jsonl", ROWS))
    request = TranslationRequest.create(
        source_language="python", target_language="go", code="other", translator="replay"
    )
    assert translator.translate([request])[0].reply == "half a character \ud800"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"code": "x", "target_language": "go", "reply": "y"}\n{"code": ', ": line 2: is not JSON"),
        ('{"code": "x", "target_language": "go"}', ": line 1: reply is missing"),
        ('{"code": "x", "target_language": "go", "reply": 3}', ": line 1: reply must be text, not int"),
        ('{"code": "x", "target_language": "klingon", "reply": "y"}', ": line 1: target_language 'klingon'"),
        ('{"source": "x", "target_language": "go", "reply": "y"}', "needs record_id or code"),
        ('["x"]', ": line 1: is not a JSON object"),
        ("", "has no rows"),
    ],
)
def test_a_bad_file_is_refused_with_the_place(tmp_path, text, message):
    (tmp_path / "bad.jsonl").write_text(text)
    with pytest.raises(TranslatorError, match=message):
        ReplayTranslator(str(tmp_path / "bad.jsonl"))


@pytest.mark.parametrize("name", ["gone.jsonl", "gone.parquet"])
def test_a_missing_file_is_refused(tmp_path, name):
    with pytest.raises(TranslatorError, match="gone"):
        ReplayTranslator(str(tmp_path / name))


@pytest.mark.parametrize("name", ["cut.jsonl.gz", "cut.parquet"])
def test_a_truncated_file_is_refused(tmp_path, name):
    path = tmp_path / name
    write(path, ROWS[:3] * 50)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(TranslatorError, match=r"cut\."):
        ReplayTranslator(str(path))


def test_what_a_translator_cannot_do_is_known_before_it_is_asked(tmp_path):
    transpile = TranslateSection(translator="transpile", targets=["javascript"])
    python, java, go = (
        CodeRecord.create(benchmark="b", language=language, code="c", text="t") for language in ("python", "java", "go")
    )
    program = CodeRecord.create(benchmark="b", language="python", code="c", text="t", unit="program")
    assert unsupported(python, "javascript", transpile) == ""
    assert "not from java" in unsupported(java, "javascript", transpile)
    assert "not to go" in unsupported(python, "go", transpile)
    assert "already" in unsupported(go, "go", translate("x"))
    assert unsupported(program, "javascript", transpile) == "transpile translates a function, not a program"
    assert unsupported(program, "javascript", translate("x")) == ""

"""The list of reasons is closed: code emits no other, documents show no other, and no reason in it is never used."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pairloom.schemas import CodePair, CodeRecord, Rejection, TranslationRequest
from pairloom.schemas.reasons import REASONS, check_reason
from tests import ROOT

SOURCES = [
    file
    for package in ("schemas", "translators", "dedup", "pipelines")
    for file in sorted((ROOT / package).rglob("*.py"))
    if file != ROOT / "schemas" / "reasons.py"
]
OF_ONE_STAGE = {
    "BadRow": ("read", 0),
    "failure": ("translate", 1),
    "FailedAttempt": ("translate", 0),
    "_fail": ("reply", 0),
}
"""Functions whose argument at a place is a reason of a stage."""


def literal(node: ast.expr) -> str | None:
    """The text of a constant, with N for what an f-string puts in; None for other expressions."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "NNN" for part in node.values)
    return None


def emitted(file: Path) -> Iterator[tuple[str, str]]:
    """(stage, reason) of every call in `file` that names both."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name in ("reject", "Problem", "Rejection.create") and len(node.args) > 1:
            stage, reason = literal(node.args[0]), literal(node.args[1])
        elif name in OF_ONE_STAGE and len(node.args) > OF_ONE_STAGE[name][1]:
            stage, reason = OF_ONE_STAGE[name][0], literal(node.args[OF_ONE_STAGE[name][1]])
        else:
            continue
        if stage is not None and reason is not None:
            yield stage, reason


def test_what_the_code_emits_is_listed() -> None:
    found = {pair for file in SOURCES for pair in emitted(file)}
    assert len(found) > 40
    for stage, reason in found:
        check_reason(stage, reason)


def test_what_is_listed_is_used() -> None:
    texts = {
        text
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.expr) and (text := literal(node)) is not None
    }
    assert [reason for reasons in REASONS.values() for reason in reasons if reason not in texts] == []


def test_the_document_is_the_list() -> None:
    document = (ROOT / "docs" / "reasons.md").read_text()
    parts = re.split(r"^## (\w+)\n", document, flags=re.MULTILINE)[1:]
    rows = {
        stage: dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, flags=re.MULTILINE))
        for stage, text in zip(parts[::2], parts[1::2], strict=True)
    }
    assert rows == REASONS


def test_other_documents_name_no_other_reason() -> None:
    known = {reason for reasons in REASONS.values() for reason in reasons}
    named = set()
    for file in sorted((ROOT / "docs").glob("*.md")):
        for table in re.findall(r"^\| reason \|.*\n\|.*\n((?:\|.*\n)+)", file.read_text(), flags=re.MULTILINE):
            for row in table.splitlines():
                named |= set(re.findall(r"`(\w+)`", row.split("|")[1]))
    assert len(named) > 40
    assert named - known == set()


def test_no_other_rejection_can_be_made() -> None:
    with pytest.raises(ValueError, match="'not_verified' is not a reason of stage 'check'"):
        Rejection.create("check", "not_verified", "")
    with pytest.raises(ValueError, match="not a reason of stage 'nowhere'"):
        Rejection.create("nowhere", "syntax", "")
    assert Rejection.create("translate", "http_404", "Not here.").reason == "http_404"
    with pytest.raises(ValueError, match="http_4"):
        Rejection.create("translate", "http_4", "")


def test_a_rejection_names_what_it_is_of_and_can_be_stored() -> None:
    record = CodeRecord.create(benchmark="b", language="python", code="def f(): pass", text="does f")
    request = TranslationRequest.create(
        source_language="python", target_language="go", code=record.code, translator="replay"
    )
    pair = CodePair.create(record, request, "func f() {}")
    asked = Rejection.create("translate", "timeout", "10 s", of=request, record_id=record.record_id)
    checked = Rejection.create("check", "syntax", "half: \ud800", of=pair, payload="\udfff" + "x" * 30_000)
    for rejection in (asked, checked):
        assert rejection.record_id == record.record_id
        assert rejection.request_id == request.request_id
        assert rejection.target_language == "go"
    assert checked.detail == "half: ?"
    assert (len(checked.payload), checked.payload[:2]) == (20_000, "?x")

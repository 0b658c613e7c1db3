"""The round trip through the real client, its journal and Beam: what comes back is evidence, and is paid for once."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pairloom.pipelines.graph.steps.roundtrip import CheckRoundTrip
from pairloom.schemas import CodePair, CodeRecord, Rejection, TranslationRequest
from pairloom.schemas.recipe import RoundTripSection
from pairloom.translators.languages import get_language
from tests.translators.llm.fault_server import Behaviour, FaultServer

REASON = get_language("python").not_runnable()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)

SOURCE = "def {name}(a: int, b: int) -> int:\n    total = a {operator} b\n    return total"
TARGET = "function {name}(a, b) {{\n  const total = a {operator} b;\n  return total;\n}}"
BACK = "def {name}(a, b):\n    return a {operator} b"
GO = 'func greet(name string) string {\n\tif name == "" {\n\t\treturn "Hello"\n\t}\n\treturn "Hello " + name\n}'
GREET = 'function greet(name) {\n  if (name === "") {\n    return "Hello";\n  }\n  return "Hello " + name;\n}'


def pair(language: str, code: str, target_code: str, name: str) -> CodePair:
    record = CodeRecord.create(benchmark="b", language=language, code=code, text="t", function_name=name)
    request = TranslationRequest.create(
        source_language=language, target_language="javascript", code=code, translator="replay"
    )
    return CodePair.create(record, request, target_code, gates=("parse", "compile"))


def arithmetic(name: str, operator: str, wrong: str = "") -> CodePair:
    code = SOURCE.format(name=name, operator=operator)
    return pair("python", code, TARGET.format(name=name, operator=wrong or operator), name)


PAIRS = {
    "right": arithmetic("add", "+"),
    "wrong": arithmetic("take", "-", "+"),
    "prose": arithmetic("times", "*"),
    "structure": pair("go", GO, GREET, "greet"),
}
REPLIES = {
    ("Python", PAIRS["right"].target_code): f"```python\n{BACK.format(name='add', operator='+')}\n```",
    ("Python", PAIRS["wrong"].target_code): f"```python\n{BACK.format(name='take', operator='+')}\n```",
    ("Python", PAIRS["prose"].target_code): "I would rather not.",
    ("Go", GREET): f"```go\n{GO}\n```",
}


@pytest.fixture
def server() -> Iterator[FaultServer]:
    made = FaultServer(Behaviour(replies=REPLIES, failing=0.3, faults=("500", "429")))
    yield made
    made.close()


def run(server: FaultServer, journal: Path, folder: Path, **settings: Any) -> dict[str, list[Any]]:
    """What came of PAIRS and a second pair with the same translation."""
    how = RoundTripSection(translator="endpoint", model="m", endpoint=[server.url], timeout=20.0, **settings)
    again = pair("python", PAIRS["right"].source_code.replace("total", "result"), PAIRS["right"].target_code, "add")

    def write(row: Any, kind: str) -> None:
        with (folder / kind).open("ab") as file:
            pickle.dump(row, file)

    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        found = pipeline | beam.Create([*PAIRS.values(), again]) | CheckRoundTrip(how, str(journal), "", "test")
        _ = found.pairs | "Kept" >> beam.Map(write, "kept")
        _ = found.rejected | "Refused" >> beam.Map(write, "refused")
        _ = found.outcomes | "All outcomes" >> beam.Flatten() | "Outcomes" >> beam.Map(write, "outcomes")
    return {kind: read(folder / kind) for kind in ("kept", "refused", "outcomes")}


def read(file: Path) -> list[Any]:
    rows = []
    if file.exists():
        with file.open("rb") as content:
            while content.peek(1):
                rows.append(pickle.load(content))
        file.unlink()
    return rows


def test_evidence_is_noted_and_paid_for_once(server: FaultServer, tmp_path: Path) -> None:
    first = run(server, tmp_path / "journal", tmp_path)
    assert not first["refused"] and len(first["kept"]) == 5
    gates = {row.pair_id: row.gates for row in first["kept"]}
    for name, evidence in (("right", True), ("wrong", False), ("prose", False), ("structure", True)):
        assert ("roundtrip" in gates[PAIRS[name].pair_id]) is evidence, name
    assert sum("roundtrip" in names for names in gates.values()) == 3
    assert all(row.verified == "compiled" for row in first["kept"])
    assert len(first["outcomes"]) == 4, "equal translations are asked about once"
    assert max(server.answered.values()) == 1 and server.faults.total() > 0
    asked = server.asked.total()
    second = run(server, tmp_path / "journal", tmp_path)
    assert server.asked.total() == asked, "the journal answers"
    assert sorted(map(repr, second["kept"])) == sorted(map(repr, first["kept"]))


def test_where_it_is_required_what_does_not_come_back_is_refused(server: FaultServer, tmp_path: Path) -> None:
    found = run(server, tmp_path / "journal", tmp_path, require=True)
    refused: dict[str, Rejection] = {row.record_id: row for row in found["refused"]}
    assert set(refused) == {PAIRS["wrong"].record_id, PAIRS["prose"].record_id} and len(found["kept"]) == 3
    assert {(row.stage, row.reason, row.target_language) for row in refused.values()} == {
        ("check", "roundtrip", "javascript")
    }
    assert "does not answer as its source does" in refused[PAIRS["wrong"].record_id].detail
    assert "take(" in refused[PAIRS["wrong"].record_id].detail
    assert "no sound code" in refused[PAIRS["prose"].record_id].detail

"""`pairloom certify`: counts that can be checked by hand, on replies whose worth is known."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from pairloom.pipelines.commands.certify import certify
from pairloom.schemas.certificate import Direction, GateCounts, read_certificate
from pairloom.schemas.files import FileError
from pairloom.translators.languages import get_language

SOURCE = "def add(a: int, b: int) -> int:\n    total = a + b\n    return total"
TESTS = "assert add(3, 2) == 5\nassert add(1, 1) == 2"
RIGHT = "function add($a, $b) {\n  $total = $a + $b;\n  return $total;\n}"


def row(reply: str, label: Any, **more: Any) -> dict[str, Any]:
    languages = {"source_language": "python", "target_language": "php"}
    return {
        "source": SOURCE,
        "reply": reply,
        "label": label,
        "function_name": "add",
        "tests": TESTS,
        **languages,
        **more,
    }


ROWS = [
    row(RIGHT, "right"),
    row(RIGHT.replace("+", "*"), "wrong_answer"),
    row("I cannot do that.", "refused to answer"),
    row(RIGHT.replace("add(", "add_up("), "right"),  # right by its label, and refused for its name
    row(RIGHT, True, tests="import numpy\nassert add(1, 1) == numpy.int64(2)"),
    row(RIGHT.replace("return $total", "return $total $a"), "does_not_compile"),
]


@pytest.fixture
def replies(tmp_path: Path) -> Path:
    path = tmp_path / "replies.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def invoke(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(certify)
    return CliRunner().invoke(app, list(arguments))


def test_right_and_wrong_replies_are_counted_by_what_the_gates_found(replies: Path) -> None:
    if reason := get_language("php").not_runnable():
        pytest.skip(reason)
    out = replies.parent / "certificate.json"
    done = invoke(str(replies), "--out", str(out))
    assert done.exit_code == 0, done.output
    certificate = read_certificate(str(out))
    languages = {"source_language": "python", "target_language": "php"}
    expected = Direction(**languages, right=3, wrong=3, right_verified=1, right_refused=1, wrong_refused=3)
    assert certificate.directions == [expected]
    assert certificate.total().right == 3
    assert certificate.gates == [
        GateCounts(gate="parse", **languages, right_passed=2, right_refused=1, wrong_passed=1, wrong_refused=2),
        GateCounts(gate="compile", **languages, right_passed=2, wrong_passed=1),
        GateCounts(gate="tests", **languages, right_passed=1, wrong_refused=1),
    ]
    [fault] = certificate.faults
    assert (fault.cause, fault.right, fault.wrong) == ("test", 1, 0)
    assert "33.3 % (6.1–79.2) of 3" in done.stdout


def test_fields_and_the_label_may_have_other_names(tmp_path: Path) -> None:
    renamed = {"code": SOURCE, "answer": RIGHT, "verdict": "AC", "from": "py", "to": "PHP"}
    (tmp_path / "replies.jsonl").write_text(json.dumps(renamed))
    names = ("source=code", "reply=answer", "label=verdict", "source_language=from", "target_language=to")
    fields = [argument for name in names for argument in ("--fields", name)]
    done = invoke(str(tmp_path / "replies.jsonl"), *fields, "--right", "AC", "--level", "parsed", "--json")
    assert done.exit_code == 0, done.output
    [direction] = json.loads(done.stdout)["directions"]
    assert (direction["right"], direction["right_verified"]) == (1, 1)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"label": None}, "line 1: label is missing"),
        ({"reply": 7}, "line 1: reply must be text, not int"),
        ({"target_language": "klingon"}, "line 1: target_language: 'klingon' is no language"),
        ({"target_language": "py"}, "line 1: source_language and target_language are both python"),
        ({"label": "wrong"}, "no row has the label 'right'"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    (tmp_path / "replies.jsonl").write_text(json.dumps({**ROWS[0], **changed}))
    done = invoke(str(tmp_path / "replies.jsonl"))
    assert done.exit_code == 2 and message in " ".join(done.output.split()), done.output


def test_another_file_is_no_certificate(replies: Path) -> None:
    with pytest.raises(FileError, match="is no certificate"):
        read_certificate(str(replies))
    with pytest.raises(FileError, match=r"absent\.json"):
        read_certificate(str(replies.parent / "absent.json"))

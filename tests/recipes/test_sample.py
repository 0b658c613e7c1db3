"""The bundled sample is complete, its files are up to date, and the checks keep what is right in it, no more."""

import ast
import importlib.util
import json
import sys
from types import ModuleType

import pytest

from pairloom.schemas import CodeRecord
from pairloom.schemas.program_tests import parse_program_tests
from pairloom.translators.checks import check_translation
from pairloom.translators.evidence import Candidate, Gates
from pairloom.translators.evidence.cases import equal, parse_signature, translated_name
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import PlainType
from pairloom.translators.replies import read_reply
from tests import ROOT

SAMPLE = ROOT / "recipes" / "sample"


def load(name: str) -> ModuleType:
    """A script of the sample as a module."""
    spec = importlib.util.spec_from_file_location(f"sample_{name}", SAMPLE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build, check = load("build"), load("check")
FUNCTIONS = check.functions()
RECORDS, REPLIES = build.build()
BY_CODE = {record["code"]: record for record in RECORDS}
GOOD = [reply for reply in REPLIES if BY_CODE[reply["code"]]["repository"] != "sample/refused"]
REFUSED = [reply for reply in REPLIES if BY_CODE[reply["code"]]["repository"] == "sample/refused"]


def test_there_are_enough_functions_and_topics() -> None:
    assert len(FUNCTIONS) >= 48
    assert len({function.topic for function in FUNCTIONS}) >= 8
    assert len({function.name for function in FUNCTIONS}) == len(FUNCTIONS)
    assert len(GOOD) == 8 * len(FUNCTIONS)
    assert len(REFUSED) >= 10


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_function_is_complete(function) -> None:
    for language, name in check.FILES.items():
        if language in ("python", *build.TRANSLATIONS) or (function.folder / name).exists():
            assert translated_name(language, function.code(language), function.name)
    (node,) = [
        node
        for node in ast.parse(function.code("python")).body
        if isinstance(node, ast.FunctionDef) and node.name == function.name
    ]
    assert len((ast.get_docstring(node) or "").split()) >= 3
    assert (node.end_lineno or 0) - (node.body[0].end_lineno or 0) >= 3
    assert all(argument.annotation for argument in node.args.args) and node.returns
    assert [ast.unparse(argument.annotation) for argument in node.args.args] == function.types["arguments"]
    assert ast.unparse(node.returns) == function.types["returns"]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_its_cases_are_values_of_its_types(function) -> None:
    signature = parse_signature(function.types)
    assert len(function.cases) >= 5
    for case in function.cases:
        assert case.keys() == {"arguments", "expected"}
        for type_, value in zip(signature.arguments, case["arguments"], strict=True):
            assert of_type(type_, value), case
        assert of_type(signature.returns, case["expected"]), case
    assert len({json.dumps(case["expected"]) for case in function.cases}) > 1, "a constant would pass"


def of_type(type_: PlainType, value: object) -> bool:
    match type_.kind, value:
        case "optional", None:
            return True
        case "optional", _:
            return of_type(type_.held, value)
        case "list", list(items):
            return all(of_type(type_.held, item) for item in items)
        case "dict", dict(items):
            return all(isinstance(key, str) and of_type(type_.held, item) for key, item in items.items())
        case "int", int() if not isinstance(value, bool):
            return -(2**31) <= value < 2**31
        case "float", float():
            return equal(type_, value, value)
        case "str", str():
            return value.isascii()
        case "bool", bool():
            return True
    return False


@pytest.mark.parametrize("name", ["records", "replies"])
def test_the_files_are_up_to_date(name: str) -> None:
    rows = {"records": RECORDS, "replies": REPLIES}[name]
    committed = (SAMPLE / f"{name}.jsonl").read_text(encoding="utf-8")
    assert committed == build.lines(rows), "run: python recipes/sample/build.py"


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["function_name"])
def test_a_record_passes_its_own_tests_and_holds_no_docstring(record) -> None:
    tree = ast.parse(record["code"])
    assert not any(ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    names: dict = {}
    exec(record["code"], names)
    exec(record["tests"], names)
    names["check"](names[record["function_name"]])
    with pytest.raises(AssertionError):
        names["check"](lambda *arguments: "no such answer")


def test_replies_come_in_several_dresses() -> None:
    bare = [reply for reply in GOOD if "```" not in reply["reply"]]
    prose = [reply for reply in GOOD if "```" in reply["reply"] and not reply["reply"].startswith("```")]
    assert len(bare) > len(GOOD) / 20
    assert len(prose) > len(GOOD) / 10


@pytest.mark.parametrize("language", sorted(build.TRANSLATIONS))
def test_good_replies_are_read_as_they_were_written_and_kept(language: str) -> None:
    for function in FUNCTIONS:
        (reply,) = [
            row
            for row in GOOD
            if row["target_language"] == language and BY_CODE[row["code"]]["function_name"] == function.name
        ]
        reading = read_reply(reply["reply"], "stop", language, reply["code"])
        assert reading.problem is None, function.name
        assert reading.code.strip() == function.code(language).strip(), function.name
        problem = check_translation(reply["code"], "python", reading.code, language, function.name)
        assert problem is None, (function.name, problem)


@pytest.mark.parametrize("reply", REFUSED, ids=lambda row: f"{row['target_language']}-{row['reply'][:20]!r}")
def test_failures_are_refused_for_what_they_are(reply) -> None:
    name, language = BY_CODE[reply["code"]]["function_name"], reply["target_language"]
    failures = json.loads((SAMPLE / "refused" / name / "failures.json").read_text(encoding="utf-8"))
    reading = read_reply(reply["reply"], "stop", language, reply["code"])
    problem = reading.problem or check_translation(reply["code"], "python", reading.code, language, name)
    assert problem is not None
    assert problem.reason in failures[language]["reasons"], problem


PROGRAM_RECORDS, PROGRAM_REPLIES = build.build_programs()


def test_the_programs_are_complete_and_up_to_date() -> None:
    folders = check.programs()
    assert len(folders) >= 12
    for folder in folders:
        assert {"statement.txt", "tests.json", *check.FILES.values()} <= {path.name for path in folder.iterdir()}
        tests = parse_program_tests((folder / "tests.json").read_text())
        assert len(tests.cases) >= 4 and tests.seconds and tests.memory_bytes
        assert len({case.output for case in tests.cases}) > 1, "a constant would pass"
    assert len(PROGRAM_REPLIES) == len(PROGRAM_RECORDS) * len(build.PROGRAMS)
    assert {"python", *build.PROGRAMS} == set(check.FILES), "all languages that can be run"
    for name, rows in (("program_records", PROGRAM_RECORDS), ("program_replies", PROGRAM_REPLIES)):
        committed = (SAMPLE / f"{name}.jsonl").read_text(encoding="utf-8")
        assert committed == build.lines(rows), "run: python recipes/sample/build.py"


FAULTS = json.loads((SAMPLE / "refused_programs" / "digit_sums" / "failures.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "language", [pytest.param(n, marks=() if get_language(n).is_script else pytest.mark.slow) for n in FAULTS]
)
def test_a_program_with_a_planted_fault_is_refused(language: str) -> None:
    if reason := get_language(language).not_checkable() or get_language(language).not_runnable():
        pytest.skip(reason)
    fault = FAULTS[language]
    [row] = [row for row in PROGRAM_RECORDS if "refused" in row["repository"]]
    [verdict] = Gates("executed").verify([Candidate(CodeRecord.create(**row), language, "\n".join(fault["code"]))])
    assert verdict.problem is not None and verdict.problem.reason == fault["reason"], fault["why"]
    assert fault["says"] in verdict.problem.detail

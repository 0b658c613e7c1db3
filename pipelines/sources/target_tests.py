"""Reads the tests of a benchmark in languages other than the record's, from separate files.

HumanEval-X, MBXP and MultiPL-E have one file per language; collections of exercises have all languages in one file. A
source's `tests` names these files. Records get the tests of the same problem; they are matched by `repository`, the
problem's name.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from pairloom.pipelines.sources.rows import look_up
from pairloom.schemas import CodeRecord
from pairloom.schemas.languages import find_language

Row: TypeAlias = Mapping[str, Any]
TargetTests: TypeAlias = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Problem -> language -> {"tests": ..., "prompt": ...}."""


def with_target_tests(record: CodeRecord, found: TargetTests) -> CodeRecord:
    """`record` with its problem's tests in other languages."""
    others = {name: suite for name, suite in found.get(record.repository, {}).items() if name != record.language}
    if not others:
        return record
    content = {name: getattr(record, name) for name in record.__dataclass_fields__ if name != "record_id"}
    return CodeRecord.create(**{**content, "target_tests": json.dumps(others, ensure_ascii=False, sort_keys=True)})


def tests_in(rows: Iterable[Any], fields: Mapping[str, str]) -> TargetTests:
    """The tests in the rows. A row is used if it has a problem, a known language, and tests; of several rows for the
    same problem and language, the first. fields: the source's own, for rows without a published layout."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        if isinstance(row, Mapping) and (suite := _suite(row, fields)) is not None:
            problem, language, tests, prompt = suite
            found.setdefault(problem, {}).setdefault(language, {"tests": tests, "prompt": prompt})
    return found


def _suite(row: Row, fields: Mapping[str, str]) -> tuple[str, str, str, str] | None:
    """(problem, language, tests, prompt) of a row, or None."""
    columns = {"repository": "repository", "language": "language", "tests": "tests", **fields}
    problem, stated, tests = (look_up(row, columns[name]) for name in ("repository", "language", "tests"))
    name, task = str(row.get("name") or ""), str(row.get("task_id") or "")
    numbered = re.match(r"([A-Za-z]+)_(\d+)", name) if "prompt" in row else None
    if numbered:  # MultiPL-E
        problem, tests = f"{_family(numbered[1])}/{numbered[2]}", row.get("tests")
    elif task and isinstance(row.get("test"), str):  # HumanEval-X, MBXP and similar
        number = re.search(r"(\d+)$", task)
        problem = f"{_family(task)}/{number[1]}" if number else None
        tests = "\n".join(part for part in (row.get("test_setup"), row["test"]) if isinstance(part, str))
        stated = stated or task.partition("/")[0]
    language = find_language(re.split(r"[_.]", str(stated or ""))[0])  # an old version of MultiPL-E has go_test.go
    if language is None or not isinstance(problem, str) or not isinstance(tests, str) or not tests.strip():
        return None
    prompt = row.get("prompt")
    return problem, language.name, tests, prompt if isinstance(prompt, str) else ""


def _family(name: str) -> str:
    """The family of a problem's name. MBXP has names such as MBJP/1 and MBGP/1; all others are translations of
    HumanEval."""
    return "MBPP" if name.lower().startswith("mb") else "HumanEval"


TEST_COLUMNS = ("name", "task_id", "language", "prompt", "tests", "test", "test_setup", "repository")
"""The columns that are read from rows of the published layouts."""

"""Real rows in CodeSearchNet's layout, where a checkout has them beside it."""

import ast
import gzip
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "codesearchnet_layout"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared/data/codesearchnet_layout")


@pytest.mark.parametrize("language", ["python", "java", "go", "php", "javascript", "ruby"])
def test_every_row_is_a_record_and_its_code_is_kept(read_source, language):
    path = FOLDER / f"{language}.jsonl.gz"
    records, rejections = read_source(reader="codesearchnet", path=str(path))
    assert not rejections
    with gzip.open(path, "rt") as file:
        rows = [json.loads(line) for line in file]
    changed = [record for record, row in zip(records, rows, strict=True) if record.code != row["code"].strip("\n")]
    assert len(changed) <= 30  # in these files the documentation is out of the code already


def test_docstrings_are_taken_out_of_the_original_strings(read_source):
    fields = {"code": "original_string"}
    records, rejections = read_source(reader="codesearchnet", path=str(FOLDER / "python.jsonl.gz"), fields=fields)
    assert len(records) > 2900
    assert {rejection.reason for rejection in rejections} <= {"missing_field", "docstring_in_code"}
    for record in records:
        function = ast.parse(record.code).body[0]
        assert not isinstance(function, ast.FunctionDef) or ast.get_docstring(function) is None

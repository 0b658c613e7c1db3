"""Code that people wrote, in CodeSearchNet's layout: every row becomes a record, or is rejected with a reason."""

import ast
import gzip
import json

import pytest

from tests.real_code import SAMPLE_LANGUAGES, sample_functions, standard_library


def write_rows(path, language, functions):
    """A compressed file in CodeSearchNet's layout, with these functions: (file, name, code)."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for place, name, code in functions:
            texts = {"original_string": code, "code": code, "docstring": f"The function {name} of {place}."}
            row = {"repo": "owner/name", "path": place, "func_name": name, "language": language, **texts, "url": ""}
            file.write(json.dumps(row) + "\n")


@pytest.mark.parametrize("language", sorted(set(SAMPLE_LANGUAGES) - {"python"}))
def test_every_row_is_a_record_and_its_code_is_kept(read_source, tmp_path, language):
    codes = sample_functions(language)
    write_rows(tmp_path / "rows.jsonl.gz", language, [("file", name, code) for name, code in codes.items()])
    records, rejections = read_source(reader="codesearchnet", path="rows.jsonl.gz")
    assert not rejections
    assert [record.code for record in records] == [code.strip("\n") for code in codes.values()]
    assert [record.function_name for record in records] == list(codes)


def test_docstrings_are_taken_out_of_the_standard_library(read_source, tmp_path):
    functions = standard_library(1000)
    write_rows(tmp_path / "rows.jsonl.gz", "python", functions)
    records, rejections = read_source(reader="codesearchnet", path="rows.jsonl.gz")
    assert len(records) + len(rejections) == 1000
    assert len(records) > 950
    assert {rejection.reason for rejection in rejections} <= {"empty_code", "docstring_in_code"}
    for record in records:
        function = ast.parse(record.code).body[0]
        assert not isinstance(function, ast.FunctionDef) or ast.get_docstring(function) is None

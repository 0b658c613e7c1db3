"""Rows of programming problems (HumanEval, MBPP and similar benchmarks). A mapping of columns is not enough for their
prompts, solutions and tests. Each function takes a published row and yields rows with the field names of a record.

`repository` is the problem's name, the same in every language, so that a split keeps its solutions together.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pairloom.pipelines.sources import documentation, python_source
from pairloom.schemas.files import BadRow
from pairloom.schemas.languages import find_language, unify_line_ends

Row: TypeAlias = Mapping[str, Any]


def humaneval(row: Row) -> Iterator[Row]:
    """HumanEval (Chen et al. 2021, arXiv:2107.03374), HumanEval-X (arXiv:2303.17568) and HumanEvalPack."""
    yield _prompt_and_solution(
        row, f"HumanEval/{number_of(row)}", _language(row), column_text(row, "canonical_solution")
    )


def mbxp(row: Row) -> Iterator[Row]:
    """MBXP and the other benchmarks of the mxeval collection (Athiwaratkun et al. 2022, arXiv:2210.14868)."""
    family = "HumanEval" if "humaneval" in column_text(row, "task_id").lower() else "MBPP"
    yield _prompt_and_solution(
        row, f"{family}/{number_of(row)}", _language(row), column_text(row, "canonical_solution")
    )


def multipl_e(row: Row) -> Iterator[Row]:
    """MultiPL-E (Cassano et al. 2022, arXiv:2208.08227) with completions; the prompts alone have no solution."""
    completions = row.get("completions")
    if not isinstance(completions, list) or not completions or not isinstance(completions[0], str):
        raise BadRow("missing_field", "there are no completions, of which the first would be the solution")
    family, number = _match(r"([A-Za-z]+)_(\d+)", column_text(row, "name"), "name")
    family = {"humaneval": "HumanEval", "mbpp": "MBPP"}.get(family.lower(), family)
    yield _prompt_and_solution({**row, "test": row.get("tests")}, f"{family}/{number}", _language(row), completions[0])


def mbpp(row: Row) -> Iterator[Row]:
    """MBPP (Austin et al. 2021, arXiv:2108.07732), full and sanitized; the parts are those of its README."""
    number = int(number_of(row))
    code = column_text(row, "code")
    tests = [*_texts(row, "test_setup_code", "test_imports"), *_texts(row, "test_list", "challenge_test_list")]
    name = re.search(r"^\s*(?:async\s+)?def\s+(\w+)", code, re.MULTILINE)
    yield {
        "text": row.get("text") or row.get("prompt"),
        "code": code,
        "tests": "\n".join(tests),
        "function_name": name.group(1) if name else "",
        "repository": f"MBPP/{number}",
        "split": "train" if number > 600 else "validation" if number > 510 else "test",
    }


def concode(row: Row) -> Iterator[Row]:
    """CONCODE (Iyer et al. 2018, arXiv:1808.09588): `nl` is the documentation, then the members of the class."""
    text = row.get("nl")
    yield {**row, "nl": text.partition("concode_field_sep")[0].strip() if isinstance(text, str) else text}


def _prompt_and_solution(row: Row, problem: str, language: str, solution: str) -> Row:
    """A problem whose prompt is the documentation and the beginning of the function, and whose solution is the rest."""
    prompt, entry_point = column_text(row, "prompt"), row.get("entry_point") or ""
    if language == "python":
        text, code = _python_problem(prompt, solution, entry_point)
    else:
        text, beginning = documentation.split_comment_above(prompt, language)
        if isinstance(row.get("declaration"), str):
            imports = row.get("import")
            beginning = (f"{imports}\n\n" if isinstance(imports, str) and imports else "") + row["declaration"]
        code = beginning + solution
    tests = [part for part in (row.get("test_setup"), row.get("test")) if isinstance(part, str)]
    if language == "python" and entry_point and not re.search(r"^check\(", "\n".join(tests), re.MULTILINE):
        tests.append(f"check({entry_point})\n")
    return {
        "text": row.get("docstring") or text or row.get("description"),
        "code": code,
        "language": language,
        "tests": "\n".join(tests),
        "function_name": entry_point,
        "repository": problem,
        "split": "test",
    }


def _python_problem(prompt: str, solution: str, entry_point: str) -> tuple[str, str]:
    """(docstring or comment, module without it); the function is `entry_point`, or the last one that the prompt
    begins."""
    module = unify_line_ends(prompt + solution, "python")
    functions = [function for _, function in python_source.find_functions(python_source.parse_python(module))]
    named = [function for function in functions if function.name == entry_point]
    begun = [x for x in functions if x.lineno <= unify_line_ends(prompt, "python").rstrip("\n").count("\n") + 1]
    if not functions:
        raise BadRow("empty_code", "there is no function in prompt and canonical_solution together")
    text, code = documentation.split_python_docstring(module, (named[:1] or begun or functions)[-1])
    if not text:
        text, beginning = documentation.split_comment_above(prompt, "python")
        code = beginning + solution
    return text, code


def column_text(row: Row, column: str) -> str:
    """The text in a column. Raises BadRow if there is none."""
    found = row.get(column)
    if isinstance(found, str):
        return found
    if found is None:
        raise BadRow("missing_field", f"there is no {column}")
    raise BadRow("wrong_type", f"{column} is not text")


def _texts(row: Row, *columns: str) -> Iterator[str]:
    """The texts in columns that have a text or a list of texts."""
    for column in columns:
        found = row.get(column) or []
        if not isinstance(found, str | list):
            raise BadRow("wrong_type", f"{column} is neither text nor a list of texts")
        yield from (text for text in ([found] if isinstance(found, str) else found) if isinstance(text, str))


def number_of(row: Row, column: str = "task_id") -> str:
    """The number of a problem, from 12, "12" or "Java/12"."""
    found = row.get(column)
    if isinstance(found, float):  # pandas converts a column of integers with a missing value to floats
        found = int(found)
    return _match(r"(?<![0-9])([0-9]{1,18})$", str(found) if isinstance(found, str | int) else "", column)[0]


def _language(row: Row) -> str:
    """The language in the row or in the first part of its task_id; else Python, the original language of all of
    these."""
    prefix = str(row.get("task_id") or "").partition("/")[0]
    stated = row.get("language") or (prefix if find_language(prefix) else "python")
    language = find_language(str(stated))
    if language is None:
        raise BadRow("unknown_language", f"found {str(stated)[:40]!r}")
    return language.name


def _match(pattern: str, text: str, column: str) -> tuple[str, ...]:
    found = re.search(pattern, text)
    if found is None:
        raise BadRow("missing_field", f"{column} has no number of the problem in it: {text[:60]!r}")
    return found.groups()

"""Rows of programming contests: one problem with its solutions in one or several languages, most of them programs. Each
function takes a published row and yields rows with the field names of a record, one for each solution.

`repository` is the problem's name, the same in every language, so that a split keeps its solutions together.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from pairloom.pipelines.sources import judge_tests
from pairloom.pipelines.sources.problems import Row, column_text, number_of
from pairloom.schemas.files import BadRow
from pairloom.schemas.languages import find_language
from pairloom.schemas.records import FUNCTION, PROGRAM

MAX_SOLUTIONS = 16
"""Maximum number of solutions of a problem in one language that become records; some problems have thousands."""


def apps(row: Row) -> Iterator[Row]:
    """APPS (Hendrycks et al. 2021, arXiv:2105.09938). A problem with `fn_name` asks for a function."""
    solutions = judge_tests.parse_inner_json(row.get("solutions"), "solutions")
    if not isinstance(solutions, list) or not solutions:
        raise BadRow("empty_code", "the problem has no solution")
    tests = judge_tests.parse_inner_json(row.get("input_output"), "input_output")
    name = tests.get("fn_name") if isinstance(tests, Mapping) else None
    text = format_calls(name, tests) if isinstance(name, str) else _format_apps(tests)
    problem = {
        "text": row.get("question"),
        "tests": text,
        "url": row.get("url"),
        "unit": FUNCTION if isinstance(name, str) else PROGRAM,
        "function_name": name if isinstance(name, str) else "",
        "repository": f"APPS/{number_of(row, *(('problem_id',) if 'problem_id' in row else ('id',)))}",
    }
    yield from (problem | {"code": code} for code in solutions[:MAX_SOLUTIONS])


def _format_apps(tests: Any) -> str:
    return judge_tests.format_cases(judge_tests.parallel_cases(tests, "inputs", "outputs"))


def format_calls(name: str, tests: Mapping[str, Any]) -> str:
    """The tests of a Python function as assertions. If each output is a list with one value, the
    values are the results: most problems of the benchmark have such lists."""
    if not name.isidentifier():
        raise BadRow("wrong_tests", "fn_name is no name of a function")
    cases = list(judge_tests.parallel_cases(tests, "inputs", "outputs"))
    if not all(isinstance(arguments, list) for arguments, _ in cases):
        raise BadRow("wrong_tests", "the inputs of a function are not lists of arguments")
    are_wrapped = all(isinstance(wanted, list) and len(wanted) == 1 for _, wanted in cases)
    lines = judge_tests.limit_cases(
        f"assert {name}({', '.join(map(repr, arguments))}) == {(wanted[0] if are_wrapped else wanted)!r}"
        for arguments, wanted in cases
    )
    return "\n".join(lines)


CODE_CONTESTS_LANGUAGES = {2: "cpp", 3: "python", 4: "java"}
"""The numbers of languages in the dataset's card; 1 is Python 2."""


def code_contests(row: Row) -> Iterator[Row]:
    """CodeContests (Li et al. 2022, arXiv:2203.07814): the correct solutions of each problem."""
    pairs = _pairs(row.get("solutions"), "language", "solution")
    solutions = [
        (CODE_CONTESTS_LANGUAGES[number], code)
        for number, code in pairs
        if isinstance(number, int) and number in CODE_CONTESTS_LANGUAGES and isinstance(code, str)
    ]
    if not solutions:
        raise BadRow("empty_code", "the problem has no solution in C++, Python 3 or Java")
    parts = (row.get(part) for part in ("public_tests", "private_tests", "generated_tests"))
    problem = {
        "text": row.get("description"),
        "tests": judge_tests.format_cases(
            chain.from_iterable(map(judge_tests.parallel_cases, parts)),
            judge_tests.seconds_of(row.get("time_limit")),
            judge_tests.bytes_of(row.get("memory_limit_bytes")),
        ),
        "repository": f"CodeContests/{column_text(row, 'name')}",
    }
    yield from _first_of_each(problem, sorted(solutions, key=lambda solution: solution[0]))


def xcodeeval(row: Row) -> Iterator[Row]:
    """xCodeEval (Khan et al. 2023, arXiv:2303.03004): one program. Rows without hidden tests have the problem's
    examples as tests."""
    hidden = judge_tests.parse_inner_json(row.get("hidden_unit_tests"), "hidden_unit_tests")
    samples = {
        part: judge_tests.parse_inner_json(row.get(f"prob_desc_sample_{part}"), f"prob_desc_sample_{part}")
        for part in ("inputs", "outputs")
    }
    cases = judge_tests.listed_cases(hidden) if hidden else judge_tests.parallel_cases(samples, "inputs", "outputs")
    parts = [row.get(f"prob_desc_{part}") for part in ("description", "input_spec", "output_spec")]
    yield {
        "text": parts[0]
        if not isinstance(parts[0], str)
        else "\n\n".join(x for x in parts if isinstance(x, str) and x),
        "code": row.get("source_code"),
        "language": judge_language(row.get("lang_cluster"), row.get("lang")),
        "tests": judge_tests.format_cases(
            cases,
            judge_tests.seconds_of(row.get("prob_desc_time_limit")),
            judge_tests.bytes_of(row.get("prob_desc_memory_limit")),
        ),
        "repository": f"xCodeEval/{column_text(row, 'src_uid')}",
    }


_DESCRIPTION = (
    *("description", "input_spec", "output_spec", "time_limit", "memory_limit"),
    *("sample_inputs", "sample_outputs"),
)
"""The columns of xCodeEval's `problem_descriptions.jsonl` that become columns of rows, after "prob_desc_"."""


def xcodeeval_details(row: Row) -> tuple[str, Row]:
    """The problem of a row of `problem_descriptions.jsonl`, or of a member of `unittest_db.json`."""
    if "cases" in row:
        return column_text(row, "problem"), {"hidden_unit_tests": _limit(row["cases"])}
    return column_text(row, "src_uid"), {f"prob_desc_{name}": row.get(name) for name in _DESCRIPTION}


def _limit(cases: Any) -> Any:
    return judge_tests.limit_cases(cases) if isinstance(cases, list) else cases


_COMPILERS = (
    (re.compile(r"(gnu |ms |clang|g)?(c )?(c?\+\+)", re.IGNORECASE), "cpp"),
    (re.compile(r"(gnu |ms )?c( ?\d+)?$", re.IGNORECASE), "c"),
    (re.compile(r"(ms |mono |\.net core )?c#", re.IGNORECASE), "csharp"),
    (re.compile(r"pypy", re.IGNORECASE), "python"),
    (re.compile(r"node\.?js", re.IGNORECASE), "javascript"),
)
"""The beginnings of compilers' names whose language is not their first word."""


def judge_language(*names: Any) -> str:
    """The language in the first of `names` that is known, such as "C++" or "GNU C++17 (64)" or "PyPy 3-64". "" if all
    are absent; raises BadRow if none is known."""
    stated = [name for name in names if isinstance(name, str) and name.strip()]
    for name in stated:
        found = next((language for pattern, language in _COMPILERS if pattern.match(name)), None)
        if language := find_language(name) or find_language(found or name.split()[0]):
            return language.name
    if stated:
        raise BadRow("unknown_language", f"found {stated[-1][:40]!r}")
    return ""


def avatar(row: Row) -> Iterator[Row]:
    """AVATAR (Ahmad et al. 2021, arXiv:2108.11590): Java and Python programs as tokens. The name of the problem is the
    text, because there is no other."""
    name = column_text(row, "id")
    solutions = [
        (language, untokenize(code, language))
        for language in ("java", "python")
        for code in _codes(row.get(language), language)
    ]
    if not solutions:
        raise BadRow("empty_code", "the problem has no solution in Java or Python")
    problem = {"text": name.replace("_", " "), "repository": f"AVATAR/{name}"}
    cases = row.get("io_testcases")
    yield from _first_of_each(problem | {"tests": judge_tests.format_cases(judge_tests.listed_cases(cases))}, solutions)


def avatar_details(row: Row) -> tuple[str, Row]:
    """The problem of a member of AVATAR-TC's `io_testcases_*.json`: lists of input, output and perhaps a remark. Both
    are null for programs that print something random."""
    cases = row.get("cases")
    if not isinstance(cases, list) or not all(isinstance(case, list) and len(case) > 1 for case in cases):
        raise BadRow("wrong_tests", "the tests are not lists of input and output")
    found = [{"input": given, "output": wanted} for given, wanted, *_ in cases if wanted is not None]
    return column_text(row, "problem"), {"io_testcases": _limit(found)}


def _codes(found: Any, language: str) -> Iterator[str]:
    """The solutions in a list of texts, or of objects with the text in `code`."""
    if not isinstance(found or [], list):
        raise BadRow("wrong_type", f"{language} is not a list of solutions")
    for solution in found or []:
        code = solution.get("code") if isinstance(solution, Mapping) else solution
        if not isinstance(code, str):
            raise BadRow("wrong_type", f"a solution in {language} is not text")
        yield code


_LITERAL = re.compile(r"""'''.*?'''|\"{3}.*?\"{3}|"(?:\\ ?+.|[^"\\\n])*+"|'(?:\\ ?+.|[^'\\\n])*+'""", re.DOTALL)
_MARK = "\0"
"""A literal while the tokens around it are read; code with this character is no record."""


def untokenize(code: str, language: str) -> str:
    """The program with these tokens, as the tokenizer of TransCoder (arXiv:2006.03511) writes them: with blanks
    between them, NEW_LINE, INDENT and DEDENT in Python, and inside of strings ▁ for a blank, STRNEWLINE and TABSYMBOL.
    """
    return _restore_java(code) if language == "java" else _LITERAL.sub(_restore_literal, _restore_python(code))


def _restore_python(code: str) -> str:
    lines, depth = [], 0
    for line in code.replace("ENDCOM", "NEW_LINE").split("NEW_LINE"):
        words = line.split(" ")
        while words and words[0] in ("INDENT", "DEDENT", ""):
            depth += {"INDENT": 1, "DEDENT": -1, "": 0}[words.pop(0)]
        if words:
            lines.append("    " * max(depth, 0) + " ".join(words).rstrip())
    return "\n".join(lines) + "\n"


_CLOSE_BEFORE, _CLOSE_AFTER = frozenset(".,;)]"), frozenset(".([")
"""Tokens of Java without a blank before them, and after them."""


def _restore_java(code: str) -> str:
    """The program with a line for each statement: in Java, the tokens do not say where lines ended."""
    literals = map(_restore_literal, _LITERAL.finditer(code))
    parts, depth, inside, last = [], 0, 0, "\n"
    for token in _LITERAL.sub(f" {_MARK} ", code).split():
        inside += {"(": 1, ")": -1}.get(token, 0)
        depth -= token == "}"
        if last == "\n":
            parts.append("    " * max(depth, 0))
        elif token not in _CLOSE_BEFORE and last not in _CLOSE_AFTER:
            parts.append(" ")
        parts.append(next(literals, "") if token == _MARK else token)
        last = "\n" if token in ("{", "}") or (token == ";" and inside <= 0) else token
        parts += [last] * (last == "\n")
        depth += token == "{"
    return "".join(parts)


def _restore_literal(found: re.Match[str]) -> str:
    text = found[0].replace(" ", "").replace("▁", " ")
    return text.replace("STRNEWLINE", "\n").replace("TABSYMBOL", "\t")


def code_trans_ocean(row: Row) -> Iterator[Row]:
    """CodeTransOcean (Yan et al. 2023, arXiv:2310.04951): solutions of one task in columns named by their languages.
    The task's name is the text, or its number where it has none; there are no tests."""
    number = number_of(row, "id")
    known = {name: find_language(name) for name in row if name not in ("id", "name", "names")}
    solutions = [(language.name, row[name]) for name, language in known.items() if language and row[name] is not None]
    if not solutions:
        raise BadRow("empty_code" if not known else "unknown_language", "no column has a solution in a known language")
    name = row.get("name") or row.get("names") or f"CodeTransOcean {number}"
    problem = {"text": name, "repository": f"CodeTransOcean/{number}"}
    yield from (problem | {"language": language, "code": code} for language, code in solutions)


def live_code_bench(row: Row) -> Iterator[Row]:
    """LiveCodeBench (Jain et al. 2024, arXiv:2403.07974) with the answers that its evaluation adds: the Python code in
    `code_list` that is right according to `graded_list`. Problems of LeetCode ask for a function."""
    codes, right = (judge_tests.parse_inner_json(row.get(column), column) for column in ("code_list", "graded_list"))
    if not isinstance(codes, list) or not isinstance(right or [], list):
        raise BadRow("missing_field", "there is no code_list with graded_list, which has the solutions")
    used = [code for code, is_right in zip(codes, right or [], strict=False) if is_right is True]
    if not used:
        raise BadRow("empty_code", "no answer in code_list is right")
    tests = _parse_live_tests(row)
    metadata = judge_tests.parse_inner_json(row.get("metadata"), "metadata")
    name = metadata.get("func_name") if isinstance(metadata, Mapping) else None
    functional = any(case.get("testtype") == "functional" for case in tests)
    problem = {
        "text": row.get("question_content"),
        "tests": judge_tests.format_cases(judge_tests.listed_cases(tests)),
        "unit": FUNCTION if functional else PROGRAM,
        "function_name": name if functional and isinstance(name, str) else "",
        "repository": f"LiveCodeBench/{column_text(row, 'question_id')}",
        "split": "test",
    }
    yield from (problem | {"code": code} for code in used[:MAX_SOLUTIONS])


def live_code_bench_details(row: Row) -> tuple[str, Row]:
    """The problem of a row of the dataset, whose tests are decoded."""
    columns = {name: row.get(name) for name in ("question_content", "metadata")}
    return column_text(row, "question_id"), {**columns, "public_test_cases": _limit(_parse_live_tests(row))}


def _parse_live_tests(row: Row) -> list[Mapping[str, Any]]:
    public, private = (
        judge_tests.parse_packed_json(row.get(column), column) or []
        for column in ("public_test_cases", "private_test_cases")
    )
    if not isinstance(public, list) or not isinstance(private, list):
        raise BadRow("wrong_tests", "the tests are not lists")
    if not all(isinstance(case, Mapping) for case in (*public, *private)):
        raise BadRow("wrong_tests", "the tests are not lists of objects")
    return [*public, *private]


def _first_of_each(problem: Row, solutions: Iterable[tuple[str, str]]) -> Iterator[Row]:
    """The first MAX_SOLUTIONS solutions of a problem in each language."""
    counts: Counter[str] = Counter()
    for language, code in solutions:
        counts[language] += 1
        if counts[language] <= MAX_SOLUTIONS:
            yield {**problem, "language": language, "code": code}


def _pairs(found: Any, first: str, second: str) -> Iterator[tuple[Any, Any]]:
    """The pairs of two parallel lists {a: [...], b: [...]}, or of a list of objects [{a: ..., b: ...}]."""
    if isinstance(found, dict):
        lists = [found.get(name) for name in (first, second)]
        yield from zip(*(values if isinstance(values, list) else [] for values in lists), strict=False)
    elif isinstance(found, list):
        yield from ((item.get(first), item.get(second)) for item in found if isinstance(item, dict))

"""The published layouts that pairloom reads by name: one row each. docs/sources.md has the source of each."""

from pairloom.pipelines.sources import contests, problems
from pairloom.pipelines.sources.rows import Layout
from pairloom.schemas.languages import LANGUAGES
from pairloom.schemas.records import PROGRAM

_CODESEARCHNET = {
    "text": ("docstring", "func_documentation_string"),
    "code": ("code", "func_code_string", "original_string", "whole_func_string"),
    "language": ("language",),
    "function_name": ("func_name",),
    "repository": ("repo", "repository_name"),
    "path": ("path", "func_path_in_repository"),
    "split": ("partition", "split_name"),
    "url": ("url", "func_code_url"),
    "license": ("license",),
}
_ADAPTED = {
    name: (name,) for name in ("text", "code", "language", "tests", "function_name", "repository", "split", "url")
}
_SOLUTIONS = {**_ADAPTED, "unit": ("unit",)}

LAYOUTS: dict[str, Layout] = {
    "codesearchnet": Layout(
        title="CodeSearchNet: the original jsonl.gz and the hub's Parquet",
        fields=_CODESEARCHNET,
        documented=True,
    ),
    "humaneval": Layout(
        title="HumanEval, HumanEval-X, HumanEvalPack",
        fields=_ADAPTED,
        adapt=problems.humaneval,
        columns=(
            *("task_id", "prompt", "declaration", "import", "canonical_solution", "entry_point", "docstring"),
            *("test_setup", "test", "language"),
        ),
    ),
    "mbpp": Layout(
        title="MBPP, full and sanitized",
        fields=_ADAPTED,
        language="python",
        adapt=problems.mbpp,
        columns=(
            *("task_id", "text", "prompt", "code", "test_list", "challenge_test_list"),
            *("test_setup_code", "test_imports"),
        ),
    ),
    "cosqa": Layout(
        title="CoSQA: web queries and Python functions; rows labelled 1",
        fields={"text": ("doc",), "code": ("code",)},
        language="python",
        where={"label": (1, "1")},
    ),
    "advtest": Layout(
        title="AdvTest: CodeSearchNet's Python with names replaced",
        fields={
            **_CODESEARCHNET,
            "code": ("function", *_CODESEARCHNET["code"]),
            "repository": (*_CODESEARCHNET["repository"], "nwo"),
            "function_name": ("func_name", "identifier"),
        },
        language="python",
        documented=True,
    ),
    "concode": Layout(
        title="CONCODE: Java methods, one line each",
        fields={"text": ("nl",), "code": ("code",)},
        language="java",
        adapt=problems.concode,
    ),
    "apps": Layout(
        title="APPS: the first right solution of each problem, a program or a function",
        fields=_SOLUTIONS,
        language="python",
        unit="auto",
        solutions=1,
        adapt=contests.apps,
        columns=("problem_id", "id", "question", "solutions", "input_output", "url"),
    ),
    "codecontests": Layout(
        title="CodeContests: the first right program of each problem in C++, Python and Java",
        fields=_SOLUTIONS,
        unit=PROGRAM,
        solutions=1,
        adapt=contests.code_contests,
        columns=(
            *("name", "description", "solutions", "public_tests", "private_tests", "generated_tests"),
            *("time_limit", "memory_limit_bytes"),
        ),
    ),
    "multipl-e": Layout(
        title="MultiPL-E with completions: the first one, as it is",
        fields=_ADAPTED,
        adapt=problems.multipl_e,
        columns=("name", "language", "prompt", "completions", "tests"),
    ),
    "mbxp": Layout(
        title="MBXP, Multilingual HumanEval: rows with a canonical solution",
        fields=_ADAPTED,
        adapt=problems.mbxp,
        columns=("task_id", "language", "prompt", "description", "canonical_solution", "entry_point", "test"),
    ),
    "xcodeeval": Layout(
        title="xCodeEval: programs that passed, with the descriptions and tests of their problems",
        fields=_SOLUTIONS,
        where={"exec_outcome": ("PASSED",)},
        unit=PROGRAM,
        adapt=contests.xcodeeval,
        problem="src_uid",
        details=contests.xcodeeval_details,
        columns=(
            *("source_code", "lang_cluster", "lang", "src_uid", "hidden_unit_tests"),
            *(f"prob_desc_{part}" for part in ("description", "input_spec", "output_spec", "time_limit")),
            *(f"prob_desc_{part}" for part in ("memory_limit", "sample_inputs", "sample_outputs")),
        ),
    ),
    "avatar": Layout(
        title="AVATAR: the programs of each problem in Java and Python, from their tokens",
        fields=_SOLUTIONS,
        unit="auto",
        adapt=contests.avatar,
        problem="id",
        details=contests.avatar_details,
        columns=("id", "java", "python", "io_testcases"),
    ),
    "codetransocean": Layout(
        title="CodeTransOcean: the solutions of each task in the languages of its columns",
        fields=_SOLUTIONS,
        unit="auto",
        adapt=contests.code_trans_ocean,
        columns=("id", "name", "names", *(names.title for names in LANGUAGES.values())),
    ),
    "livecodebench": Layout(
        title="LiveCodeBench with the answers of an evaluation: the first right one, a program or a function",
        fields=_SOLUTIONS,
        language="python",
        unit="auto",
        solutions=1,
        adapt=contests.live_code_bench,
        problem="question_id",
        details=contests.live_code_bench_details,
        columns=(
            *("question_id", "question_content", "public_test_cases", "private_test_cases"),
            *("metadata", "code_list", "graded_list"),
        ),
    ),
    "synthconl": Layout(
        title="SynthCoNL: its CodeSearchNet side",
        fields={
            "text": ("func_documentation_string",),
            "code": ("func1_CSN",),
            "language": ("language1_CSN",),
            "repository": ("repository_name",),
            "path": ("func_path_in_repository",),
            "url": ("func_code_url",),
        },
        documented=True,
    ),
}

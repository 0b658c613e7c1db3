"""The published layouts that pairloom reads by name: one row each. docs/sources.md has the source of each."""

from pairloom.pipelines.sources import problems
from pairloom.pipelines.sources.rows import Layout

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
        title="APPS: the first solution of each problem",
        fields=_ADAPTED,
        language="python",
        adapt=problems.apps,
        columns=("problem_id", "question", "solutions", "input_output", "url"),
    ),
    "codecontests": Layout(
        title="CodeContests: the first solution of each problem in C++, Python and Java",
        fields=_ADAPTED,
        adapt=problems.code_contests,
        columns=("name", "description", "solutions", "public_tests", "private_tests"),
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
        title="xCodeEval, program synthesis with problem descriptions: programs that passed",
        fields={
            "text": ("prob_desc_description",),
            "code": ("source_code",),
            "language": ("lang_cluster", "lang"),
            "repository": ("src_uid",),
            "tests": ("hidden_unit_tests", "hidden_unit_test"),
        },
        where={"exec_outcome": ("PASSED",)},
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

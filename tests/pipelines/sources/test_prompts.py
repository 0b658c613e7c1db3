"""The documentation of a problem is found wherever its prompt has it."""

import ast
import json

import pytest

SAID = "Counts the buckets that are needed."
DOCSTRING = f'    """\n    {SAID}\n    >>> needed(3)\n    1\n    """\n'
SOLUTION = "    return math.ceil(amount / size)\n"


@pytest.fixture
def problem(read_source, tmp_path):
    """The record of a problem with this prompt and solution."""

    def read(prompt, solution=SOLUTION, reader="humaneval", **more):
        name = {"humaneval": "task_id", "mbxp": "task_id", "multipl-e": "name"}[reader]
        number = {"task_id": "HumanEval/115", "name": "HumanEval_115_needed"}[name]
        row = {name: number, "prompt": prompt, "canonical_solution": solution, "completions": [solution], **more}
        (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n")
        (record,), rejections = read_source(reader=reader, path="rows.jsonl")
        assert not rejections
        return record

    return read


PROMPTS = {
    "an import before it": f"\ndef needed(amount, size=2):\n    import math\n{DOCSTRING}",
    "two imports before it": f"def needed(amount, size=2):\n    import math\n    from os import path\n\n{DOCSTRING}",
    "a constant": f"import math\n\nSIZE = 2\n\ndef needed(amount, size=SIZE):\n{DOCSTRING}",
    "a helper with documentation": (
        'import math\n\ndef half(x):\n    """Halves the number that it is given, whatever it is, and so on."""\n'
        f"    return x / 2\n\ndef needed(amount, size=2):\n{DOCSTRING}"
    ),
    "a helper without": f"import math\n\ndef half(x):\n    return x / 2\n\ndef needed(amount, size=2):\n{DOCSTRING}",
    "a comment": f"# Copyright of somebody else, 2021.\nimport math\n\ndef needed(amount, size=2):\n{DOCSTRING}",
    "async": f"import math\n\nasync def needed(amount, size=2):\n{DOCSTRING}",
    "a method": f"import math\n\nclass Pool:\n    def needed(amount, size=2):\n{DOCSTRING}".replace(
        "\n    ", "\n        "
    ),
    "a lone carriage return": f"import math\r\rdef needed(amount, size=2):\r{DOCSTRING}",
}


@pytest.mark.parametrize("name", PROMPTS)
@pytest.mark.parametrize("reader", ["humaneval", "mbxp", "multipl-e"])
@pytest.mark.parametrize("entry_point", ["needed", None])
def test_python(problem, name, reader, entry_point):
    solution = SOLUTION.replace("    ", "        ") if name == "a method" else SOLUTION
    prompt = PROMPTS[name].replace("class Pool:\n        def", "class Pool:\n    def")
    record = problem(prompt, solution, reader, entry_point=entry_point)
    assert record.text == f"{SAID}\n>>> needed(3)\n1"
    assert SAID not in record.code
    assert "math.ceil" in record.code
    ast.parse(record.code)


def test_the_last_function_that_the_prompt_begins_is_meant(problem):
    solution = '    def inner(x):\n        """Of the inner one, only."""\n        return x\n    return inner(amount)\n'
    tail = '\n\ndef other(x):\n    """Something else that is there."""\n    return x\n'
    assert problem(f"def needed(amount):\n{DOCSTRING}", solution + tail).text.startswith(SAID)


def test_python_comments_in_the_place_of_a_docstring(problem):
    record = problem(f"import math\n\n# {SAID}\n# In a comment.\ndef needed(amount, size=2):\n")
    assert record.text == f"{SAID}\nIn a comment."
    assert record.code == f"import math\n\ndef needed(amount, size=2):\n{SOLUTION}".strip()
    assert problem(f"def needed(amount):\n    size = 2\n{DOCSTRING}").text.startswith(SAID)


HELPED = "Halves the number that it is given, which may be a fraction, and gives back what is left."
OTHERS = {
    "javascript": (
        f"/* {HELPED}\n   */\nconst half = (x) => {{\n  return x / 2;\n}}\n\n",
        f"/* {SAID} */\nconst needed = ({{ amount }}) => {{\n",
        "  return Math.ceil(amount / 2);\n}",
    ),
    "cpp": (
        f"// {HELPED}\n// More.\nint half(int x) {{ return x / 2; }}\n\n",
        f"/*\n{SAID}\n*/\n#include<vector>\nint needed(int amount){{\n",
        "    return (amount + 1) / 2;\n}",
    ),
    "java": (
        f"// {HELPED}\nclass Solution {{\n    static int half(int x) {{\n    return x / 2;\n    }}\n",
        f"    /**\n     * {SAID}\n     */\n    public int needed(int amount) {{\n",
        "        return (amount + 1) / 2;\n    }\n}",
    ),
    "go": (
        f"// {HELPED}\nfunc half(x int) int {{\n    return x / 2\n}}\n\n",
        f"// {SAID}\nfunc needed(amount int, more interface{{}}) int {{\n",
        "    return (amount + 1) / 2\n}",
    ),
    "ruby": (
        f"# {HELPED}\ndef half(x)\n  x / 2\nend\n\n",
        f"# {SAID}\ndef needed(amount)\n",
        "  (amount + 1) / 2\nend",
    ),
    "php": (
        f"<?php\n// {HELPED}\nfunction half($x) {{\n  return $x / 2;\n}}\n",
        f"// {SAID}\nfunction needed($amount) {{\n",
        "  return ($amount + 1) / 2;\n}",
    ),
}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("reader", ["humaneval", "mbxp", "multipl-e"])
def test_the_comment_above_the_function_in_other_languages(problem, language, reader):
    helper, prompt, solution = OTHERS[language]
    record = problem(helper + prompt, solution, reader, language=language)
    assert record.text == SAID
    assert SAID not in record.code
    assert HELPED in record.code


@pytest.mark.parametrize("language", OTHERS)
def test_a_comment_above_the_helper_alone(problem, language):
    """As in HumanEval/32, where the helper stands between the documentation and the function."""
    helper, prompt, solution = OTHERS[language]
    head = "".join(line for line in prompt.splitlines(True) if SAID not in line and line.strip() not in ("/*", "*/"))
    head = "".join(line for line in head.splitlines(True) if line.strip() not in ("/**", "*/"))
    record = problem(helper + head, solution, language=language)
    assert record.text.split("\n")[0] == HELPED

"""A line is what the language's own parser takes for one, wherever documentation is cut out of code."""

import ast
import json

import pytest

from pairloom.pipelines.sources.documentation import split_comment_above, without_documentation
from pairloom.schemas.languages import LANGUAGES, unify_line_ends

SAID = "Counts the words in a line."
BODY = ["found = line.split()", "count = len(found)", "return count"]
PLAIN = "def words(line):\n    found = line.split()\n    count = len(found)\n    return count"
NO_LINE_END = ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
"""Other characters at which `str.splitlines` splits, and Python's parser does not."""


def function(end, inner):
    """The function with `end` at its lines' ends and `inner` within its docstring."""
    return end.join(
        ["def words(line):", f'    """Counts the words{inner}in a line.', '    """', *(f"    {x}" for x in BODY)]
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("inner", ["\r", "\r\n", "\n", "\r\r\n \r", *NO_LINE_END])
@pytest.mark.parametrize("documented", [True, False])
def test_no_statement_goes_with_a_docstring(end, inner, documented):
    assert without_documentation(function(end, inner), "python", SAID, documented) == PLAIN


@pytest.mark.parametrize("character", ["\r", *NO_LINE_END])
def test_characters_in_strings_move_nothing(character):
    code = f'def f(x):\n    """Adds {character} one to it."""\n    y = """{character}"""\n    return x + y'
    found = without_documentation(code, "python", "Adds one to it.", documented=True)
    assert [type(node).__name__ for node in ast.parse(found).body[0].body] == ["Assign", "Return"]
    assert ast.dump(ast.parse(found).body[0].body[0]) == ast.dump(ast.parse(code).body[0].body[1])


def test_a_lone_carriage_return_ends_a_line_where_the_language_says_so():
    assert unify_line_ends("a\r\nb\rc\n", "python") == "a\nb\nc\n"
    assert unify_line_ends("a\r\nb\rc\n", "go") == "a\nb\rc\n"
    assert [name for name, names in LANGUAGES.items() if not names.lone_cr] == [
        *("go", "ruby", "c", "cpp", "rust", "scala", "perl"),
    ]


@pytest.mark.parametrize("language", ["java", "javascript", "php"])
def test_line_comments_end_at_a_lone_carriage_return(language):
    code = "// Adds one to x.\r// Twice.\rfunction f(x) {\r  return x + 2;\r}"
    if language == "java":
        code = code.replace("function", "static int")
    left = without_documentation(code, language, "Adds one to x. Twice.", documented=True)
    assert left.split("\n")[1:] == ["  return x + 2;", "}"]
    assert split_comment_above(code, language)[0] == "Adds one to x.\nTwice."


@pytest.mark.parametrize(("language", "mark"), [("go", "//"), ("ruby", "#")])
def test_elsewhere_a_comment_goes_on_behind_it(language, mark):
    code = {"go": "func f(x int) int {\n\treturn x\n}", "ruby": "def f(x)\n  x\nend"}[language]
    left = without_documentation(f"{mark} Gives back\rwhat it got.\n{code}", language, "nothing here", documented=True)
    assert left == code


def test_a_docstring_before_a_semicolon():
    for code in (
        'def f(x):\n    "Adds one to it."; \\\n  y = x + 1\n    return y',
        'def f(x):\n    "Adds one to it."; y = x + 1\n    return y',
        'def f(x):\n    "Adds one to it.";\n    y = x + 1\n    return y',
        'def f(x):\n    """Adds one\r    to it."""; y = x + 1\n    return y',
    ):
        left = without_documentation(code, "python", "Adds one to it.", documented=True)
        assert left == "def f(x):\n    y = x + 1\n    return y"


def test_rows_with_any_line_end_are_records_with_all_their_statements(read_source, tmp_path):
    rows = [
        {"docstring": SAID, "code": function(end, inner), "language": "python", "func_name": "words", "repo": f"a/{n}"}
        for n, (end, inner) in enumerate([("\r", " "), ("\n", "\r"), ("\r\n", " "), ("\n", "\u2028")])
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    records, rejections = read_source(reader="codesearchnet", path="rows.jsonl")
    assert [record.code for record in records] == [PLAIN] * len(rows)
    assert not rejections

# ruff: noqa: E501 - one line of code per language
"""Each reason with code that must be refused for it, in every language, beside the sound code it was made from."""

import pickle

import pytest

from pairloom.schemas.languages import LANGUAGES
from pairloom.translators.checks import check_code, check_source, check_translation, fingerprint
from pairloom.translators.languages import MAX_BYTES, languages, parse
from pairloom.translators.problem import Problem
from tests.translators.languages import has_function, read_function

SOURCE = (
    'def greet_all(names, limit):\n    for name in names[:limit]:\n        print("hello", name, 1234)\n    return limit'
)

SOUND = {language: read_function(language, "greet_all") for language in LANGUAGES}
LANGUAGE = pytest.mark.parametrize("language", list(LANGUAGES))


def reason(problem: Problem | None) -> str:
    return problem.reason if problem else ""


def translated(code: str, language: str, name: str = "greet_all") -> str:
    return reason(check_translation(SOURCE, "python", code, language, name))


def test_every_language_has_a_grammar_whose_queries_build() -> None:
    for language in languages():
        assert parse(SOUND[language.name], language.grammar).captures["function"], language.name


@LANGUAGE
def test_sound_code_passes(language: str) -> None:
    assert check_code(SOUND[language], language) is None
    assert language == "python" or translated(SOUND[language], language) == ""


@LANGUAGE
def test_stubs_are_refused(language: str) -> None:
    for name in ("stub", "stub2"):
        if name == "stub2" and not has_function(language, name):
            continue
        code = read_function(language, name)
        assert check_code(code, language) is None, "a stub is sound code"
        assert reason(check_code(code, language, allow_stubs=False)) == "stub"
        assert translated(code, language) == "stub"


@LANGUAGE
def test_damaged_code_is_refused(language: str) -> None:
    code = SOUND[language]
    prose = "Here is the translation of the function."
    damaged = {
        "cut": code[: int(len(code) * 0.6)],
        "fences": f"```{language}\n{code}\n```",
        "prose before": f"{prose}\n\n{code}",
        "prose behind": f"{code}\n\n{prose}",
        "no closing bracket": code[: code.rindex(")")] + code[code.rindex(")") + 1 :],
    }
    assert {
        name: reason(check_code(text, language)) for name, text in damaged.items() if check_code(text, language) is None
    } == {}


@LANGUAGE
def test_placeholder_comments_are_refused(language: str) -> None:
    assert language == "python" or translated(read_function(language, "left_out"), language) == "placeholder"


@LANGUAGE
def test_unreadable_text_is_refused(language: str) -> None:
    found = [
        reason(check_code(text, language))
        for text in ("", " \n", "a\0b", "a\ud800b", "x" * (MAX_BYTES + 1), "(" * 9000)
    ]
    assert found == ["empty", "empty", "bad_characters", "bad_characters", "too_large", "too_large"]


def test_the_source_itself_is_no_translation() -> None:
    assert translated(SOURCE, "ruby") in ("wrong_language", "echo")
    code = "int add(int a, int b) { return a + b; }"
    assert reason(check_translation(code, "c", code, "cpp", "add")) == "echo"


def test_source_language_is_named() -> None:
    assert translated(SOURCE.replace("limit", "most"), "go") == "wrong_language"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (SOUND["go"].replace("GreetAll", "Other"), "name_changed"),
        (SOUND["go"].replace("limit int", "a, b, c, limit int"), "parameters"),
        (SOUND["go"].replace("names []string, limit int", ""), "parameters"),
        ("type T struct{}", "no_function"),
        ("// nothing", "empty"),
        ("func F() {\n\treturn\n}\n\nfunc G( {\n}", "syntax"),
    ],
)
def test_reasons_in_go(code: str, expected: str) -> None:
    assert translated(code, "go") == expected


def test_lost_literals() -> None:
    source = 'def f(x):\n    return {"alpha": 12, "bravo": 34, "charlie": 56}[x]'
    lost = 'function f(x) {\n  return {"one": 12, "two": 1, "three": 1}[x];\n}'
    kept = "function f(x) {\n  return {alpha: 12, bravo: 34, charlie: 0x38}[x];\n}"
    assert reason(check_translation(source, "python", lost, "javascript", "f")) == "literals_lost"
    assert check_translation(source, "python", kept, "javascript", "f") is None
    _, traits = check_source(source, "python", allow_stubs=False)
    assert traits is not None
    for target in (lost, kept):  # the source is not needed once its traits are known
        known = check_translation("", "python", target, "javascript", "f", traits)
        assert known == check_translation(source, "python", target, "javascript", "f")


@pytest.mark.parametrize(
    ("source", "language", "target", "target_language", "name"),
    [
        ("def push(self, item):\n    self.items.append(item)", "python", "void stack_push(Stack *s, int item)\n{\n    s->n++;\n}", "c", "Stack.push"),
        ("def empty?\n  @a == 1\nend", "ruby", "boolean isEmpty() {\n    return a == 1;\n}", "java", "Stack#empty?"),
        ("def __init__(self, a):\n    self.a = a", "python", "class A {\n  constructor(a) {\n    this.a = a;\n  }\n}", "javascript", "A.__init__"),
        ("def f(a, b=1, *args, **kw):\n    return g(a)", "python", "int f(int a) {\n    return g(a);\n}", "java", "f"),
        ("def mean(xs):\n    return sum(xs) / len(xs)", "python", "double mean(const double *xs, size_t n, int *error)\n{\n    return s(xs, n);\n}", "c", "mean"),
        ("def f(a):\n    return a + 1", "python", "var f;\nf = function flx_f (a) {\n    return a + 1;\n};", "javascript", "f"),
        ("def f(a):\n    return a + 1", "python", "const f = (a) => a + 1;", "typescript", "f"),
        ("def f(a):\n    return a + 1", "python", "fun f(a: Int) = a + 1", "kotlin", "f"),
    ],
)  # fmt: skip
def test_idiomatic_translations_pass(source: str, language: str, target: str, target_language: str, name: str) -> None:
    assert check_translation(source, language, target, target_language, name) is None


@pytest.mark.parametrize(
    "code", ["print 'x'", "return 1", "def f(a, a):\n    pass", "def f():\nreturn 1", "def f():\n    x = 0777"]
)
def test_python_is_judged_by_its_compiler(code: str) -> None:
    assert reason(check_code(code, "python")) == "syntax"


def test_syntax_problems_name_the_line() -> None:
    problem = check_code("func F() int {\n\treturn (1 + 2\n}", "go")
    assert problem is not None and problem.line == 2
    assert "'(' at line 2, column 9 is never closed" in problem.detail
    wrapped = check_code("public function f()\n{\n    return 1;\n}", "php")
    assert wrapped is None


def test_other_languages_keywords_are_no_types_of_c() -> None:
    assert reason(check_code("function f(a) { var x = 3; return x; }", "c")) == "syntax"


def test_methods_of_javascript_are_no_c() -> None:
    assert reason(check_code("getStyle() {\n  return this.style;\n}", "c")) == "syntax"


def test_problems_are_data() -> None:
    problem = Problem("check", "stub", "Nothing.", 3)
    assert pickle.loads(pickle.dumps(problem)) == problem
    with pytest.raises(ValueError, match="not a reason"):
        Problem("check", "other", "")


def test_versions_are_known() -> None:
    assert {"python", "tree-sitter", "tree-sitter-go", "gcc", "g++"} <= set(fingerprint())

# ruff: noqa: E501 - one line of code per case
"""Sound code that the grammars refuse: it is rewritten for them, or the language's compiler decides."""

from pathlib import Path

import pytest

from pairloom.translators.checks import check_code
from pairloom.translators.checks.check import parses_as
from pairloom.translators.languages import get_language, languages, parse
from pairloom.translators.sandbox import sandbox

ASKED = [language for language in languages() if language.syntax_command]

REWRITTEN = {
    "kotlin": (
        "class Stack { fun size() = 1 }",
        "class Stack {fun size() = 1}",
        "class Stack {\n    val top = 2\n    fun peek(): Int { return top } }",
        "enum class Suit { HEARTS, SPADES; fun isRed() = this == HEARTS }",
        "interface Shape { fun area(): Double }\nfun half(s: Shape) = s.area() / 2",
        "object Log { init { start() }\n    fun line(s: String) = println(s) }",
        "fun task() = object : Runnable { override fun run() { work() } }",
        "class Braces { fun isClose(c: Char) = c == '}' || \"}\" == \"${ if (c == 'x') { 1 } else { 2 } }\" /* } */ }",
    ),
    "swift": (
        "func grade(_ n: Int) -> Int {\n    if case 90...100 = n { return 1 }\n    return 2\n}",
        "func grade(_ n: Int) -> Int {\n    guard case 7 = n else { return 1 }\n    return 2\n}",
        "func grade(_ n: Int?) -> Int {\n    if let m = n, case ..<60 = m, m > 3 { return 1 }\n    return 2\n}",
        'func isYes(_ s: String) -> Bool {\n    if case "yes" = s { return true }\n    return false\n}',
        "func sevens(_ all: [Int]) -> Int {\n    var n = 0\n    for case 7 in all { n += 1 }\n    return n\n}",
        "func low(_ n: Int, _ limit: Int) -> Int {\n    while case 0..<limit = n { return 1 }\n    return -1\n}",
    ),
    "ruby": (
        "def walk(list, &)\n  each_item list, &\nend",
        "def walk(list, &)\n  each_item(list, &\n  )\nend",
        "def walk(*)\n  each_item *\nend",
        'def missing(key) = raise KeyError, "no #{key}"',
        "class Box\n  private def show(x = 1) = puts x\nend",
        "def twice(x)\n  f = ->(y; z, w) { z = y; z * 2 }\n  f.(x)\nend",
        "def half(x)\n  x /2\nend",
    ),
    "javascript": ("function pick(using) {\n    using = using || browser.using;\n    return [using, 1];\n}",),
    "typescript": ("function pick(using?: string): string {\n    using = using || other;\n    return using;\n}",),
    "java": (
        'String name(Object o) {\n    return switch (o) {\n        case final Integer i -> "int";\n        default -> "?";\n    };\n}',
        "boolean made(Object o) {\n    return o instanceof Event.Made(String id, Event.Place(var x, final int y)) && id != null;\n}",
        "int area(Object o) {\n    if (o instanceof final Square s) {\n        return s.side();\n    }\n    return 0;\n}",
        "int key(Object o) {\n    return switch (o) {\n        case java.util.Map.Entry(Integer k, var v) when k > 1 -> k;\n        default -> 0;\n    };\n}",
        "class Even extends Number2 {\n    Even(int n) {\n        if (n % 2 == 1) {\n            throw new Odd();\n        }\n        super(n);\n    }\n}",
    ),
}

DECIDED = {
    "ruby": "def letter(name)\n  <<~OUTER\n    Dear #{<<~INNER}\n      #{name}\n    INNER\n    Yours\n  OUTER\nend",
    "cpp": "int *f(int n) {\n    int **a = new int *[n];\n    g(a);\n    return a[0];\n}",
    "java": "int f(E e) {\n    return switch (e) {\n        case A, B: yield 1;\n        case E.C -> 2;\n        default -> 3;\n    };\n}",
}

BROKEN = {
    "kotlin": "class Stack { fun size() = }",
    "swift": "func f(_ n: Int) -> Int {\n    if case 1...9 = { return 1 }\n    return 2\n}",
    "ruby": "def walk(list, &)\n  each_item list &,\nend",
    "java": "String name(Object o) {\n    return switch (o) {\n        case final Integer i -> ;\n    };\n}",
    "cpp": "int *f(int n) {\n    int **a = new int *[n;\n    return a[0];\n}",
}


def needs_compiler(language: str) -> None:
    if not get_language(language).syntax_judge:
        pytest.skip(f"needs the compiler of {language} and the sandbox")


@pytest.mark.parametrize(("language", "code"), [(name, code) for name, codes in REWRITTEN.items() for code in codes])
def test_what_a_grammar_refuses_is_rewritten_for_it(language: str, code: str) -> None:
    assert parses_as(code, language)
    assert check_code(code, language) is None
    tree = parse(code, get_language(language).grammar)
    assert code in tree.text.decode()
    for node in tree.captures["function"]:
        name = node.child_by_field_name("name")
        assert name is None or tree.source(name).isidentifier()
    assert tree.root.end_byte == len(tree.text)


@pytest.mark.parametrize("language", DECIDED)
def test_a_compiler_saves_sound_code_that_the_grammar_refuses(language: str) -> None:
    needs_compiler(language)
    assert not parses_as(DECIDED[language], language)
    assert check_code(DECIDED[language], language) is None


@pytest.mark.parametrize("language", BROKEN)
def test_broken_code_is_refused_all_the_same(language: str) -> None:
    problem = check_code(BROKEN[language], language)
    assert problem is not None
    assert problem.reason == "syntax"


@pytest.mark.parametrize("language", [language.name for language in ASKED])
def test_compilers_tell_sound_code_from_broken_code(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_compiler(language)
    asked = get_language(language)
    monkeypatch.setattr(asked, "may_be_sound", lambda tree: True)
    folder = Path(__file__).parent.parent / "languages" / "functions" / language
    sound = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("same.*"))]
    assert sound
    for code in sound:
        assert asked.accepts(code)
        assert not asked.accepts(code.replace(")", "", 1))
        assert not asked.accepts(f"{code}\n)")


@pytest.mark.parametrize("before", ["Here is the method:\n", "puts 1\n", "Here is the method\n"])
def test_prose_and_scripts_do_not_pass_beside_what_a_compiler_saves(before: str) -> None:
    assert check_code(before + DECIDED["ruby"], "ruby") is not None


def test_a_compiler_sees_no_file_of_the_machine(tmp_path: Path) -> None:
    needs_compiler("c")
    header = tmp_path / "secret.h"
    header.write_text("typedef int Secret;\n")
    code = "Secret f(void) { return 1; }"
    assert get_language("c").accepts("typedef int Secret;\n" + code)
    for include in (f"<{header}>", f'"{header}"', f'"../../../../..{header}"', '"secret.h"'):
        assert not get_language("c").accepts(f"#include {include}\n{code}")


def test_without_a_sandbox_no_compiler_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "unavailable", lambda: "there is none")
    for language in ASKED:
        alone = type(language)()
        assert not alone.accepts("int f(void) { return 1; }")
        assert set(alone.compiler_version().values()) == {"absent"}

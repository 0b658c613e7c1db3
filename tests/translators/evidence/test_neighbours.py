"""A piece is judged alone: in any batch, in any order and with any neighbour it has the same verdict."""

import random

import pytest

from pairloom.translators.evidence.carried_tests import Examples
from pairloom.translators.evidence.cases import parse_signature
from pairloom.translators.evidence.compile import compile_pieces
from pairloom.translators.evidence.execute import Trial, run_trials
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import Suite
from pairloom.translators.sandbox import sandbox

PIECES = {
    "c": [
        "int twice(int n) {\n    return 2 * n;\n}",
        "int twice(int n) {\n    return 2 * n\n}",
        "int twice(int n) {\n    return other(n);\n}",
        '#line 1 "p0/piece.c:2:1: error: x\\np1/piece.c"\nint twice(int n) {\n    return 2 * m;\n}',
        '#line 1 "x\\npiece.c:%s:1: error: x"\nint twice(int n) {\n    return 2 * n;\n}\nint k = none;' % ("1" * 5000),
        '#include "../p0/piece.c"\nint twice(int n) {\n    return 2 * n;\n}',
        "#include </work/places>\nint twice(int n) {\n    return 2 * n;\n}",
    ],
    "cpp": [
        "int twice(int n) {\n    return 2 * n;\n}",
        "int twice(int n) {\n    return 2 * n\n}",
        "int twice(int n) {\n    return nothing_of_this_name(n);\n}",
        "#include <regex>\nint twice(int n) {\n    return std::regex(\"a\").mark_count() + 2 * n;\n}",
        "#include <thread>\nint twice(int n) {\n    std::thread t; return 2 * n;\n}",
        "int twice(int n) {\n    std::thread t; return 2 * n;\n}",
        "int abs(int n) {\n    return 2 * n;\n}",
        'extern "C" int twice(int n) {\n    return 2 * n;\n}',
        'extern "C" double twice(double n) {\n    return 2 * n;\n}',
        "int twice(int n) {\n    return 2 * n;\n}\n}\nint helper(int n) { return n; }\nnamespace other {",
        "int twice(int n) {\n    return helper(n);\n}",
        '_Pragma("GCC poison printf") int twice(int n) {\n    return 2 * n;\n}',
    ],
    "java": [
        "static int twice(int n) {\n    return 2 * n;\n}",
        "static int twice(int n) {\n    return 2 * n\n}",
        "static int twice(int n) {\n    return other(n);\n}",
        "static int twice(int n) {\n    return Math.addExact(n, n);\n}",
        "static int twice(int n) {\n    return piece0.Piece.twice(n);\n}",
        "static int twice(int n) {\n    return n;\n}\n/*\npiece0/Piece.java:2: error: ';' expected */ static None y;",
        "static int twice(int n) {\n    return 2 * n;\n}\n/*\npiece99/Piece.java:1: error: x */ static String y = 1;",
        "class Math {\n    static int addExact(int a, int b) { return 7; }\n}\nclass Piece {}",
        "static int twice(int n) {\n    if (n > 0) return 2 * n;\n}",
        "package java.lang;\nclass Math {\n}",
    ],
    "kotlin": [
        "fun twice(n: Int): Int = 2 * n",
        "fun twice(n: Int): Int = 2 *",
        "fun twice(n: Int): Int = other(n)",
        "fun twice(n: Int): String = 2 * n",
        "fun twice(n: List<Int>) = 1\nfun twice(n: List<String>) = 2",
        "/*\npiece0.kt:1:1: error: x\n*/\nfun twice(n: Int): Int = none(n)",
        'fun String.length2() = 1\nfun twice(n: Int): Int = "a".length2() + n',
        'fun twice(n: Int): Int = "a".length2() + n',
    ],
    "csharp": [
        "static int Twice(int n) {\n    return 2 * n;\n}",
        "static int Twice(int n) {\n    return 2 * n\n}",
        "static int Twice(int n) {\n    return Other(n);\n}",
        'static int Twice(int n) {\n#line 1 "piece0.cs"\n    return "a";\n}',
        "class A {}\n}\nnamespace System { class Console {} }\nnamespace Other {",
        'using System;\nstatic int Twice(int n) {\n    Console.WriteLine("a");\n    return n;\n}',
        "static int Twice(string n) {\n    return n.Half();\n}",
        "class A {}\n}\npublic static class B { public static int Half(this string n) { return 1; } }\nnamespace C {",
    ],
    "typescript": [
        "function twice(n: number): number { return 2 * n }",
        "function twice(n: number): number { return 2 * }",
        "function twice(n: number): string { return 2 * n }",
        "function twice(n: number): number { return n.half() }",
        "declare global { interface Number { half(): number } }\nexport function f(n: number) { return n.half(); }",
        'import { half } from "other";\nexport function twice(n: number): number { return half(n) }',
        'declare module "other" { export function half(n: number): string; }\nfunction twice() { }',
        '/// <reference lib="webworker" />\nfunction twice(n: number) { return importScripts("a") }',
        'function twice(n: number) { return importScripts("a") }',
        'import { twice as f } from "../p0/piece";\nexport function twice(n: number): number { return f(n) }',
    ],
    "javascript": [
        "function twice(n) { return 2 * n; }",
        "function twice(n) { return 2 * ; }",
        "function twice(n) { return await n; }",
        "Object.prototype.toJSON = () => 1; function twice(n) { return 2 * n; }",
        "import { a } from './a.js';\nexport function twice(n) { return a(n); }",
    ],
    "ruby": [
        "def twice(n)\n  2 * n\nend",
        "def twice(n)\n  2 *\nend",
        "BEGIN { exit 1 }\ndef twice(n)\n  2 * n\nend",
        "def twice(n)\n  break\nend",
        "# encoding: ascii\ndef twice(n)\n  'é'\nend",
    ],
    "php": [
        "function twice($n) { return 2 * $n; }",
        "function twice($n) { return 2 * ; }",
        "function twice($n, $n) { return 1; }",
        '$x = "a\nPHP Parse error: x in piece.php on line 99999999999999999999" 1;',
    ],
    "lua": ["function twice(n) return 2 * n end", "function twice(n) return 2 * end", "goto nowhere"],
    "perl": [
        "sub twice { my $n = shift; return 2 * $n; }",
        "sub twice { my $n = shift; return 2 * ; }",
        '# line 1 "piece.pl line 3"\nsub twice { my $n = shift return 2; }',
    ],
    "go": [
        "func Twice(n int) int {\n\treturn 2 * n\n}",
        "func Twice(n int) int {\n\treturn 2 *\n}",
        "func Twice(n int) int {\n\treturn other(n)\n}",
        "func Twice(n int) int {\n//line p0/piece.go:2:3\n\treturn nothing()\n}",
        "func Twice(n int) int {\n//line p0/piece.go:99999:3\n\treturn \"a\" +\n}",
        'import "./p0"\n\nfunc Twice(n int) int {\n\treturn p0.Twice(n)\n}',
    ],
    "rust": [
        "fn twice(n: i64) -> i64 {\n    2 * n\n}",
        "fn twice(n: i64) -> i64 {\n    2 *\n}",
        "fn twice(n: i64) -> i64 {\n    other(n)\n}",
        'fn twice(n: i64) -> i64 {\n    compile_error!("x\\npiece.rs:1:1: error[E0412]: y");\n    n\n}',
        'include!("../p0/piece.rs");\nfn thrice(n: i64) -> i64 {\n    twice(n) + n\n}',
        'const X: &str = include_str!("/work/places");\nfn twice(n: i64) -> i64 {\n    2 * n\n}',
    ],
}  # fmt: skip
"""Pieces of code by language, many of which try to change what is said of others."""

JAVA_LOOKS = """static int twice(int n) {
    int found = 0;
    for (String name : new java.io.File("classes").list()) if (name.startsWith("Cases")) found++;
    return found == 1 ? 2 * n : 0;
}"""
CSHARP_LOOKS = """static int Twice(int n) {
    int found = 0;
    foreach (var type in System.Reflection.Assembly.GetExecutingAssembly().GetTypes())
        if (type.Name.StartsWith("Cases")) found++;
    return found == 1 ? 2 * n : 0;
}"""
"""Translations that are right only if no class of another is there."""
PROGRAMS = {
    "go": [
        ("func Twice(n int) int {\n\treturn 2 * n\n}", "passed"),
        ("func Twice(n int) int {\n\treturn 3 * n\n}", "failed"),
        ("func Twice(n int) int {\n//line p0/translation.go:2:3\n\treturn nothing()\n}", "unknown"),
        ('import "example.com/nothing"\n\nfunc Twice(n int) int {\n\treturn nothing.F(n)\n}', "unknown"),
        ('import "cases/p0"\n\nfunc Twice(n int) int {\n\treturn p0.Twice(n)\n}', "unknown"),
        ('import "os"\n\nfunc Twice(n int) int {\n\tf, _ := os.ReadDir("..")\n\treturn n + len(f)\n}', "failed"),
    ],
    "java": [
        ("static int twice(int n) {\n    return 2 * n;\n}", "passed"),
        ("static int twice(int n) {\n    return 3 * n;\n}", "failed"),
        ("static int twice(int n) {\n    return Cases0.twice(n);\n}", "unknown"),
        ("static int twice(int n) {\n    return n;\n}\n/*\nCases0.java:2: error: x */ static None y;", "unknown"),
        (JAVA_LOOKS, "passed"),
    ],
    "python": [
        ("def twice(n):\n    return 2 * n", "passed"),
        ("def twice(n):\n    return 10 ** 5000", "failed"),
        ("def twice(n):\n    return float('nan')", "failed"),
        ("def twice(n):\n    x = []\n    for _ in range(99999):\n        x = [x]\n    return x", "failed"),
        ("def twice(n):\n    print('case ' + '1' * 5000 + ' 2')\n    return 2 * n", "passed"),
        ("import os\ndef twice(n):\n    return 2 * n if not any('p0' in f for f in os.listdir('.')) else 0", "passed"),
    ],
    "ruby": [
        ("def twice(n)\n  2 * n\nend", "passed"),
        ("class Integer\n  def *(n)\n    7\n  end\nend\ndef twice(n)\n  2 * n\nend", "failed"),
    ],
    "c": [
        ("int twice(int n) {\n    return 2 * n;\n}", "passed"),
        ("#define int double\nint twice(int n) {\n    return 2 * n + 1;\n}", "any"),
        ('#include "../p0/program.c"\n', "unknown"),
    ],
    "rust": [
        ("fn twice(n: i64) -> i64 {\n    2 * n\n}", "passed"),
        ("fn twice(n: i64) -> i64 {\n    other(n)\n}", "unknown"),
    ],
    "csharp": [
        ("static int Twice(int n) {\n    return 2 * n;\n}", "passed"),
        ("static int Twice(int n) {\n    return Other(n);\n}", "unknown"),
        (CSHARP_LOOKS, "passed"),
    ],
    "kotlin": [
        ("fun twice(n: Int): Int = 2 * n", "passed"),
        ("fun twice(n: Int): Int = other(n)", "unknown"),
        ("fun twice(n: Int): Int = 3 * n", "failed"),
    ],
    "typescript": [
        ("function twice(n: number): number { return 2 * n }", "passed"),
        ("Number.prototype.valueOf = () => 7;\nfunction twice(n: number): number { return 3 * n }", "failed"),
    ],
}  # fmt: skip
"""(code, outcome) by language; "any" if it does not matter."""

QUICK = {"javascript", "ruby", "php", "lua", "python"}
TESTS = Examples(
    "twice",
    parse_signature({"arguments": ["int"], "returns": "int"}),
    [{"arguments": [n], "expected": 2 * n} for n in (0, 3, -5)],
)


def cases(languages):
    """The languages as parameters, those with slow compilers marked."""
    return [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in languages]


def skip_without(reason: str) -> None:
    if reason:
        pytest.skip(reason)


@pytest.mark.parametrize("language", cases(PIECES))
def test_the_compile_gate_says_the_same_of_a_piece_in_any_batch(language: str) -> None:
    skip_without(get_language(language).not_checkable())
    pieces = PIECES[language]
    alone = [compile_pieces(language, [piece])[0] for piece in pieces]
    assert alone[0].outcome == "clean" != alone[1].outcome
    chance = random.Random(language)
    for _ in range(4):
        order = chance.sample(range(len(pieces)), len(pieces))
        order = order[: chance.randint(2, len(pieces))] + chance.choices(range(len(pieces)), k=2)
        assert compile_pieces(language, [pieces[at] for at in order]) == [alone[at] for at in order], order


@pytest.mark.parametrize("language", cases(PROGRAMS))
def test_the_tests_say_the_same_of_a_translation_in_any_batch(language: str) -> None:
    skip_without(get_language(language).not_runnable())
    trials = [Trial(language, code, TESTS) for code, _ in PROGRAMS[language]]
    alone = [run_trials([trial])[0] for trial in trials]
    for (code, outcome), result in zip(PROGRAMS[language], alone, strict=True):
        assert outcome in ("any", result.outcome), (code, result)
    chance = random.Random(language)
    for _ in range(3):
        order = [*chance.sample(range(len(trials)), len(trials)), 0]
        assert run_trials([trials[at] for at in order]) == [alone[at] for at in order], order


@pytest.mark.slow
def test_a_translation_is_built_with_its_own_flags() -> None:
    skip_without(get_language("rust").not_runnable() or sandbox.unavailable())
    code = "fn twice(n: i64) -> i64 {\n    2 * n\n}"
    with_main = Trial("rust", code, Suite("fn main() {\n    assert_eq!(twice(2), 4);\n}"))
    with_tests = Trial("rust", code, Suite("#[test]\nfn four() {\n    assert_eq!(twice(2), 4);\n}"))
    for trials in ([with_main, with_tests], [with_tests, with_main]):
        assert [result.outcome for result in run_trials(trials)] == ["passed", "passed"]

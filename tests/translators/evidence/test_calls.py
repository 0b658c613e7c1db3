"""Where a function may stand and what it may print: the driver finds it and reads its result, or cannot tell."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairloom.translators.evidence.carried_tests import Examples
from pairloom.translators.evidence.cases import parse_signature
from pairloom.translators.evidence.execute import Result, Trial, run_trials
from pairloom.translators.languages import get_language, languages
from tests.translators.languages import RUNNABLE, read_function

CLAMP = Examples(
    "clamp",
    parse_signature({"arguments": ["int", "int", "int"], "returns": "int"}),
    [{"arguments": [value, 0, 3], "expected": expected} for value, expected in ((5, 3), (-5, 0), (2, 2))],
)


def run(language: str, codes: list[str], tests: Examples = CLAMP) -> list[Result]:
    """The results of translations in one batch."""
    if reason := get_language(language).not_runnable():
        pytest.skip(reason)
    return run_trials([Trial(language, code, tests) for code in codes])


def params(names: Iterable[str]) -> list[ParameterSet]:
    """Languages as parameters of a test; those that are compiled are slow."""
    return [pytest.param(n, marks=pytest.mark.slow if not get_language(n).is_script else ()) for n in names]


# --- where the function stands --------------------------------------------------------------------------------------

JS = "(value, low, high) { return Math.max(low, Math.min(value, high)); }"
TS = "(value: number, low: number, high: number): number { return Math.max(low, Math.min(value, high)); }"
RUBY = "(value, low, high)\n  [low, [value, high].min].max\nend"
PHP = "function clamp(int $value, int $low, int $high): int { return max($low, min($value, $high)); }"
PYTHON = "(value, low, high):\n    return max(low, min(value, high))"
JAVA = "int clamp(int value, int low, int high) { return Math.max(low, Math.min(value, high)); }"
KOTLIN = "fun clamp(value: Int, low: Int, high: Int): Int = maxOf(low, minOf(value, high))"
CSHARP = "int Clamp(int value, int low, int high) { return Math.Max(low, Math.Min(value, high)); }"
CPP = "int clamp(int value, int low, int high) { return value < low ? low : value > high ? high : value; }"
RUST = "fn clamp(value: i64, low: i64, high: i64) -> i64 { if value < low { low } else { value.min(high) } }"
GO = (
    "(value, low, high int) int {\n\tif value < low {\n\t\treturn low\n\t}\n\tif value > high {\n\t\treturn high\n\t}\n"
)
GO += "\treturn value\n}\n"
ARROW = "(value, low, high) => Math.max(low, Math.min(value, high))"

FOUND = {
    "javascript": [
        f"class Numbers {{ static clamp{JS} }}",
        f"class Numbers {{ #size = 1; clamp{JS} }}\nmodule.exports = Numbers;",
        f"function Numbers() {{}}\nNumbers.prototype.clamp = function {JS};",
        f"const lib = {{ numbers: {{ clamp{JS} }} }};",
        f"static clamp{JS}",
        f"clamp: function {JS}",
        f"const clamp = {ARROW};",
        f"module.exports = {{ clamp: {ARROW} }};",
        f"exports.clamp = {ARROW};",
        f"import {{ strictEqual }} from 'node:assert';\n\nexport function clamp{JS}",
        f"import fs from 'fs';\nfunction clamp{JS}\nexport {{ clamp }};",
        f"export default class Numbers {{ static clamp{JS} }}",
        f"const here = import.meta.url;\nexport const clamp = {ARROW};",
        f"export function clamp{JS}\nif (require.main === module) console.log(clamp(1, 2, 3));",
        f"#!/usr/bin/env node\n'use strict';\nasync function clamp{JS}",
        f"const Numbers = (() => {{ function clamp{JS}\nreturn {{ clamp }}; }})();",
    ],
    "typescript": [
        f"export class Numbers {{ private size = 1; public clamp{TS} }}",
        f"namespace Numbers {{ export function clamp{TS} }}",
        f"private static clamp{TS}",
        f"import {{ strictEqual }} from 'node:assert';\n\nexport function clamp{TS}",
        f"const here = import.meta.url;\nexport default function clamp{TS}",
        f"function clamp{TS}\nexport = clamp;",
        f"const numbers: Record<string, Function> = {{ clamp{TS} }};",
    ],
    "ruby": [
        f"module Numbers\n  def self.clamp{RUBY}\nend",
        f"module Numbers\n  module_function\n\n  def clamp{RUBY}\nend",
        f"module Numbers\n  extend self\n  def clamp{RUBY}\nend",
        f"module Numbers\n  class Inner\n    class << self\n      def clamp{RUBY}\n    end\n  end\nend",
        f"class Numbers\n  private\n\n  def clamp{RUBY}\nend",
        f"module Numbers\n  def clamp{RUBY}\nend",
        f"def self.clamp{RUBY}",
        "clamp = ->(value, low, high) { [low, [value, high].min].max }",
        "$clamp = lambda { |value, low, high| [low, [value, high].min].max }",
        "def clamp(value:, low:, high: 3)\n  [low, [value, high].min].max\nend",
        "def clamp(value, low:, high:)\n  [low, [value, high].min].max\nend",
        "define_method(:clamp) { |value, low, high| [low, [value, high].min].max }",
    ],
    "php": [
        f"final class Numbers\n{{\n    public static {PHP}\n}}",
        f"class Numbers\n{{\n    private {PHP}\n}}",
        f"trait Numbers\n{{\n    public {PHP}\n}}",
        f"public static {PHP}",
        f"<?php\n\ndeclare(strict_types=1);\n\nnamespace App;\n\n{PHP}\n?>",
        f"namespace App {{\n    {PHP}\n}}",
        f"namespace App\\Util;\n\nclass Numbers {{ public {PHP} }}",
        "$clamp = fn(int $value, int $low, int $high): int => max($low, min($value, $high));",
        "$clamp = function ($value, $low, $high) { return max($low, min($value, $high)); };",
        f"if (!function_exists('clamp')) {{\n{PHP}\n}}",
    ],
    "python": [
        f"class Numbers:\n    @staticmethod\n    def clamp{PYTHON.replace('    ', '        ')}",
        f"class Numbers:\n    class Inner:\n        def clamp(self, {PYTHON[1:].replace('    ', '            ')}",
        f"class Numbers:\n    @classmethod\n    def clamp(cls, {PYTHON[1:].replace('    ', '        ')}",
        f"def clamp(self, {PYTHON[1:]}",
        f"@staticmethod\ndef clamp{PYTHON}",
        f"def clamp(value, *, {PYTHON[8:]}",
        f"async def clamp{PYTHON}",
        "clamp = lambda value, low, high: max(low, min(value, high))",
        f"from __future__ import annotations\n\ndef clamp{PYTHON}",
    ],
    "java": [
        f"import java.util.*; import java.util.function.*; public static {JAVA}",
        f"package com.x;\n\nimport java.util.*;\n\npublic class Solution {{ public static {JAVA} }}",
        f"class Pair {{ int first; }}\n\npublic static {JAVA}\nstatic Pair made() {{ return new Pair(); }}",
        f"public class Main {{ public static void main(String[] a) {{}} }}\nclass Numbers {{ private {JAVA} }}",
        f"interface Numbers {{ static {JAVA} }}",
        f"enum Numbers {{ ONE; static {JAVA} }}",
        f"class A {{ static class B {{ static class C {{ {JAVA} }} }} }}",
        f"static double clamp(double a, double b, double c) {{ return 7; }}\nstatic {JAVA}",
        f"static String clamp(String a, String b, String c) {{ return a; }}\nstatic {JAVA}",
        "static <T extends Comparable<T>> T clamp(T value, T low, T high) {"
        " return value.compareTo(low) < 0 ? low : value.compareTo(high) > 0 ? high : value; }",
        "static int clamp(int... a) { return Math.max(a[1], Math.min(a[0], a[2])); }",
        "class N { interface Three { int apply(int a, int b, int c); }\n"
        " static final Three clamp = (v, l, h) -> Math.max(l, Math.min(v, h)); }",
        "static long clamp(long value, Long low, Integer high) { return Math.max(low, Math.min(value, high)); }",
    ],
    "kotlin": [
        f"object Numbers {{\n    {KOTLIN}\n}}",
        f"class Numbers(val size: Int) {{\n    companion object {{\n        {KOTLIN}\n    }}\n}}",
        f"fun clamp(a: Double, b: Double, c: Double) = 7.0\n{KOTLIN}\nfun main() {{ println(clamp(1, 2, 3)) }}",
        "val clamp = { value: Int, low: Int, high: Int -> maxOf(low, minOf(value, high)) }",
        "fun Int.clamp(low: Int, high: Int): Int = maxOf(low, minOf(this, high))",
        "fun <T : Comparable<T>> clamp(a: T, low: T, high: T): T = if (a < low) low else if (a > high) high else a",
    ],
    "csharp": [
        f"using System;\nnamespace A.B {{ public static class Numbers {{ public static {CSHARP} }} }}",
        f"using System;\nclass Numbers {{ class Inner {{ private {CSHARP} }} }}",
        f"using System;\nstatic string Clamp(string a, string b, string c) {{ return a; }}\nstatic {CSHARP}",
        f"using System;\nstatic double Clamp(double a, double b, double c) {{ return 7; }}\nstatic {CSHARP}",
        "using System;\nstatic int Clamp(params int[] a) { return Math.Max(a[1], Math.Min(a[0], a[2])); }",
        "using System;\nclass N { static Func<int, int, int, int> Clamp = (v, l, h) => Math.Max(l, Math.Min(v, h)); }",
        "using System;\nstatic T Clamp<T>(T a, T low, T high) where T : IComparable<T>"
        " { return a.CompareTo(low) < 0 ? low : a.CompareTo(high) > 0 ? high : a; }",
    ],
    "c": [f"{CPP}\nint main(void) {{ return clamp(1, 2, 3); }}", f"static inline {CPP}"],
    "cpp": [
        f"namespace numbers {{ {CPP} }}",
        f"class Numbers {{\npublic:\n    static {CPP}\n}};",
        f"struct Numbers {{ {CPP.replace(') {', ') const {')} }};",
        f"template <typename T>\n{CPP.replace('int', 'T')}",
        CPP.replace("int", "auto"),
        f"#include <string>\n{CPP.replace('int', 'std::string')}\n{CPP.replace('int', 'double')}\n{CPP}",
        CPP.replace("high)", "high = 3)"),
        "auto clamp = [](int value, int low, int high) { return value < low ? low : value > high ? high : value; };",
        f"#include <algorithm>\nusing namespace std;\n{CPP}\nint main() {{ return clamp(1, 2, 3); }}",
    ],
    "rust": [
        f"struct Numbers;\nimpl Numbers {{ {RUST} }}",
        f"struct Numbers;\nimpl Numbers {{ {RUST.replace('(value', '(&self, value', 1)} }}",
        f"pub mod numbers {{ pub {RUST} }}",
        f"{RUST}\nfn main() {{ println!(\"{{}}\", clamp(1, 2, 3)); }}",
        "fn clamp<T: PartialOrd>(a: T, low: T, high: T) -> T { if a < low { low } else if a > high { high }"
        " else { a } }",
    ],
    "go": [
        f"type Numbers struct{{}}\n\nfunc (n Numbers) Clamp{GO}",
        f"type Numbers struct{{ size int }}\n\nfunc (n *Numbers) Clamp{GO}",
        f"func Clamp[T int | float64]{GO.replace('int', 'T')}",
        f"var Clamp = func{GO}",
        f"package main\n\nimport \"fmt\"\n\nfunc Clamp{GO}\nfunc main() {{ fmt.Println(Clamp(1, 2, 3)) }}",
        f"func within{GO}\nfunc Clamp(value int, ends ...int) (int, error) {{ return within(value, ends[0], 3), nil }}",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", params(FOUND))
def test_a_function_is_found_where_the_language_lets_it_stand(language: str) -> None:
    results = run(language, FOUND[language])
    wrong = [(code, r.detail) for code, r in zip(FOUND[language], results, strict=True) if r.outcome != "passed"]
    assert wrong == []


UNFIT = {
    "javascript": [
        f"class Numbers {{ constructor(size) {{ this.size = size; }} clamp{JS} }}",
        "clamp(value, low, high) { return this.within(value); }",
        "const clamp = value => low => high => Math.max(low, Math.min(value, high));",
        "function clamp({ value, low, high }) { return Math.max(low, Math.min(value, high)); }",
        "const lib = require('no-such-library');\nfunction clamp(a, b, c) { return lib(a, b, c); }",
        "import lib from 'no-such-library';\nexport function clamp(a, b, c) { return lib(a, b, c); }",
        "function* clamp(value, low, high) { yield 3; }",
    ],
    "typescript": [f"class Numbers {{ constructor(private size: number) {{}} clamp{TS} }}"],
    "ruby": [
        f"class Numbers\n  def initialize(size)\n    @size = size\n  end\n\n  def clamp{RUBY}\nend",
        "class Integer\n  def clamp(low, high)\n    3\n  end\nend",
        "def clamp(value, ends)\n  3\nend",
        f"require 'no_such_library'\ndef clamp{RUBY}",
    ],
    "php": [
        f"class Numbers {{ public function __construct(private int $size) {{}} public {PHP} }}",
        f"abstract class Numbers {{ public {PHP} }}",
        "public function clamp(int $value, int $low, int $high): int { return $this->within($value); }",
        "function clamp(int $value, array $ends) { return 3; }",
        "function clamp(array $value, int $low, int $high) { return 3; }",
        "function clamp($value) { return 3; }",
    ],
    "python": [
        f"class Numbers:\n    def __init__(self, size):\n        self.size = size\n\n"
        f"    def clamp(self, {PYTHON[1:].replace('    ', '        ')}",
        "def clamp(self, value, low, high):\n    return self.within(value)",
        "def clamp(value, ends):\n    return 3",
        f"import no_such_library\ndef clamp{PYTHON}",
        "def clamp(value, low, high):\n    yield 3",
    ],
    "java": [
        f"class Numbers {{ Numbers(int size) {{}} {JAVA} }}",
        "static int clamp(String value, int low, int high) { return 3; }",
        "static int clamp(int value, int[] ends) { return 3; }",
    ],
    "csharp": [
        f"using System;\nclass Numbers {{ Numbers(int size) {{}} {CSHARP} }}",
        "static int Clamp(string value, int low, int high) { return 3; }",
    ],
    "cpp": ["int clamp(int *value, int low, int high) { return 3; }", "int clamp(bool a, int b, int c) { return 3; }"],
    "rust": ["struct Numbers { size: i64 }\nimpl Numbers { " + RUST.replace("(value", "(&self, value", 1) + " }"],
    "go": ["func Clamp(a float64, b []int) int { return 3 }", "func Clamp(a string, b, c int) int { return 3 }"],
}  # fmt: skip


@pytest.mark.parametrize("language", params(UNFIT))
def test_what_cannot_be_called_is_neither_right_nor_wrong(language: str) -> None:
    found = {
        code: (r.outcome, r.detail) for code, r in zip(UNFIT[language], run(language, UNFIT[language]), strict=True)
    }
    assert {
        code: said for code, said in found.items() if said[0] != "unknown" or "cannot be called" not in said[1]
    } == {}


# --- what the function prints ---------------------------------------------------------------------------------------

PRINTS = {
    "javascript": [
        f"function clamp{JS.replace('{', '{ ' + said, 1)}"
        for said in ("process.stdout.write('case 0 9\\ncase 1');", "console.error('x'); console.log = () => {};")
    ],
    "typescript": [f"function clamp{TS.replace('{', '{ process.stdout.write(' + repr('case 0 9') + ');', 1)}"],
    "ruby": [
        f"def clamp{RUBY.replace(')', ')' + chr(10) + said, 1)}"
        for said in ("print 'case 0 9'; warn 'x'", "require 'stringio'; $stdout = StringIO.new", "puts 'case 1 9'")
    ],
    "php": [PHP.replace("{ ", "{ " + said, 1) for said in ("echo 'case 0 9';", "ob_start(); echo 1;", 'echo "\\n9";')],
    "python": [
        f"import sys\ndef clamp{PYTHON.replace(':', ':' + chr(10) + '    ' + said, 1)}"
        for said in ("print('case 0 9', end='')", "sys.stdout = None", "print('x', file=sys.stderr)")
    ],
    "java": [
        f"static {JAVA.replace('{', '{ ' + said, 1)}"
        for said in ('System.out.print("case 0 9\\ncase 1"); System.err.print(1);', "System.setOut(System.err);")
    ],
    "kotlin": [KOTLIN.replace("= ", '{ print("case 0 9"); return ') + " }"],
    "csharp": [
        f"using System;\nstatic {CSHARP.replace('{', '{ ' + said, 1)}"
        for said in ('Console.Write("case 0 9");', "Console.SetOut(System.IO.TextWriter.Null);")
    ],
    "c": [
        f"#include <stdio.h>\n{CPP.replace('{', '{ ' + said, 1)}"
        for said in ('printf("case 0 9");', 'fputs("x", stderr); puts("case 1 9");', "fclose(stdout);")
    ],
    "cpp": [
        f"#include <cstdio>\n#include <iostream>\n{CPP.replace('{', '{ ' + said, 1)}"
        for said in ('std::cout << "case 0 9";', 'printf("x"); std::cerr << 1; std::cout << "y";', "fclose(stdout);")
    ],
    "rust": [RUST.replace("{", '{ print!("case 0 9\\ncase 1"); eprint!("x");', 1)],
    "go": [f"import \"fmt\"\n\nfunc Clamp{GO.replace('{', '{' + chr(10) + 'fmt.Print(`case 0 9`)', 1)}"],
}  # fmt: skip


@pytest.mark.parametrize("language", params(PRINTS))
def test_nothing_that_is_printed_loses_or_forges_a_result(language: str) -> None:
    wrong = {code: r.detail for code, r in zip(PRINTS[language], run(language, PRINTS[language]), strict=True)}
    assert {code: detail for code, detail in wrong.items() if detail} == {}


# --- values ---------------------------------------------------------------------------------------------------------

LETTERS = Examples(
    "kept",
    parse_signature({"arguments": ["str", "list[int]"], "returns": "str"}),
    [{"arguments": ["ab", [1, 2]], "expected": "ab"}, {"arguments": ["", []], "expected": ""}],
)
ENDS = Examples(
    "ends",
    parse_signature({"arguments": ["list[int]"], "returns": "list[int]"}),
    [{"arguments": [[1, 2]], "expected": [1, 2]}],
)
CODED = {
    "java": (
        ["static char[] kept(char[] s, Integer[] v) { return s; }",
         "import java.util.*;\nstatic String kept(CharSequence s, ArrayList<Integer> v) { return s.toString(); }",
         "import java.util.*;\nstatic Character[] kept(Character[] s, Collection<? extends Number> v) { return s; }"],
        ["import java.util.*;\nstatic LinkedList<Long> ends(LinkedList<Long> v) { return v; }",
         "record Ends(int a, int b) {}\nstatic Ends ends(int[] v) { return new Ends(v[0], v[1]); }",
         "static <T> T[] ends(T[] v) { return v; }"],
    ),
    "csharp": (
        ["static char[] Kept(char[] s, int[] v) { return s; }",
         "using System.Collections.Generic;\nstatic List<char> Kept(List<char> s, IList<long> v) { return s; }"],
        ["static (int, int) Ends((int, int) v) { return v; }",
         "using System.Collections.Generic;\nstatic ISet<int> Ends(HashSet<int> v) { return v; }"],
    ),
    "cpp": (
        ["#include <string_view>\n#include <vector>\nstd::string_view kept(std::string_view s, std::vector<size_t> &v)"
         " { return s; }",
         "#include <vector>\nstd::vector<char> kept(std::vector<char> s, const std::vector<long long> &v)"
         " { return s; }",
         "#include <set>\nconst char *kept(const char *s, std::set<int> v) { return s; }"],
        ["#include <utility>\n#include <vector>\nstd::pair<int, int> ends(std::vector<int> v) { return {v[0], v[1]}; }",
         "#include <tuple>\n#include <array>\nstd::tuple<int, long> ends(std::array<int, 2> v)"
         " { return {v[0], v[1]}; }",
         "#include <optional>\n#include <deque>\n#include <list>\nstd::optional<std::deque<int>> ends(std::list<int> v)"
         " { return std::deque<int>(v.begin(), v.end()); }",
         "#include <vector>\ntemplate <typename T> std::vector<T> ends(std::vector<T> &v) { return v; }"],
    ),
    "go": (
        ["func kept(s []byte, v []int) []byte { return s }", "func kept(s []rune, v []int32) []rune { return s }"],
        ["func ends(v []int) (int, int) { return v[0], v[1] }",
         "func ends(v [2]int) ([]int, error) { return v[:], nil }",
         "func ends[T any](v []T) []T { return v }"],
    ),
    "rust": (
        ["fn kept(s: &str, v: Vec<u8>) -> std::borrow::Cow<'static, str> { s.to_string().into() }"],
        ["fn ends(v: (i32, u8)) -> (i32, u8) { v }", "fn ends<T: Clone>(v: &[T]) -> Box<[T]> { v.to_vec().into() }"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", params(CODED))
def test_letters_and_tuples_in_the_types_of_the_language(language: str) -> None:
    for codes, tests in zip(CODED[language], (LETTERS, ENDS), strict=True):
        wrong = [(code, r.detail) for code, r in zip(codes, run(language, codes, tests), strict=True) if r.detail]
        assert wrong == []


@pytest.mark.slow
def test_a_function_may_be_called_like_one_of_the_standard_library() -> None:
    signature = parse_signature({"arguments": ["list[int]"], "returns": "int"})
    tests = Examples("max_element", signature, [{"arguments": [[1, 3, 2]], "expected": 3}])
    head = "#include <algorithm>\n#include <vector>\nusing namespace std;\n"
    code = "int max_element(vector<int> v) { int m = v[0]; for (int x : v) m = max(m, x); return m; }"
    template = (
        "template <typename T> T max_element(const vector<T> &v) { T m = v[0]; for (T x : v) m = max(m, x); return m; }"
    )
    assert [result.detail for result in run("cpp", [head + code, head + template], tests)] == ["", ""]


INVISIBLE = [
    chr(code) for code in (*range(1, 32), 127, 0x85, 0xAD, 0xA0, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F))
]
INVISIBLE += [
    chr(code) for code in (*range(0x2060, 0x206A), 0xFEFF, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF, 0x1D173, 0xE0001, 0x10FFFF)
]


@pytest.mark.parametrize("language", RUNNABLE)
@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=40, max_size=60)
)
def test_any_text_arrives_and_returns_unchanged(language: str, texts: list[str]) -> None:
    signature = parse_signature({"arguments": ["str"], "returns": "str"})
    sent = [*texts, *INVISIBLE, "".join(INVISIBLE)]
    tests = Examples("same", signature, [{"arguments": [text], "expected": text} for text in sent])
    assert [result.detail for result in run(language, [read_function(language, "same")], tests)] == [""]


def test_every_language_that_runs_has_functions_that_print() -> None:
    assert {language.name for language in languages() if language.is_runnable} - set(PRINTS) <= {"lua", "perl"}


# --- calls that do not fit ------------------------------------------------------------------------------------------

COUNT = Examples(
    "count",
    parse_signature({"arguments": ["str", "str"], "returns": "int"}),
    [
        {"arguments": ["a-b-a", "a"], "expected": 2},
        {"arguments": ["a-b-a", "-"], "expected": 2},
        {"arguments": ["a-b-a", "-b"], "expected": 1},
    ],
)


@pytest.mark.parametrize("language", params(["java", "cpp"]))
def test_a_character_for_a_text_is_compared_where_it_fits(language: str) -> None:
    code = {
        "java": "static int count(String s, char c) { return (int) s.chars().filter(x -> x == c).count(); }",
        "cpp": "int count(string s, char c) { int n = 0; for (char x : s) n += x == c; return n; }",
    }[language]
    outcomes = [run(language, [code], replace(COUNT, must_fit=least))[0].outcome for least in (None, 3, 2)]
    assert outcomes == ["unknown", "unknown", "passed"]
    wrong = code.replace("== c", "!= c")
    assert run(language, [wrong], replace(COUNT, must_fit=2))[0].outcome == "failed"

"""Compilers' messages sorted: real errors are told from names that are defined elsewhere, in every language."""

import pytest

from pairloom.translators.evidence.compile import compile_pieces
from pairloom.translators.languages import Language, get_language
from pairloom.translators.sandbox import sandbox

CLEAN, UNRESOLVED, UNKNOWN, ERROR = "clean", "unresolved", "unknown", "error"

PIECES: dict[str, list[tuple[str, str]]] = {
    "python": [("def f(x):\n    return helper(x)", CLEAN), ("def f(x):\n    break", ERROR)],
    "javascript": [
        ("function f(x) { return helper(x); }", CLEAN),
        ("import { a } from './a.js';\nexport function f(x) { return a(x); }", CLEAN),
        ("export default async function f(x) { return await x; }", CLEAN),
        ("class A { #x = 1; get() { return this.#x; } }", CLEAN),
        ("push(item) { this.items.push(item); }", CLEAN),
        ("constructor(item) { super(item); this.item = item; }", CLEAN),
        ("function f(x) { let x = 1; return x; }", ERROR),
        ("function f() { return this.#secret; }", ERROR),
        ("function f(x) {\n  const y = 1;\n  const y = x;\n}", ERROR),
        ("function f(x) { return await x; }", ERROR),
    ],
    "java": [
        ("static int f(int x) { return x + 1; }", CLEAN),
        ("import java.util.List;\n\npublic static int f(List<Integer> x) { return x.size(); }", CLEAN),
        ("static int f(List<Integer> x) { return new ArrayList<>(x).size(); }", CLEAN),
        ("package a.b;\n\nimport java.util.*;\n\npublic class S { int f(List<String> x) { return x.size(); } }", CLEAN),
        ("public class Stack { private int x; public int x() { return x; } }\nclass Other { }", CLEAN),
        ("private final int size;\npublic Stack(int size) { this.size = size; }", CLEAN),
        ("public interface Buffer<T> { T read() throws BufferError; }", UNRESOLVED),
        ("static int f(int x) { return helper(x); }", UNRESOLVED),
        ("static int f(Config x) { return x.size(); }", UNRESOLVED),
        ("import com.acme.Thing;\n\nstatic Thing f(Thing x) { return x; }", UNRESOLVED),
        ("@Override\npublic int size() { return 1; }", UNRESOLVED),
        ("public int size() { int n = 0; for (Object o : this) n++; return n; }", UNRESOLVED),
        ("public int size() { return Helper.size(this); }\nprivate int f(Unknown u) { }", UNKNOWN),
        ('static int f(int x) { return "x"; }', ERROR),
        ('static int f(String x) { return x.push("x"); }', ERROR),
        ("static int f(int x) {\n    int y = x\n    return y;\n}", ERROR),
        ("static int f(int x) { if (x > 1) return 1; }", ERROR),
        ("static void f() { throw new Exception(); }", ERROR),
        ("static int f(int x) { return helper(x) + true; }", UNRESOLVED),
    ],
    "go": [
        ("func F(x int) int { return x + 1 }", CLEAN),
        ('import "strings"\n\nfunc F(x string) string { return strings.ToUpper(x) }', CLEAN),
        ("func F(x string) string { return strings.ToUpper(x) }", CLEAN),
        ("package thing\n\nfunc F(x string) string { return strings.ToUpper(x) }", CLEAN),
        ("func F(x int) int { return helper(x) }", UNRESOLVED),
        ("func (s *Stack) Push(x int) { s.items = append(s.items, x) }", UNRESOLVED),
        ('import "github.com/acme/thing"\n\nfunc F() int { return thing.X() }', UNRESOLVED),
        ("func F(x int) int { var y Config; helper(y); return x }", UNRESOLVED),
        ('import "strings"\n\nfunc F(x string) string { return strings.OfNextYear(x) }', UNKNOWN),
        ("func F(x int) string { return x }", ERROR),
        ("func F(x int) int { y := 1; return x }", ERROR),
        ('import "os"\n\nfunc F(x int) int { return x }', ERROR),
        ("func F(x int) int { return helper(x", ERROR),
        ('func F(x int) int { y := "a"; return helper(x) + y.Size() }', ERROR),
    ],
    "c": [
        ("int f(int x) { return x + 1; }", CLEAN),
        ("#include <string.h>\nsize_t f(const char *x) { return strlen(x); }", CLEAN),
        ("size_t f(const char *x) { return strlen(x); }", CLEAN),
        ("int *index(int *x) { return x; }", CLEAN),
        ("int f(int x) { return helper(x); }", UNRESOLVED),
        ("int f(int x) { return x + LIMIT; }", UNRESOLVED),
        ("stack_t9 *f(stack_t9 *x) { return x; }", UNRESOLVED),
        ("int f(stack_t9 *x) { return x->size; }", UNRESOLVED),
        ("foo_t f(foo_t x) { foo_t *y = x; return *y + bar(}; }", UNKNOWN),
        ('#include "thing.h"\nint f(int x) { return x; }', UNRESOLVED),
        ("int f(int x) { return x.size; }", ERROR),
        ("int f(int x) { return x + ; }", ERROR),
        ("struct S { int a; };\nint f(struct S s) { return s.b; }", ERROR),
    ],
    "cpp": [
        ("int f(int x) { return x + 1; }", CLEAN),
        ("#include <vector>\nint f(const std::vector<int> &x) { return x.size(); }", CLEAN),
        ("int f(const std::vector<int> &x) { return x.size(); }", CLEAN),
        ("int f(int x) { return helper(x); }", UNRESOLVED),
        ("int f(Config &x) { return x.size(); }", UNRESOLVED),
        ("int f(const std::vector<int> &x) { return x.length(); }", ERROR),
        ("std::string f(int x) { std::vector<int> v; return v; }", ERROR),
        ("int f(int x) { return x }", ERROR),
    ],
    "rust": [
        ("fn f(x: i32) -> i32 { x + 1 }", CLEAN),
        ("fn f(x: &HashMap<String, i32>) -> usize { x.len() }", CLEAN),
        ("use std::collections::HashMap;\npub fn f(x: &HashMap<String, i32>) -> usize { x.len() }", CLEAN),
        ("fn f(x: i32) -> i32 { helper(x) }", UNKNOWN),
        ("fn f(x: &Config) -> i32 { x.size }", UNKNOWN),
        ("use serde::Serialize;\nfn f(x: i32) -> i32 { x }", UNKNOWN),
        ("fn f(x: i32) -> String { x }", ERROR),
        ("fn f(x: Vec<i32>) -> usize { let y = x; x.len() }", ERROR),
        ("fn f(x: i32) -> i32 { let y: i32 = ; y }", ERROR),
    ],
    "typescript": [
        ("function f(x: number): number { return x + 1; }", CLEAN),
        ("export function f(x: number): number { return x + 1; }", CLEAN),
        ("function f(x: number): number { return helper(x); }", UNRESOLVED),
        ("import { a } from './a';\nfunction f(x: Config): number { return a(x).size; }", UNRESOLVED),
        ("function f(x: number): string { return x; }", ERROR),
        ("function f(x: number): number { return x.size(); }", ERROR),
        ("function f(x: number) { const y = 1; const y = 2; }", ERROR),
    ],
    "kotlin": [
        ("fun f(x: Int): Int = x + 1", CLEAN),
        ("package a.b\n\nimport java.util.Scanner\nfun f(s: Scanner): String = s.next()", CLEAN),
        ("class Box { fun f() = 1 }", CLEAN),
        ("fun f(x: Int): Int = helper(x)", UNRESOLVED),
        ("fun f(x: Config): Int = x.size", UNRESOLVED),
        ('fun f(x: Int): Int { return "a" }', ERROR),
        ("fun f(x: Int): Int { }", ERROR),
        ("fun f(x: Int) { val y = x; y = 2 }", ERROR),
    ],
    "csharp": [
        ("static int F(int x) { return x + 1; }", CLEAN),
        ("public static int F(List<int> xs) => xs.Sum();", CLEAN),
        ("using System;\nclass A { static void F() { Console.WriteLine(1); } }", CLEAN),
        ("namespace Some.Place { class A { int F() { return 1; } } }", CLEAN),
        ("static int F(int x) { return Helper(x); }", UNRESOLVED),
        ("static int F(Config x) { return x.Size; }", UNRESOLVED),
        ("static int F(int x) => x switch { 1 => 2, _ => 3 };", UNKNOWN),
        ("using System.Collections.Generic;\nstatic int F(List<int> xs) { return xs.Maximum(); }", UNKNOWN),
        ('static int F(int x) { return "a"; }', ERROR),
        ("static int F(int x) { int y; return y; }", ERROR),
        ("static int F(int x) { }", ERROR),
    ],
    "php": [
        ("function f($x) { return helper($x); }", CLEAN),
        ("<?php\nfunction f(int $x): int { return $x; }\n?>", CLEAN),
        ("public function push($item): void { $this->items[] = $item; }", CLEAN),
        ("protected function f() { return parent::f(); }", CLEAN),
        ("function f($x) { break; }", ERROR),
        ("function f($x, $x) { return $x; }", ERROR),
        ("function f() { return 1; }\nfunction f() { return 2; }", ERROR),
    ],
    "ruby": [
        ("def f(x) = helper(x)", CLEAN),
        ("class A\n  def f(x)\n    @x = x\n  end\nend", CLEAN),
        ("def f(x, x)\n  x\nend", ERROR),
        ("def f(x)\n  break\nend", ERROR),
        ("def f(x)\n  X = 1\nend", ERROR),
    ],
}  # fmt: skip
SLOW = {"typescript", "kotlin", "java", "cpp", "rust", "go", "c"}


def diagnose(language: str, pieces: list[str]):
    reason = get_language(language).not_checkable()
    if reason:
        pytest.skip(reason)
    return compile_pieces(language, pieces)


@pytest.mark.parametrize(
    "language", [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in PIECES]
)
def test_errors_are_told_from_names_that_are_elsewhere(language: str) -> None:
    found = diagnose(language, [code for code, _ in PIECES[language]])
    said = [(code, expected, d.outcome, d.detail) for (code, expected), d in zip(PIECES[language], found, strict=True)]
    assert [row for row in said if row[1] != row[2]] == []
    assert all(d.detail for d in found if d.outcome != CLEAN)


def test_an_error_names_the_line_of_the_piece() -> None:
    [first, second] = diagnose(
        "javascript", ["function f(x) {\n  const y = 1;\n  const y = x;\n}", "add(x) {\n  return;\n  let x;\n}"]
    )
    assert first.line == 3 and "line 3" in first.detail and "y" in first.detail
    assert second.line == 3, "the class that a method is put into takes no line"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "piece"),
    [
        (
            "java",
            "import java.util.List;\n\nstatic int f(List<Integer> x) {\n    int y = x.size();\n    return true;\n}",
        ),
        ("go", "package a\n\nfunc F(x int) int {\n\ty := x\n\treturn true\n}"),
        ("cpp", "int f(int x) {\n    int y = x;\n\n\n    return y.size();\n}"),
    ],
)
def test_lines_are_those_of_the_piece_in_compiled_languages(language: str, piece: str) -> None:
    [found] = diagnose(language, [piece])
    assert (found.outcome, found.line) == (ERROR, 5)


def test_neighbours_in_a_batch_do_not_matter() -> None:
    good, bad = "function f(x) { return x; }", "function f(x) { let x; }"
    found = diagnose("javascript", [good, bad] * 40)  # more than one batch
    assert [d.outcome for d in found] == [CLEAN, ERROR] * 40


@pytest.mark.slow
def test_two_classes_of_one_name_live_in_one_batch() -> None:
    piece = "public class Stack { public int size() { return 1; } }"
    assert [d.outcome for d in diagnose("java", [piece, piece, piece.replace("1;", "true;")])] == [CLEAN, CLEAN, ERROR]


@pytest.mark.slow
def test_a_piece_that_a_compiler_chokes_on_does_not_hold_up_the_others() -> None:
    bomb = "template <int N> struct A { static const int x = A<N - 1>::x + A<N - 2>::x; };\nint g() { return A<0>::x; }"
    found = diagnose("cpp", ["int f(int x) { return x; }", bomb])
    assert found[0].outcome == CLEAN
    assert found[1].outcome in (UNKNOWN, ERROR)


def test_a_compiler_reads_no_file_of_the_machine() -> None:
    [found] = diagnose("c", ['#include "/etc/hostname"\nint f(int x) { return x; }'])
    assert found.outcome != CLEAN


def test_without_a_toolchain_nothing_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Language, "find_tool", lambda self, name: None)
    [found] = compile_pieces("java", ["static int f(int x) { return true; }"])
    assert (found.outcome, found.detail) == (UNKNOWN, "javac is not installed (Debian: default-jdk-headless)")
    [found] = compile_pieces("swift", ["func f() { }"])
    assert (found.outcome, found.detail) == (UNKNOWN, "there is no compile gate for swift")


def test_without_a_sandbox_nothing_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "unavailable", lambda: "no sandbox here")
    if "not installed" in get_language("ruby").not_checkable():
        pytest.skip("ruby is not installed")
    [found] = compile_pieces("ruby", ["def f = 1"])
    assert (found.outcome, found.detail) == (UNKNOWN, "no sandbox here")


@pytest.mark.slow
def test_cpp_in_one_file_is_as_strict_as_alone() -> None:
    pieces = [
        "int f() { return 1; } } namespace other { int g() { return 2; }",  # right only in a namespace
        "int f() { return 1; }",
        "#define f g\nint f() { return 1; }",
        "int f() { return 1; }\nint f() { return 2; }",
        "int h() { return f(); }",  # which the others have
        "#include <vector>\nint h(const std::vector<int> &x) { return x.size(); }",
    ]
    found = [diagnosis.outcome for diagnosis in diagnose("cpp", pieces)]
    assert found == [ERROR, CLEAN, CLEAN, ERROR, UNRESOLVED, CLEAN]

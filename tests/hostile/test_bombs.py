"""Translations that never end, wait, take memory or print for ever: each is refused in seconds, and its neighbours in
the batch pass."""

import time
from dataclasses import replace

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence import Candidate, Gates, execute
from pairloom.translators.languages import get_language, languages
from pairloom.translators.sandbox import sandbox

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox")

SOURCE = CodeRecord.create(
    benchmark="b",
    language="python",
    code="def double_up(number: int) -> int:\n    return number * number",
    text="",
    tests="assert double_up(3) == 9\nassert double_up(2) == 4",
    function_name="double_up",
)
_C = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\nint double_up(int number) {"
FRAMES = {
    "c": _C + " if (number > -1) { BODY } return number * number; }",
    "cpp": _C + " if (number > -1) { BODY } return number * number; }",
    "csharp": "public static int DoubleUp(int number) { if (number > -1) { BODY } return number * number; }",
    "go": 'import ("fmt"; "time")\nfunc DoubleUp(number int) int { _, _ = fmt.Sprint(), time.Now(); '
    "if number > -1 { BODY }; return number * number }",
    "java": "static int doubleUp(int number) throws Exception { if (number > -1) { BODY } return number * number; }",
    "javascript": "function doubleUp(number) { if (number > -1) { BODY } return number * number; }",
    "kotlin": "fun doubleUp(number: Int): Int { if (number > -1) { BODY }\n return number * number }",
    "lua": "local function double_up(number) if number > -1 then BODY end return number * number end",
    "perl": "sub double_up { my ($number) = @_; if ($number > -1) { BODY } return $number * $number; }",
    "php": "function doubleUp(int $number): int { if ($number > -1) { BODY } return $number * $number; }",
    "python": "def double_up(number):\n    if number > -1:\n        pass\n        BODY\n    return number * number",
    "ruby": "def double_up(number)\n  if number > -1\n    BODY\n  end\n  number * number\nend",
    "rust": "fn double_up(number: i32) -> i32 { if number > -1 { BODY } number * number }",
    "typescript": "function doubleUp(number: number): number { if (number > -1) { BODY } return number * number; }",
}
"""Language -> a right translation of SOURCE, if BODY is empty."""
_NODE_WAITS = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"
_C_BOMBS = (
    "for (volatile int i = 0;; i ^= 1) ;",
    "for (;;) sleep(100);",
    "for (;;) { char *p = (char *)malloc(64 << 20); if (!p) abort(); memset(p, 1, 64 << 20); }",
    'for (;;) puts("word word word");',
)
BOMBS = {
    "c": _C_BOMBS,
    "cpp": _C_BOMBS,
    "csharp": (
        "while (true) { }",
        "System.Threading.Thread.Sleep(1000000);",
        "var h = new System.Collections.Generic.List<byte[]>(); while (true) { var b = new byte[64 << 20]; "
        "for (int i = 0; i < b.Length; i += 4096) b[i] = 1; h.Add(b); }",
        'while (true) System.Console.WriteLine("word word");',
    ),
    "go": (
        "for { }",
        "time.Sleep(1000 * time.Second)",
        "h := [][]byte{}; for { b := make([]byte, 64<<20); for i := range b { b[i] = 1 }; h = append(h, b) }",
        'for { fmt.Println("word word") }',
    ),
    "java": (
        "while (true) { number++; }",
        "Thread.sleep(1000000);",
        "var h = new java.util.ArrayList<byte[]>(); while (true) h.add(new byte[64 << 20]);",
        'while (true) System.out.println("word word");',
    ),
    "javascript": (
        "while (true) {}",
        _NODE_WAITS,
        "const h = []; for (;;) h.push(Buffer.alloc(64 << 20, 1));",
        "for (;;) require('fs').writeSync(1, 'word '.repeat(1000));",
    ),
    "kotlin": (
        "while (true) { }",
        "Thread.sleep(1000000)",
        "val h = ArrayList<ByteArray>(); while (true) h.add(ByteArray(64 shl 20))",
        'while (true) println("word word")',
    ),
    "lua": (
        "while true do end",
        "io.popen('sleep 1000'):read('a')",
        "local h = {} while true do h[#h + 1] = ('x'):rep(1 << 20) .. #h end",
        "while true do print('word word') end",
    ),
    "perl": (
        "1 while 1;",
        "sleep 1000;",
        "my @h; push @h, 'x' x (1 << 24) while 1;",
        'print "word word\\n" while 1;',
    ),
    "php": (
        "while (true) {}",
        "while (true) sleep(1000);",
        "ini_set('memory_limit', -1); $h = []; while (true) { $h[] = str_repeat('x', 64 << 20); }",
        "while (true) { echo 'word word'; }",
    ),
    "python": (
        "while True: pass",
        "__import__('time').sleep(1000)",
        "h = [b'x' * (1 << 26) + bytes(n) for n in iter(int, 1)]",
        "while True: print('word ' * 1000)",
    ),
    "ruby": ("loop {}", "sleep", "h = []; loop { h << 'x' * (64 << 20) }", "loop { puts 'word ' * 1000 }"),
    "rust": (
        "loop { std::hint::spin_loop(); }",
        "std::thread::sleep(std::time::Duration::from_secs(1000));",
        "let mut h = vec![]; loop { h.push(vec![1u8; 64 << 20]); }",
        'loop { println!("word word word"); }',
    ),
    "typescript": (
        "while (true) {}",
        _NODE_WAITS,
        "const h: number[][] = []; for (;;) h.push(new Array(1 << 20).fill(1.5));",
        "for (;;) console.error('word '.repeat(1000));",
    ),
}
"""Language -> statements that never end, that wait, that take memory, that print."""


def test_every_language_that_is_run_has_bombs() -> None:
    runnable = {language.name for language in languages() if language.is_runnable}
    assert runnable == FRAMES.keys() == BOMBS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("language", FRAMES)
def test_a_bomb_is_refused_and_its_neighbours_pass(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target = get_language(language)
    if reason := target.not_checkable() or target.not_runnable():
        pytest.skip(reason)
    monkeypatch.setattr(execute, "RUN", replace(execute.RUN, cpu_seconds=4, waiting_seconds=4))
    bodies = ("", *BOMBS[language], "")
    batch = [Candidate(SOURCE, language, FRAMES[language].replace("BODY", body)) for body in bodies]
    start = time.monotonic()
    first, *bombs, last = Gates("executed").verify(batch)
    assert first.verified == last.verified == "executed" and first.problem is last.problem is None
    assert [bomb.problem.reason for bomb in bombs if bomb.problem] == ["wrong_answer"] * 4, bombs
    assert time.monotonic() - start < 120

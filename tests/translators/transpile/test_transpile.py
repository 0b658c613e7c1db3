"""The embedded transpiler: what comes out runs and is right, and what breaks it stays one failed outcome."""

import json
import os
import shutil
import subprocess
import sys
import textwrap

import pytest

from pairloom.schemas import TranslationRequest
from pairloom.translators.transpile.python_to_js import Unsupported, python_to_js
from pairloom.translators.transpile.translator import TranspileTranslator


def request(code: str) -> TranslationRequest:
    return TranslationRequest.create(
        source_language="python", target_language="javascript", code=textwrap.dedent(code), translator="transpile"
    )


@pytest.fixture
def translator():
    made = TranspileTranslator(seconds=2.0, memory=300 << 20)
    yield made
    made.close()


RIGHT = [
    ("def add(a, b):\n    return a + b", "add([1], [2, 3])", [1, 2, 3]),
    ("def empty(xs):\n    if not xs:\n        return 'none'\n    return 'some'", "empty([])", "none"),
    ("def same(a, b):\n    return a == b", "same({x: [1, 2]}, {x: [1, 2]})", True),
    ("def same(a, b):\n    return a == b", "same([1, 2], [1, 3])", False),
    ("def has(xs, x):\n    return x in xs", "has([[1], [2]], [2])", True),
    ("def has(xs, x):\n    return x in xs", "has('abc', 'bc')", True),
    ("def has(xs, x):\n    return x in xs", "has({k: 0}, 'k')", True),
    ("def greet(n, m):\n    return f'`{n}` ${{x}} \\\\ {m + 1}\\n'", "greet('a', 1)", "`a` ${x} \\ 2\n"),
    ("def price(x):\n    return f'{x:.2f}'", "price(1.5)", "1.50"),
    ("def squares(xs):\n    return sum(x * x for x in xs if x > 1)", "squares([1, 2, 3])", 13),
    (
        """
        def check(x):
            try:
                if x:
                    raise ValueError('bad') from None
            except ValueError:
                return 'caught'
            else:
                return 'fine'
            finally:
                pass
        """,
        "[check(1), check(0)]",
        ["caught", "fine"],
    ),
    (
        """
        def again(x):
            try:
                try:
                    raise KeyError('k')
                except KeyError:
                    raise
            except KeyError:
                return x
        """,
        "again(7)",
        7,
    ),
    ("def pick(default, new):\n    return [default, new]", "pick(1, 2)", [1, 2]),
]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to run what was translated")
@pytest.mark.parametrize(("code", "call", "expected"), RIGHT)
def test_the_translation_runs_and_is_right(code, call, expected):
    script = python_to_js(textwrap.dedent(code)) + f"\nconsole.log(JSON.stringify({call}))"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected


def test_the_function_comes_first_under_its_own_name():
    script = python_to_js("def find(xs, x):\n    return x in xs")
    assert script.startswith("function find(xs, x) {")
    assert script.index("_pyfunc_op_contains =") < script.index("_pyfunc_op_equals =")


def test_a_method_uses_this():
    assert "this.size" in python_to_js("def grow(self, n):\n    self.size = n\n    return self")


@pytest.mark.parametrize("code", ["x = 1", "def f():\n    yield 1", "def a(): pass\ndef b(): pass", "class A: pass"])
def test_what_cannot_be_translated_says_so(code):
    with pytest.raises(Unsupported):
        python_to_js(code)


def test_bad_input_is_one_failed_outcome(translator):
    good = request("def one():\n    x = 1\n    return x")
    bad = [request("def broken(:"), request("def f():\n    yield 1"), request("def f():\n    return " + "(" * 5000)]
    outcomes = translator.translate([good, bad[0], good, bad[1], bad[2], good])
    assert [outcome.error.partition(":")[0] for outcome in outcomes] == ["", "syntax", "", "unsupported", "syntax", ""]
    assert [outcome.request_id for outcome in outcomes[:2]] == [good.request_id, bad[0].request_id]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crash"),
        ("while True: pass", "timeout"),
        ("import time; time.sleep(60)", "timeout"),
        ("hold = bytearray(2 << 30)", "memory"),
        ("import sys; sys.exit(3)", "crash"),
    ],
)
def test_a_broken_process_is_one_failed_outcome(translator, tmp_path, monkeypatch, what, reason):
    # the transpiler itself is replaced in the child by one that misbehaves on a marked function
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "if any('schemas/guard.py' in word for word in sys.orig_argv):\n"
        "    import pairloom.translators.transpile.python_to_js as module\n"
        "    real = module.python_to_js\n"
        "    def python_to_js(code):\n"
        "        if 'misbehave' in code:\n"
        f"            {what}\n"
        "        return real(code)\n"
        "    module.python_to_js = python_to_js\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    good, bad = request("def good(x):\n    return x"), request("def misbehave(x):\n    return x")
    outcomes = translator.translate([good, bad, good, bad, good])
    assert [outcome.error.partition(":")[0] for outcome in outcomes] == ["", reason, "", reason, ""]


def test_two_runs_answer_the_same():
    code = "def f(a, b):\n    return f'{a!r}' if a in b else b == [a] or a.strip().lower()"
    texts = [
        subprocess.run(
            [
                sys.executable,
                "-c",
                f"from pairloom.translators.transpile.python_to_js import python_to_js; print(python_to_js({code!r}))",
            ],
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert len(set(texts)) == 1 and "function f" in texts[0]


def test_what_the_parser_raises_is_one_failed_outcome(translator):
    good = request("def good(x):\n    return x")
    nul = translator.translate([good, request("def bad(x):\n    return '\0'"), good])
    assert [outcome.error.partition(":")[0] in ("crash", "syntax") for outcome in nul] == [False, True, False]

"""No verdict tells whether a file of the machine exists or what it contains, however a piece of code asks a compiler or
an interpreter for it."""

from pathlib import Path

import pytest

from pairloom.translators.evidence.compile import compile_pieces
from pairloom.translators.languages import get_language
from pairloom.translators.sandbox import sandbox

pytestmark = pytest.mark.skipif(bool(sandbox.unavailable()), reason=sandbox.unavailable() or "there is a sandbox")

_C = [
    '#include "PATH"\nint f(void) { return 1; }',
    '#\finclude "PATH"\nint f(void) { return 1; }',
    '/**/ # /**/ include "PATH"\nint f(void) { return 1; }',
    '/*\n*/ #include "PATH"\nint f(void) { return 1; }',
    '#incl\\\nude "PATH"\nint f(void) { return 1; }',
    '#incl\\ \nude "PATH"\nint f(void) { return 1; }',
    '??=include "PATH"\nint f(void) { return 1; }',
    '%:include "PATH"\nint f(void) { return 1; }',
    '#include_next "PATH"\nint f(void) { return 1; }',
    '#import "PATH"\nint f(void) { return 1; }',
    '#define P "PATH"\n#include P\nint f(void) { return 1; }',
    "#include <../../../../../../../../../../../PATH>\nint f(void) { return 1; }",
    '#if __has_include("PATH")\n#error there\n#endif\nint f(void) { return 1; }',
    'const char f[] = {\n#embed "PATH"\n};',
    '__asm__(".incbin \\"PATH\\"");\nint f(void) { return 1; }',
    '__asm__(".include \\"PATH\\"");\nint f(void) { return 1; }',
]
ASKED = {
    "c": _C,
    "cpp": [*_C, 'import "PATH";\nint f() { return 1; }'],
    "rust": [
        'fn f() -> usize { include_str!("PATH").len() }',
        'fn f() -> usize { include_bytes!("PATH").len() }',
        'include!("PATH");\nfn f() -> usize { 1 }',
        '#[path = "PATH"]\nmod m;\nfn f() -> usize { 1 }',
    ],
    "go": [
        'import _ "embed"\n//go:embed PATH\nvar s string\nfunc F() string { return s }',
        '//#include "PATH"\nimport "C"\nfunc F() int { return 1 }',
        "//line PATH:1\nfunc F() int { return 1 }",
    ],
    "php": ["<?php\nfunction f() { return require 'PATH'; }", "<?php\nrequire 'PATH';\nfunction f() { return 1; }"],
    "javascript": [
        "const m = require('PATH');\nfunction f() { return m; }",
        "import m from 'PATH';\nexport function f() {}",
    ],
    "typescript": [
        "/// <reference path='PATH' />\nfunction f(): number { return 1; }",
        "import m = require('PATH');\nfunction f(): number { return 1; }",
    ],
    "ruby": [
        "require 'PATH'\ndef f\n  1\nend",
        "load 'PATH'\ndef f\n  1\nend",
        "BEGIN { load 'PATH' }\ndef f\n  1\nend",
    ],
    "perl": ["require 'PATH';\nsub f { 1 }", "BEGIN { -e 'PATH' and die 'there' }\nsub f { 1 }"],
    "csharp": ['#line 1 "PATH"\nclass A { int f() { return 1; } }', '#load "PATH"\nclass A { int f() { return 1; } }'],
    "java": ['class A { static { System.load("PATH"); } }', '@Deprecated(since = "PATH") class A { }'],
    "kotlin": ['@file:Suppress("PATH")\nfun f() = 1', 'fun f() = java.io.File("PATH").readText()'],
    "lua": ["local m = dofile('PATH')\nfunction f() return m end", "require('PATH')\nfunction f() return 1 end"],
}
"""Language -> pieces of code that ask for the file PATH."""
COMPILED = ("rust", "go", "typescript", "csharp", "java", "kotlin", "cpp")


@pytest.mark.parametrize(
    "language", [pytest.param(name, marks=pytest.mark.slow if name in COMPILED else ()) for name in ASKED]
)
def test_a_verdict_says_nothing_about_files_of_the_machine(language: str, tmp_path: Path) -> None:
    target = get_language(language)
    if reason := target.not_checkable():
        pytest.skip(reason)
    (tmp_path / "there.h").write_text("int hunter2 = ;\n")
    places = (tmp_path / "there.h", tmp_path / "gone.hh")
    said = [_verdicts(language, str(place)) for place in places]
    assert said[0] == said[1]
    assert "hunter2" not in repr(said) and "there" not in repr(said)


def _verdicts(language: str, path: str) -> list[tuple[str, str, bool]]:
    """What the compile gate and the parse gate say of the pieces, if PATH is `path`."""
    codes = [piece.replace("PATH", path) for piece in ASKED[language]]
    accepted = map(get_language(language).accepts, codes)
    return [
        (diagnosis.outcome, diagnosis.detail.replace(path, "PATH"), accepts)
        for diagnosis, accepts in zip(compile_pieces(language, codes), accepted, strict=True)
    ]

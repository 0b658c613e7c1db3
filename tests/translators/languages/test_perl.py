"""What only Perl has: arguments without names, results that are lists or references, one kind of value for all."""

from pathlib import Path
from typing import Any

import pytest

from pairloom.translators.checks import check_code, check_translation
from pairloom.translators.evidence.cases import render_program
from pairloom.translators.evidence.compile import compile_pieces
from pairloom.translators.evidence.effects import read_reports
from pairloom.translators.evidence.execute import run_program
from pairloom.translators.languages import get_language, parse
from pairloom.translators.languages.functions import Parameters, all_functions
from pairloom.translators.replies import read_reply

PERL = get_language("perl")


def parameters(code: str) -> Parameters:
    [function] = all_functions(parse(code, PERL.grammar))
    return function.parameters


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("sub f { my ($x, $y) = @_; return $x + $y; }", Parameters(0, None)),
        ("sub f { my $x = shift; return $x; }", Parameters(0, None)),
        ("sub f($$;$) { return $_[0]; }", Parameters(0, None)),
        ("sub f { return 1; }", Parameters(0, 0)),
        ("sub f($x, $y = 1) { return $x + $y; }", Parameters(1, 2)),
        ("sub f($x, @rest) { return $x; }", Parameters(1, None)),
        ("sub f($self, $x) { return $x; }", Parameters(1, 1, receiver=True)),
    ],
)
def test_parameters_are_counted_where_they_have_names(code: str, expected: Parameters) -> None:
    assert parameters(code) == expected


def test_a_function_that_takes_nothing_is_no_translation_of_one_that_takes_two() -> None:
    source = "def add(x, y):\n    return x + y"
    assert check_translation(source, "python", "sub add { my ($x, $y) = @_; return $x + $y; }", "perl", "add") is None
    for code in ("sub add { return 3; }", "use feature 'signatures';\nsub add($x, $y, $z, $w) { return $x; }"):
        problem = check_translation(source, "python", code, "perl", "add")
        assert problem is not None and problem.reason == "parameters"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            "use v5.36;\nuse List::Util qw(sum);\n\nour %SEEN;\nmy @names = ('a');\n\nsub f ($x) { return $x; }\n\n1;",
            "",
        ),
        ("package Stack;\n\nuse parent 'Base';\n\nsub new { my $class = shift; return bless {}, $class; }", ""),
        ("=pod\n\nText.\n\n=cut\n\n{\n    my $count = 0;\n    sub f { return $count++; }\n}", ""),
        ("sub f { return 1; }\nprint f();", "not_declarations"),
        ("sub f { return 1;", "syntax"),
        ("sub f { return $_[0; }", "syntax"),
        ("sub f { return max(1, $_[0]; }", "syntax"),
        ("This adds numbers", "not_declarations"),
        ("my $x = 1;", "no_function"),
    ],
)
def test_files_are_declarations(code: str, reason: str) -> None:
    problem = check_code(code, "perl")
    assert (problem.reason if problem else "") == reason


def test_a_script_is_read_without_what_starts_and_ends_it() -> None:
    function = "sub double_it {\n    my ($x) = @_;\n    return 2 * $x;\n}"
    reply = (
        f'```perl\n#!/usr/bin/perl\nuse strict;\n\n{function}\n\n# An example.\nprint double_it(2), "\\n";\n\n1;\n```'
    )
    reading = read_reply(reply, "stop", "perl", "def double_it(x):\n    return 2 * x")
    assert reading.problem is None and reading.code == f"use strict;\n\n{function}"


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("use strict;\nuse warnings;\nsub f { my ($x) = @_; my ($x) = 1; return helper($x); }", "clean"),
        ("use v5.36;\nsub f ($x, $y = 1) { return $x + $y; }", "clean"),
        ("sub f($$) { return $_[0]; }", "clean"),
        ("BEGIN { unlink glob '*'; }\nsub f { return 1; }", "clean"),
        ("use strict;\nsub f { return $LIMIT; }", "unresolved"),
        ("use strict;\nsub f { return LIMIT; }", "unresolved"),
        ("use Some::Thing;\nsub f { return 1; }", "unknown"),
        ("use v5.99;\nsub f { return 1; }", "unknown"),
        ("use strict;\nsub f { return $LIMIT; }\nuse POSIX;", "unknown"),
        ("use List::Util qw(total);\nsub f { return 1; }", "error"),
        ("BEGIN { die 'no' }\nsub f { return 1; }", "error"),
        ("BEGIN { 1 while 1; }\nsub f { return 1; }", "unknown"),
        ("BEGIN { warn 'here' }\nsub f { return 1; }", "clean"),
        ("sub f($$) { return 1; }\nsub g { return f(1, 2, 3); }", "error"),
        ("sub f { return (1; }", "error"),
        ("sub f { return 'a; }", "error"),
    ],
)
def test_errors_are_told_from_names_that_are_elsewhere(code: str, outcome: str) -> None:
    if reason := PERL.not_checkable():
        pytest.skip(reason)
    [diagnosis] = compile_pieces("perl", [code])
    assert diagnosis.outcome == outcome, diagnosis.detail


def answers(code: str, returns: str, arguments: list[Any], folder: Path) -> str:
    """What the program reports of the call f(arguments)."""
    if reason := PERL.not_runnable():
        pytest.skip(reason)
    types = {"arguments": ["int" if isinstance(value, int) else "list[int]" for value in arguments], "returns": returns}
    program = render_program("perl", code, "f", types, [{"arguments": arguments, "expected": None}])
    PERL.lay_out(folder, {0: program})
    [report] = read_reports(run_program(PERL, program, PERL.place(folder, 0), word="word").stdout, "word")[0]
    return report.text if report.outcome == "case" else f"{report.outcome}: {report.text}"


@pytest.mark.parametrize(
    ("body", "returns", "expected"),
    [
        ("return (1, 2);", "list[int]", "[1, 2]"),
        ("return [1, 2];", "list[int]", "[1, 2]"),
        ("return wantarray ? (1, 2) : 5;", "list[int]", "[1, 2]"),
        ("return wantarray ? (1, 2) : 5;", "int", "5"),
        ("my @found = (7, 8); return @found;", "int", "2"),
        ("return;", "list[int]", "[]"),
        ("return;", "list[int] | None", "null"),
        ("return;", "int | None", "null"),
        ("return [];", "list[list[int]]", "[]"),
        ("return [[1], []];", "list[list[int]]", "[[1], []]"),
        ("return ([1], []);", "list[list[int]]", "[[1], []]"),
        ("return ([1]);", "list[list[int]]", "[[1]]"),
        ("return (b => 1, a => '2');", "dict[str, int]", '{"a": 2, "b": 1}'),
        ("return {b => [1], a => []};", "dict[str, list[int]]", '{"a": [], "b": [1]}'),
        ("return 1 == 1;", "bool", "true"),
        ("return 1 == 2;", "bool", "false"),
        ("return 0;", "bool", "false"),
        ("return;", "bool", "false"),
        ("return;", "bool | None", "null"),
        ("return 'yes';", "bool", '"yes"'),
        ("require JSON::PP; return JSON::PP::true();", "bool", "true"),
        ("return '12';", "int", "12"),
        ("return 12;", "str", '"12"'),
        ("return 'x';", "int", '"x"'),
        ("return 2**62;", "int", "4611686018427387904"),
        ("return 1e15 * 3;", "int", "3000000000000000"),
        ("require Math::BigInt; return Math::BigInt->new(2)**70;", "int", "1180591620717411303424"),
        ("return 0.1 + 0.2;", "float", "0.30000000000000004"),
        ("return 9**9**9;", "float", '"Inf"'),
        ("return \"\\x{e9}\\x{1f600}\";", "str", '"\\u00e9\\ud83d\\ude00"'),
        ("return ref \\$_[0];", "str", '"SCALAR"'),
        ("die {code => 5};", "int", 'error: "HASH('),
        ("die \"broken\\n\";", "int", 'error: "broken\\n"'),
    ],
)  # fmt: skip
def test_results_are_printed_by_their_type(body: str, returns: str, expected: str, tmp_path: Path) -> None:
    got = answers(f"sub f {{ {body} }}", returns, [1], tmp_path)
    assert got.startswith(expected) if expected.endswith("(") else got == expected


def test_what_cannot_be_called_is_neither_right_nor_wrong(tmp_path: Path) -> None:
    assert answers("my $f = sub { return 1; };", "int", [1], tmp_path) == 'unfit: "no function main::f"'
    few = answers("use v5.36;\nsub f ($x, $y) { return 1; }", "int", [1], tmp_path)
    assert few.startswith("unfit: \"Too few arguments for subroutine 'main::f'")
    code = "my $word; BEGIN { print 'x'; $word = <STDIN> // 'none' } sub f { return $word; }"
    assert answers(code, "str", [1], tmp_path) == '"none"'


def test_arguments_are_references_whose_order_of_keys_is_the_same_in_every_run(tmp_path: Path) -> None:
    assert answers(
        "sub f { my ($xs, $n) = @_; return [map { $_ * $n } @$xs]; }", "list[int]", [[1, 2], 3], tmp_path
    ) == ("[3, 6]")
    code = "sub f { my %seen = map { $_ => 1 } 'a' .. 'z'; return join '', keys %seen; }"
    assert len({answers(code, "str", [1], tmp_path) for _ in range(3)}) == 1


@pytest.mark.parametrize(
    "code",
    [
        "package Some::Place;\n\nsub f { return 5; }\n\npackage Other;\n\nsub g { return 6; }",
        "package Some::Place {\n    sub f { return 5; }\n}",
        "use v5.36;\nno feature 'say';\n\nsub f ($x) { return 5; }\n\n1",
    ],
)
def test_a_function_is_called_in_its_package(code: str, tmp_path: Path) -> None:
    assert answers(code, "int", [1], tmp_path) == "5"

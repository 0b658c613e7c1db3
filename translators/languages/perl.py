"""Perl."""

import re
from collections.abc import Mapping
from pathlib import Path

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.grammar import Grammar, parse
from pairloom.translators.languages.messages import About, Messages
from pairloom.translators.languages.programs import Allowance, Calls, Literals, PlainType, Program, driver
from pairloom.translators.problem import Problem
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.toolchains import Toolchain

_PACKAGE = re.compile(r"^\s*package\s+([\w:]+)", re.MULTILINE)
_UNKNOWN = re.compile(r'Global symbol "|Bareword "')
_STOPPED = re.compile(
    r"Can't locate |Perl v?\d\S* required|Feature \"|BEGIN not safe|.* is not recognised as a builtin"
)
_SHEBANG = re.compile(r"\A\s*#![^\n]*\n")
_TRUE_VALUE = re.compile(r"^1;\s*\Z", re.MULTILINE)
_FIXED_ORDER = {"PERL_HASH_SEED": "0", "PERL_PERTURB_KEYS": "0"}
"""The keys of a hash come in the same order in every run."""
_SPECIAL = re.compile(r'[\\"$@\x00-\x1f\x7f]')


def _text(text: str) -> str:
    return '"' + _SPECIAL.sub(lambda found: f"\\x{{{ord(found[0]):x}}}", text) + '"'


def _type(type_: PlainType) -> str:
    if type_.kind == "tuple":
        return "['list', ['any']]"
    kind = {"set": "list", "char": "str", "linked": "any", "tree": "any"}.get(type_.kind, type_.kind)
    return f"['{kind}', {_type(type_.item)}]" if type_.item and kind != "any" else f"['{kind}']"


_LITERALS = Literals(
    "undef", "!!1", "!!0", "{}", "{}", _text, "[{}]", "{{{}}}", "{} => {}", None, "Cases::linked({})", "Cases::tree({})"
)


_USUAL_NAMES = {
    "List::Util": "all any first max maxstr min minstr none product reduce shuffle sum sum0 uniq uniqnum",
    "Scalar::Util": "blessed looks_like_number reftype",
    "POSIX": "ceil floor fmod strtol INT_MAX INT_MIN DBL_MAX",
}
"""Module of the standard library -> what code uses of it without saying so."""


class Perl(Language):
    """Perl 5.36 or later, started once for each piece."""

    grammar = Grammar(
        name="perl",
        package="tree-sitter-perl",
        functions=(
            "subroutine_declaration_statement",
            "method_declaration_statement",
            "anonymous_subroutine_expression",
        ),
        comments=("comment", "pod"),
        strings=("string_literal", "interpolated_string_literal", "heredoc_content", "quoted_word_list"),
        numbers=("number",),
        top_level=frozenset(
            {"subroutine_declaration_statement", "package_statement", "use_statement", "use_version_statement"}
            | {"expression_statement/assignment_expression", "expression_statement/variable_declaration"}
            | {"expression_statement/require_expression", "expression_statement/number"}
            | {"phaser_statement", "block_statement", "heredoc_content"}
        ),
        scripts=True,
        acting=frozenset({"block_statement", "phaser_statement"}),
        calls=frozenset({"has", "extends", "with", "memoize"}),
        parameter_lists=frozenset({"signature"}),
        rest_kinds=frozenset({"slurpy_parameter"}),
        receivers=frozenset({"$self", "$class"}),
        undeclared=frozenset({"@_", "$_[", "shift", "pop"}),
        unpacking=r"my\b[^=]*=\s*(?:@_|shift(?:\s*\(?@_\)?|\s*\(\s*\))?)\s*;?",
    )
    stdin = r"<\s*(?:STDIN|ARGV)?\s*>|<<>>|\bSTDIN\b|\breadline\b|/dev/stdin"
    toolchain = Toolchain("perl", ("perl",), ("perl", "-v"), "perl")
    failure = "die;"
    untyped = True
    allowance = Allowance(time=5, memory=6)
    integer_bits = 64
    check_command = ("perl", "-Mutf8", "-X", "-c", "piece.pl")
    error = re.compile(r"^(?P<text>.+?) at piece\.pl line (?P<line>\d+)(?P<near>[.,].*)?$", re.MULTILINE)

    def drop_tags(self, code: str) -> str:
        """Without the first line of a script and the true value at the end of a module."""
        return _TRUE_VALUE.sub("", _SHEBANG.sub("", code)).rstrip()

    def syntax_problem(self, code: str) -> Problem | None:
        """The grammar takes a bracket that is never closed for closed, by a token without text."""
        tree = parse(code, self.grammar)
        pending = [tree.root]
        while pending:
            node = pending.pop()
            if node.start_byte == node.end_byte and node.type in (")", "]", "}"):
                line = tree.line(node)
                return Problem("check", "syntax", f"{node.type!r} is missing at line {line}.", line)
            pending.extend(reversed(node.children))
        return None

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        """Each piece has a sandbox of its own that it cannot write to: BEGIN blocks run while Perl compiles."""
        tool, *arguments = self.check_command
        found: Messages = {}
        for index in programs:
            done = sandbox.run((self.tool(tool).path, *arguments), self.place(folder, index))
            messages = [self.read_message(error) for error in self.error.finditer(done.stderr)]
            if not done.stopped and (messages or done.status == 0):
                found[index] = messages if done.status else []
        return found

    def about(self, text: str) -> About:
        """What is missing, or newer than this Perl, ends the compilation where it stands."""
        if _STOPPED.match(text):
            return "doubt"
        if text.startswith("BEGIN failed"):
            return "cascade"
        return "value" if _UNKNOWN.match(text) else "error"

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        return Program({"program.pl": code}, ("perl", "program.pl"), environment=_FIXED_ORDER)

    def add_usual_imports(self, code: str) -> str:
        imported = " ".join(re.findall(r"^\s*use\s[^;]*;", code, re.MULTILINE))
        lines = []
        for module, names in _USUAL_NAMES.items():
            called, known = r"(?<![\w$@%&>{{'\":]){0}\b(?!\s*(?:=>|\}}))", r"\bsub\s+{0}\b"
            found = [
                name
                for name in names.split()
                if re.search(called.format(name), code)
                and not re.search(known.format(name), code)
                and not re.search(rf"\b{name}\b", imported)
            ]
            if found and f"use {module};" not in imported:
                lines.append(f"use {module} qw({' '.join(found)}); ")
        return "".join(lines) + code

    def render_calls(self, calls: Calls) -> Program:
        """The driver comes first: what the code changes for the rest of its file does not concern it."""
        defined = re.search(rf"\bsub\s+{calls.name}\b", calls.code)
        packages = _PACKAGE.findall(calls.code, 0, defined.start() if defined else 0)
        function = f"'{packages[-1] if packages else 'main'}::%s'"
        returns = _type(calls.signature.returns)
        types = (f"{position} => {_type(calls.signature.arguments[position])}" for position in calls.changed)
        lines = calls.lines(_LITERALS, f"Cases::run_case(%d, {returns}, {{{', '.join(types)}}}, {function}, %s);")
        value = next((name for name in ("val", "value", "data") if re.search(rf"\b{name}\b", calls.code)), "val")
        start = f"$Cases::value_name = '{value}'; Cases::report('start 0 ');"
        head = [driver("case_driver.pl"), "package main;"]
        text = "\n".join([*head, calls.code, ";", start, *lines, ""])
        return Program({"program.pl": text}, ("perl", "-Mutf8", "program.pl"), environment=_FIXED_ORDER)

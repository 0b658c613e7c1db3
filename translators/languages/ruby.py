"""Ruby."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.documented import DocumentedFunctions
from pairloom.translators.languages.grammar import Grammar, Rewrite, enclose
from pairloom.translators.languages.messages import Messages
from pairloom.translators.languages.programs import (
    CODE,
    Allowance,
    Calls,
    NoFramework,
    Program,
    Suite,
    calls_json,
    driver,
)
from pairloom.translators.sandbox.toolchains import Toolchain

_CORE = r"(?:Object|BasicObject|Integer|Float|Numeric|String|Symbol|Array|Hash|NilClass|Comparable|Kernel)"
_FRAMEWORKS = {"minitest": "ruby-minitest", "test/unit": "ruby-test-unit"}
"""What is required -> its package in Debian."""
_NOT_PARSED = re.compile(
    rb"(?P<anonymous>(?:,|(?<=\w))[ \t]*(?:&|(?<=[ \t])\*{1,2})(?=[ \t]*$))"
    rb"|->[ \t]*\([^()|;\n]*(?P<local>;[^()\n]*)\)"
    rb"|(?P<slash>(?<=[\w)\]] )/(?=[\w(]))"
    rb"|\bdef[ \t]+\S+?(?:\(.*?\))?[ \t]*=[ \t]*\w[\w.:]*[?!]?(?P<open>[ \t]+)(?=[\w\"':\[@{-]).*?(?P<close>)[ \t]*$",
    re.MULTILINE,
)
_INSTEAD = {"anonymous": b"", "local": b"", "slash": b"/ ", "open": b"(", "close": b")"}


def _rewrites(text: bytes) -> Iterator[Rewrite]:
    """A call that passes its own block or arguments on at the end of a line, without that; a lambda without variables
    of its own; a division with two blanks; the command of an endless method with brackets."""
    for found in _NOT_PARSED.finditer(text):
        for name, instead in _INSTEAD.items():
            if found[name] is not None:
                yield Rewrite(*found.span(name), instead)


_USUAL = {
    "prime": r"\bPrime\b|\.prime(?:\?|_division)",
    "bigdecimal": r"\bBigDecimal\b",
    "date": r"\bDate(?:Time)?\b",
    "time": r"\bTime\.(?:parse|iso8601)",
    "json": r"\bJSON\b",
    "matrix": r"\bMatrix\b",
    "ostruct": r"\bOpenStruct\b",
    "stringio": r"\bStringIO\b",
    "digest": r"\bDigest\b",
}
"""Library of the standard library -> what code uses of it without saying so."""


_ONE_PROCESS = re.compile(
    r"\$std|\bcapture_|\bassert_output\b|\bassert_silent\b|\bmock\b|\bstub\b|\bsrand\b|\bObjectSpace\b|\.new\(?\(Random"
    r"|\b(?:object_id|instance_variable_get|const_get|source_location|instance_methods?|respond_to)\b"
)
"""Tests that change or look into the process of the code."""


class Ruby(Language):
    """Ruby. A script of ours compiles the pieces, all in one process."""

    grammar = Grammar(
        name="ruby",
        package="tree-sitter-ruby",
        functions=("method", "singleton_method", "lambda", "do_block", "block"),
        comments=("comment",),
        strings=("string", "heredoc_body", "string_array"),
        numbers=("integer", "float"),
        top_level=frozenset({"method", "singleton_method", "class", "module", "assignment", "alias"}),
        scripts=True,
        calls=frozenset(
            {"require", "require_relative", "define_method", "private", "public", "protected", "module_function"}
            | {"private_class_method", "public_class_method", "private_constant", "attr_reader", "attr_accessor"}
            | {"attr_writer", "include", "extend", "using", "memoize", "ruby2_keywords", "delegate"}
        ),
        rest_kinds=frozenset({"block_parameter"}),
        definers=frozenset({"define_method"}),
        undeclared=frozenset({"yield"}),
        rewrites=_rewrites,
        bodiless=frozenset({"method", "singleton_method", "lambda", "do_block", "block"}),
    )
    stdin = r"\bgets\b|\bSTDIN\b|\$stdin\b|\$<|\bARGF\b|\breadlines?\b|/dev/stdin|\bopen\(0"
    documented = DocumentedFunctions(
        functions=("method", "singleton_method"),
        scopes=("class", "module"),
        left_out=frozenset(
            {"initialize", "to_text", "display", "dup", "clone", "hash", "between?"}
            | {"equal?", "eql?", "==", "===", "<=>", "<=", "<", ">", ">="}
        ),
        joiner="::",
        annotations=frozenset({"sig", "Contract", "desc", "long_desc", "method_option", "method_options"}),
    )
    toolchain = Toolchain("ruby", ("ruby",), ("ruby", "--version"), "ruby")
    failure = 'raise "x"'
    untyped = True
    allowance = Allowance(time=5, memory=4, start_seconds=1, runtime_bytes=128 << 20)
    syntax_command = ("ruby", "--disable-gems", "-W0", "-c")
    check_command = ("ruby", "--disable-gems", "-W0", "check_ruby.rb")
    tampering = (
        *(
            r"\b[Mm]initest\b",
            r"\bTest::Unit\b",
            r"\bat_exit\b",
            r"\bObjectSpace\b",
            r"\bTracePoint\b",
            r"\brun_suite\b",
        ),
        *(r"\bset_trace_func\b", r"\bTOPLEVEL_BINDING\b", r"\b(?:STDIN|STDOUT)\b", r"\$std(?:in|out)\b"),
        rf"^\s*(?:class|module) {_CORE}\b[^\n]*\n(?:(?!end\b).*\n)*?\s*def (?:===?|!=?|eql\?|equal\?|nil\?)",
    )

    def piece(self, index: int, code: str) -> tuple[str, str]:
        return "piece.rb", enclose(code, self.grammar)

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        return self.check_by_script(folder, programs)

    def add_usual_imports(self, code: str) -> str:
        used = (name for name, pattern in _USUAL.items() if re.search(pattern, code))
        return "".join(f"require '{name}'; " for name in used if not re.search(rf"require ['\"]{name}", code)) + code

    def render_calls(self, calls: Calls) -> Program:
        files = {"program.rb": calls.code, "calls.json": calls_json(calls), "run_cases.rb": driver("run_cases.rb")}
        return Program(files, ("ruby", "run_cases.rb"))

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        return Program(
            {"program.rb": code},
            ("ruby", "-W0", "program.rb"),
            environment={"RUBY_THREAD_VM_STACK_SIZE": str(32 << 20)},
        )

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Plain assertions, minitest or test-unit."""
        tests = re.sub(r"^(\s*)skip\b.*$", r"\1# skip", suite.tests, flags=re.MULTILINE)
        names = re.findall(r"^\s*require_relative\s+['\"](?:\./)?([\w-]+)['\"]", tests, re.MULTILINE)
        run = ("ruby", "-W0", "run_suite.rb")
        framework = next((f for f in _FRAMEWORKS if re.search(rf"^\s*require ['\"]{f}", tests, re.MULTILINE)), "")
        if not framework:
            return Program({"program.rb": f"{code}\n{tests}\n", "run_suite.rb": driver("run_suite.rb")}, run)
        if not _has(framework):
            raise NoFramework(f"{framework} is not installed (Debian: {_FRAMEWORKS[framework]})")
        files = {f"{name}.rb": "" for name in names}
        if names:
            files[f"{names[0]}.rb"] = code
        files |= {"suite_tests.rb": tests if names else f"{code}\n{tests}", "run_suite.rb": driver("run_suite.rb")}
        return Program(files, run)

    def render_suite_apart(self, code: str, suite: Suite) -> Program | None:
        if _ONE_PROCESS.search(suite.tests):
            return None
        whole = self.render_suite("", suite, "")
        values = driver("plain_values.rb")
        files = {**whole.files, "called_code.rb": driver("called_code.rb"), "plain_values.rb": values}
        files |= {f"{CODE}/program.rb": code, f"{CODE}/plain_values.rb": values}
        return replace(
            whole, files={**files, f"{CODE}/serve_code.rb": driver("serve_code.rb")}, server=("-W0", "serve_code.rb")
        )

    def frameworks(self) -> dict[str, str]:
        return {name: "" if _has(name) else f"Debian: {package}" for name, package in _FRAMEWORKS.items()}

    def passed_tests(self, printed: str) -> int:
        ran = re.search(r"^(\d+) (?:runs|tests), .*\b0 failures, 0 errors", printed, re.MULTILINE)
        skipped = re.search(r"(\d+) (?:skips|pendings)", printed)
        return int(ran[1]) - int(skipped[1] if skipped else 0) if ran else 0


@cache
def _has(library: str) -> bool:
    """Whether Ruby finds a library, as a gem or beside the standard library."""
    gems = [*Path("/var/lib/gems").glob("*/gems/*/lib"), *Path("/usr/share/rubygems-integration").glob("*/gems/*/lib")]
    places = [*gems, *Path("/usr/lib/ruby").glob("gems/*/gems/*/lib"), Path("/usr/lib/ruby/vendor_ruby")]
    return any((place / f"{library}.rb").exists() and place.is_relative_to("/usr") for place in places)

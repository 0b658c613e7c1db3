"""PHP."""

import re
from dataclasses import replace
from pathlib import Path

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.documented import DocumentedFunctions
from pairloom.translators.languages.grammar import Grammar, enclose, parse
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
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.sandbox.toolchains import Toolchain

_TAGS = re.compile(r"^\s*<\?php\b|\?>\s*$")
_PHPUNIT = "/usr/bin/phpunit"
_PHPUNIT_PACKAGE = "Debian: phpunit"
_RUN = ("php", "-d", "display_errors=stderr")
_RUN_SUITE = (*_RUN, "-d", "zend.assertions=1", "-d", "assert.exception=1", "run_suite.php")


_STRICT = re.compile(r"declare\s*\(\s*strict_types\s*=\s*1\s*\)\s*;")
_ONE_PROCESS = re.compile(
    r"\bexpectOutput|\bob_|\bgetActualOutput|\bmt_srand\b|\bsrand\b|\bReflection|\bMock|\bcreateStub\b|\$GLOBALS\b"
)
"""Tests that change or look into the process of the code."""


def _without_tag(code: str) -> str:
    """The code with its opening tag as blanks, so that lines and columns stay right."""
    return re.sub(r"\A(\s*)<\?(?:php\b|=)?", lambda tag: tag[1] + " " * (len(tag[0]) - len(tag[1])), code)


class Php(Language):
    """PHP by its command line, started once for each piece."""

    grammar = Grammar(
        name="php",
        package="tree-sitter-php",
        entry="language_php_only",  # the other entry takes any text outside <?php for HTML
        file_entry="language_php",
        functions=("function_definition", "method_declaration", "anonymous_function", "arrow_function"),
        comments=("comment",),
        strings=("string", "encapsed_string", "heredoc_body", "nowdoc_string"),
        numbers=("integer", "float"),
        top_level=frozenset(
            {"function_definition", "class_declaration", "interface_declaration", "trait_declaration"}
            | {"enum_declaration", "const_declaration", "namespace_definition", "namespace_use_declaration"}
            | {"declare_statement", "expression_statement/assignment_expression", "empty_statement"}
            | {"php_end_tag"}
        ),
        scripts=True,
        calls=frozenset({"define"}),
        wrappers=(("class A {\n", "\n}"), ("trait A {\n", "\n}")),
        members=frozenset({"method_declaration", "const_declaration", "property_declaration"}),
        prepare=_without_tag,
    )
    stdin = r"\bSTDIN\b|php://stdin|\b(?:readline|fscanf)\b|/dev/stdin"
    documented = DocumentedFunctions(
        functions=("function_definition", "method_declaration"),
        scopes=("class_declaration", "trait_declaration", "interface_declaration", "enum_declaration"),
        documentation="/**",
    )
    types = type_names(
        int="int", float="float", str="string", bool="bool", any="array mixed iterable", none="void null"
    )
    toolchain = Toolchain("php", ("php",), ("php", "--version"), "php-cli", settings=("php",))
    failure = "throw new \\Exception();"
    naming = ("camel",)
    untyped = True
    integer_bits = 64
    allowance = Allowance(time=4, memory=4, runtime_bytes=64 << 20)
    syntax_command = ("php", "-n", "-l")
    check_command = ("php", "-n", "-d", "display_errors=0", "-d", "log_errors=1", "-l")
    error = re.compile(r"^PHP (?:Parse|Fatal) error: +(?P<text>.*) in \S+ on line (?P<line>\d+)$", re.MULTILINE)
    tampering = (
        *(r"\bPHPUnit\b", r"\bassert_options\b", r"\bini_(?:set|alter)\b", r"\bSTDIN\b", "php://stdin", r"\$GLOBALS\b"),
        *(r"\brun_suite\b", r"\bregister_shutdown_function\b"),
    )

    def drop_tags(self, code: str) -> str:
        return re.sub(r"\A\s*<\?(php\b|=)?\s*|\s*\?>\s*\Z", "", code)

    def piece(self, index: int, code: str) -> tuple[str, str]:
        return "piece.php", self._file(enclose(code, self.grammar, extends="extends B "))

    def _file(self, code: str) -> str:
        return f"<?php {_TAGS.sub('', code)}\n"

    def render_calls(self, calls: Calls) -> Program:
        is_piece = parse(calls.code, self.grammar).shift > 0
        files = {
            "program.php": self._file(enclose(calls.code, self.grammar)),
            "calls.json": calls_json(calls, is_piece),
        }
        return Program({**files, "run_cases.php": driver("run_cases.php")}, (*_RUN, "run_cases.php"))

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        limit = f"memory_limit={memory_bytes >> 20}M"
        return Program({"program.php": f"<?php {_TAGS.sub('', code)}\n"}, (*_RUN, "-d", limit, "program.php"))

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Plain assertions, or PHPUnit."""
        code, tests = _TAGS.sub("", code), _TAGS.sub("", suite.tests)
        if "PHPUnit" not in tests:
            strict = _STRICT.search(code)
            body = code.replace(strict[0], "", 1) if strict else code
            text = f"<?php {strict[0] if strict else ''}\n{body}\n{tests}\n"
            return Program({"program.php": text, "run_suite.php": driver("run_suite.php")}, _RUN_SUITE)
        if not Path(_PHPUNIT).exists():
            raise NoFramework(f"PHPUnit is not installed ({_PHPUNIT_PACKAGE})")
        if re.search(r"#\[(?:DataProvider|Test|Depends)\b", tests):
            tests = _with_old_attributes(tests)
        names = re.findall(r"require_once\s*\(?\s*(?:__DIR__\s*\.\s*)?['\"]/?(\w[\w.-]*)['\"]", tests)
        suite_class = re.search(r"^(?:final )?class (\w+)", tests, re.MULTILINE)
        if not names or not suite_class:
            raise ValueError("the tests name no file of the solution")
        files = dict.fromkeys(names, "<?php\n") | {
            names[0]: f"<?php {code}\n",
            f"{suite_class[1]}.php": f"<?php {tests}\n",
            "run_suite.php": driver("run_suite.php"),
        }
        flags = ("--no-configuration", "--do-not-cache-result", "--stop-on-failure", f"{suite_class[1]}.php")
        return Program(files, (*_RUN_SUITE, *flags))

    def render_suite_apart(self, code: str, suite: Suite) -> Program | None:
        if _ONE_PROCESS.search(suite.tests):
            return None
        whole = self.render_suite("", suite, "")
        values, serving = driver("plain_values.php"), driver("serve_code.php")
        if _STRICT.search(suite.tests):
            serving = serving.replace("<?php", "<?php declare(strict_types=1);", 1)
        files = {**whole.files, "called_code.php": driver("called_code.php"), "plain_values.php": values}
        files |= {f"{CODE}/program.php": self._file(code), f"{CODE}/plain_values.php": values}
        flags = whole.run[1 : whole.run.index("run_suite.php")]
        return replace(whole, files={**files, f"{CODE}/serve_code.php": serving}, server=(*flags, "serve_code.php"))

    def frameworks(self) -> dict[str, str]:
        return {"PHPUnit": "" if Path(_PHPUNIT).exists() else _PHPUNIT_PACKAGE}

    def passed_tests(self, printed: str) -> int:
        found = re.search(r"^OK \((\d+) tests?|^OK, .*\nTests: (\d+)", printed, re.MULTILINE)
        return int(found[1] or found[2]) if found else 0


def _with_old_attributes(tests: str) -> str:
    """PHPUnit 10's attributes as the comments that PHPUnit 9 reads."""
    tests = re.sub(r"#\[(?:DataProvider|Depends)\(['\"](\w+)['\"]\)\]", r"/** @dataProvider \1 */", tests)
    return re.sub(r"#\[Test\]", "/** @test */", tests)

"""The common parts of C and C++: declarations, the GNU compilers and their messages, tests with a main."""

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.grammar import Tree, unmatched_bracket
from pairloom.translators.languages.messages import About, Message, Messages
from pairloom.translators.languages.programs import Program, Suite, without_closing
from pairloom.translators.sandbox.sandbox import Finished

DECLARATIONS = frozenset(
    {"function_definition", "declaration", "type_definition", "struct_specifier", "enum_specifier", "union_specifier"}
    | {"preproc_include", "preproc_def", "preproc_function_def", "preproc_ifdef", "preproc_if", "preproc_call"}
    | {"linkage_specification", "attribute_specifier"}
)
CHECK = ("-fsyntax-only", "-fmax-errors=50")
PLAIN = "-fdiagnostics-plain-output"
_JSON = "-fdiagnostics-format=json"
_WITHOUT_JSON = 15
"""The first major version that has no JSON."""
STDIN = r"\bw?cin\b|\bstdin\b|\w*(?:scanf|getchar|gets|getline|fread|getc)\w*\s*\(|\bread\s*\(\s*0\b|/dev/stdin"
STRICT_RUN = (
    "-fsanitize=signed-integer-overflow,shift,integer-divide-by-zero",
    "-fsanitize-undefined-trap-on-error",
)
"""A program ends at arithmetic of which the language does not say what it gives."""
TAMPERING = (r"\bstdin\b", r"\bfdopen\b", r"\b__assert\w*", r"\batexit\b", r"\bsuite_main\b")

# An unknown type is not among them: behind one, compilers lose track, and prose and other languages would pass.
_UNKNOWN_NAME = re.compile(r"undeclared|was not declared|has not been declared|is not a member of|implicit declaration")
_UNKNOWN = re.compile(
    r"unknown type name|was not declared in this scope|does not name a type|has not been declared"
    r"|is not a member of '(std|::)|No such file or directory|not a template"
)
_PLAIN_INCLUDE = r"[ \t]*#[ \t]*include[ \t]*<(?:[\w+]+/)*[\w+]+(?:\.\w+)?>[ \t]*$"
_OTHER_FILES = rf"^(?!{_PLAIN_INCLUDE}).*(?:include|import|embed|incbin|pragma|_Pragma)|\\[ \t]*$"
"""Directives that can name any file, and lines that go on in the next, which can hide one."""
_MACRO = re.compile(r"^\s*#\s*(?:define|undef)\s+(\w+)", re.MULTILINE)
_OURS = "main return if while for int char fgets printf"
"""The words of the main that follows the tests."""


def without_trailing_blanks(code: str) -> str:
    """The code without blanks at the ends of lines, which the grammars reject after an #include."""
    return re.sub(r"[ \t]+$", "", code, flags=re.MULTILINE)


class GnuLanguage(Language):
    """A language compiled by gcc or g++, which is started once for each piece and each program."""

    takes_sizes = True
    reads_files = re.compile(_OTHER_FILES, re.MULTILINE)
    traps_overflow = True
    error = re.compile(
        r"^[^:\n]+:(?P<line>\d+):(?:\d+:)? (?:(?:fatal )?error: |warning: (?=implicit declaration))(?P<text>.*)$",
        re.MULTILINE,
    )

    def may_be_sound(self, tree: Tree) -> bool:
        """Macros can cause grammar errors anywhere, and neither compiler accepts prose. Brackets must match, except
        those in preprocessor alternatives."""
        return unmatched_bracket(tree) is None or b"#el" in tree.text

    def check_each(self, folder: Path, programs: Mapping[int, Program], readable: tuple[str, ...] = ()) -> Messages:
        """With messages in JSON: in text they begin with a file name, which code can choose (`#line`)."""
        major = re.match(r"\d+", self.version.rpartition(" ")[2])
        format_ = _JSON if major and int(major[0]) < _WITHOUT_JSON else PLAIN
        formatted = {index: replace(p, flags=(*p.flags, format_)) for index, p in programs.items()}
        return super().check_each(folder, formatted, readable)

    def read_output(self, output: str) -> list[Message]:
        for line in output.split("\n"):
            with contextlib.suppress(ValueError, RecursionError):
                found = json.loads(line) if line.startswith("[") else None
                if isinstance(found, list):
                    return [self._read_diagnostic(said) for said in found if _is_error(said)]
        return super().read_output(output)

    def _read_diagnostic(self, said: dict[str, Any]) -> Message:
        places = said.get("locations") or [{"caret": {"line": 1}}]
        return Message(places[0]["caret"]["line"], said["message"], self.about(said["message"]))

    def is_sound(self, done: Finished) -> bool:
        """Errors about names that the piece does not define are not syntax errors."""
        errors = [line.rpartition("error: ")[2] for line in done.stderr.splitlines() if "error: " in line]
        return done.status == 0 or (
            done.status == 1 and bool(errors) and all(_UNKNOWN_NAME.search(error) for error in errors)
        )

    def about(self, text: str) -> About:
        """g++ does not know whether an unknown name was meant as a type, and both lose track behind an unknown type."""
        if re.search(r"undeclared \(first use|implicit declaration of function", text):
            return "value"
        return "type" if _UNKNOWN.search(text) else "cascade"

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        """Optimized, as judges do."""
        return Program({f"program{self.ending}": code}, ("./program",), flags=("-O2", "-I."))

    def suite_program(self, code: str, suite: Suite, usual: str) -> Program:
        """The tests' main under another name, and a new main that reports its end. The last inclusion of its header
        decides the meaning of `assert`. usual: lines for the top."""
        tests = without_closing(suite.tests)
        if not re.search(r"\bmain\s*\(", tests):
            raise ValueError("the tests have no main")
        preamble = re.findall(r"^\s*#\s*(?:include|define|undef).*$|^using\s.*;", suite.prompt, re.MULTILINE)
        lines = [usual, *preamble, "#include <stdio.h>", code, "#undef NDEBUG", "#include <assert.h>"]
        lines += ["#define main suite_main", tests, "#undef main", "int main(void) {", "    char word[80] = {0};"]
        lines += ['    if (fgets(word, sizeof word, stdin)) { suite_main(); printf("\\nsuite %s passed 1\\n", word); }']
        lines += ["    return 0;", "}", ""]
        return Program({f"program{self.ending}": "\n".join(lines)}, ("./program",))

    def find_tampering(self, code: str, tests: str) -> str:
        macros = _MACRO.findall(code)
        used = (f"#define {name}" for name in macros if re.search(rf"\b{name}\b", f"{tests} {_OURS}"))
        return super().find_tampering(code, tests) or next(used, "")


def _is_error(said: dict[str, Any]) -> bool:
    is_declaration = said["kind"] == "warning" and said["message"].startswith("implicit declaration")
    return said["kind"] in ("error", "fatal error") or is_declaration


def octal_text(text: str) -> str:
    """A string literal with octal escapes of UTF-8 for other characters than plain ASCII. Octal escapes have a maximum
    length, hexadecimal ones do not."""
    plain = (chr(byte) if 32 <= byte < 127 and byte not in b'"\\?' else f"\\{byte:03o}" for byte in text.encode())
    return f'"{"".join(plain)}"'

"""The contract of a language. Everything that pairloom knows about a language is in one subclass of `Language`, in one
file.

To add a language:

1. `schemas/languages.py`: a row with its name, title, file endings and aliases.
2. `pyproject.toml`: its tree-sitter grammar, pinned.
3. `translators/languages/NAME.py`: one subclass of `Language`. With its `grammar` alone the code is parsed and checked,
   and not compiled (scala.py). For the compile gate, add `toolchain`, `check_command`, `error` and, if a piece of code
   is not a file by itself, `piece` (c.py). For its compiler to decide what its grammar refuses, add `syntax_command`.
   For the execution gate, add `naming`, `untyped`, `build_command` if it is compiled, and `render_calls` (ruby.py). For
   tests in the language itself, add `render_suite` and `tampering`; for whole programs, `render_whole_program`,
   `allowance`, `stdin`, and `entry_point` if they start with a function.
4. `translators/languages/drivers/`: the driver that `render_calls` adds to the code. It first reads a word from stdin.
   Each report is a line end and a line: `WORD start 0` before the first call, and for each call
   `WORD case NUMBER RESULT`, with the result as JSON, or `WORD error NUMBER MESSAGE`, or `WORD unfit NUMBER MESSAGE` if
   the function cannot be called with the values. Before `case` comes `WORD changed NUMBER POSITION VALUE` for each
   argument of `Calls.changed`, as the caller sees it after the call, with `fixed` in place of `changed` if a function
   cannot change its length. All that is printed after the report of one call
   belongs to the next call, so the driver flushes stdout before each report.
5. `translators/llm/prompts/function/targets/NAME.md`, and the same for `program/`: what a model must know to write it.
6. Data for the tests: functions in `tests/translators/languages/functions/NAME/`, and translations of the bundled
   sample, `recipes/sample/functions/*/*/NAME.ENDING`.
7. The tables of `docs/checks.md`, `docs/gates.md` and `docs/sample.md`.

No other code names the language: the registry, the gates, the commands and the tests find it.
"""

import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from pairloom.schemas.guard import alarm
from pairloom.schemas.languages import LANGUAGES
from pairloom.translators.languages.documented import DocumentedFunctions
from pairloom.translators.languages.entry import EntryPoints
from pairloom.translators.languages.grammar import Grammar, Tree, foreign_node, parse
from pairloom.translators.languages.messages import (
    About,
    Message,
    Messages,
    line_number,
    read_driver_lines,
    read_first_error,
)
from pairloom.translators.languages.programs import Allowance, Calls, PlainType, Program, Signature, Suite, driver
from pairloom.translators.languages.signatures import JUDGES_TYPES, read_signature, read_type
from pairloom.translators.languages.start import STOPPED, start_alone, start_together
from pairloom.translators.problem import Problem
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.folders import work_folder, write_within
from pairloom.translators.sandbox.sandbox import Finished
from pairloom.translators.sandbox.toolchains import (
    PARSE,
    Tool,
    Toolchain,
    find_tool,
    run_tool,
    tool_version,
)


class Language(EntryPoints):
    """One programming language.

    grammar: its tree-sitter grammar. toolchain: the programs of its gates, None if it is not compiled or run.
    types: the names of its plain types and their kinds, empty if functions do not state types.
    documented: the form of documented functions in source files, None if readers of source trees do not support it.

    related: languages whose code is often this language's, too, so that a reply's label may name them.
    takes_sizes: whether lists are passed with their lengths, and results are returned through parameters, so that
        functions may have several times as many parameters as in other languages.

    naming: the conventions for names of functions, the most common one first: "snake", "camel", "pascal".
    untyped: whether a parameter can take values of several types.
    can_fail: whether a call can end with an error that its caller sees.
    failure: a statement that ends a call with an error, "" if programs are not run. negation: what negates a condition
        in parentheses. no_statement: the statement that does nothing.
    error_values: whether a function may return an error in place of a result, which the driver prints as null.
    traps_overflow: whether a source fails where an integer exceeds its type.
    integer_bits: the size of an integer, if larger integers have another type; 0 if one type is for all.

    syntax_command: the compiler or another program of the toolchain and its flags, to check only the syntax of a piece;
        () if no program does that in a fraction of a second.
    resolves_together: whether one process checks many pieces and tells the names that are not there.
    check_command: the compiler and its flags, to compile a piece without output. build_command: the same to make a
        program, () for scripts. libraries: the arguments after the file in build_command.
    error: matches each error in the compiler's output, with groups line and text (and group file, if many programs are
        compiled at once).
    allowance: the time and memory of a whole program, for which limits are stated for compiled languages.
    reads_files: matches code for which the compiler may read other files than the code's own, None if it never does.

    tampering: regular expressions for things that a translation must not use, because its tests share a process with
        it: names of the test framework, of the program that runs the tests and of its inputs; access to the callers;
        changes of comparison operators. The tests of such code are not run. Programs that end early or print the output
        of a framework need no expression here.
    """

    grammar: Grammar
    types: Mapping[str, str] = MappingProxyType({})
    toolchain: Toolchain | None = None
    documented: DocumentedFunctions | None = None
    related: frozenset[str] = frozenset()
    takes_sizes = False
    naming: tuple[str, ...] = ("snake",)
    untyped = False
    traps_overflow = False
    integer_bits = 0
    can_fail = True
    failure: str = ""
    negation: str = "!"
    no_statement: str = ""
    error_values = False
    syntax_command: tuple[str, ...] = ()
    resolves_together = False
    check_command: tuple[str, ...] = ()
    build_command: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    error = re.compile(r"^.*:(?P<line>\d+): (?P<text>.*)$", re.MULTILINE)
    reads_files: re.Pattern[str] | None = None
    tampering: tuple[str, ...] = ()
    allowance = Allowance()

    @property
    def name(self) -> str:
        """Its name in records, recipes and prompts."""
        return self.grammar.name

    @property
    def title(self) -> str:
        """The usual spelling of its name."""
        return LANGUAGES[self.name].title

    @property
    def ending(self) -> str:
        """The usual ending of its files, with the dot."""
        return LANGUAGES[self.name].endings[0]

    # --- the machine's tools ----------------------------------------------------------------------------------------

    def find_tool(self, name: str) -> Tool | None:
        """The program `name` of this language's toolchain, or None if it is not installed."""
        found = find_tool(name)
        settings = self.toolchain.settings if self.toolchain else ()
        if found is None or not settings:
            return found
        readable = [str(path) for pattern in settings for path in sorted(Path("/etc").glob(pattern))]
        return Tool(found.path, (*found.readable, *readable), found.environment)

    def tool(self, name: str) -> Tool:
        """The program `name`, which must be installed or be in the folder of the program."""
        return self.find_tool(name) or Tool(name)

    @cached_property
    def version(self) -> str:
        """The compiler and its version, e.g. "javac 17.0.15"; "" if it is not installed."""
        if self.toolchain is None:
            return ""
        name, *arguments = self.toolchain.version
        tool = self.find_tool(name)
        return f"{self.toolchain.check} {tool_version(tool, arguments)}" if tool else ""

    def not_checkable(self) -> str:
        """Why this machine cannot compile the language; "" if it can."""
        if self.toolchain is None:
            return f"there is no compile gate for {self.name}"
        if self.find_tool(self.toolchain.check) is None:
            return self._not_installed(self.toolchain.check)
        return sandbox.unavailable()

    @property
    def is_runnable(self) -> bool:
        """Whether there is an execution gate for it, on this machine or another."""
        return self.toolchain is not None and self.toolchain.run != ()

    def not_runnable(self) -> str:
        """Why this machine cannot run the language; "" if it can."""
        if self.toolchain is None or not self.toolchain.run:
            return f"there is no execution gate for {self.name}"
        missing = [name for name in self.toolchain.run if self.find_tool(name) is None]
        return self._not_installed(missing[0]) if missing else sandbox.unavailable()

    def _not_installed(self, tool: str) -> str:
        assert self.toolchain is not None
        return f"{tool} is not installed (Debian: {self.toolchain.package})"

    # --- replies ----------------------------------------------------------------------------------------------------

    def drop_tags(self, code: str) -> str:
        """`code` without tags of the language around it that are not part of a function."""
        return code

    def drop_unused_imports(self, code: str) -> str:
        """`code`, from which a part was removed, without the imports that only that part used, if the compiler rejects
        unused imports."""
        return code

    # --- the checks -------------------------------------------------------------------------------------------------

    def syntax_problem(self, code: str) -> Problem | None:
        """The problem that a second parser in this process finds in `code` that the grammar accepts, or None."""
        return None

    @property
    def syntax_judge(self) -> str:
        """The program that checks its syntax on this machine besides the grammar, "" for none."""
        return self.syntax_command[0] if self._can_ask else ""

    @cached_property
    def _can_ask(self) -> bool:
        has_command = self.syntax_command and self.find_tool(self.syntax_command[0])
        return bool(has_command) and not self.not_checkable()

    def accepts(self, code: str, *, is_program: bool = False) -> bool:
        """Whether the language's own compiler finds no syntax error in `code` that the grammar rejects. It runs in the
        sandbox; without a sandbox, nothing is accepted. Its time does not count for the guard that calls this, because
        it has its own limit."""
        is_script = is_program and self.grammar.scripts
        if not self._can_ask or not (is_script or self.may_be_sound(parse(code, self.grammar))):
            return False
        path, text = self.piece(0, code)
        with work_folder() as folder, alarm(0):
            self.lay_out(folder, {0: Program({path: text})})
            tool, *flags = self.syntax_command
            place = self.place(folder, 0)
            done = run_tool(self.tool(tool), (*flags, path), place, limits=PARSE)
        return not done.stopped and self.is_sound(done)

    def may_be_sound(self, tree: Tree) -> bool:
        """Whether to check code with the compiler although its tree has errors: if all errors are within declarations.
        If programs are statements, a compiler would also accept scripts and prose."""
        return foreign_node(tree) is None

    def is_sound(self, done: Finished) -> bool:
        """Whether the output of syntax_command shows no syntax error."""
        return done.status == 0

    def compiler_version(self) -> dict[str, str]:
        """Name -> version of the compiler that `accepts` uses, "absent" if it is not available."""
        if not self.syntax_command:
            return {}
        return {self.syntax_command[0]: self.version.rpartition(" ")[2] if self._can_ask else "absent"}

    # --- compiling --------------------------------------------------------------------------------------------------

    def piece(self, index: int, code: str) -> tuple[str, str]:
        """(path, text) of the file for compiling a piece of code. Its lines keep their numbers; `index` distinguishes
        the pieces of a folder."""
        return f"piece{self.ending}", code

    def about(self, text: str) -> About:
        """The subject of a compiler's message."""
        return "error"

    def add_usual_imports(self, code: str) -> str:
        """`code` with the imports of the standard library and the classes of judges that it seems to lack. Lines keep
        their numbers, except in languages whose compiler reads the whole file before it runs a line of it."""
        return code

    def lay_out(self, folder: Path, programs: Mapping[int, Program]) -> None:
        """Writes the files of programs to their places in `folder`."""
        for index, program in programs.items():
            place = self.place(folder, index).relative_to(folder)
            for name, text in program.files.items():
                write_within(folder, str(place / name), text)

    def place(self, folder: Path, index: int) -> Path:
        """The folder of a program in the folder of its batch. Its name ends like that of the batch, which is a random
        one, so that no program can name the folder of another."""
        return folder / f"p{index}_{folder.name[-8:]}"

    def files_in(self, folder: Path, programs: Mapping[int, Program], ending: str) -> dict[int, list[str]]:
        """For each program that has such files: its place in `folder`, and its files there with this name ending."""
        files = {
            index: [path for path in program.files if path.endswith(ending)] for index, program in programs.items()
        }
        return {index: [self.place(folder, index).name, *paths] for index, paths in files.items() if paths}

    def owners(self, folder: Path, programs: Mapping[int, Program]) -> dict[str, int]:
        """Path in the folder of the batch -> index of the program, for files that only one program has."""
        paths = [
            (str((self.place(folder, index) / name).relative_to(folder)), index)
            for index, program in programs.items()
            for name in program.files
        ]
        shared = {path for path, index in paths if dict(paths)[path] != index}
        return {path: index for path, index in paths if path not in shared}

    def read_output(self, output: str) -> list[Message]:
        """The messages in the output of check_command for one piece."""
        return [self.read_message(error) for error in self.error.finditer(output)]

    def read_message(self, error: re.Match[str]) -> Message:
        """The message in a match of `error`."""
        text = error["text"].strip()
        return Message(line_number(error["line"]), text, self.about(text))

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        """The compiler's messages for the pieces in `folder`. What it says of a piece depends on this piece alone."""
        return self.check_each(folder, programs)

    def build(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        """Builds the programs in `folder`. Returns the compiler's messages for each: what it says of a program depends
        on this program alone."""
        return self.build_each(folder, programs)

    # --- ways to compile --------------------------------------------------------------------------------------------

    def check_each(self, folder: Path, programs: Mapping[int, Program], readable: tuple[str, ...] = ()) -> Messages:
        """`check` by check_command, started once for each piece. The pieces share a sandbox, except those that might
        read the files of the others (`reads_files`)."""
        alone = {index for index, program in programs.items() if self._reads_files(program)}
        commands = {
            self.place(folder, index).name: (*self.check_command[1:], *program.flags, next(iter(program.files)))
            for index, program in programs.items()
            if index not in alone
        }
        together = start_together(self.tool(self.check_command[0]), commands, folder, readable)
        ended = {i: together[name] for i in programs if (name := self.place(folder, i).name) in together}
        for index in alone:
            command = (*self.check_command, *programs[index].flags, next(iter(programs[index].files)))
            ended[index] = start_alone(self.tool(command[0]), command[1:], self.place(folder, index), readable)
        found: Messages = {}
        for index, (status, output) in ended.items():
            messages = self.read_output(output)
            if status == 0 or (messages and status not in STOPPED):
                found[index] = messages
        return found

    def _reads_files(self, program: Program) -> bool:
        text = next(iter(program.files.values()))
        return self.reads_files is not None and self.reads_files.search(text) is not None

    def check_by_script(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        """`check` for languages whose interpreter compiles all pieces in one start, with the driver at the end of
        check_command. The driver reads the names of the files from files.json and prints JSON lines
        (`read_driver_lines`)."""
        tool, *arguments, script = self.check_command
        owners = self.owners(folder, programs)
        write_within(folder, script, driver(script))
        write_within(folder, "files.json", json.dumps(list(owners)))
        return read_driver_lines(run_tool(self.tool(tool), (*arguments, script), folder), owners, self.about)

    def build_each(self, folder: Path, programs: Mapping[int, Program], readable: tuple[str, ...] = ()) -> Messages:
        """`build` by build_command, started once for each program, in a sandbox without the others."""
        found: Messages = {}
        for index, program in programs.items() if self.build_command else ():
            command = (*self.build_command, *program.flags, next(iter(program.files)), *self.libraries)
            status, output = start_alone(self.tool(command[0]), command[1:], self.place(folder, index), readable)
            error = read_first_error(output) or Message(1, f"the compiler ended with status {status}", "error")
            found[index] = [error] if status else []
        return found or {index: [] for index in programs}

    # --- calling ---------------------------------------------------------------------------------------------------

    def signature_of(self, code: str, name: str) -> Signature | None:
        """The types that the function `name` of `code` states; ANY for a parameter or a result without a type. None if
        there is no such function, if it takes or returns anything that is not plain, or if the language has no types.
        """
        return read_signature(parse(code, self.grammar), name, self.types) if self.types else None

    def missing_name(self, code: str) -> str:
        """A name that `code` uses and does not define, so that it cannot be run alone; "" if there is none, or if only
        a compiler can tell."""
        return ""

    def read_type(self, text: str) -> PlainType:
        """The plain type that `text` means. Raises ValueError if it is not plain."""
        return read_type(text, {**JUDGES_TYPES, **self.types})

    # --- running ----------------------------------------------------------------------------------------------------

    def render_calls(self, calls: Calls) -> Program:
        """A program that makes the calls and prints a line for each. Raises ValueError for values that cannot be
        written."""
        raise ValueError(f"no programs in {self.name!r}")

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """A program of a translation and its tests; its last line gives the number of passed tests. package: a name
        that is unique in the folder.

        Raises NoFramework, or ValueError if the kind of tests is not supported.
        """
        raise ValueError(f"tests in {self.name} cannot be run")

    def render_suite_apart(self, code: str, suite: Suite) -> Program | None:
        """As `render_suite`, with the code as `Program.server`; None if the tests need it in their own process."""
        return None

    @property
    def is_script(self) -> bool:
        """Whether its programs run without a build, so that only a check finds their errors of syntax."""
        return not self.build_command and type(self).build is Language.build

    def is_newer(self, text: str) -> bool:
        """Whether the compiler's message about a whole program may only mean that the program needs a newer compiler or
        library than this machine has."""
        return self.about(text) == "doubt"

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        """The program of code that reads stdin and prints, with nothing added to it. package: a name that is unique in
        the folder. memory_bytes: the limit that the runtime is told, if it can be told one."""
        raise ValueError(f"no programs in {self.name!r}")

    def frameworks(self) -> dict[str, str]:
        """The test frameworks that tests in this language may need -> what to install, "" if it is installed."""
        return {}

    def passed_tests(self, printed: str) -> int:
        """The number of passed tests in the output of a framework."""
        return 0

    def find_tampering(self, code: str, tests: str) -> str:
        """The first match of `tampering` in `code`, on one line; "" if there is none."""
        found = re.search("|".join(self.tampering), code, re.MULTILINE) if self.tampering else None
        return " ".join(found[0].split())[:80] if found else ""

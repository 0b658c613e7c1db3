"""The contract of a language: all that pairloom knows about it stands in one subclass of `Language`, in one file.

To add a language:

1. `schemas/languages.py`: a row with its name, title, file endings and aliases.
2. `pyproject.toml`: its tree-sitter grammar, pinned.
3. `translators/languages/NAME.py`: one subclass of `Language`. With its `grammar` alone the code is parsed and checked,
   and not compiled (scala.py). For the compile gate, add `toolchain`, `check_command`, `error` and, if a piece of code
   is not a file by itself, `piece` (c.py). For its compiler to decide what its grammar refuses, add `syntax_command`.
   For the execution gate, add `naming`, `untyped`, `build_command` if it is compiled, and `render_calls` (ruby.py). For
   tests in the language itself, add `render_suite` and `tampering`.
4. `translators/languages/drivers/`: the driver that `render_calls` adds to the code. It first reads a word from stdin.
   For each call it prints a line end and the line `WORD case NUMBER RESULT`, with the result as JSON, or
   `WORD error NUMBER MESSAGE`, or `WORD unfit NUMBER MESSAGE` if the function cannot be called with the values.
5. `translators/llm/prompts/targets/NAME.md`: what a model must know to write it.
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
from tempfile import TemporaryDirectory

from pairloom.schemas.languages import LANGUAGES
from pairloom.translators.guard import alarm
from pairloom.translators.languages.documented import DocumentedFunctions
from pairloom.translators.languages.grammar import Grammar, Tree, foreign_node, parse
from pairloom.translators.languages.messages import About, Message, Messages, read_json_lines
from pairloom.translators.languages.programs import Calls, Program, Suite, driver
from pairloom.translators.problem import Problem
from pairloom.translators.sandbox import sandbox
from pairloom.translators.sandbox.sandbox import Finished
from pairloom.translators.sandbox.toolchains import (
    PARSE,
    Tool,
    Toolchain,
    find_tool,
    run_command,
    run_tool,
    tool_version,
)


class Language:
    """One programming language.

    grammar: its tree-sitter grammar. toolchain: the programs of its gates, None if nothing of it is compiled or run.
    documented: what its documented functions look like in source files, None if readers of source trees leave it out.

    related: languages whose code is often this language's, too, so that a reply's label may name them.
    takes_sizes: whether lists come with their lengths, and results leave through parameters, so that functions may have
        several times as many parameters as elsewhere.

    naming: the conventions for names of functions, the usual one first: "snake", "camel", "pascal".
    untyped: whether a function can be given values of several types in one place.
    can_fail: whether a call can end with an error that its caller sees.
    error_values: whether a function may answer with an error in place of a result, which the driver prints as null.
    integer_bits: the size of an integer, where larger ones have another type; 0 where there is one type for all.

    syntax_command: the compiler or another program of the toolchain and its flags, to look at nothing but the syntax of
        a piece; () where nothing does that in a fraction of a second.
    check_command: the compiler and its flags, to compile a piece and produce nothing. build_command: the same to make a
        program, () for scripts. libraries: what follows the file in build_command.
    error: finds groups line and text of each error in what the compiler prints (and group file, where it is given many
        programs at once).
    shares_folder: whether the programs of a batch share a folder, so that one start of the compiler serves all.

    tampering: regular expressions for what a translation has no business with where its tests share a process with
        it: names of the test framework, of the program that runs the tests and of what that program reads; ways to look
        at the callers; a change of what comparisons mean. Code that names them is neither right nor wrong: its tests
        are not run. That a program ends early, or prints what a framework prints, need not be looked for here.
    """

    grammar: Grammar
    toolchain: Toolchain | None = None
    documented: DocumentedFunctions | None = None
    related: frozenset[str] = frozenset()
    takes_sizes = False
    naming: tuple[str, ...] = ("snake",)
    untyped = False
    integer_bits = 0
    can_fail = True
    error_values = False
    syntax_command: tuple[str, ...] = ()
    check_command: tuple[str, ...] = ()
    build_command: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    error = re.compile(r"^.*:(?P<line>\d+): (?P<text>.*)$", re.MULTILINE)
    shares_folder = False
    tampering: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name in records, recipes and prompts."""
        return self.grammar.name

    @property
    def title(self) -> str:
        """How people write its name."""
        return LANGUAGES[self.name].title

    @property
    def ending(self) -> str:
        """The usual ending of its files, with the dot."""
        return LANGUAGES[self.name].endings[0]

    # --- the machine's tools ----------------------------------------------------------------------------------------

    def find_tool(self, name: str) -> Tool | None:
        """The program called `name` of this language's toolchain, or None if it is not installed."""
        found = find_tool(name)
        settings = self.toolchain.settings if self.toolchain else ()
        if found is None or not settings:
            return found
        readable = [str(path) for pattern in settings for path in sorted(Path("/etc").glob(pattern))]
        return Tool(found.path, (*found.readable, *readable), found.environment)

    def tool(self, name: str) -> Tool:
        """The program called `name`, which is known to be installed or lies in the folder of the program."""
        return self.find_tool(name) or Tool(name)

    @cached_property
    def version(self) -> str:
        """The compiler and its version, e.g. "javac 17.0.15"; "" where it is not installed."""
        if self.toolchain is None:
            return ""
        name, *arguments = self.toolchain.version
        tool = self.find_tool(name)
        return f"{self.toolchain.check} {tool_version(tool, arguments)}" if tool else ""

    def not_checkable(self) -> str:
        """Why nothing in it can be compiled on this machine; "" if it can."""
        if self.toolchain is None:
            return f"there is no compile gate for {self.name}"
        if self.find_tool(self.toolchain.check) is None:
            return f"{self.toolchain.check} is not installed"
        return sandbox.unavailable()

    @property
    def is_runnable(self) -> bool:
        """Whether there is an execution gate for it, on this machine or another."""
        return self.toolchain is not None and self.toolchain.run != ()

    def not_runnable(self) -> str:
        """Why nothing in it can be run on this machine; "" if it can."""
        if self.toolchain is None or not self.toolchain.run:
            return f"there is no execution gate for {self.name}"
        missing = [name for name in self.toolchain.run if self.find_tool(name) is None]
        return f"{missing[0]} is not installed" if missing else sandbox.unavailable()

    # --- replies ----------------------------------------------------------------------------------------------------

    def drop_tags(self, code: str) -> str:
        """`code` without marks of the language around it that do not belong to a function."""
        return code

    def drop_unused_imports(self, code: str) -> str:
        """`code`, from which a part was taken away, without the imports that only that part used, where the compiler
        refuses them."""
        return code

    # --- the checks -------------------------------------------------------------------------------------------------

    def syntax_problem(self, code: str) -> Problem | None:
        """What a parser of the language in this process says against `code` that its grammar accepts, or None."""
        return None

    @property
    def syntax_judge(self) -> str:
        """What judges its syntax on this machine besides the grammar, "" for nothing."""
        return self.syntax_command[0] if self._can_ask else ""

    @cached_property
    def _can_ask(self) -> bool:
        has_command = self.syntax_command and self.find_tool(self.syntax_command[0])
        return bool(has_command) and not self.not_checkable()

    def accepts(self, code: str) -> bool:
        """Whether the language's own compiler finds no error of syntax in `code`, which its grammar refuses. It runs in
        the sandbox; where there is none, nothing is accepted. Its time does not count for the guard that this is called
        in: it has a limit of its own."""
        if not self._can_ask or not self.may_be_sound(parse(code, self.grammar)):
            return False
        path, text = self.piece(0, code)
        with TemporaryDirectory(prefix="pairloom-") as folder, alarm(0):
            self.lay_out(Path(folder), {0: Program({path: text})})
            tool, *flags = self.syntax_command
            place = self.place(Path(folder), 0)
            done = run_tool(self.tool(tool), (*flags, path), place, limits=PARSE)
        return not done.stopped and self.is_sound(done)

    def may_be_sound(self, tree: Tree) -> bool:
        """Whether the compiler is asked about code whose tree has errors: all of them are within declarations. Where
        programs are statements, a compiler also takes scripts, and prose."""
        return foreign_node(tree) is None

    def is_sound(self, done: Finished) -> bool:
        """Whether what syntax_command has found is no error of syntax."""
        return done.status == 0

    def compiler_version(self) -> dict[str, str]:
        """Name to version of what `accepts` asks, "absent" if nothing can be asked."""
        if not self.syntax_command:
            return {}
        return {self.syntax_command[0]: self.version.rpartition(" ")[2] if self._can_ask else "absent"}

    # --- compiling --------------------------------------------------------------------------------------------------

    def piece(self, index: int, code: str) -> tuple[str, str]:
        """(path, text) of the file that a piece of code becomes to be compiled. Its lines keep their numbers; `index`
        keeps apart the pieces of a folder."""
        return f"piece{self.ending}", code

    def about(self, text: str) -> About:
        """What a message of the compiler is about."""
        return "error"

    def add_usual_imports(self, code: str) -> str:
        """`code` with the imports of the standard library that it seems to lack, its lines unmoved."""
        return code

    def lay_out(self, folder: Path, programs: Mapping[int, Program]) -> None:
        """Writes the files of programs into their places in `folder`."""
        for index, program in programs.items():
            place = self.place(folder, index)
            place.mkdir(exist_ok=True)
            place.chmod(0o777)
            for name, text in program.files.items():
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (place / name).write_text(text, encoding="utf-8", newline="\n")

    def place(self, folder: Path, index: int) -> Path:
        """The folder of a program in the folder of its batch."""
        return folder if self.shares_folder else folder / f"p{index}"

    def paths(self, programs: Mapping[int, Program], ending: str) -> list[str]:
        """The files of programs in a shared folder whose names end so, each once."""
        found = dict.fromkeys(path for program in programs.values() for path in program.files)
        return [path for path in found if path.endswith(ending)]

    def owners(self, programs: Mapping[int, Program]) -> dict[str, int]:
        """Path from the folder of the batch -> index of the program, for files that only one program has."""
        prefix = "" if self.shares_folder else "p{}/"
        paths = [(prefix.format(index) + name, index) for index, program in programs.items() for name in program.files]
        shared = {path for path, index in paths if dict(paths)[path] != index}
        return {path: index for path, index in paths if path not in shared}

    def read_message(self, error: re.Match[str]) -> Message:
        """The message that `error` has found."""
        text = error["text"].strip()
        return Message(int(error["line"]), text, self.about(text))

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages | None:
        """What the compiler says of pieces that are laid out in `folder`, or None if it did not finish."""
        return self.check_each(folder, programs)

    def build(self, folder: Path, programs: Mapping[int, Program]) -> Messages | None:
        """Makes the programs that are laid out in `folder`: what the compiler says of each, or None if it did not
        finish. One that is wrong may keep all others from being made."""
        return self.build_each(folder, programs)

    # --- ways to compile --------------------------------------------------------------------------------------------

    def check_each(
        self, folder: Path, programs: Mapping[int, Program], readable: tuple[str, ...] = ()
    ) -> Messages | None:
        """`check` by check_command, started once for each piece."""
        first = next(iter(programs.values()))
        command = (*self.check_command, *first.flags, next(iter(first.files)))
        logs = self._start_each(folder, programs, command, readable)
        found: Messages = {}
        for index, (status, log) in (logs or {}).items():
            messages = [self.read_message(error) for error in self.error.finditer(log)]
            if status == 0 or (messages and status not in (124, 137)):  # stopped, killed
                found[index] = messages
        return None if logs is None else found

    def check_by_script(self, folder: Path, programs: Mapping[int, Program]) -> Messages | None:
        """`check` for languages whose interpreter compiles the pieces in one start: by the driver that ends
        check_command. It reads the names of the files from files.json and prints lines of JSON (`read_json_lines`)."""
        tool, *arguments, script = self.check_command
        owners = self.owners(programs)
        (folder / script).write_text(driver(script), encoding="utf-8")
        (folder / "files.json").write_text(json.dumps(list(owners)))
        return read_json_lines(run_tool(self.tool(tool), (*arguments, script), folder), owners, self.about)

    def build_each(
        self, folder: Path, programs: Mapping[int, Program], readable: tuple[str, ...] = ()
    ) -> Messages | None:
        """`build` by build_command, started once for each program."""
        found: Messages = {index: [] for index in programs}
        if not self.build_command:
            return found
        first = next(iter(programs.values()))
        command = (*self.build_command, *first.flags, next(iter(first.files)), *self.libraries)
        logs = self._start_each(folder, programs, command, readable) or {}
        for index in programs:
            status, log = logs.get(index, ("none", ""))
            if status != 0:
                error = re.search(r"error(?:\[E\d+\])?: (.*)", log)
                text = error[1] if error else f"the compiler ended with status {status}"
                found[index] = [Message(1, text, "error")]
        return found

    def _start_each(
        self, folder: Path, programs: Mapping[int, Program], command: tuple[str, ...], readable: tuple[str, ...]
    ) -> dict[int, tuple[int | str, str]] | None:
        """Starts a command in the place of each program, all in one sandbox: index -> its status and what it printed,
        of those that ended. None if the sandbox was stopped."""
        (folder / "places").write_text("".join(f"p{index}\n" for index in programs))
        tool = self.tool(command[0])
        quoted = " ".join(f"'{part}'" for part in (tool.path, *command[1:]))
        script = f'cd "$1" && timeout -k 1 60 {quoted} > log 2>&1; echo $? > status'
        each = ("xargs", "-a", "places", "-n", "1", "sh", "-c", script, "sh")
        done = run_command(each, tool, folder, readable=readable)
        logs: dict[int, tuple[int | str, str]] = {}
        for index in programs:
            place = folder / f"p{index}"
            if (place / "status").exists():
                log = (place / "log").read_text(encoding="utf-8", errors="replace")
                logs[index] = (int((place / "status").read_text()), log)
        return None if done.stopped else logs

    # --- running ----------------------------------------------------------------------------------------------------

    def render_calls(self, calls: Calls) -> Program:
        """A program that makes the calls and prints a line for each. Raises ValueError for what cannot be written."""
        raise ValueError(f"no programs in {self.name!r}")

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """A program of a translation and the tests for it, whose last line says how many passed. `package` is a name
        that no other program in the same folder has.

        Raises NoFramework, or ValueError if the tests are of no kind that can be run.
        """
        raise ValueError(f"tests in {self.name} cannot be run")

    def frameworks(self) -> list[str]:
        """The frameworks of this machine that its tests can be written for."""
        return []

    def passed_tests(self, printed: str) -> int:
        """How many tests passed, from what a framework prints at its end."""
        return 0

    def find_tampering(self, code: str, tests: str) -> str:
        """The first thing in `code` that it has no business with, on one line; "" if there is none."""
        found = self._tampering.search(code) if self.tampering else None
        return " ".join(found[0].split())[:80] if found else ""

    @cached_property
    def _tampering(self) -> re.Pattern[str]:
        return re.compile("|".join(self.tampering), re.MULTILINE)


def enclose(code: str, grammar: Grammar, extends: str = "") -> str:
    """A piece of a class in a class, other pieces as they are; on the same lines as before. `extends` is put behind the
    name of the class: the piece may have come from one that extends another, and call what it inherits."""
    tree = parse(code, grammar)
    text = tree.text.decode("utf-8")
    if not tree.shift:
        return text
    text = text.replace("\n", " ", tree.shift)
    return re.sub(r"^class A \{", f"class A {extends}{{", text)

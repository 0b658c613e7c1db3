"""Tests that were written in the translation's own language, run with the framework that they are written for.

HumanEval-X, MBXP and MultiPL-E bring a program that ends with an error if an answer is wrong; exercises bring a file
of unittest, JUnit, Jest, minitest, PHPUnit or `go test`. `render_suite` makes a program of the translation and such
tests whose last line says how many passed, `judge_suite` reads it. Running it is `runner`'s work.

Tests share a process with the code that they judge. So the last line has to repeat a word that the program reads from
its standard input before it loads that code: who ends the program early, or prints what a framework prints, has not
passed. Code that names what only tests have business with is not tried at all (`meddling`).
"""

import importlib.util
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pairloom.translators.evidence.cases import JAVA, JAVAC, KOTLINC, MCS, Program
from pairloom.translators.evidence.meddling import meddling
from pairloom.translators.languages import GRAMMARS, csharp_unit, kotlin_unit, parse
from pairloom.translators.sandbox.sandbox import Finished
from pairloom.translators.sandbox.toolchains import kotlin_library

_DRIVERS = Path(__file__).parent / "drivers"


@dataclass(frozen=True)
class Suite:
    """Tests in one language. `prompt` is the beginning that the benchmark gives a solution in it ("" for none):
    imports, and the class that the tests expect a function in."""

    tests: str
    prompt: str = ""


class NoFramework(ValueError):
    """The tests need a framework that is not installed. The message says which."""


@dataclass(frozen=True)
class SuiteResult:
    """outcome: "passed", "failed", or "unfit": the tests could not be put to the translation, which says nothing about
    whether it is right. detail: what was wrong."""

    outcome: str
    detail: str = ""


def render_suite(language: str, code: str, suite: Suite, package: str) -> Program:
    """A program of a translation and the tests for it. Java's, Kotlin's, C#'s and Go's live in the folder and package
    `package`, so that one start of a compiler serves many.

    Raises NoFramework, or ValueError if the tests are of no kind that can be run, or if the code meddles with them.
    """
    if language not in SUITES:
        raise ValueError(f"tests in {language} cannot be run")
    if found := meddling(language, code, suite.tests):
        raise ValueError(f"it meddles with its tests: {found}")
    return SUITES[language](code, suite, package)


_SAID = re.compile(r"^suite (\w+) (passed|failed|unfit) ?(.*)$", re.MULTILINE)
_MISSING = re.compile(
    r"(?:[Uu]ndefined (?:local variable or )?(?:function|method|constant)|uninitialized constant"
    r"|has no attribute|cannot import name|export named) [\"'`]?(?:[\w:\\]*(?:::|\\))?(\w+)"
    r"|(?:[Cc]lass|name) [\"'](\w+)[\"'] (?:is )?not (?:found|defined)"
    r"|(\w+)(?:\(\))? (?:is not defined|is not a function|does not exist)"
)


_PROBLEM = re.compile(
    r"^[\w.\\:]*(?:Error|Exception)\b|^(?!node:).*\b[Aa]ssert|^thread .* panicked|^PHP Fatal|Error\)$"
)


def judge_suite(code: str, suite: Suite, done: Finished, word: str) -> SuiteResult:
    """What a program of `render_suite` has shown that was given `word`. A name that the tests use and the translation
    does not have makes it unfit rather than wrong: it is called something else."""
    said = [(outcome, detail) for repeated, outcome, detail in _SAID.findall(done.stdout) if repeated == word]
    outcome, detail = said[-1] if said else ("failed", _framework_blames(done))
    if outcome == "passed" and (done.status != 0 or done.stopped):
        outcome, detail = "failed", _framework_blames(done)
    if outcome == "passed":
        count = _framework_counts(done.stdout) if detail == "?" else int(detail)
        return SuiteResult("passed") if count else SuiteResult("unfit", "there is no test in the tests")
    if not detail and done.status == 0 and not done.stopped:
        detail = "the program ended before its tests did"
    if not detail:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        detail = next(filter(_PROBLEM.search, lines), lines[-1] if lines else "")
    if re.search(r"ENOENT|EROFS|No such file|Read-only file system", detail):
        return SuiteResult("unfit", f"the tests need files: {detail}")
    if missing := re.search(r"Cannot find (?:module|package) .*|No module named .*|cannot load such file.*", detail):
        return SuiteResult("unfit", f"a library is not there: {missing[0]}")
    for found in _MISSING.finditer(f"{detail}\n{done.stderr}\n{done.stdout[-4000:]}"):
        name = found[1] or found[2] or found[3]
        if not re.search(rf"\b{name}\b", code) and re.search(rf"\b{name}\b", suite.tests):
            return SuiteResult("unfit", f"the tests use {name}, which it does not have")
    return SuiteResult(outcome, detail)


def _framework_counts(text: str) -> int:
    """How many tests passed, from what minitest, test-unit, PHPUnit and `go test` print at their end."""
    ran = re.search(r"^(\d+) (?:runs|tests), .*\b0 failures, 0 errors", text, re.MULTILINE)
    skipped = re.search(r"(\d+) (?:skips|pendings)", text)
    if ran:
        return int(ran[1]) - int(skipped[1] if skipped else 0)
    for pattern in (r"^OK \((\d+) tests?", r"^OK, .*\nTests: (\d+)"):
        if found := re.search(pattern, text, re.MULTILINE):
            return int(found[1])
    return len(re.findall(r"^--- PASS", text, re.MULTILINE))


def _framework_blames(done: Finished) -> str:
    """The first test that failed, from what the frameworks print."""
    wrong = re.search(
        r"^\s*(--- FAIL: \S+)|^ +\d\) (?:Failure|Error):\n(.+\n.+)|^1\) (.+\n.+)|panicked at .*\n?.*",
        done.stdout,
        re.MULTILINE,
    )
    return " ".join(next((part for part in wrong.groups() if part), wrong[0]).split()) if wrong else ""


def frameworks() -> dict[str, list[str]]:
    """Language -> the frameworks of this machine that its tests can be written for."""
    junit = Path(JUNIT_JARS[0]).exists()
    assertj = any(Path(jar).exists() and "assertj" in jar for jar in JUNIT_JARS)
    found = {
        "python": ["unittest", *(["pytest"] if importlib.util.find_spec("pytest") else [])],
        "javascript": ["Jest's globals"],
        "java": [*(["JUnit"] if junit else []), *(["AssertJ"] if assertj else [])],
        "go": ["testing", *(["testify"] if Path(f"{GO_LIBRARIES}/src/github.com/stretchr/testify").exists() else [])],
        "php": ["PHPUnit"] if Path(_PHPUNIT).exists() else [],
        "ruby": [name for name in ("minitest", "test/unit") if _ruby_has(name)],
        "rust": ["rustc --test"],
    }
    return {language: found.get(language, []) for language in SUITES}


# --- scripts: Python, JavaScript, PHP, Ruby -----------------------------------------------------------------------


@cache
def _driver(name: str) -> str:
    return (_DRIVERS / name).read_text(encoding="utf-8")


def _python(code: str, suite: Suite, package: str) -> Program:
    tests = suite.tests
    if "unittest" not in tests:
        called = re.search(r"^def check\((\w+)", tests, re.MULTILINE)
        if called and not re.search(r"^check\(", tests, re.MULTILINE):
            raise ValueError("the tests define check and never call it")
        files = {"program.py": f"{code}\n{tests}\n", "run_suite.py": _driver("run_suite.py")}
        return Program(files, (), ("python3", "-B", "run_suite.py"))
    modules = _python_imports(tests)
    own = modules - {"pytest"} - set(sys.stdlib_module_names)
    if missing := own & _python_imports(code):
        raise ValueError(f"the tests come with a file that is not there: {min(missing)}.py")
    if "pytest" in modules and importlib.util.find_spec("pytest") is None:
        raise NoFramework("pytest is not installed")
    files = {"suite_tests.py": tests, "run_suite.py": _driver("run_suite.py"), **{f"{name}.py": code for name in own}}
    return Program(files, (), ("python3", "-B", "run_suite.py"))


def _python_imports(text: str) -> set[str]:
    found = re.findall(r"^\s*from (\w+)[\w.]* import\b|^\s*import (\w+)", text, re.MULTILINE)
    return {name for pair in found for name in pair if name}


_JAVASCRIPT_IMPORT = re.compile(
    r"import\s+(?:(\w+)\s*,?\s*)?(?:\{([^}]*)\}\s*)?from\s+['\"]\./([\w./-]+?)(?:\.js)?['\"]"
)


def _javascript(code: str, suite: Suite, package: str) -> Program:
    tests = suite.tests
    if "@jest/globals" not in tests and not re.search(r"^\s*(?:describe|test|it)\(\s*['\"`]", tests, re.MULTILINE):
        return _javascript_script(code, tests)
    if re.search(r"\bmodule\.exports\b|\brequire\(['\"]", code):
        raise ValueError("it is no module that the tests can import from")
    if missing := re.search(r"from\s+['\"](\./[\w./-]+)['\"]", code):
        raise ValueError(f"it imports {missing[1]}, a file that is not there")
    files = {
        "package.json": '{"type": "module"}',
        "node_modules/@jest/globals/package.json": '{"type": "module", "exports": "./index.js"}',
        "node_modules/@jest/globals/index.js": _driver("jest_globals.js"),
        "run_suite.js": _driver("run_suite.js"),
    }
    for default, names, module in _JAVASCRIPT_IMPORT.findall(tests):
        wanted = [name.split(" as ")[0].strip() for name in names.split(",") if name.strip()]
        files[f"{module}.js"] = _exporting(code, wanted, default)
    files["suite.test.js"] = re.sub(r"(from\s+['\"]\./[\w./-]+?)(?:\.js)?(['\"])", r"\1.js\2", tests)
    if any(".." in name for name in files):
        raise ValueError("the tests import from outside their folder")
    return Program(files, (), ("node", "run_suite.js"))


def _exporting(code: str, names: Sequence[str], default: str) -> str:
    """A translation that also exports what the tests import, where it has it."""
    lines = []
    for name in names:
        exported = (
            rf"^export\s+(?:async\s+)?(?:const|let|var|function\*?|class)\s+{name}\b|^export\s*\{{[^}}]*\b{name}\b"
        )
        defined = rf"^(?:async\s+)?(?:const|let|var|function\*?|class)\s+{name}\b"
        if not re.search(exported, code, re.MULTILINE) and re.search(defined, code, re.MULTILINE):
            lines.append(f"export {{ {name} }};")
    if default and not re.search(r"^export\s+default\b", code, re.MULTILINE) and re.search(rf"\b{default}\b", code):
        lines.append(f"export default {default};")
    return "\n".join([code, *lines, ""])


def _javascript_script(code: str, tests: str) -> Program:
    code = re.sub(r"^export\s+(default\s+)?", "", code, flags=re.MULTILINE)
    return Program({"program.js": f"{code}\n{tests}\n", **_node_drivers()}, (), ("node", "run_program.js"))


def _node_drivers() -> dict[str, str]:
    return {"run_program.js": _driver("run_program.js"), "node_modules/lodash/index.js": _driver("lodash.js")}


def _typescript(code: str, suite: Suite, package: str) -> Program:
    if "@jest/globals" in suite.tests or re.search(r"^\s*(?:describe|test|it)\(\s*['\"`]", suite.tests, re.MULTILINE):
        raise ValueError("tests of Jest in TypeScript are not run")
    code = re.sub(r"^export\s+(default\s+)?", "", code, flags=re.MULTILINE)
    files = {"program.ts": f"{code}\n{_without_closing(suite.tests)}\n", **_node_drivers()}
    compile_ = ("tsc", "--target", "es2022", "--module", "commonjs", "program.ts")
    return Program(files, (compile_,), ("node", "run_program.js"))


def _php(code: str, suite: Suite, package: str) -> Program:
    code = re.sub(r"^\s*<\?php\b|\?>\s*$", "", code)
    tests = re.sub(r"^\s*<\?php\b|\?>\s*$", "", suite.tests)
    if "PHPUnit" not in tests:
        strict = re.search(r"declare\s*\(\s*strict_types\s*=\s*1\s*\)\s*;", code)
        body = code.replace(strict[0], "", 1) if strict else code
        text = f"<?php {strict[0] if strict else ''}\n{body}\n{tests}\n"
        files = {"program.php": text, "run_suite.php": _driver("run_suite.php")}
        return Program(files, (), ("php", *_PHP_SETTINGS, "run_suite.php"))
    if not Path(_PHPUNIT).exists():
        raise NoFramework("PHPUnit is not installed (Debian: phpunit)")
    if re.search(r"#\[(?:DataProvider|Test|Depends)\b", tests):
        tests = _old_attributes(tests)
    names = re.findall(r"require_once\s*\(?\s*(?:__DIR__\s*\.\s*)?['\"]/?(\w[\w.-]*)['\"]", tests)
    suite_class = re.search(r"^(?:final )?class (\w+)", tests, re.MULTILINE)
    if not names or not suite_class:
        raise ValueError("the tests name no file of the solution")
    files = dict.fromkeys(names, "<?php\n") | {
        names[0]: f"<?php {code}\n",
        f"{suite_class[1]}.php": f"<?php {tests}\n",
        "run_suite.php": _driver("run_suite.php"),
    }
    flags = ("--no-configuration", "--do-not-cache-result", "--stop-on-failure", f"{suite_class[1]}.php")
    return Program(files, (), ("php", *_PHP_SETTINGS, "run_suite.php", *flags))


_PHPUNIT = "/usr/bin/phpunit"
_PHP_SETTINGS = ("-d", "display_errors=stderr", "-d", "zend.assertions=1", "-d", "assert.exception=1")


def _old_attributes(tests: str) -> str:
    """PHPUnit 10's attributes as the comments that PHPUnit 9 reads."""
    tests = re.sub(r"#\[(?:DataProvider|Depends)\(['\"](\w+)['\"]\)\]", r"/** @dataProvider \1 */", tests)
    return re.sub(r"#\[Test\]", "/** @test */", tests)


def _ruby(code: str, suite: Suite, package: str) -> Program:
    tests = re.sub(r"^(\s*)skip\b.*$", r"\1# skip", suite.tests, flags=re.MULTILINE)
    names = re.findall(r"^\s*require_relative\s+['\"](?:\./)?([\w-]+)['\"]", tests, re.MULTILINE)
    for name, package_name in (("minitest", "ruby-minitest"), ("test/unit", "ruby-test-unit")):
        if re.search(rf"^\s*require ['\"]{name}", tests, re.MULTILINE):
            if not _ruby_has(name):
                raise NoFramework(f"{name} is not installed (Debian: {package_name})")
            body = tests if names else f"{code}\n{tests}"
            files = {f"{name}.rb": "" for name in names}
            if names:
                files[f"{names[0]}.rb"] = code
            files |= {"suite_tests.rb": body, "run_suite.rb": _driver("run_suite.rb")}
            return Program(files, (), ("ruby", "-W0", "run_suite.rb"))
    files = {"program.rb": f"{code}\n{tests}\n", "run_suite.rb": _driver("run_suite.rb")}
    return Program(files, (), ("ruby", "-W0", "run_suite.rb"))


@cache
def _ruby_has(library: str) -> bool:
    """Whether Ruby finds a library, as a gem or beside the standard library."""
    file = f"{library}.rb"
    gems = [*Path("/var/lib/gems").glob("*/gems/*/lib"), *Path("/usr/share/rubygems-integration").glob("*/gems/*/lib")]
    places = [*gems, *Path("/usr/lib/ruby").glob("gems/*/gems/*/lib"), Path("/usr/lib/ruby/vendor_ruby")]
    return any((place / file).exists() and place.is_relative_to("/usr") for place in places)


# --- compiled: Java, Kotlin, C#, Go, C, C++, Rust -----------------------------------------------------------------

_JAVA_HEAD = re.compile(r"^\s*(?:import|package)\s[^;]+;[ \t]*$", re.MULTILINE)
_JAVA_TEST = re.compile(r"^\s*@(?:Test|ParameterizedTest|RepeatedTest)\b", re.MULTILINE)
_JAVA_SKIPPED = re.compile(r"^[ \t]*@(?:Disabled|Ignore)\b(?:\([^)]*\))?", re.MULTILINE)
_JAVA_CLASS = re.compile(r"^(?:public\s+)?(?:(?:final|abstract)\s+)*class\s+(\w+)", re.MULTILINE)
_JAVA_PUBLIC = re.compile(r"^public\s+(?=(?:\w+\s+)*(?:class|interface|enum|record)\b)", re.MULTILINE)
_JARS = Path("/usr/share/java")
JUNIT_JARS = tuple(
    str(_JARS / f"{name}.jar")
    for name in (
        *("junit-platform-launcher", "junit-platform-engine", "junit-platform-commons", "junit-jupiter-api"),
        *("junit-jupiter-engine", "junit-jupiter-params", "junit-vintage-engine", "junit4", "hamcrest"),
        *("assertj-core", "opentest4j", "apiguardian-api", "univocity-parsers", "byte-buddy"),
    )
)


def _java(code: str, suite: Suite, package: str) -> Program:
    tests = _JAVA_SKIPPED.sub("", suite.tests)
    is_junit = bool(_JAVA_TEST.search(tests))
    if is_junit and not Path(JUNIT_JARS[0]).exists():
        raise NoFramework("JUnit 5 is not installed (Debian: junit5 libassertj-core-java)")
    body = _java_solution(code, suite)
    head = f"package {package};\n"
    if tests.lstrip().startswith("}"):  # MultiPL-E: the rest of the class that its prompt begins
        name = _first(_JAVA_CLASS, suite.prompt) or "Problem"
        rest = tests.lstrip()[1:]
        files = {
            f"{package}/{name}.java": head + _java_imports(code, suite.prompt) + f"class {name} {{\n{body}\n{rest}"
        }
        return _java_program(files, "MainSuite", [f"{package}.{name}"])
    names = [name for name in _JAVA_CLASS.findall(tests) if is_junit or name == "Main"]
    if not names:
        raise ValueError("the tests have no class to start with")
    # Tests of several files were put into one: one package, all imports first, one public class.
    classes = _JAVA_PUBLIC.sub("", _JAVA_HEAD.sub("", tests))
    classes = re.sub(rf"^(?=(?:(?:final|abstract) )*class {names[0]}\b)", "public ", classes, flags=re.MULTILINE)
    files = {
        f"{package}/{names[0]}.java": head + _java_imports(tests, suite.prompt) + classes,
        f"{package}/PairloomSolution.java": head + _java_imports(code, suite.prompt) + body,
    }
    return _java_program(files, "JUnitSuite" if is_junit else "MainSuite", [f"{package}.{name}" for name in names])


_JAVA_TYPES = {"class_declaration", "interface_declaration", "enum_declaration", "record_declaration"} | {
    "annotation_type_declaration"
}


def _java_program(files: dict[str, str], launcher: str, names: Sequence[str]) -> Program:
    files = {**files, f"{launcher}.java": _driver(f"{launcher}.java")}
    classes = ":".join(["classes", *(JUNIT_JARS if launcher == "JUnitSuite" else ())])
    java, *flags = JAVA
    return Program(
        files, (("javac", "-cp", classes, *JAVAC, *files),), (java, "-ea", *flags, classes, launcher, *names)
    )


def _java_imports(*texts: str) -> str:
    lines = [line.strip() for text in texts for line in _JAVA_HEAD.findall(text)]
    return "".join(f"{line}\n" for line in dict.fromkeys(lines) if not line.startswith("package"))


def _java_solution(code: str, suite: Suite) -> str:
    """What stands in the solution's file: classes as they are, methods in the class that the tests look for them in;
    where the tests are in that class, methods alone."""
    body = _JAVA_HEAD.sub("", code)
    kinds = {node.type for node in parse(body, GRAMMARS["java"]).top_level}
    is_members = not kinds <= _JAVA_TYPES
    if suite.tests.lstrip().startswith("}"):
        held = re.fullmatch(r"\s*(?:public\s+)?(?:final\s+)?class\s+\w+\s*\{(.*)\}\s*", body, re.DOTALL)
        return body if is_members or not held else held[1]
    if not is_members:
        return _JAVA_PUBLIC.sub("", body)
    name = _first(_JAVA_CLASS, suite.prompt) or _first(re.compile(r"new (\w+)\(\)"), suite.tests) or "Solution"
    return f"class {name} {{\n{body}\n}}\n"


_KOTLIN_IMPORT = re.compile(r"^\s*import\s+[\w.*]+(?:\s+as\s+\w+)?;?[ \t]*$", re.MULTILINE)


def _kotlin(code: str, suite: Suite, package: str) -> Program:
    tests = _without_closing(suite.tests)
    if not re.search(r"^fun main\(", tests, re.MULTILINE):
        raise ValueError("the tests have no main")
    lines = [line.strip() for text in (suite.prompt, code, tests) for line in _KOTLIN_IMPORT.findall(text)]
    parts = [*dict.fromkeys(lines), _KOTLIN_IMPORT.sub("", code), _KOTLIN_IMPORT.sub("", tests), ""]
    sources = {f"{package}/Suite.kt": kotlin_unit(package, "\n".join(parts))}
    launcher = {"MainSuite.java": _driver("MainSuite.java")}
    compile_ = (("kotlinc", *KOTLINC, *sources), ("javac", *JAVAC, *launcher))
    java, *flags = JAVA
    classes = f"classes:{kotlin_library()}"
    return Program(sources | launcher, compile_, (java, "-ea", *flags, classes, "MainSuite", f"{package}.SuiteKt"))


_CSHARP_OPENED = re.compile(r"^\s*(?:(?:public|internal|static)\s+)*(?:namespace|class)\s+(\w+)", re.MULTILINE)


def _csharp(code: str, suite: Suite, package: str) -> Program:
    """The tests' Main stands in the class that the prompt begins: the closing brackets of what is around it go."""
    opened = _CSHARP_OPENED.findall(suite.prompt)
    tests = re.sub(rf"(?:\}}\s*){{{len(opened)}}}$", "", _without_closing(suite.tests))
    if not re.search(r"\bstatic\s+void\s+Main\s*\(", tests):
        raise ValueError("the tests have no Main")
    name = opened[-1] if opened else "Problem"
    usings = re.findall(r"^\s*using\s+[\w.]+\s*;", suite.prompt, re.MULTILINE)
    body = _csharp_body(code, name)
    text = "\n".join([*(line.strip() for line in usings), f"class {name} {{", body, tests, "}"])
    files = {f"{package}.cs": csharp_unit(package, text, name), "MainSuite.cs": _driver("MainSuite.cs")}
    compile_ = ("mcs", *MCS, "-main:MainSuite", "-d:DEBUG", *files)
    return Program(files, (compile_,), ("mono", "program.exe", f"{package}.{name}"))


def _csharp_body(code: str, name: str) -> str:
    """What stands in the class `name` of the code, with the code's usings; all of it if there is no such class."""
    tree = parse(code, GRAMMARS["csharp"])
    pending = [tree.container]
    while pending:
        node = pending.pop()
        pending.extend(reversed(node.children))
        named, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if node.type == "class_declaration" and named and body and tree.source(named) == name:
            usings = re.findall(r"^\s*using\s+[\w.]+\s*;", code, re.MULTILINE)
            return "\n".join([*usings, tree.source(body)[1:-1]])
    return code


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


_GO_PACKAGE = re.compile(r"^[ \t]*package\s+\w+[ \t;]*$", re.MULTILINE)


def _go(code: str, suite: Suite, package: str) -> Program:
    if not re.search(r"^func Test\w*\(", suite.tests, re.MULTILINE):
        raise ValueError("the tests have no function that go test runs")
    if "stretchr/testify" in suite.tests and not Path(f"{GO_LIBRARIES}/src/github.com/stretchr/testify").exists():
        raise NoFramework("testify is not installed (Debian: golang-github-stretchr-testify-dev)")
    tests = suite.tests.replace("b.Loop()", "b.N < 0")  # of Go 1.24, and only in benchmarks, which are not run
    if not _GO_PACKAGE.search(tests):  # MultiPL-E: the prompt has the imports of the tests
        tests = "".join(re.findall(r"^import\s+(?:\([^)]*\)|\".*?\")\n?", suite.prompt, re.MULTILINE)) + tests
    # Tests of several files were put into one; each begins with its package.
    parts = [
        part for part in _GO_PACKAGE.split(tests) if re.search(r"^\s*(?:func|var|type|const)\b", part, re.MULTILINE)
    ]
    files = {f"translation{at}_test.go": f"package suite\n{part}" for at, part in enumerate(parts)}
    if re.search(r"^func TestMain\(", tests, re.MULTILINE):
        raise ValueError("the tests have a TestMain of their own")
    files["suite_main_test.go"] = _driver("suite_main_test.go")
    files["translation.go"] = "package suite\n" + _GO_PACKAGE.sub("", code, count=1)
    return Program(files, (("go", "test", "-c", "-o", "program"),), ("./program", "-test.v"))


GO_LIBRARIES = "/usr/share/gocode"
"""Where Debian puts libraries of Go."""


def _c_like(language: str) -> Callable[[str, Suite, str], Program]:
    compiler, standard, ending = {"c": ("gcc", "gnu17", "c"), "cpp": ("g++", "gnu++20", "cpp")}[language]
    usual = "#include <bits/stdc++.h>\nusing namespace std;\n" if language == "cpp" else ""

    def render(code: str, suite: Suite, package: str) -> Program:
        """The tests' main under another name: what comes after it says that it came to its end. What `assert` means,
        the last inclusion of its header decides."""
        tests = _without_closing(suite.tests)
        if not re.search(r"\bmain\s*\(", tests):
            raise ValueError("the tests have no main")
        preamble = re.findall(r"^\s*#\s*(?:include|define|undef).*$|^using\s.*;", suite.prompt, re.MULTILINE)
        lines = [usual, *preamble, "#include <stdio.h>", code, "#undef NDEBUG", "#include <assert.h>"]
        lines += ["#define main suite_main", tests, "#undef main", "int main(void) {", "    char word[80] = {0};"]
        lines += ['    if (fgets(word, sizeof word, stdin)) { suite_main(); printf("\\nsuite %s passed 1\\n", word); }']
        lines += ["    return 0;", "}", ""]
        name = f"program.{ending}"
        compile_ = (compiler, f"-std={standard}", "-o", "program", name, "-lm")
        return Program({name: "\n".join(lines)}, (compile_,), ("./program",))

    return render


def _without_closing(tests: str) -> str:
    """MultiPL-E's tests begin with the bracket that closes the function."""
    return re.sub(r"^\s*\}", "", tests)


def _rust(code: str, suite: Suite, package: str) -> Program:
    tests = _without_closing(suite.tests)
    compiler = ("rustc", "--edition", "2021", "-A", "warnings", "-o", "program")
    if "#[test]" in tests:
        files = {"program.rs": f"{code}\n{tests}\n{_RUST_LAST}"}
        return Program(files, ((*compiler, "--test", "program.rs"),), ("./program", "--test-threads=1"))
    if not re.search(r"\bfn main\(\)", tests):
        raise ValueError("the tests have no main")
    tests = re.sub(r"\bfn main\(\)", "fn suite_main()", tests)
    text = f"{code}\n{tests}\n{_RUST_MAIN}"
    return Program({"program.rs": text}, ((*compiler, "program.rs"),), ("./program",))


_RUST_MAIN = """
fn main() {
    let mut word = String::new();
    std::io::stdin().read_line(&mut word).unwrap();
    suite_main();
    println!("\\nsuite {} passed 1", word.trim());
}
"""
_RUST_LAST = """
#[cfg(test)]
mod zzzzzz_last {
    #[test]
    fn all_others_have_run() {
        let mut word = String::new();
        std::io::stdin().read_line(&mut word).unwrap();
        let said = format!("\\nsuite {} passed 1\\n", word.trim());
        std::io::Write::write_all(&mut std::io::stdout(), said.as_bytes()).unwrap();
    }
}
"""
"""Tests run in the order of their names; that they passed, the status of the program says."""

SUITES: dict[str, Callable[[str, Suite, str], Program]] = {
    "python": _python,
    "javascript": _javascript,
    "java": _java,
    "go": _go,
    "c": _c_like("c"),
    "cpp": _c_like("cpp"),
    "rust": _rust,
    "php": _php,
    "ruby": _ruby,
    "typescript": _typescript,
    "kotlin": _kotlin,
    "csharp": _csharp,
}
"""The languages whose own tests can be run, and what makes a program of them."""

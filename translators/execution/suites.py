"""Tests that were written in the translation's own language, run with the framework that they are written for.

HumanEval-X, MBXP and MultiPL-E bring a program that ends with an error if an answer is wrong; exercises bring a file
of unittest, JUnit, Jest, minitest, PHPUnit or `go test`. `render_suite` makes a program of the translation and such
tests whose last word says how many passed, `judge_suite` reads it. A program that ends before its tests do has not
passed. Running it is `runner`'s work.
"""

import importlib.util
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from translators.execution.cases import Program
from translators.execution.sandbox import Finished
from translators.languages import GRAMMARS, parse

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
    """A program of a translation and the tests for it. Java's and Go's live in the folder and package `package`, so
    that one start of a compiler serves many.

    Raises NoFramework, or ValueError if the tests are of no kind that can be run.
    """
    if language not in SUITES:
        raise ValueError(f"tests in {language} cannot be run")
    return SUITES[language](code, suite, package)


_SAID = re.compile(r"^suite (passed|failed|unfit) ?(.*)$", re.MULTILINE)
_MISSING = re.compile(
    r"(?:[Uu]ndefined (?:local variable or )?(?:function|method|constant)|uninitialized constant"
    r"|has no attribute|cannot import name|export named) [\"'`]?(?:[\w:\\]*(?:::|\\))?(\w+)"
    r"|(?:[Cc]lass|name) [\"'](\w+)[\"'] (?:is )?not (?:found|defined)"
    r"|(\w+)(?:\(\))? (?:is not defined|is not a function|does not exist)"
)


_PROBLEM = re.compile(r"^[\w.\\:]*(?:Error|Exception)\b|\bAssert|\bassert|^thread .* panicked|^PHP Fatal|Error\)$")


def judge_suite(code: str, suite: Suite, done: Finished) -> SuiteResult:
    """What a program of `render_suite` has shown. A name that the tests use and the translation does not have makes it
    unfit rather than wrong: it is called something else."""
    said = _SAID.findall(done.stdout)
    outcome, detail = said[-1] if said else _framework_said(done)
    if outcome == "passed":
        return SuiteResult("passed") if detail != "0" else SuiteResult("unfit", "there is no test in the tests")
    if not detail:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        detail = next(filter(_PROBLEM.search, lines), lines[-1] if lines else "")
    if re.search(r"ENOENT|EROFS|No such file|Read-only file system", detail):
        return SuiteResult("unfit", f"the tests need files: {detail}")
    for found in _MISSING.finditer(f"{detail}\n{done.stderr}\n{done.stdout[-4000:]}"):
        name = found[1] or found[2] or found[3]
        if not re.search(rf"\b{name}\b", code) and re.search(rf"\b{name}\b", suite.tests):
            return SuiteResult("unfit", f"the tests use {name}, which it does not have")
    return SuiteResult(outcome, detail)


def _framework_said(done: Finished) -> tuple[str, str]:
    """(outcome, detail) from what minitest, test-unit, PHPUnit, `go test` and Rust's tests print at their end."""
    text = done.stdout
    if done.status == 0 and not done.stopped:
        ran = re.search(r"^(\d+) (?:runs|tests), .*\b0 failures, 0 errors", text, re.MULTILINE)
        skipped = re.search(r"(\d+) (?:skips|pendings)", text)
        if ran:
            return "passed", str(int(ran[1]) - int(skipped[1] if skipped else 0))
        for pattern in (r"^OK \((\d+) tests?", r"^OK, .*\nTests: (\d+)", r"^test result: ok\. (\d+) passed"):
            if found := re.search(pattern, text, re.MULTILINE):
                return "passed", found[1]
        if "\nPASS" in text or text.startswith("PASS"):
            return "passed", str(len(re.findall(r"^--- PASS", text, re.MULTILINE)))
        return "failed", "the program ended before its tests did"
    wrong = re.search(
        r"^\s*(--- FAIL: \S+)|^ +\d\) (?:Failure|Error):\n(.+\n.+)|^1\) (.+\n.+)|panicked at .*\n?.*",
        text,
        re.MULTILINE,
    )
    return "failed", " ".join(next((part for part in wrong.groups() if part), wrong[0]).split()) if wrong else ""


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
        text = "\n".join([code, tests, 'print("\\nsuite passed 1")', ""])
        return Program({"program.py": text}, (), ("python3", "-B", "program.py"))
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
    """A program of CommonJS. node's console.assert only prints; here it ends the program."""
    strict = (
        'console.assert = (holds, ...said) => { if (!holds) throw new Error(`assertion failed ${said.join(" ")}`); };'
    )
    code = re.sub(r"^export\s+(default\s+)?", "", code, flags=re.MULTILINE)
    text = "\n".join([strict, code, tests, 'console.log("\\nsuite passed 1");', ""])
    return Program({"program.js": text}, (), ("node", "program.js"))


def _php(code: str, suite: Suite, package: str) -> Program:
    code = re.sub(r"^\s*<\?php\b|\?>\s*$", "", code)
    tests = re.sub(r"^\s*<\?php\b|\?>\s*$", "", suite.tests)
    if "PHPUnit" not in tests:
        strict = re.search(r"declare\s*\(\s*strict_types\s*=\s*1\s*\)\s*;", code)
        body = code.replace(strict[0], "", 1) if strict else code
        text = f'<?php {strict[0] if strict else ""}\n{body}\n{tests}\necho "\\nsuite passed 1\\n";\n'
        return Program({"program.php": text}, (), ("php", *_PHP_SETTINGS, "program.php"))
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
    }
    command = (_PHPUNIT, "--no-configuration", "--do-not-cache-result", "--stop-on-failure", f"{suite_class[1]}.php")
    return Program(files, (), ("php", *_PHP_SETTINGS, *command))


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
            return Program({**files, "suite_tests.rb": body}, (), ("ruby", "-W0", "suite_tests.rb"))
    return Program({"program.rb": "\n".join([code, tests, 'puts "\\nsuite passed 1"', ""])}, (), ("ruby", "program.rb"))


@cache
def _ruby_has(library: str) -> bool:
    """Whether Ruby finds a library, as a gem or beside the standard library."""
    file = f"{library}.rb"
    gems = [*Path("/var/lib/gems").glob("*/gems/*/lib"), *Path("/usr/share/rubygems-integration").glob("*/gems/*/lib")]
    places = [*gems, *Path("/usr/lib/ruby").glob("gems/*/gems/*/lib"), Path("/usr/lib/ruby/vendor_ruby")]
    return any((place / file).exists() and place.is_relative_to("/usr") for place in places)


# --- compiled: Java, Go, C, C++, Rust -----------------------------------------------------------------------------

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
    flags = ("-ea", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp", classes)
    compile_ = ("javac", "-cp", classes, "-d", "classes", *files)
    return Program(files, (compile_,), ("java", *flags, launcher, *names))


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
    files["translation.go"] = "package suite\n" + _GO_PACKAGE.sub("", code, count=1)
    return Program(files, (("go", "test", "-c", "-o", "program"),), ("./program", "-test.v"))


GO_LIBRARIES = "/usr/share/gocode"
"""Where Debian puts libraries of Go."""


def _c_like(language: str) -> Callable[[str, Suite, str], Program]:
    compiler, standard, ending = {"c": ("gcc", "gnu17", "c"), "cpp": ("g++", "gnu++20", "cpp")}[language]
    usual = "#include <bits/stdc++.h>\nusing namespace std;\n" if language == "cpp" else ""

    def render(code: str, suite: Suite, package: str) -> Program:
        """The tests' main under another name: what comes after it says that it came to its end."""
        tests = _without_closing(suite.tests)
        if not re.search(r"\bmain\s*\(", tests):
            raise ValueError("the tests have no main")
        preamble = re.findall(r"^\s*#\s*(?:include|define|undef).*$|^using\s.*;", suite.prompt, re.MULTILINE)
        lines = [usual, *preamble, "#undef NDEBUG", "#include <assert.h>", "#include <stdio.h>", code]
        lines += ["#define main suite_main", tests, "#undef main"]
        lines += ['int main(void) { suite_main(); printf("\\nsuite passed 1\\n"); return 0; }', ""]
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
        files = {"program.rs": f"{code}\n{tests}\n"}
        return Program(files, ((*compiler, "--test", "program.rs"),), ("./program", "--test-threads=1"))
    if not re.search(r"\bfn main\(\)", tests):
        raise ValueError("the tests have no main")
    tests = re.sub(r"\bfn main\(\)", "fn suite_main()", tests)
    text = f'{code}\n{tests}\nfn main() {{ suite_main(); println!("\\nsuite passed 1"); }}\n'
    return Program({"program.rs": text}, ((*compiler, "program.rs"),), ("./program",))


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
}
"""The languages whose own tests can be run, and what makes a program of them."""

"""Python."""

import ast
import builtins
import importlib.util
import re
import sys
import sysconfig
import warnings
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.grammar import Grammar
from pairloom.translators.languages.judges import missing_classes
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
from pairloom.translators.languages.signatures import type_names
from pairloom.translators.problem import Problem
from pairloom.translators.sandbox.toolchains import Tool, Toolchain, tool_at

_USUAL_MODULES = (
    *("bisect", "collections", "copy", "functools", "heapq", "itertools", "json", "math", "operator"),
    *("random", "re", "statistics", "string", "sys"),
)
_USUAL_NAMES = {
    "typing": "Any Callable DefaultDict Deque Dict FrozenSet Generator Iterable Iterator List Mapping NamedTuple"
    " Optional Sequence Set Tuple Type TypeVar Union",
    "collections": "ChainMap Counter OrderedDict defaultdict deque namedtuple",
    "functools": "cache cmp_to_key lru_cache partial reduce",
    "itertools": "accumulate chain combinations combinations_with_replacement count cycle groupby islice pairwise"
    " permutations product repeat starmap takewhile dropwhile zip_longest",
    "heapq": "heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest",
    "bisect": "bisect bisect_left bisect_right insort insort_left insort_right",
    "math": "ceil comb cos exp factorial fabs floor fsum gcd hypot inf isclose isqrt lcm log log10 log2 perm pi prod"
    " sin sqrt tan",
    "copy": "copy deepcopy",
    "string": "ascii_letters ascii_lowercase ascii_uppercase digits punctuation",
    "dataclasses": "dataclass field",
    "enum": "Enum IntEnum",
    "decimal": "Decimal",
    "fractions": "Fraction",
    "abc": "ABC abstractmethod",
}
"""Module of the standard library -> what code uses of it without saying so."""
_ONE_PROCESS = re.compile(
    r"\bmock\b|\bpatch\b|\bredirect_std|\bcap(?:sys|fd)\b|\bmonkeypatch\b|\bsys\.std|\brandom\.seed\b|\bglobals\(|\binspect\b|\b__(?:doc|annotations|dict|code)__\b"
)
"""Tests that change or look into the process of the code."""
_FUTURE = re.compile(r"(?:.*\n)*?from __future__ import .*\n?")
_NODES = {
    "ListNode": "class ListNode:\n    def __init__(self, val=0, next=None):\n        self.val, self.next = val, next\n",
    "TreeNode": "class TreeNode:\n    def __init__(self, val=0, left=None, right=None):\n"
    "        self.val, self.left, self.right = val, left, right\n",
}


class Python(Language):
    """CPython: the one that runs pairloom. Its compiler judges the syntax in this process, nothing else does."""

    grammar = Grammar(
        name="python",
        package="tree-sitter-python",
        functions=("function_definition", "lambda"),
        comments=("comment",),
        strings=("string",),
        numbers=("integer", "float"),
        top_level=frozenset(
            {"function_definition", "decorated_definition", "class_definition", "import_statement"}
            | {"import_from_statement", "future_import_statement", "type_alias_statement", "try_statement"}
            | {"expression_statement/assignment", "expression_statement/string"}
        ),
        scripts=True,
        acting=frozenset({"try_statement"}),
        receivers=frozenset({"self", "cls", "mcs", "mcls", "klass"}),
    )
    stdin = r"\binput\b|\bstdin\b|\bfileinput\b|\bopen\(\s*0|/dev/stdin|\bos\.read\(\s*0"
    types = type_names(
        int="int",
        float="float",
        str="str",
        bool="bool",
        list="list List Sequence Iterable Collection MutableSequence deque Deque Iterator",
        set="set Set frozenset FrozenSet AbstractSet MutableSet",
        dict="dict Dict Mapping MutableMapping defaultdict DefaultDict OrderedDict",
        dict_int="Counter",
        optional="Optional",
        tuple="tuple Tuple",
        union="Union",
        same="Final Annotated",
        any="Any object",
        none="None",
    )
    toolchain = Toolchain("python3", ("python3",), ("python3", "--version"), "python3")
    failure = "raise RuntimeError"
    negation = "not "
    no_statement = "pass"
    untyped = True
    allowance = Allowance(time=5, memory=4, start_seconds=1, runtime_bytes=64 << 20)
    tampering = (
        *(r"\bunittest\b", r"\bpytest\b", r"\b__builtins__\b", r"\brun_suite\b", r"\bgc\.get_\w+"),
        r"\bsys\.(?:modules|stdin|stdout|_getframe|settrace|setprofile)\b",
        r"\binspect\.(?:stack|currentframe|getouterframes)\b",
        r"\b(?:import|from) (?:builtins|ctypes|importlib|atexit|__main__)\b",
    )

    def find_tool(self, name: str) -> Tool | None:
        return self._interpreter if name == "python3" else super().find_tool(name)

    @cached_property
    def _interpreter(self) -> Tool | None:
        path = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
        return tool_at(path.resolve()) if path.exists() else None

    def not_checkable(self) -> str:
        return ""

    @property
    def syntax_judge(self) -> str:
        return "compile()"

    def syntax_problem(self, code: str) -> Problem | None:
        """What CPython's compiler says against `code`; it refuses much that the grammar accepts (a `return` outside a
        function, wrong indentation, an argument twice, an empty body, Python 2)."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(code, "code", "exec", dont_inherit=True)
        except SyntaxError as error:
            if "no binding for nonlocal" in str(error):
                return None  # a function taken out of the one around it
            line = error.lineno or 1
            return Problem("check", "syntax", f"Python: {error.msg} at line {line}, column {error.offset or 1}.", line)
        except (RecursionError, MemoryError, OverflowError):
            return Problem("check", "too_large", "The code is nested too deeply for Python's compiler.")
        except ValueError as error:
            return Problem("check", "syntax", f"Python: {error}.")
        return None

    def missing_name(self, code: str) -> str:
        nodes = list(ast.walk(ast.parse(code)))
        known = {*dir(builtins), "__name__", "__file__"}
        used = {}
        for node in nodes:
            match node:
                case ast.Name(id=name, ctx=ast.Load()):
                    used[name] = True
                case ast.Name(id=name) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                    known.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    known.add(name)
                case ast.alias(name="*"):
                    return ""
                case ast.alias(name=name, asname=other):
                    known.add(other or name.partition(".")[0])
                case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                    known.add(name)
                case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                    modules = {alias.name.partition(".")[0] for alias in aliases}
                    module = getattr(node, "module", None)
                    modules = {module.partition(".")[0]} if module else modules
                    if foreign := modules - set(sys.stdlib_module_names):
                        return min(foreign)
        return next((name for name in used if name not in known), "")

    def check(self, folder: Path, programs: Mapping[int, Program]) -> Messages:
        return {index: [] for index in programs}  # `syntax_problem` has said all that there is to say

    def add_usual_imports(self, code: str) -> str:
        """Imports stand at the top: what the code binds itself comes later and counts."""
        used = set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", code))
        modules = [name for name in _USUAL_MODULES if re.search(rf"(?<![\w.]){name}\.\w", code)]
        lines = [f"import {name}\n" for name in modules]
        for module, names in _USUAL_NAMES.items():
            if found := [name for name in names.split() if name in used and name not in modules]:
                lines.append(f"from {module} import {', '.join(found)}\n")
        head = _FUTURE.match(code)
        at = head.end() if head else 0
        return "".join([code[:at], *lines, *missing_classes(code, self.grammar, _NODES), code[at:]])

    def render_calls(self, calls: Calls) -> Program:
        files = {"program.py": calls.code, "calls.json": calls_json(calls), "run_cases.py": driver("run_cases.py")}
        if not calls.is_probe:
            return Program(files, ("python3", "-B", "run_cases.py"))
        return Program({**files, "probe.py": driver("probe.py")}, ("python3", "-B", "probe.py"))

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        return Program({"program.py": code}, ("python3", "-B", "program.py"))

    def render_suite(self, code: str, suite: Suite, package: str) -> Program:
        """Plain assertions, unittest or pytest."""
        tests, run = suite.tests, ("python3", "-B", "run_suite.py")
        if "unittest" not in tests:
            called = re.search(r"^def check\((\w+)", tests, re.MULTILINE)
            if called and not re.search(r"^check\(", tests, re.MULTILINE):
                raise ValueError("the tests define check and never call it")
            return Program({"program.py": f"{code}\n{tests}\n", "run_suite.py": driver("run_suite.py")}, run)
        modules = _imports(tests)
        own = modules - {"pytest"} - set(sys.stdlib_module_names)
        if missing := own & _imports(code):
            raise ValueError(f"the tests come with a file that is not there: {min(missing)}.py")
        files = {
            "suite_tests.py": tests,
            "run_suite.py": driver("run_suite.py"),
            **{f"{name}.py": code for name in own},
        }
        if "pytest" not in modules:
            return Program(files, run)
        if importlib.util.find_spec("pytest") is None:
            raise NoFramework("pytest is not installed (pip install pytest)")
        packages = sysconfig.get_path("purelib")
        return Program(files, run, readable=(packages,), environment={"PYTHONPATH": packages})

    def render_suite_apart(self, code: str, suite: Suite) -> Program | None:
        if _ONE_PROCESS.search(suite.tests):
            return None
        whole = self.render_suite("", suite, "")
        own = (
            sorted(_imports(suite.tests) - {"pytest"} - set(sys.stdlib_module_names))
            if "unittest" in suite.tests
            else []
        )
        if own and own[0] in _imports(code):
            return None
        values = driver("plain_values.py")
        files = {path: text for path, text in whole.files.items() if path.partition(".")[0] not in own}
        files |= {"called_code.py": driver("called_code.py"), "plain_values.py": values}
        files |= {f"{CODE}/program.py": code, f"{CODE}/plain_values.py": values}
        files[f"{CODE}/serve_code.py"] = driver("serve_code.py")
        server = ("-B", "serve_code.py", own[0] if own else "program")
        return replace(whole, files=files, run=(*whole.run, *own), server=server)

    def frameworks(self) -> dict[str, str]:
        return {"unittest": "", "pytest": "" if importlib.util.find_spec("pytest") else "pip install pytest"}


def _imports(text: str) -> set[str]:
    found = re.findall(r"^\s*from (\w+)[\w.]* import\b|^\s*import (\w+)", text, re.MULTILINE)
    return {name for pair in found for name in pair if name}

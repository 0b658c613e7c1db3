"""What the languages' own tools say where tree-sitter's word is not enough. Code is compiled, never run."""

import re
import resource
import shutil
import subprocess
import warnings
from functools import cache

from pairloom.translators.problem import Problem

_TIME_LIMIT = 10.0
_MEMORY_LIMIT = 1 << 30

# Errors about names that the piece does not define are no errors of syntax. An unknown type is not among them: behind
# one, compilers lose track, and prose and other languages would pass.
_UNKNOWN_NAME = re.compile(r"undeclared|was not declared|has not been declared|is not a member of|implicit declaration")
_HARMLESS_INCLUDE = re.compile(r"\s*#\s*include\s*<(?!/)(?!.*\.\.)[\w/.+-]+>\s*(//.*|/\*.*)?$")


def python_error(code: str) -> Problem | None:
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


def accepted_by_compiler(code: str, language: str) -> bool:
    """Whether gcc or g++ finds no error of syntax in C or C++ that tree-sitter refused; its grammars refuse about 2 %
    of sound files. Unknown names are no errors of syntax. False where there is no compiler, or it cannot tell."""
    command = {"c": ("gcc", "-std=gnu17", "-Werror=implicit-int", "-xc"), "cpp": ("g++", "-std=gnu++20", "-xc++")}.get(
        language
    )
    if command is None or not _installed(command[0]) or not _safe_to_preprocess(code):
        return False
    arguments = [*command, "-fsyntax-only", "-fmax-errors=50", "-fno-diagnostics-show-caret", "-"]
    try:
        answer = subprocess.run(
            arguments,
            input=code.encode("utf-8"),
            capture_output=True,
            timeout=_TIME_LIMIT,
            env={"LC_ALL": "C", "PATH": "/usr/local/bin:/usr/bin:/bin"},
            preexec_fn=_limit,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    messages = answer.stderr.decode("utf-8", "replace")
    if answer.returncode == 0:
        return True
    errors = [line for line in messages.splitlines() if "error: " in line]
    return answer.returncode == 1 and bool(errors) and all(_UNKNOWN_NAME.search(error) for error in errors)


def _safe_to_preprocess(code: str) -> bool:
    """Whether the preprocessor would read nothing but the compiler's own headers: the code is not ours, and an #include
    can name any file or device. Spellings that could hide one are refused too."""
    if any(hidden in code for hidden in ("%:", "??=", "\\\n", "include_next", "#import", "__has_include")):
        return False
    lines = [line for line in code.splitlines() if re.match(r"\s*(/\*.*\*/\s*)?#", line) and "include" in line]
    return all(_HARMLESS_INCLUDE.match(line) for line in lines)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (int(_TIME_LIMIT), int(_TIME_LIMIT)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))


@cache
def _installed(command: str) -> bool:
    return shutil.which(command) is not None

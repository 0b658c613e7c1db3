"""The versions of everything that decides a check."""

import platform
import shutil
import subprocess
from functools import cache
from importlib.metadata import version

from pairloom.translators.languages import GRAMMARS


@cache
def _compiler_version(command: str) -> str:
    if shutil.which(command) is None:
        return "absent"
    answer = subprocess.run([command, "-dumpfullversion"], capture_output=True, text=True, timeout=10, check=False)
    return answer.stdout.strip() or "unknown"


def fingerprint() -> dict[str, str]:
    """Name to version of all that a check's outcome depends on, for a manifest: Python (its `compile` judges Python),
    tree-sitter and each grammar, gcc and g++ ("absent" where not installed: then tree-sitter alone judges C and C++).
    """
    grammars = {grammar.package: grammar.package_version for grammar in GRAMMARS.values()}
    tools = {command: _compiler_version(command) for command in ("gcc", "g++")}
    return {"python": platform.python_version(), "tree-sitter": version("tree-sitter"), **grammars, **tools}

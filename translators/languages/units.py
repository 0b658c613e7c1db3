"""Files that compilers take, made of pieces of code that have no file of their own."""

import re

from pairloom.translators.languages.grammar import parse
from pairloom.translators.languages.table import GRAMMARS

_USING = re.compile(r"(?:^|(?<=;))[ \t]*(?:global\s+)?using\s+(?:static\s+)?[\w.]+(?:\s*=[^;]+)?;", re.MULTILINE)


def csharp_unit(namespace: str, code: str, class_name: str) -> str:
    """C# `code` in a namespace to itself, methods in a class. Usings go to the first line, so that lines keep their
    numbers."""
    usings = " ".join(" ".join(found.split()) for found in _USING.findall(code))
    body = re.sub(r"^([ \t]*)namespace\s+[\w.]+[ \t]*;", r"\1", _USING.sub("", code), count=1, flags=re.MULTILINE)
    tree = parse(body, GRAMMARS["csharp"])
    if tree.shift or any(node.type == "global_statement" for node in tree.top_level):
        body = f"class {class_name} {{ {body}\n}}"
    return f"namespace {namespace} {{ {usings} {body}\n}}\n"


def kotlin_unit(package: str, code: str) -> str:
    """Kotlin `code` in a package to itself, its lines where they were."""
    return f"package {package}; " + re.sub(
        r"^([ \t]*)package\s+[\w.]+[ \t;]*$", r"\1", code, count=1, flags=re.MULTILINE
    )

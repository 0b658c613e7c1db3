"""The usual imports that a piece left out: the standard library is there in every program, its names need a line."""

import re
from collections.abc import Callable, Mapping


def supplement(language: str, code: str) -> str | None:
    """`code` with imports of the standard library that it seems to lack, its lines unmoved; None if it lacks none."""
    complete = _SUPPLEMENTS.get(language)
    completed = complete(code) if complete else None
    return completed if completed != code else None


_C_HEADERS = "assert ctype errno float limits math stdarg stdbool stddef stdint stdio stdlib string time inttypes"


def _c(code: str) -> str:
    return _before(code, "".join(f"#include <{name}.h>\n" for name in _C_HEADERS.split()))


def _before(code: str, lines: str) -> str:
    return f"{lines}#line 1\n{code}"


_GO_PACKAGES = {
    name.rpartition("/")[2]: name
    for name in (
        *("bufio", "bytes", "container/heap", "container/list", "encoding/hex", "encoding/json", "errors", "fmt", "io"),
        *("math", "math/big", "math/bits", "math/rand", "os", "path", "path/filepath", "regexp", "sort", "strconv"),
        *("strings", "sync", "time", "unicode", "unicode/utf8"),
    )
}


def _go(code: str) -> str:
    used = {name for name in re.findall(r"(?<![\w.\"])(\w+)\.[A-Z]", code) if name in _GO_PACKAGES}
    missing = [path for name, path in sorted(_GO_PACKAGES.items()) if name in used and f'"{path}"' not in code]
    imports = "".join(f'import "{path}"; ' for path in missing)
    package = re.match(r"\s*package\s+\w+[ \t;]*\n?", code)
    return imports + code if not package else package[0] + imports + code[package.end() :]


_JAVA_PACKAGES = "java.util java.util.function java.util.regex java.util.stream java.io java.math java.time"


def _java(code: str) -> str:
    imports = "".join(f"import {name}.*; " for name in _JAVA_PACKAGES.split())
    package = re.match(r"\s*package\s+[\w.]+\s*;", code)
    return imports + code if not package else package[0] + " " + imports + code[package.end() :]


_CSHARP_NAMESPACES = ("System", *(f"System.{name}" for name in ("Collections.Generic", "IO", "Linq", "Text")))


def _csharp(code: str) -> str:
    return "".join(f"using {name}; " for name in _CSHARP_NAMESPACES if f"using {name};" not in code) + code


_RUST_NAMES = {
    "collections": ("BTreeMap", "BTreeSet", "BinaryHeap", "HashMap", "HashSet", "VecDeque"),
    "rc": ("Rc",),
    "cell": ("Cell", "RefCell"),
    "cmp": ("Ordering", "Reverse"),
    "fmt": ("Display", "Debug"),
    "sync": ("Arc", "Mutex"),
}


def _rust(code: str) -> str:
    lines = []
    for module, names in _RUST_NAMES.items():
        for name in names:
            imported = re.search(rf"\buse\b[^;]*\b{name}\b", code)
            if re.search(rf"(?<![\w:]){name}\b(?!\])", code) and not imported:
                lines.append(f"use std::{module}::{name}; ")
    return "".join(lines) + code


_SUPPLEMENTS: Mapping[str, Callable[[str], str]] = {"c": _c, "csharp": _csharp, "go": _go, "java": _java, "rust": _rust}

"""Loads program.py as the module that is the argument, and calls its functions for the tests, which run in another
process. It first says which names the module has; then each line asks for one call."""

import sys
import types
from pathlib import Path
from typing import Any

from plain_values import Channel, NotPlain, decode, encode


def main() -> None:
    """Answers until the tests end."""
    channel = Channel()
    sys.set_int_max_str_digits(0)
    module = types.ModuleType(sys.argv[1])
    sys.modules[module.__name__] = module
    sys.argv[1:] = []
    try:
        exec(compile(Path("program.py").read_text(encoding="utf-8"), "program.py", "exec"), module.__dict__)
        channel.write(described(module))
    except Exception as problem:
        channel.write({"broken": f"{type(problem).__name__}: {problem}"})
        raise
    while (asked := channel.read()) is not None:
        channel.write(answer(vars(module)[asked["call"]], asked))


def described(module: types.ModuleType) -> dict[str, Any]:
    """The names of a module: its functions, its plain values, what it has from other modules, and all others."""
    found: dict[str, Any] = {"functions": [], "values": {}, "imports": {}, "others": []}
    for name, value in vars(module).items():
        if name.startswith("__") and name.endswith("__"):
            continue
        home = getattr(value, "__module__", None)
        if isinstance(value, types.ModuleType):
            found["imports"][name] = [value.__name__, ""]
        elif isinstance(home, str) and home != module.__name__ and name in vars(sys.modules.get(home, module)):
            found["imports"][name] = [home, name]
        elif callable(value) and not isinstance(value, type):
            found["functions"].append(name)
        else:
            try:
                found["values"][name] = encode(value)
            except (NotPlain, RecursionError):
                found["others"].append(name)
    return found


def answer(function: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """The result of a call, or the error that it raised, and each argument that it changed."""
    positional, named = decode(asked["arguments"]), decode(asked["named"])
    try:
        result = function(*positional, **named)
        own = [at for at, value in enumerate(positional) if value is result and isinstance(value, list | dict | set)]
        said: dict[str, Any] = {"same": own[0]} if own else {"value": encode(result)}
    except NotPlain as problem:
        return {"shared": f"it returns a {problem}"}
    except Exception as problem:
        said = error(problem)
    try:
        after = encode(positional)
    except NotPlain as problem:
        return {"shared": f"it changes an argument to hold a {problem}"}
    changed = {at: new for at, (old, new) in enumerate(zip(asked["arguments"], after, strict=True)) if old != new}
    return {**said, "changed": changed}


def error(problem: Exception) -> dict[str, Any]:
    """An error by the nearest class that the language itself has."""
    base = next(kind for kind in type(problem).__mro__ if kind.__module__ == "builtins")
    try:
        given = encode(list(problem.args))
        exact = base is type(problem)
    except NotPlain:
        given, exact = [str(problem)], False
    return {"error": base.__name__, "given": given, "exact": exact}


main()

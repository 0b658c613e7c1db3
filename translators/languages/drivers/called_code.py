"""The functions of the code that is tested, for the tests: each sends its arguments to the process that has the code,
and returns the plain value, or raises the error, that comes back."""

import builtins
import importlib
import sys
import types
from collections.abc import Callable
from typing import Any

from plain_values import Channel, NotPlain, decode, encode


class Gone(Exception):
    """The process of the code has ended, or has answered what is no answer."""


class CalledCode:
    """The code in the other process.

    shared: why the tests need the code in their own process, "" if they do not. gone: why the process of the code gives
    no more answers. raised: whether it raised an error. doubtful: whether an error had a class of the code, which the
    tests do not have, so that they may fail because of that.
    """

    def __init__(self) -> None:
        self.shared = self.gone = ""
        self.doubtful = self.raised = False
        self._channel = Channel()
        names = self._read()
        if "broken" in names:
            self.gone = str(names["broken"])
            raise Gone(self.gone)
        self._functions = [str(name) for name in names["functions"]]
        self._values = {str(name): decode(value) for name, value in names["values"].items()}
        self._imports = {str(name): tuple(map(str, home)) for name, home in names["imports"].items()}
        self._others = [str(name) for name in names["others"]]

    def names(self, mentioned: set[str]) -> dict[str, Any]:
        """What the tests may use of the code, among the names that they mention. A function with the name of one that
        the language has counts only if the tests mention no other: it must not replace what the tests compare with."""
        if others := mentioned & set(self._others):
            self.shared = f"the tests use {min(others)}, which is no function and no plain value"
        functions = mentioned & set(self._functions)
        own = {name for name in functions if not hasattr(builtins, name)} or functions
        found = {name: value for name, value in self._values.items() if not hasattr(builtins, name)}
        for name in mentioned & self._imports.keys():
            module, attribute = self._imports[name]
            is_own = attribute == name or (not attribute and module.rpartition(".")[2] == name)
            if is_own and module.partition(".")[0] in sys.stdlib_module_names:
                imported = importlib.import_module(module)
                found[name] = getattr(imported, attribute) if attribute else imported
        return {**found, **{name: self._stub(name) for name in own}}

    def module(self, name: str, mentioned: set[str]) -> types.ModuleType:
        """A module with all functions that the tests mention."""
        made = types.ModuleType(name)
        vars(made).update(self.names(mentioned))
        vars(made).update({function: self._stub(function) for function in mentioned & set(self._functions)})
        return made

    def _stub(self, name: str) -> Callable[..., Any]:
        def function(*given: Any, **named: Any) -> Any:
            return self._call(name, given, named)

        function.__name__ = function.__qualname__ = name
        return function

    def _call(self, name: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        try:
            asked = {"call": name, "arguments": [encode(value) for value in given], "named": encode(named)}
        except NotPlain as problem:
            self.shared = f"the tests pass a {problem}"
            raise Gone(self.shared) from None
        try:
            self._channel.write(asked)
        except OSError:
            self.gone = self.gone or "its process ended before its tests did"
            raise Gone(self.gone) from None
        said = self._read()
        if "shared" in said:
            self.shared = str(said["shared"])
            raise Gone(self.shared)
        for at, value in said.get("changed", {}).items():
            self._change(given[int(at)], decode(value))
        if "error" in said:
            raise self._error(said)
        return given[said["same"]] if "same" in said else decode(said["value"])

    def _read(self) -> dict[str, Any]:
        try:
            said = self._channel.read()
        except (ValueError, RecursionError, OSError):
            said = None
        if not isinstance(said, dict):
            self.gone = self.gone or "its process ended before its tests did"
            raise Gone(self.gone)
        return said

    def _change(self, old: Any, new: Any) -> None:
        """Makes an argument what the call made of it."""
        if isinstance(old, list):
            old[:] = new
        elif isinstance(old, dict | set):
            old.clear()
            old.update(new)
        else:
            self.shared = f"it changes a {type(old).__name__}"

    def _error(self, said: dict[str, Any]) -> Exception:
        kind = getattr(builtins, str(said["error"]), None)
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            kind = Exception
        self.raised, self.doubtful = True, self.doubtful or said["exact"] is not True
        try:
            return kind(*decode(said["given"]))
        except Exception:
            return Exception(str(said["given"]))

"""Lua."""

import re
from typing import Any

from pairloom.translators.languages.base import Language
from pairloom.translators.languages.grammar import Grammar
from pairloom.translators.languages.programs import Allowance, Calls, Literals, PlainType, Program, driver
from pairloom.translators.sandbox.toolchains import Toolchain


def _text(text: str) -> str:
    return '"' + re.sub(r'[\x00-\x1f\x7f"\\]', lambda found: f"\\{ord(found[0]):03d}", text) + '"'


_LITERALS = Literals(
    "nil", "true", "false", "{}", "{}", _text, "{{{}}}", "{{{}}}", "[{}] = {}", None, "linked({})", "tree({})"
)


class Lua(Language):
    """Lua 5.4 by luac, started once for each piece."""

    grammar = Grammar(
        name="lua",
        package="tree-sitter-lua",
        functions=("function_declaration", "function_definition"),
        comments=("comment",),
        strings=("string",),
        numbers=("number",),
        top_level=frozenset(
            {"function_declaration", "variable_declaration", "assignment_statement", "return_statement"}
            | {"empty_statement", "hash_bang_line"}
        ),
        scripts=True,
        calls=frozenset({"require", "setmetatable"}),
        receivers=frozenset({"self"}),
        bodiless=frozenset({"function_declaration", "function_definition"}),
        assigned=frozenset({"variable_list"}),
    )
    stdin = r"\bio\.(?:read|lines|stdin)\b|\bio\.open\(.*/dev/stdin"
    toolchain = Toolchain("luac5.4", ("lua5.4",), ("lua5.4", "-v"), "lua5.4")
    failure = "error()"
    negation = "not "
    untyped = True
    allowance = Allowance(time=5, memory=4)
    integer_bits = 64
    error_values = True
    syntax_command = check_command = ("luac5.4", "-p")

    def render_whole_program(self, code: str, package: str, memory_bytes: int) -> Program:
        return Program({"program.lua": code}, ("lua5.4", "program.lua"))

    def render_calls(self, calls: Calls) -> Program:
        """The driver loads the code as a module of its own and finds the function in it, a local one too."""
        returns = calls.signature.returns
        lists = [at for at, type_ in enumerate(calls.signature.arguments) if type_.kind != "tree"]
        if _holds_none(returns) or any(_has_none([call[at] for at in lists]) for call in calls.arguments):
            raise ValueError("a table of Lua cannot hold nil")
        is_list = (returns.held if returns.kind == "optional" else returns).kind in ("list", "tuple", "set")
        changed = f"{{{', '.join(str(position + 1) for position in calls.changed)}}}"
        text = [driver("case_driver.lua"), f"local call = load_function({_text(calls.name)})", 'report("start", 0, "")']
        value = next((name for name in ("val", "value", "data") if re.search(rf"\b{name}\b", calls.code)), "val")
        text.append(f'value_name = "{value}"')
        for index, row in enumerate(calls.literals(_LITERALS)):
            text.append(f"run_case({', '.join([str(index), 'call', changed, str(is_list).lower(), *row])})")
        files = {"program.lua": calls.code, "run_cases.lua": "\n".join([*text, ""])}
        return Program(files, ("lua5.4", "run_cases.lua"))


def _has_none(values: Any) -> bool:
    """Whether a list or a dictionary in `values`, the arguments of a call, holds None."""
    inner = [value.values() if isinstance(value, dict) else value for value in values if isinstance(value, dict | list)]
    return any(None in list(items) or _has_none(items) for items in inner)


def _holds_none(type_: PlainType) -> bool:
    """Whether values of a type may be lists or dictionaries that hold None."""
    if type_.item is None:
        return False
    return (type_.kind != "optional" and type_.item.kind == "optional") or _holds_none(type_.item)

"""What JavaScript and TypeScript share: their grammars' nodes, and Node, which runs both."""

import re

from pairloom.translators.languages.programs import Calls, Literals, driver, json_text

FUNCTIONS = (
    *("function_declaration", "function_expression", "generator_function_declaration", "generator_function"),
    *("arrow_function", "method_definition"),
)
DECLARATIONS = frozenset(
    {"function_declaration", "generator_function_declaration", "class_declaration", "lexical_declaration"}
    | {"variable_declaration", "import_statement", "export_statement", "hash_bang_line", "empty_statement"}
    | {"expression_statement/assignment_expression", "expression_statement/string", "expression_statement/class"}
)
WRAPPERS = (("class A {\n", "\n}"), ("({\n", "\n})"))
RECEIVERS = frozenset({"this"})
TAMPERING = (
    *(
        "@jest/globals",
        r"\brun_(?:suite|program)\b",
        r"\bprocess\s*\.\s*(?:stdin|stdout|stderr|binding|on|mainModule)\b",
    ),
    r"(?:\brequire|\bimport|\bfrom)\s*\(?\s*['\"`](?:node:)?"
    r"(?:assert|fs|vm|v8|module|inspector|child_process|worker_threads)(?:/\w+)?['\"`]",
)
_LITERALS = Literals("null", "true", "false", "{}", "{}", json_text, "[{}]", "{{{}}}", "[{}]: {}")


def calling_script(calls: Calls) -> str:
    """A script that makes the calls."""
    lines = calls.lines(_LITERALS, "runCase(%d, () => %s(%s));")
    return "\n".join([without_exports(calls.code), driver("case_driver.js"), *lines, ""])


def without_exports(code: str) -> str:
    """The code of a module as that of a script."""
    return re.sub(r"^export\s+(default\s+)?", "", code, flags=re.MULTILINE)


def is_jest(tests: str) -> bool:
    """Whether tests are written for Jest."""
    return (
        "@jest/globals" in tests or re.search(r"^\s*(?:describe|test|it)\(\s*['\"`]", tests, re.MULTILINE) is not None
    )


def script_drivers() -> dict[str, str]:
    """The files that run a script with plain assertions, program.js."""
    return {"run_program.js": driver("run_program.js"), "node_modules/lodash/index.js": driver("lodash.js")}


SCRIPT = ("node", "run_program.js")

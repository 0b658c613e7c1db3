"""What a translation has no business with where it is tested in its own language: its tests share a process with it.

Names of the test framework, of the program that runs the tests and of what that program reads; ways to look at the
callers; a change of what comparisons mean. Code that names them is neither right nor wrong: its tests are not run. That
a program ends early, or prints what a framework prints, need not be looked for here (`suites`).
"""

import re

_JVM = (
    r"\borg\.(?:junit|assertj|opentest4j|hamcrest)\b",
    r"\bSystem\.(?:setOut|setIn|`?in\b)",
    r"\bjava\.lang\.(?:reflect|instrument)\b",
    *(r"\bStackWalker\b", r"\bsetAccessible\b", r"\bsun\.misc\b", r"\b(?:Main|JUnit)Suite\b"),
)
_NODE = (
    *(
        "@jest/globals",
        r"\brun_(?:suite|program)\b",
        r"\bprocess\s*\.\s*(?:stdin|stdout|stderr|binding|on|mainModule)\b",
    ),
    r"(?:\brequire|\bimport|\bfrom)\s*\(?\s*['\"`](?:node:)?"
    r"(?:assert|fs|vm|v8|module|inspector|child_process|worker_threads)(?:/\w+)?['\"`]",
)
_C = (r"\bstdin\b", r"\bfdopen\b", r"\b__assert\w*", r"\batexit\b", r"\bsuite_main\b")
_CORE = r"(?:Object|BasicObject|Integer|Float|Numeric|String|Symbol|Array|Hash|NilClass|Comparable|Kernel)"
_MEDDLING = {
    "python": (
        *(r"\bunittest\b", r"\bpytest\b", r"\b__builtins__\b", r"\brun_suite\b", r"\bgc\.get_\w+"),
        r"\bsys\.(?:modules|stdin|stdout|_getframe|settrace|setprofile)\b",
        r"\binspect\.(?:stack|currentframe|getouterframes)\b",
        r"\b(?:import|from) (?:builtins|ctypes|importlib|atexit|__main__)\b",
    ),
    "javascript": _NODE,
    "typescript": _NODE,
    "java": _JVM,
    "kotlin": _JVM,
    "go": (
        r'"testing(?:/\w+)?"',
        r'"(?:unsafe|syscall|runtime/\w+)"',
        r"\bos\.(?:Stdin|Stdout|NewFile)\b",
        "^func Test",
    ),
    "c": _C,
    "cpp": (*_C, r"\bcin\b"),
    "rust": (
        *(r"\bmacro_rules!\s*(?:assert|debug_assert|panic|matches)", r"\bas\s+(?:debug_)?assert\w*\b"),
        *(r"\bstdin\s*\(", r"\bset_hook\b", r"\bfrom_raw_fd\b", r"\bsuite_main\b"),
    ),
    "php": (
        *(r"\bPHPUnit\b", r"\bassert_options\b", r"\bini_(?:set|alter)\b", r"\bSTDIN\b", "php://stdin", r"\$GLOBALS\b"),
        *(r"\brun_suite\b", r"\bregister_shutdown_function\b"),
    ),
    "ruby": (
        *(
            r"\b[Mm]initest\b",
            r"\bTest::Unit\b",
            r"\bat_exit\b",
            r"\bObjectSpace\b",
            r"\bTracePoint\b",
            r"\brun_suite\b",
        ),
        *(r"\bset_trace_func\b", r"\bTOPLEVEL_BINDING\b", r"\b(?:STDIN|STDOUT)\b", r"\$std(?:in|out)\b"),
        rf"^\s*(?:class|module) {_CORE}\b[^\n]*\n(?:(?!end\b).*\n)*?\s*def (?:===?|!=?|eql\?|equal\?|nil\?)",
    ),
    "csharp": (
        *(r"\bSystem\.(?:Diagnostics|Reflection)\b", r"\bTraceListener\b", r"\bMainSuite\b", r"\bCompareLogic\b"),
        *(r"\bKellermanSoftware\b", r"\bConsole\.(?:SetOut|SetIn|In|Out|OpenStandard\w+)\b"),
    ),
}
_PATTERNS = {language: re.compile("|".join(words), re.MULTILINE) for language, words in _MEDDLING.items()}
_MACRO = re.compile(r"^\s*#\s*(?:define|undef)\s+(\w+)", re.MULTILINE)


def meddling(language: str, code: str, tests: str) -> str:
    """The first thing in `code` that it has no business with, on one line; "" if there is none."""
    if found := _PATTERNS[language].search(code):
        return " ".join(found[0].split())[:80]
    macros = _MACRO.findall(code) if language in ("c", "cpp") else []
    return next((f"#define {name}" for name in macros if re.search(rf"\b{name}\b", f"{tests} {_OURS}")), "")


_OURS = "main return if while for int char fgets printf"

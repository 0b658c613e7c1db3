"""Write records.jsonl and replies.jsonl from the folders of the sample, and the same of its programs.

python recipes/sample/build.py
"""

import ast
import hashlib
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pairloom.schemas import LANGUAGES

SAMPLE = Path(__file__).parent
TRANSLATIONS = {
    "javascript": "javascript.js",
    "java": "java.java",
    "go": "go.go",
    "c": "c.c",
    "cpp": "cpp.cpp",
    "rust": "rust.rs",
    "php": "php.php",
    "ruby": "ruby.rb",
}
TITLES = {"javascript": "JavaScript", "java": "Java", "go": "Go", "c": "C", "cpp": "C++", "rust": "Rust"}
TITLES |= {"php": "PHP", "ruby": "Ruby"}
FENCES = {"javascript": ("javascript", "js"), "cpp": ("cpp", "c++"), "rust": ("rust", "rs"), "ruby": ("ruby", "rb")}


def folders() -> Iterator[tuple[Path, str]]:
    """The folder of every function with its topic; what a check must refuse has the topic "refused"."""
    for path in sorted((SAMPLE / "functions").glob("*/*/python.py")):
        yield path.parent, path.parent.parent.name
    for path in sorted((SAMPLE / "refused").glob("*/python.py")):
        yield path.parent, "refused"


def without_docstring(source: str, name: str) -> tuple[str, str]:
    """The source without the docstring of its function `name`, and the docstring."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name]
    if len(functions) != 1 or ast.get_docstring(functions[0]) is None:
        raise ValueError(f"there must be one function called {name}, with a docstring")
    docstring, after = functions[0].body[:2]
    lines = source.splitlines()
    # what follows is a statement or a comment on a line of its own; blank lines between belong to neither
    end = docstring.end_lineno or docstring.lineno
    while end < after.lineno and not lines[end].strip():
        end += 1
    text = inspect.cleandoc(ast.get_docstring(functions[0]) or "")
    return "\n".join([*lines[: docstring.lineno - 1], *lines[end:]]), text


def python_tests(content: dict[str, Any]) -> str:
    """The cases as a test in HumanEval's manner: `check(candidate)`."""
    lines = ["def check(candidate):"]
    for case in content["cases"]:
        arguments = ", ".join(map(repr, case["arguments"]))
        lines.append(f"    {_assertion(content['types']['returns'], f'candidate({arguments})', case['expected'])}")
    return "\n".join(lines)


def _assertion(returns: str, call: str, expected: Any) -> str:
    if expected is None or isinstance(expected, bool):
        return f"assert {call} is {expected}"
    if returns == "list[float]":
        return (
            f"assert len(result := {call}) == {len(expected)} and "
            f"all(abs(got - due) <= 1e-9 * max(1, abs(due)) for got, due in zip(result, {expected!r}))"
        )
    if returns in ("float", "float | None"):
        return f"assert abs({call} - {expected!r}) <= 1e-9 * max(1, abs({expected!r}))"
    return f"assert {call} == {expected!r}"


def dressed(code: str, language: str, name: str) -> str:
    """A translation as a model might have answered it: in a fence, with a sentence around it, or bare. Which, follows
    from the function and the language alone."""
    choice = int(hashlib.sha256(f"{name} {language}".encode()).hexdigest(), 16)
    fences = FENCES.get(language, (language,))
    fenced = f"```{fences[choice // 7 % len(fences)]}\n{code}\n```"
    return (
        fenced,
        fenced,
        f"Here is `{name}` in {TITLES[language]}:\n\n{fenced}",
        f"{fenced}\n\nIt gives the same results as the Python function.",
        f"Sure! The function translates to {TITLES[language]} like this.\n\n{fenced}\n\nThe name follows its conventions.",
        f"```\n{code}\n```",
        code,
    )[choice % 7]


def build() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The rows of records.jsonl and of replies.jsonl."""
    records, replies = [], []
    for folder, topic in folders():
        source = (folder / "python.py").read_text(encoding="utf-8").strip("\n")
        code, text = without_docstring(source, folder.name)
        content = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
        records.append(
            {
                "benchmark": "sample",
                "repository": f"sample/{topic}",
                "path": (folder / "python.py").relative_to(SAMPLE).as_posix(),
                "function_name": folder.name,
                "language": "python",
                "text": text,
                "code": code,
                "tests": python_tests(content),
                "url": "",
                "license": "Apache-2.0",
            }
        )
        answers = _refused(folder) if topic == "refused" else _good(folder)
        replies += [{"code": code, "target_language": language, "reply": reply} for language, reply in answers]
    return records, replies


def _good(folder: Path) -> Iterator[tuple[str, str]]:
    for language, name in TRANSLATIONS.items():
        code = (folder / name).read_text(encoding="utf-8").strip("\n")
        yield language, dressed(code, language, folder.name)


def _refused(folder: Path) -> Iterator[tuple[str, str]]:
    failures = json.loads((folder / "failures.json").read_text(encoding="utf-8"))
    for language in TRANSLATIONS:
        yield language, "\n".join(failures[language]["reply"])


PROGRAMS = {name: LANGUAGES[name] for name in (*TRANSLATIONS, "lua", "perl", "typescript", "kotlin", "csharp")}
"""The languages that the programs are translated into."""


def build_programs() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The rows of program_records.jsonl and of program_replies.jsonl."""
    records, replies = [], []
    for path in (*sorted(SAMPLE.glob("programs/*/python.py")), *sorted(SAMPLE.glob("refused_programs/*/python.py"))):
        folder = path.parent
        code = path.read_text(encoding="utf-8").strip("\n")
        records.append(
            {
                "benchmark": "sample",
                "repository": f"sample/{folder.parent.name}",
                "path": path.relative_to(SAMPLE).as_posix(),
                "language": "python",
                "text": (folder / "statement.txt").read_text(encoding="utf-8").strip("\n"),
                "code": code,
                "tests": json.dumps(json.loads((folder / "tests.json").read_text(encoding="utf-8"))),
                "license": "Apache-2.0",
                "unit": "program",
            }
        )
        refused = folder / "failures.json"
        faults = json.loads(refused.read_text(encoding="utf-8")) if refused.exists() else {}
        for language, spec in PROGRAMS.items():
            file = folder / f"{language}{spec.endings[0]}"
            found = "\n".join(faults[language]["code"]) if faults else file.read_text(encoding="utf-8").strip("\n")
            reply = f"```{language}\n{found}\n```"
            replies.append({"code": code, "target_language": language, "reply": reply})
    return records, replies


def lines(rows: list[dict[str, str]]) -> str:
    """Rows as JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main() -> None:
    """Write the files."""
    records, replies = build()
    (SAMPLE / "records.jsonl").write_text(lines(records), encoding="utf-8")
    (SAMPLE / "replies.jsonl").write_text(lines(replies), encoding="utf-8")
    programs, program_replies = build_programs()
    (SAMPLE / "program_records.jsonl").write_text(lines(programs), encoding="utf-8")
    (SAMPLE / "program_replies.jsonl").write_text(lines(program_replies), encoding="utf-8")
    print(f"{len(records)} functions and {len(programs)} programs, {len(replies) + len(program_replies)} replies")


if __name__ == "__main__":
    main()

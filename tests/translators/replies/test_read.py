"""What must come out of a reply, one case per line of the table."""

import pytest

from pairloom.translators.replies import MAX_REPLY, read_reply

PY = "def add(a, b):\n    return a + b"
JS = "function add(a, b) {\n  return a + b;\n}"
TS = "function add(a: number, b: number): number {\n  return a + b;\n}"
GO = "func Add(a int, b int) int {\n\treturn a + b\n}"
JAVA = "static int add(int a, int b) {\n    return a + b;\n}"
RUBY = "def add(a, b)\n  a + b\nend"
PHP = "function add($a, $b)\n{\n    return $a + $b;\n}"
C = "int add(int a, int b)\n{\n    return a + b;\n}"
RUST = "fn add(a: i32, b: i32) -> i32 {\n    a + b\n}"
LESS = "bool less(int a, int b)\n{\n    return a < b && b > 0;\n}"
CASES: dict[str, tuple[str, str, str]] = {
    # name: (reply, target language, the code that must come out)
    "bare code": (PY, "python", PY),
    "fence with its language": (f"```python\n{PY}\n```", "python", PY),
    "fence without language": (f"```\n{PY}\n```", "python", PY),
    "fence with an alias": (f"```py\n{PY}\n```", "python", PY),
    "fence in capitals": (f"```Python\n{PY}\n```", "python", PY),
    "fence with a blank before its language": (f"``` python\n{PY}\n```", "python", PY),
    "fence with attributes": (f'```python title="add.py"\n{PY}\n```', "python", PY),
    "fence in braces": (f"```{{.python}}\n{PY}\n```", "python", PY),
    "fence of tildes": (f"~~~go\n{GO}\n~~~", "go", GO),
    "fence of four": (f"````go\n{GO}\n````", "go", GO),
    "fence that says text": (f"```text\n{GO}\n```", "go", GO),
    "golang": (f"```golang\n{GO}\n```", "go", GO),
    "c label": (f"```c\n{C}\n```", "c", C),
    "c++ label for c": (f"```c++\n{C}\n```", "c", C),
    "cpp": (f"```c++\n{C}\n```", "cpp", C),
    "js label for typescript": (f"```js\n{TS}\n```", "typescript", TS),
    "rust": (f"```rs\n{RUST}\n```", "rust", RUST),
    "indented fence in a list": (
        "1. This:\n   ```python\n   def add(a, b):\n       return a + b\n   ```",
        "python",
        PY,
    ),
    "fence behind prose in its line": (f"The code: ```go\n{GO}\n```", "go", GO),
    "fence closed in the last line of code": (f"```go\n{GO}```", "go", GO),
    "blank lines inside the fence": (f"```go\n\n\n{GO}\n\n\n```", "go", GO),
    "only the closing fence": (f"{GO}\n```", "go", GO),
    "only the closing fence, prose behind": (f"{GO}\n```\nThis adds.", "go", GO),
    "prose before": (f"Sure! Here is the translation:\n\n```ruby\n{RUBY}\n```", "ruby", RUBY),
    "prose behind": (f"```ruby\n{RUBY}\n```\n\nThis method adds two numbers.", "ruby", RUBY),
    "prose around": (f"Of course.\n\n```php\n{PHP}\n```\n\nLet me know!", "php", PHP),
    "prose before, no fence": (f"Here is the translation:\n{PY}", "python", PY),
    "prose before and a blank line, no fence": (f"Here is the translation:\n\n{GO}", "go", GO),
    "prose behind, no fence": (f"{JS}\n\nThis function adds two numbers.", "javascript", JS),
    "prose around, no fence": (f"Here you go.\n\n{JAVA}\n\nIt adds `a` and `b`.", "java", JAVA),
    "prose that ruby would parse": (f"Here is the method\n\n{RUBY}", "ruby", RUBY),
    "name of the language in the first line": (f"python\n{PY}", "python", PY),
    "title of the language with a colon": (f"Go:\n{GO}", "go", GO),
    "single backquotes": ("`def add(a, b): return a + b`", "python", "def add(a, b): return a + b"),
    "source quoted first": (f"The Python:\n```python\n{PY}\n```\nIn Go:\n```go\n{GO}\n```", "go", GO),
    "source quoted behind": (f"```go\n{GO}\n```\ninstead of\n```python\n{PY}\n```", "go", GO),
    "wrong language first": (f"```java\n{JAVA}\n```\nSorry, in Rust:\n```rust\n{RUST}\n```", "rust", RUST),
    "unlabelled source first": (f"```\n{PY}\n```\n\n```\n{GO}\n```", "go", GO),
    "usage example behind": (f"```python\n{PY}\n```\nUse:\n```python\nprint(add(1, 2))\n```", "python", PY),
    "usage example before": (f"```python\nprint(add(1, 2))\n```\nwith\n```python\n{PY}\n```", "python", PY),
    "shell command first": (f"```bash\npip install add\n```\n```python\n{PY}\n```", "python", PY),
    "output behind": (f"```go\n{GO}\n```\nOutput:\n```\n3\n```", "go", GO),
    "helper without the name first": (
        f"```go\nfunc Zero() int {{\n\treturn 0\n}}\n```\n```go\n{GO}\n```",
        "go",
        GO,
    ),
    "first of two versions": (f"```go\n{GO}\n```\nor\n```go\n{GO.replace('a + b', 'b + a')}\n```", "go", GO),
    "broken version first": (f"```go\n{GO[:-1]}\n```\nfixed:\n```go\n{GO}\n```", "go", GO),
    "thinking": (f"<think>Add two numbers.</think>\n```go\n{GO}\n```", "go", GO),
    "thinking with code": (f"<think>\n```go\nfunc Add() {{\n```\n</think>\n\n```go\n{GO}\n```", "go", GO),
    "thinking, other tag": (f"<thinking>Hm.</thinking>\n{PY}", "python", PY),
    "thinking opened by the template": (f"Adding is easy.\n</think>\n\n```go\n{GO}\n```", "go", GO),
    "empty thinking": (f"<think>\n\n</think>\n\n{GO}", "go", GO),
    "carriage returns": (f"```go\n{GO}\n```".replace("\n", "\r\n"), "go", GO),
    "old carriage returns": (PY.replace("\n", "\r"), "python", PY),
    "byte order mark": (f"\ufeff{PY}", "python", PY),
    "zero-width characters": (f"\u200b```go\n{GO}\u200b\n```", "go", GO),
    "no-break blanks as indentation": (PY.replace("    ", "\u00a0\u00a0\u00a0\u00a0"), "python", PY),
    "blanks at line ends": (PY.replace("\n", "   \n") + "  ", "python", PY),
    "indented as a whole": ("    def add(a, b):\n        return a + b", "python", PY),
    "escaped html": (f"```c\n{LESS.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}\n```", "c", LESS),
    "code tags": (f'<pre><code class="language-go">{GO}</code></pre>', "go", GO),
    "language tags": (f"[PYTHON]\n{PY}\n[/PYTHON]", "python", PY),
    "escaped line ends": (PY.replace("\n", "\\n") + "\\n", "python", PY),
    "php tag": (f"```php\n<?php\n\n{PHP}\n```", "php", PHP),
    "php tags at both ends": (f"<?php\n{PHP}\n?>", "php", PHP),
    "python main": (f"```python\n{PY}\n\n\nif __name__ == '__main__':\n    print(add(1, 2))\n```", "python", PY),
    "printed example with its comment": (f"```python\n{PY}\n\n# Example usage:\nprint(add(1, 2))\n```", "python", PY),
    "javascript example": (f"```js\n{JS}\n\nconsole.log(add(1, 2));\n```", "javascript", JS),
    "ruby example": (f"```ruby\n{RUBY}\n\nputs add(1, 2)\n```", "ruby", RUBY),
    "rust main": (f'{RUST}\n\nfn main() {{\n    println!("{{}}", add(1, 2));\n}}', "rust", RUST),
    "c includes kept, main dropped": (
        f'#include <stdio.h>\n\n{C}\n\nint main(void)\n{{\n    printf("%d", add(1, 2));\n}}',
        "c",
        f"#include <stdio.h>\n\n{C}",
    ),
    "go main and the import only it needs": (
        f'package main\n\nimport "fmt"\n\n{GO}\n\nfunc main() {{\n\tfmt.Println(Add(1, 2))\n}}',
        "go",
        f"package main\n\n{GO}",
    ),
    "imports kept": (f"```python\nimport math\n\n{PY}\n```", "python", f"import math\n\n{PY}"),
    "java class with main": (
        "class Main {\n    static int add(int a, int b) {\n        return a + b;\n    }\n\n"
        "    public static void main(String[] args) {\n        System.out.println(add(1, 2));\n    }\n}",
        "java",
        "class Main {\n    static int add(int a, int b) {\n        return a + b;\n    }\n\n}",
    ),
    "fence inside a docstring": (
        '```python\ndef add(a, b):\n    """Adds.\n\n    ```python\n    add(1, 2)\n    ```\n    """\n'
        "    return a + b\n```",
        "python",
        'def add(a, b):\n    """Adds.\n\n    ```python\n    add(1, 2)\n    ```\n    """\n    return a + b',
    ),
    "a stray fence behind": (f"```go\n{GO}\n```\n```", "go", GO),
    "code that does not parse is still code": ("```go\nfunc Add(a int {\n```", "go", "func Add(a int {"),
    "bare code that does not parse": ("function add(a, b {\n  return a + b;\n}", "javascript", JS.replace("b)", "b")),
    "an echo is code, for the checks to refuse": (f"```go\n{GO}\n```", "go", GO),
    "terminal escapes stay inert text": (f"\x1b[31mHi\x1b[0m\n```go\n{GO}\n```", "go", GO),
}

PROBLEMS: dict[str, tuple[str, str, str, str]] = {
    # name: (reply, finish reason, target language, the reason that must come out)
    "length": (f"```go\n{GO}\n```", "length", "go", "cut_off"),
    "length, though it parses": (PY, "length", "python", "cut_off"),
    "length and empty": ("", "length", "python", "cut_off"),
    "fence never closes": (f"```go\n{GO}", "stop", "go", "cut_off"),
    "fence never closes, in the middle": ("Here:\n```go\nfunc Add(a int,", "stop", "go", "cut_off"),
    "thinking never ends": ("<think>Let me see, the function", "stop", "go", "cut_off"),
    "second fence never closes, first is the source": (
        f"```python\n{PY}\n```\n```go\n{GO[:30]}",
        "stop",
        "go",
        "cut_off",
    ),
    "empty": ("", "stop", "go", "empty_reply"),
    "blank": (" \n\t\r\n", "stop", "go", "empty_reply"),
    "only a byte order mark": ("\ufeff", "stop", "go", "empty_reply"),
    "only thinking": ("<think>Hm.</think>\n", "stop", "go", "empty_reply"),
    "refusal": ("I'm sorry, but I can't help with that.", "stop", "go", "refusal"),
    "refusal, curly apostrophe": ("I’m sorry, but I can’t translate this.", "stop", "go", "refusal"),
    "refusal, cannot": ("I cannot provide this translation.", "stop", "java", "refusal"),
    "refusal, AI": ("As an AI language model, translating this is beyond me.", "stop", "c", "refusal"),
    "refusal, ruby would parse it": ("I am unable to assist", "stop", "ruby", "refusal"),
    "prose": ("This function adds two numbers and returns the sum.", "stop", "go", "no_code"),
    "prose that ruby would parse": ("This adds numbers", "stop", "ruby", "no_code"),
    "prose that scala would parse": ("This adds numbers", "stop", "scala", "no_code"),
    "empty fence": ("```go\n```", "stop", "go", "no_code"),
    "prose in a fence": ("```\nThe function adds two numbers and returns the sum.\n```", "stop", "go", "no_code"),
    "other language": (f"```java\n{JAVA}\n```", "stop", "go", "wrong_language"),
    "other language that the target's grammar takes": (f"```java\n{JAVA}\n```", "stop", "csharp", "wrong_language"),
    "other language without a label": (f"```\n{PY}\n```", "stop", "go", "wrong_language"),
    "other language without a fence": (RUST, "stop", "ruby", "wrong_language"),
    "only a shell command": ("```json\n{}\n```", "stop", "go", "wrong_language"),
    "fifty megabytes": ("a" * 50_000_000, "stop", "go", "too_large"),
    "just too large": ("a" * (MAX_REPLY + 1), "stop", "go", "too_large"),
}


@pytest.mark.parametrize("name", CASES)
def test_code_comes_out(name: str) -> None:
    reply, language, code = CASES[name]
    reading = read_reply(reply, "stop", language, PY if language != "python" else GO)
    assert (reading.code, reading.problem) == (code, None)


@pytest.mark.parametrize("name", PROBLEMS)
def test_reason_comes_out(name: str) -> None:
    reply, finish_reason, language, reason = PROBLEMS[name]
    reading = read_reply(reply, finish_reason, language, PY)
    assert reading.code == ""
    assert reading.problem is not None
    assert (reading.problem.stage, reading.problem.reason) == ("reply", reason)


def test_no_case_is_missing_its_name() -> None:
    assert len(CASES) + len(PROBLEMS) >= 60


def test_escaped_html_stays_where_the_source_is_about_html() -> None:
    code = 'function escape(s) {\n  return s.replaceAll("&", "&amp;");\n}'
    assert read_reply(code, "stop", "javascript", 'def escape(s): return s.replace("&", "&amp;")').code == code


def test_main_stays_where_it_was_asked_for() -> None:
    code = "int helper(void)\n{\n    return 1;\n}\n\nint main(void)\n{\n    return helper();\n}"
    assert read_reply(code, "stop", "c", "def main():\n    return helper()").code == code


def test_a_broken_function_is_not_dropped_for_its_helper() -> None:
    code = "function add(a, b) {\n  this = a;\n  return b;\n}\n\nfunction helper(x) {\n  return x;\n}"
    assert read_reply(code, "stop", "javascript", PY).code == code


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("\0" * 1000, "no_code"),
        ("(" * 100_000, "no_code"),
        ("\ud800" * 100, "no_code"),
        ("```" * 30_000, "no_code"),
        ("<think>" * 10_000, "cut_off"),
        ("`\n" * 9999, "no_code"),
    ],
    ids=lambda value: repr(value[:7]),
)
@pytest.mark.parametrize("language", ["python", "javascript", "c", "ruby"])
def test_hostile_replies_have_no_code(reply: str, reason: str, language: str) -> None:
    reading = read_reply(reply, "stop", language, PY)
    assert reading.code == ""
    assert reading.problem is not None and reading.problem.reason == reason
    assert len(reading.problem.detail) < 600  # 80 characters, escaped

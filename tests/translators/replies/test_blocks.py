"""Fences in comments of the code, words behind fences, and wrappers around the block."""

import json

import pytest

from pairloom.translators.replies import read_reply

SOURCE = "def total(prices):\n    return tax(prices) + sum(prices)\n\n\ndef tax(prices):\n    return 0.2 * sum(prices)"
JS = (
    "function total(prices) {\n  return tax(prices) + prices.reduce((a, b) => a + b, 0);\n}\n\n"
    "%sfunction tax(prices) {\n  return 0.2 * prices.reduce((a, b) => a + b, 0);\n}"
)
RUST = (
    "fn total(prices: &[f64]) -> f64 {\n    tax(prices) + prices.iter().sum::<f64>()\n}\n\n"
    "%sfn tax(prices: &[f64]) -> f64 {\n    0.2 * prices.iter().sum::<f64>()\n}"
)
RUBY = "def total(prices)\n  tax(prices) + prices.sum\nend\n\n%sdef tax(prices)\n  0.2 * prices.sum\nend"
PYTHON = (
    "def total(prices):\n%s    return tax(prices) + sum(prices)\n\n\ndef tax(prices):\n    return 0.2 * sum(prices)"
)
CODE = {
    "javascript, line comment": ("javascript", JS % "// The tax, e.g.\n// ```\n// tax([1])\n// ```\n"),
    "javascript, labelled": ("javascript", JS % "/**\n * The tax.\n * ```js\n * tax([1])\n * ```\n */\n"),
    "javascript, only one": ("javascript", JS % "// The tax: ```\n"),
    "javascript, flush left": ("javascript", JS % "/*\nThe tax:\n```\ntax([1])\n```\n*/\n"),
    "rust, doc test": ("rust", RUST % "/// The tax.\n///\n/// ```\n/// assert_eq!(tax(&[1.0]), 0.2);\n/// ```\n"),
    "rust, two doc tests": (
        "rust",
        RUST % "/// ```\n/// tax(&[]);\n/// ```\n/// or\n/// ```no_run\n/// tax(&[1.0]);\n/// ```\n",
    ),
    "ruby": ("ruby", RUBY % "# The tax:\n#\n# ```ruby\n# tax([1])\n# ```\n"),
    "python, docstring": ("python", PYTHON % '    """The total.\n\n    ```\n    total([1])\n    ```\n    """\n'),
    "python, labelled": ("python", PYTHON % '    """The total.\n\n    ```python\n    total([1])\n    ```\n    """\n'),
    "python, a string": ("python", PYTHON % '    fence = "```"\n'),
    "python, a string of lines": ("python", PYTHON % "    fence = '''\n```\n'''\n"),
    "python, a comment": ("python", PYTHON % "    # ends with ```\n"),
}


@pytest.mark.parametrize("name", CODE)
@pytest.mark.parametrize(
    "form", ["```{1}\n{0}\n```", "```\n{0}\n```", "Here:\n\n```{1}\n{0}\n```\n\nDone.", "{0}", "````{1}\n{0}\n````"]
)
def test_fences_in_comments_and_strings_do_not_end_the_block(name: str, form: str) -> None:
    language, code = CODE[name]
    source = "function total(prices) { return 1 + tax(prices); }" if language == "python" else SOURCE
    reading = read_reply(form.format(code, language), "stop", language, source)
    assert (reading.code, reading.problem) == (code, None)


def test_a_second_block_is_not_joined_with_the_first() -> None:
    first, second = JS % "", (JS % "").replace("0.2", "0.3")
    reading = read_reply(f"```js\n{first}\n```\n\nor:\n\n```js\n{second}\n```", "stop", "javascript", SOURCE)
    assert reading.code == first


def test_a_comment_does_not_close_a_block_whose_end_is_broken() -> None:
    broken = (RUST % "/// ```\n/// tax(&[1.0]);\n/// ```\n")[:-20]
    reading = read_reply(f"```rust\n{broken}\n```", "stop", "rust", SOURCE)
    assert reading.code == broken


GO = (
    "func Total(prices []float64) float64 {\n\tsum := 0.0\n\tfor _, price := range prices {\n\t\tsum += price\n\t}\n"
    "\treturn sum\n}"
)
BLOCK = f"```go\n{GO}\n```"
AROUND = {
    "a full stop": f"{BLOCK}.",
    "a sentence": f"{BLOCK} This adds the prices.",
    "a word": f"{BLOCK} Done",
    "two stars": f"**{BLOCK[:0]}**\n{BLOCK}**",
    "a tag": f"<result>\n{BLOCK}</result>",
    "a bracket": f"({BLOCK[:0]})\n{BLOCK})",
    "prose in the line of the fence": f"Sure, the Go code is this ```go\n{GO}\n```",
    "a role in the line of the fence": f"assistant```go\n{GO}\n```",
    "a quotation": "\n".join(f"> {line}" for line in BLOCK.split("\n")),
    "a quotation behind prose": "Here:\n\n" + "\n".join(f"> {line}" for line in BLOCK.split("\n")),
    "a quotation in a quotation": "\n".join(f"> > {line}" for line in BLOCK.split("\n")),
    "bare code in a quotation": "\n".join(f"> {line}".rstrip() for line in GO.split("\n")),
    "a document": f"```markdown\n# Go\n\n{BLOCK}\n\nDone.\n```",
    "a document of four": f"````md\n{BLOCK}\n````",
    "a text": f"~~~text\nThe code:\n\n{BLOCK}\n~~~",
    "JSON": json.dumps({"code": GO}),
    "JSON with prose": json.dumps({"explanation": "It adds the prices.", "lang": "go", "translation": GO}),
    "JSON in lines": json.dumps({"language": "go", "code": GO}, indent=2),
    "JSON with raw line ends": '{"code": "' + GO.replace("\t", "  ") + '"}',
    "JSON with a block": json.dumps({"answer": f"Here it is:\n{BLOCK}"}),
    "JSON in a fence": f"Here:\n```json\n{json.dumps({'code': GO})}\n```",
    "JSON in a fence without label": f"```\n{json.dumps({'code': GO})}\n```",
    "a list": json.dumps([{"type": "text", "text": BLOCK}]),
    "a call": f"<tool_call>{json.dumps({'name': 'reply', 'arguments': {'code': GO}})}</tool_call>",
    "a call with its arguments as text": json.dumps({"name": "f", "arguments": json.dumps({"content": GO})}),
    "a list of calls": f"[TOOL_CALLS] {json.dumps([{'name': 'f', 'arguments': {'code': GO}}])}",
    "parameters": (
        f"<function=write>\n<parameter=path>\na.go\n</parameter>\n<parameter=content>\n{GO}\n</parameter>\n</function>"
    ),
    "an invocation": f'<invoke name="write"><parameter name="content">{GO}</parameter></invoke>',
    "code tags with CDATA": f"<code><![CDATA[\n{GO}\n]]></code>",
}


@pytest.mark.parametrize("name", AROUND)
def test_what_is_around_the_block_is_no_code(name: str) -> None:
    reading = read_reply(AROUND[name], "stop", "go", SOURCE)
    wanted = GO.replace("\t", "  ") if name == "JSON with raw line ends" else GO
    assert (reading.code, reading.problem) == (wanted, None)


def test_an_object_that_is_the_translation_stays() -> None:
    code = "({\n  total(prices) {\n    return prices.length;\n  }\n})"
    assert read_reply(f"```js\n{code}\n```", "stop", "javascript", SOURCE).code == code

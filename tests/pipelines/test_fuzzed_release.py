"""Whole releases from thousands of damaged rows, replies and answers of servers: each ends as a pair or a rejection."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pairloom.pipelines.cli import app
from pairloom.pipelines.release.read.verify import verify_release
from tests.translators.llm.fault_server import Behaviour, FaultServer

pytestmark = pytest.mark.slow

ODD: list[Any] = [
    *(
        None,
        True,
        0,
        -1,
        1.5,
        2**70,
        10**300,
        float("nan"),
        float("inf"),
        "",
        " ",
        "\0",
        "\ud83d",
        "\r",
        "a\rb\r",
        "\f",
    ),
    *(
        [],
        {},
        [[]],
        [None],
        {"a": {"b": []}},
        ["x"] * 50,
        "x" * 5000,
        "(" * 2000,
        "```",
        "<think>",
        "\u2028",
        "9999-99-99",
    ),
    *("../../etc/passwd", "<script>alert(1)</script>", "\x1b[31m", "'; DROP TABLE", "def f(", "}", "testing", "nan"),
]


def mutate_text(chance: random.Random, text: str) -> str:
    """`text` with one thing wrong: cut off, doubled, with something odd in it, with lines in another order …"""
    at = chance.randrange(len(text) + 1)
    odd = str(chance.choice(ODD))
    lines = text.split("\n")
    chance.shuffle(lines)
    ways: list[Callable[[], str]] = [
        lambda: text[:at],
        lambda: text[at:],
        lambda: text[:at] + odd + text[at:],
        lambda: text[:at] + chr(chance.randrange(1, 0x3000)) + text[at + 1 :],
        lambda: "\n".join(lines),
        lambda: text.replace("\n", chance.choice(["\r", "\r\n", "\f\n", "\u2028", "\\n"])),
        lambda: (
            f"```{chance.choice(['js', 'json', 'markdown', ''])}\n{text}\n{chance.choice(['```', '```.', '``', ''])}"
        ),
        lambda: json.dumps({"code": text, "language": odd}),
        lambda: f"{chance.choice(['<think>', '[THINK]', '<|channel|>analysis<|message|>'])}{text}",
        lambda: text + text,
    ]
    return chance.choice(ways)()


def mutate_value(chance: random.Random, value: Any) -> Any:
    """Another value in the place of `value`, or something in it that is odd."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        mutated = dict(value)
        if chance.random() < 0.2:
            del mutated[key]
        else:
            mutated[key] = mutate_value(chance, value[key])
        return mutated
    if isinstance(value, list) and value and chance.random() < 0.7:
        at = chance.randrange(len(value))
        return [*value[:at], mutate_value(chance, value[at]), *value[at + 1 :]]
    if isinstance(value, str) and chance.random() < 0.6:
        return mutate_text(chance, value)
    return chance.choice(ODD)


def row(number: int) -> dict[str, Any]:
    """A sound row."""
    return {
        "text": f"Adds {number} to a number and doubles it.",
        "code": f"def add_{number}(value):\n    total = value + {number}\n    return total * 2",
        "repo": f"owner/name{number % 7}",
        "path": f"a/{number}.py",
        "license": "MIT",
        "split": "train",
        "name": f"add_{number}",
    }


def reply(number: int) -> str:
    """A sound translation of it."""
    return f"function add_{number}(value) {{\n  const total = value + {number};\n  return total * 2;\n}}"


RECIPE = """
name = "fuzzed"
[[source]]
reader = "jsonl"
path = "rows.jsonl"
language = "python"
[source.fields]
text = "text"
code = "code"
repository = "repo"
path = "path"
license = "license"
split = "split"
function_name = "name"
[dedup]
threshold = 1.0
[translate]
targets = ["javascript"]
"""


def make_rows(folder: Path, chance: random.Random, count: int) -> None:
    """Rows of which one in three is damaged, as data or as text."""
    with (folder / "rows.jsonl").open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        for number in range(count):
            value = mutate_value(chance, row(number)) if chance.random() < 0.25 else row(number)
            line = json.dumps(value)
            file.write((line[: chance.randrange(1, len(line) + 1)] if chance.random() < 0.05 else line) + "\n")


def release(folder: Path) -> dict[str, Any]:
    """Makes the release of recipe.toml and proves it; its manifest."""
    done = CliRunner().invoke(app, ["release", str(folder / "recipe.toml"), "--out", str(folder / "out")])
    assert done.exit_code == 0, done.output
    verification = verify_release(str(folder / "out"), workers=1)
    assert verification.ok, verification.found
    return dict(json.loads((folder / "out" / "manifest.json").read_text()))


def test_damaged_rows_and_replies_end_as_pairs_or_rejections(tmp_path: Path) -> None:
    chance = random.Random(7)
    count = 3000
    make_rows(tmp_path, chance, count)
    with (tmp_path / "replies.jsonl").open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        for number in range(count):
            text = mutate_text(chance, reply(number)) if chance.random() < 0.5 else reply(number)
            said = chance.choice(["stop", "length", "MAX_TOKENS", "abort", "content_filter", "", "eos_token"])
            value = {"code": row(number)["code"], "target_language": "javascript", "reply": text}
            file.write(json.dumps(value | ({"finish_reason": said} if chance.random() < 0.3 else {})) + "\n")
    (tmp_path / "recipe.toml").write_text(f'{RECIPE}translator = "replay"\nreplay = "replies.jsonl"\n')
    manifest = release(tmp_path)
    assert manifest["books"]["rows_read"] == count


class OddServer(FaultServer):
    """A server whose answers are damaged, as data or as text, half of the time."""

    chance = random.Random(11)

    def _completion(self, asked: dict[str, Any]) -> Any:
        good = super()._completion(asked)
        return mutate_value(self.chance, good) if self.chance.random() < 0.5 else good


def test_damaged_answers_of_a_server_end_as_pairs_or_rejections(tmp_path: Path) -> None:
    make_rows(tmp_path, random.Random(13), 600)
    server = OddServer(Behaviour(default_reply=reply(0)))
    settings = f'translator = "endpoint"\nmodel = "m"\nendpoint = "{server.url}"\nmax_attempts = 2\nrepairs = 1\n'
    (tmp_path / "recipe.toml").write_text(RECIPE + settings)
    try:
        manifest = release(tmp_path)
    finally:
        server.close()
    assert manifest["books"]["rows_read"] == 600

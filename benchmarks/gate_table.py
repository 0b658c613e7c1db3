"""How much damage do the checks notice, and how much sound code do they refuse?

    python benchmarks/gate_table.py [--per-language 300] [--seed 1] [--data FOLDER]

Takes functions of the bundled sample, damages each in every way of DAMAGES, and counts for each language what share is
caught by tree-sitter's own `has_error` (the peer: what most pipelines use) and by `check_code`. Prints one table per
gate in Markdown, the share of sound functions rejected, and the ratio of damage missed. With `--data`, the functions
are those of codesearchnet_layout/LANGUAGE.jsonl.gz and gold_parallel/rosetta_parallel.jsonl.gz in that folder.
"""

import argparse
import gzip
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from pairloom.schemas import LANGUAGES
from pairloom.translators.checks import check_code
from pairloom.translators.languages import get_language
from pairloom.translators.languages.grammar import parse

SAMPLE = Path(__file__).resolve().parents[1] / "recipes" / "sample" / "functions"
CODESEARCHNET = ("python", "java", "go", "php", "javascript", "ruby")
ROSETTA = {"C": "c", "C++": "cpp", "C#": "csharp"}
PROSE = "Here is the translation of the function, with the same behaviour as the original."
BRACKETS = "(){}[]"


def _cut(code: str, language: str, rng: random.Random) -> str:
    return code[: int(len(code) * 0.6)]


def _cut_lines(code: str, language: str, rng: random.Random) -> str:
    lines = code.rstrip().split("\n")
    return "\n".join(lines[: max(1, int(len(lines) * 0.6))])


def _drop_bracket(code: str, language: str, rng: random.Random) -> str:
    """One bracket that is a token of its own (not in a string or a comment) taken away."""
    tree = parse(code, get_language(language).grammar)
    leaves, stack = [], [tree.container]
    while stack:
        node = stack.pop()
        if node.type in tree.grammar.comments or node.type in tree.grammar.strings:
            continue
        if not node.is_named and node.type in BRACKETS and node.end_byte > node.start_byte:
            leaves.append(node)
        stack.extend(node.children)
    data = code.encode()
    before = max(0, tree.text.find(data))  # the length of the wrapper that made a method parse
    places = sorted(at for node in leaves if 0 <= (at := node.start_byte - before) < len(data))
    if not places:
        return ""
    at = rng.choice(places)
    return (data[:at] + data[at + 1 :]).decode("utf-8", "replace")


def _fences(code: str, language: str, rng: random.Random) -> str:
    return f"```{language}\n{code}\n```"


def _prose_before(code: str, language: str, rng: random.Random) -> str:
    return f"{PROSE}\n\n{code}"


def _prose_after(code: str, language: str, rng: random.Random) -> str:
    return f"{code}\n\n{PROSE}"


DAMAGES: dict[str, Callable[[str, str, random.Random], str]] = {
    "cut at 60 %": _cut,
    "last lines gone": _cut_lines,
    "bracket dropped": _drop_bracket,
    "fences left": _fences,
    "prose before": _prose_before,
    "prose behind": _prose_after,
}


@cache
def functions(language: str, data: Path | None = None) -> list[str]:
    """Sound code of a language: the bundled sample's, or from `data` functions of CodeSearchNet's layout, or the
    Rosetta programs that consist of declarations and parse."""
    if data is None:
        files = sorted(SAMPLE.glob(f"*/*/{language}{LANGUAGES[language].endings[0]}"))
        return [file.read_text(encoding="utf-8") for file in files]
    if language in CODESEARCHNET:
        return [row["code"] for row in _rows(data / "codesearchnet_layout" / f"{language}.jsonl.gz")]
    rows = _rows(data / "gold_parallel" / "rosetta_parallel.jsonl.gz")
    codes = [
        row["code"]
        for row in rows
        if row["variant"] == 1 and ROSETTA.get(row["language"], row["language"].lower()) == language
    ]
    return [code for code in codes if check_code(code, language) is None]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def has_error(code: str, language: str) -> bool:
    """The peer: tree-sitter's verdict on the text alone."""
    return parse(code, get_language(language).grammar).root.has_error


def measure(language: str, count: int, seed: int, data: Path | None = None) -> dict[str, tuple[float, float]]:
    """Damage to (share that has_error catches, share that check_code catches), over `count` sampled functions."""
    rng = random.Random(f"{seed} {language}")
    everything = functions(language, data)
    sample = rng.sample(everything, min(count, len(everything)))
    table = {}
    for name, damage in DAMAGES.items():
        damaged = [text for code in sample if (text := damage(code, language, rng))]
        table[name] = _shares(damaged, language)
    others = [code for other in CODESEARCHNET if other != language for code in functions(other, data)[:2000]]
    table["other language"] = _shares(rng.sample(others, min(count, len(others))), language)
    return table


def _shares(damaged: list[str], language: str) -> tuple[float, float]:
    by_tree = sum(has_error(text, language) for text in damaged)
    by_check = sum(check_code(text, language) is not None for text in damaged)
    return by_tree / len(damaged), by_check / len(damaged)


def refused(language: str, data: Path | None = None) -> float:
    """The share of all sound functions of a language that check_code refuses."""
    codes = functions(language, data)
    return sum(check_code(code, language) is not None for code in codes) / len(codes)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--per-language", type=int, default=300)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--data", type=Path)
    options = arguments.parse_args()
    tables = {
        language: measure(language, options.per_language, options.seed, options.data)
        for language in LANGUAGES
        if functions(language, options.data)
    }
    columns = list(next(iter(tables.values())))
    for gate, title in enumerate(("tree-sitter's has_error", "check_code")):
        print(f"\nDamage caught by {title}, %\n\n| language | {' | '.join(columns)} |")
        print("|---|" + "---:|" * len(columns))
        for language, table in tables.items():
            print(f"| {language} | " + " | ".join(f"{100 * table[name][gate]:.1f}" for name in columns) + " |")
    missed = [sum(1 - share[gate] for table in tables.values() for share in table.values()) for gate in (0, 1)]
    print(f"\nhas_error misses {missed[0] / missed[1]:.1f} times as much damage as check_code.")
    print("\nSound functions refused: " + ", ".join(f"{name} {100 * refused(name):.2f} %" for name in CODESEARCHNET))


if __name__ == "__main__":
    main()

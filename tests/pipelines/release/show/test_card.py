"""The card: read by the hub's own parser, right in its numbers, and unmoved by hostile text."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from huggingface_hub import DatasetCard

from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.release.show.card import compose_card, render_card
from pairloom.pipelines.release.show.front_matter import name_licenses, name_size
from pairloom.pipelines.release.show.markdown import code_span, escape, fence, table
from pairloom.pipelines.release.show.report.figures import compute_figures
from pairloom.schemas import CodePair
from pairloom.schemas.certificate import Certificate, Direction
from tests.pipelines.release.release_builder import make_release, synthetic_pair


def front_matter(release: Path) -> dict[str, object]:
    values: dict[str, object] = DatasetCard.load(release / "README.md").data.to_dict()
    return values


def test_the_hubs_parser_reads_the_front_matter(sound_release: Path) -> None:
    values = front_matter(sound_release)
    assert values["license"] == ["mit", "apache-2.0", "unknown"]
    assert values["size_categories"] == ["n<1K"]
    assert {"python", "go", "javascript"} <= set(values["tags"])  # type: ignore[call-overload]
    default = values["configs"][0]  # type: ignore[index]
    assert default["config_name"] == "default"
    assert default["data_files"][0] == {"split": "train", "path": "data/train-*.parquet"}
    for config in values["configs"]:  # type: ignore[attr-defined]
        for entry in config["data_files"]:
            assert list(sound_release.glob(entry["path"]))


def test_pairs_are_counted_by_level_and_by_gate(tmp_path: Path) -> None:
    pairs = [synthetic_pair(number, target) for number in range(12) for target in ("go", "javascript")]
    pairs = (
        [pair.add_gates(["compile:unresolved"]) for pair in pairs[:5]]
        + [pair.add_gates(["compile", "differential", "roundtrip"]) for pair in pairs[5:8]]
        + pairs[8:]
    )
    manifest = make_release(tmp_path / "release", pairs)
    text = (tmp_path / "release" / "README.md").read_text()
    lines = {
        line.split(" | ")[0].removeprefix("| "): line.split(" | ")[2:] for line in text.splitlines() if "|" in line
    }
    assert lines["verified"] == ["Go", "JavaScript", "all |"]
    for name, counts in {
        "parsed": ["8", "8", "16 |"],
        "compiled": ["3", "2", "5 |"],
        "executed": ["1", "2", "3 |"],
        "parse": ["12", "12", "24 |"],
        "compile": ["1", "2", "3 |"],
        "compile:unresolved": ["3", "2", "5 |"],
        "tests": ["0", "0", "0 |"],
        "differential": ["1", "2", "3 |"],
        "roundtrip": ["1", "2", "3 |"],
    }.items():
        assert lines[name] == counts, name
    # a release from before evidence was kept per row
    older = manifest.model_copy(update={"statistics": manifest.statistics.model_copy(update={"evidence": []})})
    assert "| compiled | also compiles | 5 |" in compose_card(older, [])
    assert "| differential |" not in compose_card(older, [])


def test_the_numbers_are_those_of_the_release(sound_release: Path) -> None:
    text = (sound_release / "README.md").read_text()
    for line in (
        "120 pairs of functions",
        "They come from 3 repositories",
        "| Python | 60 | 60 | 120 |",
        "| MIT | 60 |",
        "| (not stated) | 30 |",
        "| near-duplicates removed | 18 |",
        "| check | syntax | 3 |",
        "120 of 120 translations were not executed",
    ):
        assert line in text


def test_the_card_shows_two_real_pairs(tmp_path: Path) -> None:
    pairs = [short(synthetic_pair(number, target)) for number in range(4) for target in ("go", "javascript")]
    manifest = make_release(tmp_path / "release", pairs)
    text = (tmp_path / "release" / "README.md").read_text()
    assert len(manifest.statistics.examples) == 2
    shown = [pair for pair in pairs if pair.pair_id in manifest.statistics.examples]
    assert {pair.target_language for pair in shown} == {"go", "javascript"}
    for pair in shown:
        assert pair.source_code in text and pair.target_code in text


def short(pair: CodePair) -> CodePair:
    """`pair` without its wide comments, so that it fits on a card."""

    def without_comments(code: str) -> str:
        return "\n".join(line for line in code.split("\n") if "#" not in line and "//" not in line)

    narrow = replace(
        pair,
        text=pair.text.partition(".")[0] + ".",
        source_code=without_comments(pair.source_code) + "\n",
        target_code=without_comments(pair.target_code),
        pair_id="",
    )
    return replace(narrow, pair_id=narrow.expected_id())


HOSTILE = "---\nlicense: mit\n```\n# Ignore the above\n| a | b |\n<script>alert(1)</script> ![x](http://x) [a](b)"


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    pairs = [
        replace(
            short(synthetic_pair(number, "go")),
            license="MIT\n---\nlicense: proprietary",
            benchmark="<img src=x onerror=alert(1)> | [b](javascript:c) `",
            function_name="f](http://x) <b>",
            text=HOSTILE,
        )
        for number in range(3)
    ]
    pairs = [replace(pair, pair_id=pair.expected_id()) for pair in pairs]
    make_release(tmp_path / "release", pairs)
    assert front_matter(tmp_path / "release")["license"] == ["other"]
    text = (tmp_path / "release" / "README.md").read_text()
    assert "````text\n---\nlicense: mit\n```\n# Ignore" in text
    outside = "".join(part for number, part in enumerate(text.split("````")) if number % 2 == 0)
    assert "<img" not in outside.replace("\\<", "") and "](javascript" not in outside.replace("\\]", "")


def test_an_empty_release_has_a_card(tmp_path: Path) -> None:
    make_release(tmp_path / "release", pairs=[])
    assert "holds no pairs" in (tmp_path / "release" / "README.md").read_text()
    assert front_matter(tmp_path / "release")["license"] == ["unknown"]


def test_the_card_is_the_same_again(sound_release: Path) -> None:
    manifest = read_manifest(str(sound_release))
    assert render_card(str(sound_release), manifest) == (sound_release / "README.md").read_text()


@pytest.mark.parametrize(
    ("licenses", "expected"),
    [
        ({}, ["unknown"]),
        ({"": 3}, ["unknown"]),
        ({"MIT": 2, "Apache-2.0": 5}, ["apache-2.0", "mit"]),
        ({"GPL-3.0-only": 1, "GPL-3.0-or-later": 1}, ["gpl-3.0"]),
        ({"BSD-3-Clause": 1, "My own": 9}, ["other", "bsd-3-clause"]),
    ],
)
def test_licences_are_named_as_the_hub_names_them(licenses: dict[str, int], expected: list[str]) -> None:
    assert name_licenses(licenses) == expected


@pytest.mark.parametrize(("rows", "name"), [(0, "n<1K"), (1_000, "1K<n<10K"), (999_999, "100K<n<1M"), (10**12, "n>1B")])
def test_size_categories(rows: int, name: str) -> None:
    assert name_size(rows) == name


def test_markdown_pieces() -> None:
    assert table(["a", "n"], [("x|y", 1_000)]) == "| a | n |\n| --- | ---: |\n| x\\|y | 1,000 |"
    assert escape("a_b *c* <d>\n[e]") == "a_b \\*c\\* \\<d\\> \\[e\\]"
    assert fence("a\n```\nb", "go") == "````go\na\n```\nb\n````"
    assert code_span("a`b") == "`` a`b ``"
    assert yaml.safe_load('x: "\\u202e"') == {"x": "\u202e"}


def test_what_the_recipe_asked_for_is_said(sound_release: Path) -> None:
    manifest = read_manifest(str(sound_release))
    asked = {
        "check": {
            "level": "compiled",
            "consistency": {"encoder": "model", "k": 7},
            "roundtrip": {"translator": "endpoint", "model": "m", "require": True},
        },
        "dedup": {"threshold": 0.8, "method": "exact"},
        "decontaminate": {"against": ["humaneval.jsonl"]},
        "balance": {"most": 1_000, "caps": {"python-go": 50}, "weights": {"python-javascript": 0.5}},
        "split": {"by": "source"},
    }
    text = compose_card(manifest.model_copy(update={"recipe": {**manifest.recipe, **asked}}), [])
    for part in (
        "the recipe asks for `compiled`, and that a translation is among the 7 that",
        ", and that a translation back into the source's language is like the source",
        "of at least 0.8, found exactly)",
        "these evaluation sets were removed: `humaneval.jsonl`",
        "at most 1,000 of any two languages, at most 50 of python-go, a share of 0.5 of python-javascript",
        "Splits: those of the sources.",
    ):
        assert part in text


def test_a_card_states_the_certificate_of_the_gates(sound_release: Path) -> None:
    manifest = read_manifest(str(sound_release))
    languages = {"source_language": "python", "target_language": "go"}
    counts = Direction(**languages, right=90, wrong=10, right_verified=81, right_refused=9, wrong_verified=1)
    other = Direction(source_language="ruby", target_language="php", right=50)
    certificate = Certificate(
        file="replies.jsonl", sha256="0", level="executed", versions={}, directions=[counts, other], gates=[], faults=[]
    )
    card = render_card(str(sound_release), manifest.model_copy(update={"certificate": certificate}))
    assert "100 labelled replies (`replies.jsonl`)" in card, "those of other languages do not count"
    assert "they verify 90.0 % (82.1–94.6) of 90 as `executed` and refuse 10.0 %" in card
    assert "of those verified, 1.2 %" in card
    none = certificate.model_copy(update={"directions": [other]})
    card = render_card(str(sound_release), manifest.model_copy(update={"certificate": none}))
    assert "not between the languages of this release" in card


def test_the_strength_of_the_evidence_is_in_manifest_card_and_report(tmp_path: Path) -> None:
    pairs = [
        replace(synthetic_pair(number, "go"), calls=number, branches=number / 10, mutants=1.0 if number else -1.0)
        for number in range(11)
    ]
    manifest = make_release(tmp_path / "out", pairs)
    by_column = {one.column: one for one in manifest.statistics.strength}
    assert (by_column["calls"].rows, by_column["calls"].median, by_column["calls"].tenths) == (10, 5, [])
    assert by_column["branches"].tenths == [1] * 11
    assert (by_column["mutants"].rows, by_column["mutants"].tenths[-1]) == (10, 10)
    card = (tmp_path / "out" / "README.md").read_text()
    assert "| share of the source's mutants that the calls tell apart | 10 | 1.0 | 1.0 | 1.0 |" in card
    figures = compute_figures(str(tmp_path / "out"), manifest)
    assert figures["strength"] == {name: by_column[name].tenths for name in ("branches", "mutants")}
    assert not compute_figures(str(tmp_path / "out"), make_release(tmp_path / "none", pairs[:0]))["strength"]

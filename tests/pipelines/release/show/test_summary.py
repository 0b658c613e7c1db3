"""The end of a run on one screen."""

from pathlib import Path

from rich.console import Console

from pairloom.pipelines.release.show.summary import print_summary
from tests.pipelines.release.release_builder import make_release, synthetic_pair

PAIRS = [synthetic_pair(number, target) for number in range(12) for target in ("go", "javascript")]


def lines(folder: Path, pairs: list) -> dict[str, list[str]]:
    """The numbers of each row of the table, by its name."""
    console = Console(width=100, record=True, file=(folder / "screen").open("w"))
    print_summary(make_release(folder / "release", pairs), "out", console)
    rows = [line.split() for line in console.export_text().splitlines() if line.strip()]
    return {row[0]: row[1:] for row in rows}


def test_kept_pairs_are_shown_by_level(tmp_path: Path) -> None:
    pairs = (
        [pair.add_gates(["compile"]) for pair in PAIRS[:5]]
        + [pair.add_gates(["tests"]) for pair in PAIRS[5:6]]
        + PAIRS[6:]
    )
    found = lines(tmp_path, pairs)
    assert found["kept"] == ["12", "12"]
    assert (found["executed"], found["compiled"], found["parsed"]) == (["·", "1"], ["3", "2"], ["9", "9"])


def test_a_release_that_was_only_parsed_has_no_levels(tmp_path: Path) -> None:
    found = lines(tmp_path, PAIRS)
    assert found["kept"] == ["12", "12"] and "parsed" not in found

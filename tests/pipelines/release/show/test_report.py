"""The report's parts: what is shown, how it is coloured, and that data cannot become markup."""

import json
import re
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pairloom.pipelines.commands.report import report
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.release.read.verify import verify_release
from pairloom.pipelines.release.show.report import highlight as highlighting
from pairloom.pipelines.release.show.report.highlight import count_utf16, highlight
from pairloom.pipelines.release.show.report.page import embed
from pairloom.pipelines.release.show.report.sample import find_broken_lines, sample_pairs, sample_rejections, share_out
from pairloom.schemas import LANGUAGES, Rejection
from pairloom.schemas.display import visible
from pairloom.schemas.reasons import REASONS
from tests.pipelines.release.release_builder import make_release, synthetic_pair


def shown(release: Path) -> dict[str, object]:
    """The data inside a report."""
    page = (release / "report.html").read_text()
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    values: dict[str, object] = json.loads(found[1])
    return values


def test_the_figures_are_those_of_the_release(sound_release: Path) -> None:
    figures = shown(sound_release)["figures"]
    assert isinstance(figures, dict)
    assert figures["matrix"] == {"sources": ["Python"], "targets": ["Go", "JavaScript"], "pairs": [[60, 60]]}
    flow = {(start, end): count for start, end, count in figures["flow"]}
    assert flow["planned", "to Go"] == 72 and flow["to Go", "kept"] == 60 and flow["to Go", "duplicates"] == 9
    assert flow["refused", "check: syntax"] == 3
    into = {end: sum(count for (_, to), count in flow.items() if to == end) for _, end in flow}
    assert into["kept"] + into["duplicates"] + into["refused"] == 141
    lengths = figures["lengths"]["columns"]
    assert sum(lengths["text"]["all"]) == 120 and sum(lengths["target_code"]["Go"]) == 60
    assert figures["duplicates"] == [[0, 102], [1, 18]]
    assert figures["splits"] == {
        "names": ["train", "validation", "test"],
        "rows": [["Go", 11, 15, 34], ["JavaScript", 11, 15, 34]],
    }
    assert figures["evidence"] == {
        "levels": {"names": ["parsed"], "rows": [["Go", 60], ["JavaScript", 60]]},
        "gates": {"names": ["parse"], "rows": [["Go", 60], ["JavaScript", 60]]},
    }


def test_a_sample_has_as_many_of_each_kind_as_there_are(sound_release: Path) -> None:
    manifest = read_manifest(str(sound_release))
    pairs = sample_pairs(str(sound_release), manifest, 12)
    kinds = [(pair.target_language, pair.split) for pair in pairs]
    assert len(kinds) == 12 and all(kinds.count(kind) == 2 for kind in set(kinds)) and len(set(kinds)) == 6
    assert pairs == sample_pairs(str(sound_release), manifest, 12)
    reasons = [refused.row.reason for refused in sample_rejections(str(sound_release), manifest, 4)]
    assert sorted(reasons) == ["invalid_json", "near_duplicate", "near_duplicate", "syntax"]


@pytest.mark.parametrize(
    ("available", "limit", "expected"),
    [
        ({"a": 1, "b": 100, "c": 100}, 21, {"a": 1, "b": 10, "c": 10}),
        ({"a": 1}, 5, {"a": 1}),
        ({}, 5, {}),
        ({"a": 9, "b": 9}, 1, {"a": 0, "b": 1}),
    ],
)
def test_shares(available: dict[str, int], limit: int, expected: dict[str, int]) -> None:
    assert share_out(available, limit) == expected


def test_the_broken_line_is_found() -> None:
    code = "func Broken() int {\n\treturn 1\n}\n\nfunc Other( {\n}"
    row = Rejection(
        record_id="r",
        request_id="q",
        target_language="go",
        stage="check",
        reason="syntax",
        detail="",
        payload=code,
    )
    assert find_broken_lines([row]) == [5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_runs_cover_the_code_in_every_language(language: str) -> None:
    code = 'int add(int a) {\n  // "x" \U0001f600\n  return "é" + 1;\n}\n\n\n'
    found = re.findall(r"(\d+)([a-z-])", highlight(code, language))
    assert sum(int(length) for length, _ in found) == count_utf16(code)
    assert len({name for _, name in found}) > 1


def test_runs_give_up_on_what_is_unknown_or_long() -> None:
    assert highlight("x", "") == "" and highlight("x", "cobol-73") == "" and highlight("x" * 30_000, "go") == ""


def test_code_on_which_a_lexer_takes_for_ever_is_shown_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highlighting, "SECONDS", 1.0)
    highlighting._highlighter.cache_clear()
    slow, start = "a " * 9_900, time.monotonic()
    assert [highlight(slow, "java") for _ in range(highlighting.PATIENCE - 1)] == [""] * (highlighting.PATIENCE - 1)
    assert highlight("class A {}", "java") != ""
    assert [highlight(slow, "java") for _ in range(100)] == [""] * 100
    assert time.monotonic() - start < 60
    highlighting._highlighter.cache_clear()


def test_embedded_data_cannot_leave_its_element() -> None:
    hostile = {"</script><script>alert(1)</script>": "<!-- & \u2028"}
    text = embed(hostile)
    assert not set("<>&\u2028") & set(text) and json.loads(text) == hostile


def test_visible_text() -> None:
    assert visible("a\x1b[31m\r\n\tb\u202ec\x00\rd") == "a\\x1b[31m\n    b\\u202ec\\x00\\x0dd"


def test_the_command_writes_report_and_card_again(release: Path) -> None:
    import typer

    for name in ("report.html", "README.md"):
        (release / name).unlink()
    app = typer.Typer()
    app.command()(report)
    answer = CliRunner().invoke(app, [str(release), "--pairs", "5"])
    assert answer.exit_code == 0 and answer.stdout.strip().endswith("report.html")
    pairs = shown(release)["pairs"]
    assert isinstance(pairs, list) and len(pairs) == 5
    assert verify_release(str(release), workers=1).ok


def test_the_report_says_what_a_reason_means(sound_release: Path) -> None:
    rejections = shown(sound_release)["rejections"]
    assert isinstance(rejections, list) and len({row["reason"] for row in rejections}) > 1
    for row in rejections:
        assert ["reason", REASONS[row["stage"]][row["reason"]]] in row["facts"]


def test_an_old_report_is_found(release: Path, tmp_path: Path) -> None:
    make_release(tmp_path / "other", [synthetic_pair(1, "go")])
    (release / "report.html").write_bytes((tmp_path / "other" / "report.html").read_bytes())
    assert "shows other data" in verify_release(str(release), workers=1).found["report"][0]


def test_a_reason_of_another_version_is_an_error_that_says_so(release: Path) -> None:
    manifest = read_manifest(str(release))
    for file in (release / "rejected").glob("*.parquet"):
        table = pq.read_table(file)
        place = table.column_names.index("reason")
        reasons = pa.array(["unheard_of"] * len(table), pa.string())
        pq.write_table(table.set_column(place, table.schema.field(place), reasons), file)
    lines = [line.model_copy(update={"reason": "unheard_of"}) for line in manifest.books.rejections]
    books = manifest.books.model_copy(update={"rejections": lines})
    with pytest.raises(ReleaseError, match=r"'unheard_of' is not a reason .* another version"):
        sample_rejections(str(release), manifest.model_copy(update={"books": books}))

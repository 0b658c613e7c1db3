from pathlib import Path

from pairloom.pipelines.sources import READERS, REASONS

DOCUMENT = (Path(__file__).parents[3] / "docs" / "sources.md").read_text()


def test_every_reader_and_reason_is_documented():
    assert [name for name in READERS if f"`{name}`" not in DOCUMENT] == []
    assert [name for name, meaning in REASONS.items() if f"| `{name}` | {meaning}" not in DOCUMENT] == []

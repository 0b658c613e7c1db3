from pathlib import Path

from pairloom.pipelines.sources import READERS

DOCUMENT = (Path(__file__).parents[3] / "docs" / "sources.md").read_text()


def test_every_reader_is_documented():
    assert [name for name in READERS if f"`{name}`" not in DOCUMENT] == []

from pairloom.pipelines.sources import READERS
from tests import ROOT

DOCUMENT = (ROOT / "docs" / "sources.md").read_text()


def test_every_reader_is_documented():
    assert [name for name in READERS if f"`{name}`" not in DOCUMENT] == []

"""What the tests of sources share: a source as a recipe would have it, and all that comes out of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pairloom.pipelines.sources import read, shards
from pairloom.schemas import CodeRecord, Rejection
from pairloom.schemas.recipe import Source, Translate
from tests import ROOT

DATA = ROOT / "tests" / "data" / "sources"


def _source(**keys: Any) -> Source:
    return Source(translate=Translate(translator="transpile", targets=["javascript"]), **keys)


@pytest.fixture
def make_source() -> Callable[..., Source]:
    return _source


@pytest.fixture
def data() -> Path:
    return DATA


@pytest.fixture
def read_source(tmp_path: Path) -> Callable[..., tuple[list[CodeRecord], list[Rejection]]]:
    """Reads the source with these keys, its path relative to `tmp_path`: (records, rejections)."""

    def read_all(**keys: Any) -> tuple[list[CodeRecord], list[Rejection]]:
        recipe = tmp_path / "recipe.toml"
        items = [item for shard in shards(_source(**keys), 0, str(recipe)) for item in read(shard)]
        records = [item for item in items if isinstance(item, CodeRecord)]
        return records, [item for item in items if isinstance(item, Rejection)]

    return read_all

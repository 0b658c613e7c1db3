"""What the tests of sources share: a source as a recipe would have it, and all that comes out of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pairloom.pipelines.sources import read, shards
from pairloom.schemas import CodeRecord, Rejection
from pairloom.schemas.load import validate_recipe
from pairloom.schemas.recipe import SourceSection
from tests import ROOT

DATA = ROOT / "tests" / "data" / "sources"


@pytest.fixture
def make_source(tmp_path: Path) -> Callable[..., SourceSection]:
    """A source with these keys, its path relative to `folder`, which is `tmp_path` if nothing else is said."""

    def make(folder: Path = tmp_path, **keys: Any) -> SourceSection:
        translate = {"translator": "transpile", "targets": ["javascript"]}
        return validate_recipe({"translate": translate, **keys}, SourceSection, str(folder / "recipe.toml"))

    return make


@pytest.fixture
def data() -> Path:
    return DATA


@pytest.fixture
def read_source(make_source: Callable[..., SourceSection]) -> Callable[..., tuple[list[CodeRecord], list[Rejection]]]:
    """Reads the source with these keys, its path relative to `tmp_path`: (records, rejections)."""

    def read_all(**keys: Any) -> tuple[list[CodeRecord], list[Rejection]]:
        items = [item for shard in shards(make_source(**keys), 0) for item in read(shard)]
        records = [item for item in items if isinstance(item, CodeRecord)]
        return records, [item for item in items if isinstance(item, Rejection)]

    return read_all

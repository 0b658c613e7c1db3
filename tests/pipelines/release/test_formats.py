"""Column names, formats, and the libraries that people read releases with."""

from pathlib import Path

import datasets
import duckdb
import pandas
import polars
import pyarrow.parquet as pq
import pytest

from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.pipelines.release.read.verify import verify_release
from pairloom.schemas import CodePair, Recipe, arrow_schema
from pairloom.schemas.recipe import OutputSection
from pairloom.schemas.records import SYNTHCONL, to_pairloom, to_synthconl
from tests.pipelines.release.release_builder import RECIPE, make_release, synthetic_pair


def recipe_with(**output: object) -> Recipe:
    values = {**RECIPE.output.model_dump(), **output}
    return RECIPE.model_copy(update={"output": OutputSection(**values)})


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def test_libraries_read_a_release_as_it_is(sound_release: Path) -> None:
    loaded = datasets.load_dataset(str(sound_release))
    assert {name: part.num_rows for name, part in loaded.items()} == {"train": 22, "validation": 30, "test": 68}
    assert loaded["train"].column_names == arrow_schema(CodePair).names
    assert datasets.load_dataset(str(sound_release), "rejected")["rejected"].num_rows == 22
    assert len(pandas.read_parquet(sound_release / "data")) == 120
    assert polars.read_parquet(sound_release / "data").height == 120
    assert duckdb.sql(f"SELECT count(*) FROM '{sound_release}/data/*.parquet'").fetchall() == [(120,)]


def test_synthconl_has_the_published_names_and_all_the_rest(tmp_path: Path) -> None:
    out = tmp_path / "release"
    make_release(out, recipe=recipe_with(columns="synthconl"))
    frame = pandas.read_parquet(out / "data")
    published = {
        "repository_name",
        "func_path_in_repository",
        "language2",
        "func2",
        "language1_CSN",
        "func1_CSN",
        "func_documentation_string",
        "func_code_url",
    }
    assert published < set(frame.columns) and {"pair_id", "license", "model"} < set(frame.columns)
    assert not set(SYNTHCONL) & set(frame.columns)
    assert set(frame.language2) == {"go", "javascript"} and set(frame.language1_CSN) == {"python"}
    assert verify_release(str(out), workers=1).ok


def test_column_names_there_and_back() -> None:
    names = arrow_schema(CodePair).names
    assert to_pairloom(to_synthconl(names)) == names and to_pairloom(names) == names


@pytest.mark.parametrize(
    ("format", "columns"),
    [
        ("text-code", ["anchor", "positive"]),
        ("code-code", ["anchor", "positive"]),
        ("triplets", ["anchor", "positive", "negative"]),
    ],
)
def test_formats_are_what_is_loaded_first(tmp_path: Path, format: str, columns: list[str]) -> None:
    out = tmp_path / "release"
    make_release(out, recipe=recipe_with(format=format))
    loaded = datasets.load_dataset(str(out))
    assert loaded["train"].column_names == columns and set(loaded) == {"train", "validation", "test"}
    assert datasets.load_dataset(str(out), "pairs")["test"].num_rows == 68
    assert verify_release(str(out), workers=1).ok
    stated = {file.path: file.rows for file in read_manifest(str(out)).files}
    assert stated[f"{format}/test-00000-of-00001.parquet"] == loaded["test"].num_rows


def test_what_the_formats_hold(tmp_path: Path) -> None:
    pairs = [synthetic_pair(number, target) for number in range(60) for target in ("go", "javascript")]
    rows = {}
    for format in ("text-code", "code-code", "triplets"):
        make_release(tmp_path / format, pairs, recipe_with(format=format, shards=1))
        rows[format] = pq.read_table(tmp_path / format / format).to_pylist()
    texts = [(row["anchor"], row["positive"]) for row in rows["text-code"]]
    expected = {(pair.text, pair.source_code) for pair in pairs} | {(pair.text, pair.target_code) for pair in pairs}
    assert sorted(texts) == sorted(expected)
    assert len(rows["code-code"]) == 120
    assert {(pair.source_code, pair.target_code) for pair in pairs} == {
        (row["anchor"], row["positive"]) for row in rows["code-code"]
    }
    pair_of = {pair.target_code: pair for pair in pairs}
    assert len(rows["triplets"]) == 120
    for row in rows["triplets"]:
        positive, negative = pair_of[row["positive"]], pair_of[row["negative"]]
        assert row["anchor"] == positive.text != negative.text
        assert positive.target_language == negative.target_language


def test_a_damaged_format_file_is_found(tmp_path: Path) -> None:
    out = tmp_path / "release"
    make_release(out, recipe=recipe_with(format="triplets"))
    (out / "triplets/test-00000-of-00001.parquet").unlink()
    assert verify_release(str(out), workers=1).found["files"] == ["triplets/test-00000-of-00001.parquet: is missing"]

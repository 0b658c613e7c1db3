"""The manifest: its schema file, what it says, and what it must not say."""

import json
from pathlib import Path

import jsonschema
import pytest

from pairloom import schemas
from pairloom.pipelines.release.errors import BooksError, ReleaseError
from pairloom.pipelines.release.read.manifest import read_books, read_manifest
from pairloom.pipelines.release.write.files import write_rows
from pairloom.pipelines.release.write.finish import finish
from pairloom.pipelines.release.write.manifest import RunFacts, fingerprint_source
from pairloom.schemas import CodePair
from pairloom.schemas.load import validate_recipe
from pairloom.schemas.manifest import json_schema
from pairloom.schemas.recipe import Recipe
from pairloom.schemas.secrets import HIDDEN, hide_secrets
from tests.pipelines.release.release_builder import RECIPE, make_release, synthetic_pair

SCHEMA_FILE = Path(schemas.__file__).parent / "manifest.schema.json"


def test_the_schema_file_is_that_of_the_model() -> None:
    """To write it again: print(json.dumps(pairloom.schemas.manifest.json_schema(), indent=2))."""
    assert json.loads(SCHEMA_FILE.read_text()) == json_schema()


def test_a_manifest_keeps_to_the_json_schema(sound_release: Path) -> None:
    jsonschema.validate(json.loads((sound_release / "manifest.json").read_text()), json.loads(SCHEMA_FILE.read_text()))


def test_what_a_manifest_says(sound_release: Path) -> None:
    manifest = read_manifest(str(sound_release))
    assert manifest.recipe_fingerprint == RECIPE.fingerprint()
    assert manifest.software.pairloom and manifest.versions["pyarrow"]
    assert sum(entry.pairs for entry in manifest.statistics.pairs) == 120
    assert manifest.statistics.duplicates == {"0": 102, "1": 18}
    lengths = {(entry.column, entry.language): entry for entry in manifest.statistics.lengths}
    codes = [synthetic_pair(number, "go").target_code for number in range(60)]
    assert lengths["target_code", "go"].maximum == max(map(len, codes))
    assert lengths["target_code", "go"].median == sorted(map(len, codes))[29]
    read_books(manifest).check()


def test_only_times_differ_between_two_runs(tmp_path: Path) -> None:
    pairs = [synthetic_pair(number, "go") for number in range(30)]
    first = make_release(tmp_path / "a", pairs).model_dump(exclude={"created", "timings"})
    second = make_release(tmp_path / "b", pairs[::-1]).model_dump(exclude={"created", "timings"})
    assert first == second
    for file in ("data/test-00000-of-00001.parquet", "README.md", "report.html"):
        if (tmp_path / "a" / file).exists():
            assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_release_whose_files_lack_a_row_is_not_finished(tmp_path: Path) -> None:
    make_release(tmp_path / "release")
    manifest = read_manifest(str(tmp_path / "release"))
    kept = [synthetic_pair(1, "go")]
    info = write_rows(str(tmp_path / "other"), "data/train-00000-of-00002.parquet", kept, CodePair)
    with pytest.raises(BooksError, match="120 pairs kept, 1 written"):
        finish(str(tmp_path / "other"), RECIPE, read_books(manifest), [info], RunFacts())
    with pytest.raises(ReleaseError, match="written more than once"):
        finish(str(tmp_path / "other"), RECIPE, read_books(manifest), [info, info], RunFacts())
    assert not (tmp_path / "other" / "manifest.json").exists()


def test_secrets_of_a_recipe_are_not_shown() -> None:
    recipe = validate_recipe(
        {
            "name": "secrets",
            "source": [{"reader": "jsonl", "path": "s3://me:hunter2@bucket/data.jsonl"}],
            "translate": {
                "translator": "vllm",
                "model": "m",
                "targets": ["go"],
                "endpoint": "https://user:hunter2@host:8000/v1?key=hunter2",
                "vllm": {"environment": {"HF_TOKEN": "hunter2"}, "flags": {"api-key": "hunter2", "seed": 1}},
            },
        },
        Recipe,
    )
    shown = hide_secrets(recipe.model_dump(mode="json"))
    assert "hunter2" not in json.dumps(shown)
    vllm = shown["source"][0]["translate"]["vllm"]
    assert vllm["environment"] == {"HF_TOKEN": HIDDEN} and vllm["flags"] == {"api-key": HIDDEN, "seed": 1}
    assert shown["source"][0]["translate"]["endpoint"] == [f"https://host:8000/v1?{HIDDEN}"]


def test_inputs_have_a_fingerprint_of_names_and_contents(tmp_path: Path) -> None:
    source = RECIPE.source[0]
    for folder in ("one", "two"):
        (tmp_path / folder / "deep").mkdir(parents=True)
        (tmp_path / folder / "a.py").write_text("a")
        (tmp_path / folder / "deep" / "b.py").write_text("bb")
    prints = [fingerprint_source(source, map(str, (tmp_path / name).rglob("*.py"))) for name in ("one", "two")]
    assert prints[0] == prints[1] and (prints[0].files, prints[0].bytes) == (2, 3)
    (tmp_path / "two" / "a.py").write_text("b")
    assert fingerprint_source(source, map(str, (tmp_path / "two").rglob("*.py"))).sha256 != prints[0].sha256
    with pytest.raises(ReleaseError, match="cannot be read"):
        fingerprint_source(source, [str(tmp_path / "none.py")])


def test_damaged_manifests_are_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="there is no such folder"):
        read_manifest(str(tmp_path / "none"))
    with pytest.raises(ReleaseError, match="is not a release"):
        read_manifest(str(tmp_path))
    for content in (b"", b"\xff\xfe", b"{", b"[]", b'{"manifest_version": 2}'):
        (tmp_path / "manifest.json").write_bytes(content)
        with pytest.raises(ReleaseError, match=r"manifest\.json: "):
            read_manifest(str(tmp_path))

"""Reads the manifest of a release, and the recipe, books and files in it."""

import posixpath
from pathlib import Path

from pydantic import ValidationError

from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.files import open_binary
from pairloom.pipelines.release.write.books import Books
from pairloom.pipelines.release.write.staging import MANIFEST
from pairloom.schemas.files import join_path
from pairloom.schemas.load import RecipeError, validate_recipe
from pairloom.schemas.manifest import Manifest
from pairloom.schemas.recipe import Recipe


def read_manifest(folder: str) -> Manifest:
    """The manifest of the release in `folder`. Raises ReleaseError if there is none or it does not match the schema."""
    path = join_path(folder, MANIFEST)
    if "://" not in folder and not Path(folder).is_dir():
        raise ReleaseError(f"{folder}: there is no such folder")
    try:
        with open_binary(path) as file:
            content = file.read()
    except ReleaseError:
        raise ReleaseError(f"{folder}: is not a release: it has no readable {MANIFEST}") from None
    return parse_manifest(content, path)


def parse_manifest(content: bytes, path: str) -> Manifest:
    """The manifest in `content`; `path` is its name in messages. Raises ReleaseError."""
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise ReleaseError(f"{path}: {place}: {first['msg']}{more}") from None


def read_recipe(manifest: Manifest) -> Recipe:
    """The recipe in a manifest, with secrets hidden. Raises ReleaseError if it is not valid."""
    try:
        return validate_recipe(manifest.recipe, Recipe)
    except RecipeError as error:
        first = str(error).partition("\n")[0].removeprefix("recipe: ")
        raise ReleaseError(f"{MANIFEST}: recipe: is not a valid recipe: {first}") from None


def read_books(manifest: Manifest) -> Books:
    """The books in a manifest."""
    stated = manifest.books
    return Books.create(
        rows_read=stated.rows_read,
        records=stated.records,
        planned=stated.planned,
        kept=stated.kept,
        rejections={(line.stage, line.reason, line.target_language): line.rows for line in stated.rejections},
        unjudged={(line.target_language, line.cause): line.translations for line in stated.unjudged},
    )


def data_files(manifest: Manifest, kind: str = "data") -> list[str]:
    """The paths, within the release, of the files in its folder `kind`: "data", "rejected" or the name of a format."""
    return [file.path for file in manifest.files if posixpath.dirname(file.path) == kind]

"""The last step of a run: adds report, card and manifest to the data files. The manifest is written last."""

import posixpath
from collections import Counter
from collections.abc import Sequence

from pairloom.pipelines.release.errors import BooksError, ReleaseError
from pairloom.pipelines.release.read.statistics import count_statistics
from pairloom.pipelines.release.show.card import write_card
from pairloom.pipelines.release.show.report import write_report
from pairloom.pipelines.release.write.books import Books
from pairloom.pipelines.release.write.files import data_file, rejected_file, write_rows
from pairloom.pipelines.release.write.formats import write_format
from pairloom.pipelines.release.write.manifest import RunFacts, make_manifest, to_json
from pairloom.pipelines.release.write.staging import MANIFEST
from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.files import join_path, replace_file
from pairloom.schemas.manifest import DataFile, Manifest
from pairloom.schemas.recipe import Recipe


def finish(folder: str, recipe: Recipe, books: Books, files: Sequence[DataFile], facts: RunFacts) -> Manifest:
    """Completes the release in `folder`, whose `files` are already written. Returns its manifest.

    Raises BooksError unless the books balance and the files have exactly the rows in the books.
    """
    books.check()
    files = [*files, *_missing_shards(folder, files, recipe.output.shards, recipe.output.columns)]
    _check_rows(books, files)
    data = sorted(file.path for file in files if posixpath.dirname(file.path) == "data")
    files += write_format(folder, recipe.output.format, data)
    rows = count_statistics(folder, data)
    manifest = make_manifest(recipe, books, files, rows, facts)
    write_card(folder, manifest)
    write_report(folder, manifest)
    with replace_file(join_path(folder, MANIFEST)) as file:
        file.write(to_json(manifest))
    return manifest


def _missing_shards(folder: str, files: Sequence[DataFile], shards: int, columns: str) -> list[DataFile]:
    """Writes empty files for shards without rows, so that "-of-00004" means four files. A training file and a file of
    rejections always exist."""
    present = {file.path for file in files}
    pairs = [data_file("train", shard, shards) for shard in range(shards)]
    rejections = [rejected_file(shard, shards) for shard in range(shards)]
    return [
        *(write_rows(folder, path, [], CodePair, columns) for path in pairs if path not in present),
        *(write_rows(folder, path, [], Rejection) for path in rejections if path not in present),
    ]


def _check_rows(books: Books, files: Sequence[DataFile]) -> None:
    """Raises ReleaseError or BooksError unless the files match the books and each name occurs once."""
    twice = [path for path, count in Counter(file.path for file in files).items() if count > 1]
    if twice:
        raise ReleaseError(f"written more than once: {', '.join(sorted(twice))}")
    rows: Counter[str] = Counter()
    for file in files:
        rows[posixpath.dirname(file.path)] += file.rows
    if rows["data"] != books.total_kept or rows["rejected"] != books.count():
        raise BooksError(
            "the files do not match the books, so nothing is published:\n"
            f"  {books.total_kept:,} pairs kept, {rows['data']:,} written; "
            f"{books.count():,} rejections, {rows['rejected']:,} written"
        )

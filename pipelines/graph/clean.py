"""Checks, deduplicates and decontaminates an existing dataset of translations like our own translations.

A row of the file contains a record and its translation. The rest of the graph is the same as for every release, so
rejections are written with their reasons and the books balance.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam

from pairloom.pipelines import sources
from pairloom.pipelines.graph.build import Translations, complete
from pairloom.pipelines.graph.outputs import PLANNED, REJECTED, ROWS, reject
from pairloom.pipelines.graph.planning import Plan, examine_records, reject_source
from pairloom.pipelines.graph.run import Run
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.write.manifest import fingerprint_source
from pairloom.pipelines.running.options import pipeline_options
from pairloom.pipelines.running.progress import Tally
from pairloom.pipelines.running.runner import run_graph
from pairloom.pipelines.sources import Shard
from pairloom.pipelines.sources.base import check_text
from pairloom.pipelines.sources.extraction import records_of
from pairloom.pipelines.sources.files import expand
from pairloom.pipelines.sources.row_files import outline_of, parquet_rows
from pairloom.pipelines.sources.rows import Layout, Row, without_nan
from pairloom.schemas import LANGUAGES, CodeRecord, Recipe, TranslationOutcome, TranslationRequest, guard
from pairloom.schemas.files import BROKEN, BadRow, reason_of
from pairloom.schemas.guard import Died
from pairloom.schemas.languages import find_language
from pairloom.schemas.load import validate_recipe
from pairloom.schemas.records import SYNTHCONL, to_pairloom

RECORDS = "records"

_RECORD = {
    "text": "text",
    "code": "source_code",
    "language": "source_language",
    "function_name": "function_name",
    "unit": "unit",
    "repository": "repository",
    "path": "path",
    "split": "split",
    "url": "url",
    "license": "license",
    "benchmark": "benchmark",
}
"""Field of a record -> the column of a pair with its value."""

_LAYOUT = Layout(title="", fields={name: (column,) for name, column in _RECORD.items()}, documented=True)

_COLUMNS = {*_RECORD.values(), "target_language", "target_code", "model"}
_EITHER_NAME = {*_COLUMNS, *(SYNTHCONL[name] for name in _COLUMNS & SYNTHCONL.keys())}
_REQUIRED = ("text", "source_language", "source_code", "target_language", "target_code")


def clean_recipe(path: str, name: str, sections: dict[str, Any], unit: str | None = None) -> Recipe:
    """The recipe of a cleaned dataset: one source, whose translations are in the file itself.

    name: of the release, "" for a name made from the file's. sections: the other sections of the recipe, as plain data.
    unit: of the rows without one, as in a recipe. Raises RecipeError.
    """
    translate = {"translator": "replay", "replay": path, "targets": list(LANGUAGES)}
    source = {"reader": "synthconl", "path": path, "unit": unit, "translate": translate}
    return validate_recipe({"name": name or _name_of(path), "source": [source], **sections}, Recipe)


def _name_of(path: str) -> str:
    stem = re.sub(r"[^a-z0-9._-]+", "-", Path(path).name.lower().partition(".")[0]).strip("-._")
    return f"{stem or 'dataset'}-cleaned"[:100]


@dataclass(frozen=True)
class CleanRequest:
    """The settings of a cleaned dataset. workers: local worker processes. beam: Beam's own options."""

    recipe: Recipe
    out: str
    replace: bool = False
    workers: int = 1
    beam: tuple[str, ...] = ()
    progress: str = ""


def run_clean(request: CleanRequest) -> None:
    """Makes the release at `request.out`. The release is complete when this returns; if this raises, there is none.

    Raises SourceError, ReleaseError or UsageError.
    """
    started = time.time()
    options = pipeline_options(request.beam, request.workers)
    source = request.recipe.source[0]
    shards = _shards(request.recipe)
    inputs = (fingerprint_source(source, {file for shard in shards for file in shard.files}),)
    run = Run(
        recipe=request.recipe,
        progress=request.progress,
        inputs=inputs,
        started=started,
    )
    run_graph(options, run, request.out, request.replace, lambda pipeline, run: _build(pipeline, shards, run))


def _shards(recipe: Recipe) -> list[Shard]:
    """The parts of the file. Raises ReleaseError if a column is missing, SourceError if the file cannot be read."""
    source = recipe.source[0]
    # the reader does not know our column names, so the columns are checked here
    fields = {"text": "text", "code": "source_code", "language": "source_language"} if _is_ours(source.path) else {}
    shards = sources.shards(source.model_copy(update={"fields": fields}), 0)
    for file in sorted({file for shard in shards for file in shard.files}):
        try:
            names = outline_of(file).columns
        except (*BROKEN, Died) as error:
            raise _unreadable(file, error) from None
        ours = to_pairloom(names)
        twice = [name for name in sorted(_COLUMNS) if ours.count(name) > 1]
        if twice:
            raise ReleaseError(f"{file}: has two columns for {twice[0]}; rename or drop one")
        missing = [name for name in _REQUIRED if name not in ours]
        if missing:
            wanted = ", ".join(f"{name} (or {SYNTHCONL[name]})" for name in missing)
            raise ReleaseError(f"{file}: has no column {wanted}; it has: {', '.join(names)}")
    return shards


def _unreadable(file: str, error: BaseException) -> sources.SourceError:
    return sources.SourceError(f"{file}: cannot be read to its end: {reason_of(error)}")


def _is_ours(path: str) -> bool:
    found = expand(path)
    if not found or not found[0].endswith(".parquet"):
        return False
    try:
        return "source_code" in outline_of(found[0]).columns
    except (*BROKEN, Died):
        return False


def _build(pipeline: beam.Pipeline, shards: list[Shard], run: Run) -> None:
    read = (
        pipeline
        | "Shards" >> beam.Create(shards, reshuffle=False)
        | "One shard, one worker" >> beam.Reshuffle()
        | "Read pairs"
        >> beam.ParDo(ReadPairs(run.progress)).with_outputs(REJECTED, PLANNED, ROWS, RECORDS, main="answered")
    )
    outcomes = read.answered | "Outcomes" >> beam.MapTuple(lambda plan, outcome: outcome)
    complete(
        pipeline,
        run,
        Translations(read[ROWS], read[RECORDS], read[PLANNED], read.answered, [outcomes], [read[REJECTED]]),
    )


class ReadPairs(beam.DoFn):
    """Shard -> its rows as plans with their outcome; on other outputs their records, the planned languages, rejected
    rows, and the number of rows."""

    def __init__(self, progress: str) -> None:
        self.tally = Tally(progress)

    def process(self, shard: Shard) -> Iterator[Any]:
        """Yields the results of one shard while it is read."""
        rows = 0
        for file in shard.files:
            try:
                for place, row, _ in parquet_rows(shard, file, _EITHER_NAME):
                    rows += 1
                    yield from self._row(shard, file, place, row)
            except BROKEN as error:
                raise _unreadable(file, error) from error
        yield beam.pvalue.TaggedOutput(ROWS, rows)

    def _row(self, shard: Shard, file: str, place: str, found: dict[str, Any] | BadRow) -> Iterator[Any]:
        self.tally.add("records read")
        if isinstance(found, BadRow):
            yield beam.pvalue.TaggedOutput(REJECTED, shard.rejection(file, place, found, ""))
            return
        row = without_nan(dict(zip(to_pairloom(list(found)), found.values(), strict=True)))
        try:
            record, target, reply = _pair_of(shard, row)
        except BadRow as bad:
            payload = bad.payload or str(row.get("target_code") or row.get("source_code") or "")
            yield beam.pvalue.TaggedOutput(REJECTED, shard.rejection(file, place, bad, payload))
            return
        yield beam.pvalue.TaggedOutput(RECORDS, (shard.index, record))
        (source,) = examine_records([record], allow_stubs=True)
        if source.problem is not None:
            yield beam.pvalue.TaggedOutput(REJECTED, reject_source(record, source.problem))
            return
        self.tally.add("planned")
        yield beam.pvalue.TaggedOutput(PLANNED, (record.language, target))
        request = TranslationRequest.create(
            source_language=record.language,
            target_language=target,
            code=record.code,
            unit=record.unit,
            translator="replay",
            model=str(row.get("model") or ""),
            record_id=record.record_id,
        )
        if target == record.language:
            yield reject("plan", "unsupported", f"the code is {target} already", of=request, record=record)
            return
        outcome = TranslationOutcome(
            request_id=request.request_id,
            reply=reply,
            finish_reason="stop",
            prompt_tokens=0,
            completion_tokens=0,
            error="",
        )
        yield Plan(shard.index, request, record, source.traits), outcome

    def finish_bundle(self) -> None:
        """Flushes the live counts."""
        self.tally.flush()


def _pair_of(shard: Shard, row: Row) -> tuple[CodeRecord, str, str]:
    """The record, the target language and the translation in a row. Raises BadRow."""
    try:
        (record,) = guard.call(records_of, row, layout=_LAYOUT, source=shard.source, split="")
    except Died as death:
        raise BadRow(death.reason, str(death)) from None
    if isinstance(record, BadRow):
        raise record
    for column in ("target_language", "target_code"):
        if row[column] is None:
            raise BadRow("missing_field", f"there is no {column}")
        if not isinstance(row[column], str):
            raise BadRow("wrong_type", f"{column} is no text")
        check_text(column, row[column])
    target = find_language(row["target_language"])
    if target is None:
        raise BadRow("unknown_language", f"found {row['target_language'][:40]!r}; known are {', '.join(LANGUAGES)}")
    return record, target.name, row["target_code"]

"""The request for a release, and the functions that make it."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions

from pairloom.pipelines import sources
from pairloom.pipelines.graph.build import build
from pairloom.pipelines.graph.run import Run
from pairloom.pipelines.graph.steps.consistency import encoder_digest, load_encoder
from pairloom.pipelines.release.write.manifest import fingerprint_source
from pairloom.pipelines.release.write.staging import refuse_if_taken
from pairloom.pipelines.running.buckets import missing_credentials
from pairloom.pipelines.running.options import pipeline_options
from pairloom.pipelines.running.runner import run_graph
from pairloom.schemas import LANGUAGES
from pairloom.schemas.certificate import read_certificate
from pairloom.schemas.errors import UsageError
from pairloom.schemas.manifest import InputSource
from pairloom.schemas.recipe import Recipe, load_recipe
from pairloom.translators.evidence import Gates
from pairloom.translators.languages import get_language
from pairloom.translators.registry import check_recipe


@dataclass(frozen=True)
class Request:
    """The recipe and the options of a release.

    changes: to the recipe, each as "key=value". limit: the maximum number of records to read of each source, None for
    all. workers: local worker processes. beam: Beam's own options as given on the command line. journal: the folder of
    the journal, "" for beside `out`. progress: a local folder for live counts, "" for none.
    """

    recipe_file: str
    out: str
    replace: bool = False
    changes: tuple[str, ...] = ()
    limit: int | None = None
    workers: int = 1
    beam: tuple[str, ...] = ()
    journal: str = ""
    progress: str = ""

    @property
    def journal_folder(self) -> str:
        """The folder of the journal."""
        return self.journal or f"{self.out.rstrip('/')}.journal"


def run_release(request: Request) -> None:
    """Makes the release at `request.out`. The release is complete when this returns; if this raises, there is none.

    Raises PairloomError.
    """
    options, run, shards = prepare(request)
    run_graph(options, run, request.out, request.replace, lambda pipeline, run: build(pipeline, shards, run))


def notices(recipe_file: str, changes: Sequence[str] = ()) -> list[str]:
    """Warnings before the run starts: what this machine lacks to judge the translations as the recipe asks, and what
    to install.

    Raises RecipeError.
    """
    recipe = load_recipe(recipe_file, changes)
    check = recipe.check
    targets = sorted({target for source in recipe.source for target in source.translate.targets})
    required, asked = (Gates(level).missing(targets) for level in (check.level, check.asked))
    found = [
        f"{LANGUAGES[language].title} cannot be {check.level} here ({reason}): its pairs will be rejected"
        for language, reason in required.items()
    ]
    found += [
        f"{LANGUAGES[language].title} cannot be {check.asked} here ({reason}): its pairs keep the level that they reach"
        for language, reason in asked.items()
        if language not in required
    ]
    if check.asked == "executed":
        found += _missing_frameworks(recipe)
    return found


def _missing_frameworks(recipe: Recipe) -> list[str]:
    """Warnings about the target languages for which a source has tests that may need a framework."""
    tested = {target for source in recipe.source if source.tests for target in source.translate.targets}
    return [
        f"tests in {LANGUAGES[language].title} that need {name} are not run here ({package})"
        for language in sorted(tested)
        for name, package in get_language(language).frameworks().items()
        if package
    ]


def submit_release(request: Request) -> Any:
    """Starts the release on a runner that continues by itself, and returns Beam's PipelineResult without waiting.

    No process remains to move the finished release to its place, so it is written there directly, with `manifest.json`
    last: a folder without a manifest is not a release. `request.out` must be a URL of an empty or missing folder.
    Before the start, raises the same errors as `run_release`.
    """
    options, run, shards = prepare(request)
    if "://" not in request.out:
        raise UsageError(f"{request.out}: a submitted job can only write to a bucket, e.g. gs://bucket/name")
    refuse_if_taken(request.out)
    pipeline = beam.Pipeline(options=options)
    build(pipeline, shards, replace(run, staging=request.out.rstrip("/")))
    return pipeline.run()


def prepare(request: Request) -> tuple[PipelineOptions, Run, list[sources.Shard]]:
    """Beam's options, the facts of the run, and the shards of its input; made before the output folder exists."""
    started = time.time()
    options = pipeline_options(request.beam, request.workers)
    FileSystems.set_options(options)  # buckets are read before there is a pipeline
    recipe = limit_records(load_recipe(request.recipe_file, request.changes), request.limit)
    check_recipe(recipe)
    missing = missing_credentials([request.out, request.journal, *places_of(recipe)])
    if missing:
        raise UsageError(missing)
    shards = [shard for index, source in enumerate(recipe.source) for shard in sources.shards(source, index)]
    run = Run(
        recipe=recipe,
        journal=request.journal_folder,
        progress=request.progress,
        versions=_versions(recipe),
        inputs=tuple(_input(recipe, index, shards) for index in range(len(recipe.source))),
        certificate=read_certificate(recipe.output.certificate.resolved) if recipe.output.certificate else None,
        started=started,
        name=uuid.uuid4().hex,
    )
    return options, run, shards


def places_of(recipe: Recipe) -> list[str]:
    """The inputs of a recipe."""
    return [*(source.path for source in recipe.source), *recipe.dedup.against, *recipe.decontaminate.against]


def _versions(recipe: Recipe) -> dict[str, str]:
    """Versions of everything besides the program that decides the data: the encoder of the consistency check. Also
    loads it once, to find errors early."""
    settings = recipe.check.consistency
    if settings is None:
        return {}
    load_encoder(settings)  # an error here is found before translations are paid
    return {"check.consistency.encoder": encoder_digest(settings.encoder.resolved)}


def _input(recipe: Recipe, index: int, shards: Sequence[sources.Shard]) -> InputSource:
    files = {file for shard in shards if shard.index == index for file in shard.files}
    return fingerprint_source(recipe.source[index], files)


def limit_records(recipe: Recipe, limit: int | None) -> Recipe:
    """`recipe` with at most `limit` records read of each source."""
    if limit is None:
        return recipe
    sources_limited = [
        source.model_copy(update={"limit": min(limit, source.limit or limit)}) for source in recipe.source
    ]
    return recipe.model_copy(update={"source": sources_limited})

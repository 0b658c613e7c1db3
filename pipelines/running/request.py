"""Runs the graph of a release on a Beam runner, and turns what can go wrong into words."""

import re
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, StandardOptions, WorkerOptions

from pairloom.pipelines import sources
from pairloom.pipelines.graph.build import build
from pairloom.pipelines.graph.run import Run
from pairloom.pipelines.graph.steps.consistency import encoder_digest, load_encoder
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.write.manifest import fingerprint_source
from pairloom.pipelines.release.write.staging import refuse_if_taken, staging
from pairloom.pipelines.running.buckets import missing_credentials
from pairloom.pipelines.running.progress import total
from pairloom.pipelines.running.workers import noticing_lost_workers
from pairloom.schemas import LANGUAGES
from pairloom.schemas.errors import PairloomError, UsageError, error_types
from pairloom.schemas.manifest import InputSource
from pairloom.schemas.recipe import Recipe, load_recipe
from pairloom.translators.evidence import Gates
from pairloom.translators.llm.budget import forget_spending

LOCAL_RUNNER = "FnApiRunner"
LOCAL_RUNNERS = ("", "DirectRunner", LOCAL_RUNNER, "BundleBasedDirectRunner")
SECRETS = ("s3_access_key_id", "s3_secret_access_key", "s3_session_token")
"""Options of Beam that hold credentials."""


def pipeline_options(arguments: Sequence[str], workers: int) -> PipelineOptions:
    """Beam's options from the command line, with a local runner that gives right results unless one is named.

    workers: local worker processes; 1 runs everything in this process. Raises UsageError for what is known to give
    wrong data or would show credentials, and for arguments that are not Beam's.
    """
    options = PipelineOptions(list(arguments))
    every = options.get_all_options(drop_default=True, retain_unknown_options=True)
    unknown = every.keys() - options.get_all_options(drop_default=True).keys()
    if unknown:
        names = ", ".join(f"--{name.partition('=')[0]}" for name in sorted(unknown))
        raise UsageError(f"{names}: neither an option of this command nor one of Beam's")
    for name in SECRETS:
        if name in every:
            raise UsageError(
                f"--{name} is refused: runners show a job's options to everybody who may look at it. Credentials come "
                "from the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN"
            )
    runner = options.view_as(StandardOptions).runner or ""
    if "dask" in runner.lower():
        raise UsageError(
            "--runner=DaskRunner is refused: on Beam 2.77 it mixes tagged outputs, runs only the last branch and "
            "writes no files, all with state DONE. Leave --runner away to run here, or name PortableRunner, "
            "FlinkRunner, SparkRunner or DataflowRunner."
        )
    direct = options.view_as(DirectOptions)
    if direct.direct_running_mode == "multi_threading":
        raise UsageError(
            "--direct_running_mode=multi_threading is refused: on Beam 2.77 it loses elements of large groups without "
            "an error. Say --workers N for N processes."
        )
    if runner in LOCAL_RUNNERS:
        # the default DirectRunner tries to download another runner first, so it differs without a network
        options.view_as(StandardOptions).runner = LOCAL_RUNNER
        options.view_as(WorkerOptions).default_sdk_harness_log_level = "ERROR"
        if workers > 1:
            direct.direct_running_mode = "multi_processing"
            direct.direct_num_workers = workers
    return options


def is_local(options: PipelineOptions) -> bool:
    """Whether all workers are this process, or processes below it."""
    return bool(options.view_as(StandardOptions).runner == LOCAL_RUNNER)


@contextmanager
def scratch(options: PipelineOptions, staged: str) -> Iterator[str]:
    """A folder for what the steps exchange, while the block runs: beside what is written, or, if that is no local
    folder, where this machine keeps temporary files. "" where the runner has a shuffle of its own."""
    if not is_local(options):
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix=".shuffle-", dir=None if "://" in staged else staged) as folder:
        yield folder


def known_failure(error: BaseException) -> str | None:
    """What a PairloomError said inside a worker: the error itself, or its traceback in the text of another one, in
    which runners wrap it. None if there was none."""
    if isinstance(error, PairloomError):
        return str(error).partition(" [while running")[0]
    names = "|".join(re.escape(f"{own.__module__}.{own.__qualname__}") for own in error_types())
    found = re.findall(
        rf"(?:^|\n)(?:{names}): (.*?)(?=\s\[while running|\n\nDuring|\n\nThe above|\Z)",
        str(error),
        flags=re.DOTALL,
    )
    return found[-1].strip() if found else None


@dataclass(frozen=True)
class Request:
    """What a release is asked to be.

    changes: to the recipe, each as "key=value". limit: read at most so many records of each source, None for all.
    workers: local worker processes. beam: Beam's own options as given on the command line. journal: where replies of
    language models are kept, "" for beside `out`. progress: a local folder for live counts, "" for none.
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


def run_release(request: Request) -> None:
    """Makes the whole release at `request.out`; when this returns it is there, when it raises it is not.

    Raises PairloomError.
    """
    options, run, shards = prepare(request)
    carry_out(options, run, request.out, request.replace, lambda pipeline, run: build(pipeline, shards, run))


def carry_out(
    options: PipelineOptions, run: Run, out: str, overwrite: bool, add: Callable[[beam.Pipeline, Run], None]
) -> None:
    """Runs the graph that `add` adds to a pipeline; it becomes the release at `out` when it is whole.

    Raises ReleaseError with what one of our own errors said in a worker, or how a worker was lost; and what else the
    graph raised.
    """

    def waiting() -> bool:
        return not is_local(options) or requests_in_flight(run.progress)

    with staging(out, replace=overwrite) as folder, scratch(options, folder) as shuffle:
        try:
            with noticing_lost_workers(waiting), beam.Pipeline(options=options) as graph:
                add(graph, replace(run, staging=folder, shuffle=shuffle))
        except Exception as error:
            said = known_failure(error)
            if said is None:
                raise
            raise ReleaseError(said) from error
        finally:
            forget_spending(run.name)


def requests_in_flight(progress: str) -> bool:
    """Whether the run whose live counts are in `progress` waits for answers of a model; they have time limits of their
    own. Where nothing is counted it may be so."""
    return not progress or total(progress)["in flight"] > 0


def notices(recipe_file: str, changes: Sequence[str] = ()) -> list[str]:
    """What a user should know before the run starts: target languages that cannot reach the recipe's level here.

    Raises RecipeError.
    """
    recipe = load_recipe(recipe_file, changes)
    targets = sorted({target for source in recipe.source for target in source.translate.targets})
    return [
        f"{LANGUAGES[language].title} cannot be {recipe.check.level} here ({reason}): its pairs will be refused"
        for language, reason in Gates(recipe.check.level).missing(targets).items()
    ]


def submit_release(request: Request) -> Any:
    """Starts the release on a runner that goes on by itself, and returns Beam's PipelineResult without waiting.

    Nobody is there to move the release to its place when it is whole, so it is written there, `manifest.json` last: a
    folder without one is no release. `request.out` must be a URL with nothing at it. Raises what `run_release` raises
    before anything runs.
    """
    options, run, shards = prepare(request)
    if "://" not in request.out:
        raise UsageError(
            f"{request.out}: a job that nobody waits for can only write to a bucket, e.g. gs://bucket/name"
        )
    refuse_if_taken(request.out)
    pipeline = beam.Pipeline(options=options)
    build(pipeline, shards, replace(run, staging=request.out.rstrip("/")))
    return pipeline.run()


def prepare(request: Request) -> tuple[PipelineOptions, Run, list[sources.Shard]]:
    """What a run needs before there is a place to write to: Beam's options, the run's facts, its input's shards."""
    started = time.time()
    options = pipeline_options(request.beam, request.workers)
    FileSystems.set_options(options)  # buckets are looked into before there is a pipeline
    recipe = limited(load_recipe(request.recipe_file, request.changes), request.limit)
    missing = missing_credentials([request.out, request.journal, *places_of(recipe)])
    if missing:
        raise UsageError(missing)
    shards = [shard for index, source in enumerate(recipe.source) for shard in sources.shards(source, index)]
    run = Run(
        recipe=recipe,
        journal=request.journal or f"{request.out.rstrip('/')}.journal",
        progress=request.progress,
        versions=_versions(recipe),
        inputs=tuple(_input(recipe, index, shards) for index in range(len(recipe.source))),
        started=started,
        name=uuid.uuid4().hex,
    )
    return options, run, shards


def places_of(recipe: Recipe) -> list[str]:
    """What a recipe reads."""
    return [*(source.path for source in recipe.source), *recipe.dedup.against, *recipe.decontaminate.against]


def _versions(recipe: Recipe) -> dict[str, str]:
    """What decides the data besides the program: the encoder of the consistency check, which is tried on the way."""
    settings = recipe.check.consistency
    if settings is None:
        return {}
    load_encoder(settings)  # better now than when all translations are paid for
    return {"check.consistency.encoder": encoder_digest(settings.encoder.resolved)}


def _input(recipe: Recipe, index: int, shards: Sequence[sources.Shard]) -> InputSource:
    files = {file for shard in shards if shard.index == index for file in shard.files}
    return fingerprint_source(recipe.source[index], files)


def limited(recipe: Recipe, limit: int | None) -> Recipe:
    """`recipe` with at most `limit` records read of each source."""
    if limit is None:
        return recipe
    sources_limited = [
        source.model_copy(update={"limit": min(limit, source.limit or limit)}) for source in recipe.source
    ]
    return recipe.model_copy(update={"source": sources_limited})

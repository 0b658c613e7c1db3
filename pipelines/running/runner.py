"""Runs a graph on a Beam runner. Its output becomes a release when it is complete."""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from pairloom.pipelines.graph.run import Run
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.write.staging import staging
from pairloom.pipelines.running.options import is_local
from pairloom.pipelines.running.progress import total
from pairloom.pipelines.running.sockets import private_servers
from pairloom.pipelines.running.workers import watch_workers
from pairloom.schemas.errors import PairloomError, error_types
from pairloom.translators.llm.budget import forget_spending


def run_graph(
    options: PipelineOptions, run: Run, out: str, overwrite: bool, add: Callable[[beam.Pipeline, Run], None]
) -> None:
    """Runs the graph that `add` adds to a pipeline. Its complete output becomes the release at `out`.

    Raises ReleaseError with the message of a PairloomError in a worker or of WorkerLost. Other errors are unchanged.
    """

    def is_waiting() -> bool:
        return not is_local(options) or has_requests_in_flight(run.progress)

    with staging(out, replace=overwrite) as folder, scratch(options, folder) as shuffle:
        try:
            with private_servers(), watch_workers(is_waiting), beam.Pipeline(options=options) as graph:
                add(graph, replace(run, staging=folder, shuffle=shuffle))
        except Exception as error:
            said = known_failure(error)
            if said is None:
                raise
            raise ReleaseError(said) from error
        finally:
            forget_spending(run.name)


def has_requests_in_flight(progress: str) -> bool:
    """Whether the run with live counts in `progress` waits for answers of a model, which have their own time limits.
    True if nothing is counted, because the run may be waiting."""
    return not progress or total(progress)["in flight"] > 0


@contextmanager
def scratch(options: PipelineOptions, staged: str) -> Iterator[str]:
    """A temporary folder for the shuffles within the block: beside the staging folder, or, if that is not local, in
    this machine's folder for temporary files. "" for runners with their own shuffle."""
    if not is_local(options):
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix=".shuffle-", dir=None if "://" in staged else staged) as folder:
        yield folder


def known_failure(error: BaseException) -> str | None:
    """The message of a PairloomError in a worker: of `error` itself, or from the traceback in its text, because runners
    wrap errors. None if there was none."""
    if isinstance(error, PairloomError):
        return str(error).partition(" [while running")[0]
    names = "|".join(re.escape(f"{own.__module__}.{own.__qualname__}") for own in error_types())
    found = re.findall(
        rf"(?:^|\n)(?:{names}): (.*?)(?=\s\[while running|\n\nDuring|\n\nThe above|\Z)",
        str(error),
        flags=re.DOTALL,
    )
    return found[-1].strip() if found else None

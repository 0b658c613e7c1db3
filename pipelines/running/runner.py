"""Runs a graph on a Beam runner; what it wrote becomes a release when it is whole."""

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
from pairloom.pipelines.running.workers import watch_workers
from pairloom.schemas.errors import PairloomError, error_types
from pairloom.translators.llm.budget import forget_spending


def run_graph(
    options: PipelineOptions, run: Run, out: str, overwrite: bool, add: Callable[[beam.Pipeline, Run], None]
) -> None:
    """Runs the graph that `add` adds to a pipeline; it becomes the release at `out` when it is whole.

    Raises ReleaseError with what one of our own errors said in a worker, or how a worker was lost; and what else the
    graph raised.
    """

    def is_waiting() -> bool:
        return not is_local(options) or has_requests_in_flight(run.progress)

    with staging(out, replace=overwrite) as folder, scratch(options, folder) as shuffle:
        try:
            with watch_workers(is_waiting), beam.Pipeline(options=options) as graph:
                add(graph, replace(run, staging=folder, shuffle=shuffle))
        except Exception as error:
            said = known_failure(error)
            if said is None:
                raise
            raise ReleaseError(said) from error
        finally:
            forget_spending(run.name)


def has_requests_in_flight(progress: str) -> bool:
    """Whether the run whose live counts are in `progress` waits for answers of a model; they have time limits of their
    own. Where nothing is counted it may be so."""
    return not progress or total(progress)["in flight"] > 0


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

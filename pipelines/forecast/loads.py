"""Makes the loads for `pairloom plan --scale` from a recipe and a release made from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pairloom.pipelines.forecast.estimate import Estimate
from pairloom.pipelines.forecast.scale import Load
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.schemas.errors import PairloomError, UsageError
from pairloom.schemas.recipe import Recipe

FUNCTIONS = (10**6, 10**8, 10**10)
"""The default numbers of functions."""


@dataclass(frozen=True)
class Measurement:
    """Measurements of a release, or assumptions. kept: pairs per planned translation. rate: completion tokens per
    second of all accelerators together. completion_tokens: per request, with repairs and further candidates. The last
    two are None without a language model."""

    kept: float = Load.kept
    rate: float | None = None
    completion_tokens: float | None = None


def measure(folder: str) -> Measurement:
    """The measurements in the manifest of the release in `folder`. Raises ReleaseError if it has no manifest or no
    planned translations."""
    manifest = read_manifest(folder)
    planned, kept = (sum(counts.values()) for counts in (manifest.books.planned, manifest.books.kept))
    if not planned:
        raise ReleaseError(f"{folder}: has nothing to measure: no translation was planned")
    runs = [model.run for model in manifest.models if model.run.completion_tokens_per_second]
    if not runs:
        return Measurement(kept / planned)
    asked, tokens = sum(run.asked for run in runs), sum(run.completion_tokens for run in runs)
    seconds = sum(run.completion_tokens / run.completion_tokens_per_second for run in runs)
    return Measurement(kept / planned, tokens / seconds, tokens / asked)


def make_loads(
    found: Estimate, recipe: Recipe, measurement: Measurement, functions: Sequence[int] = FUNCTIONS
) -> list[Load]:
    """A load for each number of functions like those of `recipe`. found: the estimate for the recipe.

    Raises UsageError if a language model is used and its speed is unknown, PairloomError if there is nothing to
    translate.
    """
    if found.to_ask and not measurement.rate:
        raise UsageError(
            "--scale needs the measured speed of your model on one accelerator: give --like RELEASE, of a run that "
            "sent requests to it, or --tokens-per-second"
        )
    if not found.requests:
        raise PairloomError(f"{recipe.source[0].path.recipe}: there is nothing to translate")
    completion_tokens = measurement.completion_tokens
    if completion_tokens is None:
        completion_tokens = found.completion_tokens / found.to_ask if found.to_ask else 0
    return [
        Load(
            functions=count,
            tokens_per_second=measurement.rate or 1.0,
            targets=found.requests / found.records,
            kept=measurement.kept,
            largest_pair=max(found.by_target.values()) / found.requests,
            shards=recipe.output.shards,
            completion_tokens=completion_tokens,
        )
        for count in functions
    ]

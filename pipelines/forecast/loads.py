"""From a recipe, or a release that was made of it, to the loads whose scale is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from pairloom.pipelines.forecast.estimate import Estimate
from pairloom.pipelines.forecast.scale import Load
from pairloom.pipelines.release.errors import ReleaseError
from pairloom.pipelines.release.read.manifest import read_manifest
from pairloom.schemas.errors import PairloomError, UsageError
from pairloom.schemas.recipe import Recipe

FUNCTIONS = (10**6, 10**8, 10**10)
"""How many functions are looked at, unless others are named."""


@dataclass(frozen=True)
class Measurement:
    """What was measured in a release, or is assumed. kept: pairs for each planned translation. rate: completion tokens
    per second, of all accelerators together. completion_tokens: for each request, with repairs and further candidates.
    The last two are None if no language model was asked."""

    kept: float = Load.kept
    rate: float | None = None
    completion_tokens: float | None = None


def measure(folder: str) -> Measurement:
    """What the manifest of the release in `folder` says. Raises ReleaseError if it has none, or planned nothing."""
    manifest = read_manifest(folder)
    planned, kept = (sum(counts.values()) for counts in (manifest.books.planned, manifest.books.kept))
    if not planned:
        raise ReleaseError(f"{folder}: nothing can be measured in it: no translation was planned")
    runs = [model.run for model in manifest.models if model.run.completion_tokens_per_second]
    if not runs:
        return Measurement(kept / planned)
    asked, tokens = sum(run.asked for run in runs), sum(run.completion_tokens for run in runs)
    seconds = sum(run.completion_tokens / run.completion_tokens_per_second for run in runs)
    return Measurement(kept / planned, tokens / seconds, tokens / asked)


def make_loads(
    found: Estimate, recipe: Recipe, measurement: Measurement, functions: Sequence[int] = FUNCTIONS
) -> list[Load]:
    """A load for each number of functions that are like those of `recipe`, which were counted in `found`.

    Raises UsageError if a language model is to be asked and its speed is not known, PairloomError if there is nothing
    to translate.
    """
    if found.to_ask and not measurement.rate:
        raise UsageError(
            "--scale needs the speed of your model on one accelerator, measured: --like RELEASE, of a run that "
            "asked it something, or --tokens-per-second"
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

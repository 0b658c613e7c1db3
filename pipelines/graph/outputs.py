"""The outputs of steps: their names, rejections, and values at the end of a bundle."""

from typing import Any

from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.window import GlobalWindow, WindowedValue

from pairloom.schemas import Rejection

REJECTED = "rejected"
"""Rejections of every step."""
PLANNED = "planned"
"""(Source language, target language) of each planned translation."""
UNJUDGED = "unjudged"
"""(Target language, cause) of each pair that the gates could not judge up to the level that the recipe asks for."""
ROWS = "rows"
"""The number of rows of a shard."""
ANSWERED = "answered"
"""Outcomes found in the journal."""
USAGE = "usage"
"""The usage of language models, one value per bundle."""


def reject(stage: str, reason: str, detail: str, **what: Any) -> TaggedOutput:
    """`Rejection.create(stage, reason, detail, **what)` on the output REJECTED."""
    return TaggedOutput(REJECTED, Rejection.create(stage, reason, detail, **what))


def at_end_of_bundle(value: Any) -> Any:
    """`value`, which may be a TaggedOutput, in the form that `DoFn.finish_bundle` must yield."""
    if isinstance(value, TaggedOutput):
        return TaggedOutput(value.tag, at_end_of_bundle(value.value))
    return WindowedValue(value, GlobalWindow().max_timestamp(), (GlobalWindow(),))

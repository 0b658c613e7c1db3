"""How a step of the graph rejects something: a Rejection on a tagged output."""

from typing import Any

import apache_beam as beam

from pairloom.schemas import Rejection

REJECTED = "rejected"


def reject(stage: str, reason: str, detail: str, **what: Any) -> beam.pvalue.TaggedOutput:
    """`Rejection.create(stage, reason, detail, **what)` on the output REJECTED."""
    return beam.pvalue.TaggedOutput(REJECTED, Rejection.create(stage, reason, detail, **what))

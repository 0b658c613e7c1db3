"""Groups plans by request, and joins them with the outcome of the request. So equal functions are translated and paid
only once."""

from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam

from pairloom.pipelines.graph.packing import pack, unpack
from pairloom.pipelines.graph.planning import Plan
from pairloom.pipelines.graph.shuffle import group_by_key
from pairloom.schemas import TranslationOutcome, TranslationRequest


class DistinctRequests(beam.PTransform):
    """Plan -> (index of the source, request), each request once. If several sources have the same request, it belongs
    to the first source, with the function name that is first in order."""

    def __init__(self, shuffle: str) -> None:
        super().__init__()
        self.shuffle = shuffle

    def expand(self, planned: beam.PCollection) -> Any:
        """Only requests cross the shuffle, not records."""
        requests = planned | "Request of a plan" >> beam.Map(key_request).with_output_types(tuple[str, bytes])
        return (
            (requests,)
            | "Same request" >> group_by_key(self.shuffle)
            | "First source" >> beam.MapTuple(lambda request_id, asked: min(map(unpack, asked), key=order_of))
        )


def order_of(asked: tuple[int, TranslationRequest]) -> tuple[int, str]:
    """The sort key of equal requests: the source, then the function's name."""
    source, request = asked
    return source, request.function_name


def key_request(plan: Plan) -> tuple[str, bytes]:
    """(request_id, (index of the source, request), packed)"""
    return plan.request.request_id, pack((plan.source, plan.request))


class JoinOutcomes(beam.PTransform):
    """(Collection of (request_id, plan, packed), collections of TranslationOutcome) -> (plan, its outcome).

    If an outcome is lost, its plans are missing in the result, and the books do not balance. shuffle: the folder of
    `graph.shuffle.group_by_key`.
    """

    def __init__(self, shuffle: str) -> None:
        super().__init__()
        self.shuffle = shuffle

    def expand(self, collections: Any) -> Any:
        """Groups plans and outcome by request."""
        plans, *outcomes = collections
        keyed = [
            each | f"Key {number}" >> beam.Map(key_outcome).with_output_types(tuple[str, bytes])
            for number, each in enumerate(outcomes)
        ]
        return (plans, *keyed) | "Same request" >> group_by_key(self.shuffle) | "Pair up" >> beam.FlatMapTuple(pair_up)


def key_outcome(outcome: TranslationOutcome) -> tuple[str, bytes]:
    """(request_id, outcome, packed)"""
    return outcome.request_id, pack(outcome)


def pair_up(request_id: str, packed: Iterable[bytes]) -> Iterator[tuple[Any, TranslationOutcome]]:
    """Each plan of a request, with the outcome."""
    found = [unpack(each) for each in packed]
    outcomes = [each for each in found if isinstance(each, TranslationOutcome)]
    for outcome in outcomes[:1]:
        yield from ((plan, outcome) for plan in found if not isinstance(plan, TranslationOutcome))

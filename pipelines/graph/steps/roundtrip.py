"""The round trip as a step of the graph: a language model translates the translations back, and the results are
compared with the sources.

The requests use the same client, budget and journal as all others, so that nothing is paid twice.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import apache_beam as beam

from pairloom.pipelines.graph.checking import check_outcomes
from pairloom.pipelines.graph.outputs import REJECTED, reject
from pairloom.pipelines.graph.packing import pack, unpack
from pairloom.pipelines.graph.planning import Plan
from pairloom.pipelines.graph.shuffle import group_by_key
from pairloom.pipelines.graph.steps.join import JoinOutcomes
from pairloom.pipelines.graph.steps.translate import TranslateRequests
from pairloom.schemas import CodePair, CodeRecord, Rejection, TranslationOutcome, TranslationRequest
from pairloom.schemas.recipe import RoundTripSection
from pairloom.translators import registry
from pairloom.translators.evidence import Gates
from pairloom.translators.evidence.roundtrip import Comparison, Return, compare


class RoundTripResult(NamedTuple):
    """`pairs`: the kept pairs, with the evidence "roundtrip" where they passed; `rejected`: rejections; `outcomes` and
    `usage`: as in TranslationResult."""

    pairs: beam.PCollection
    rejected: beam.PCollection
    outcomes: tuple[beam.PCollection, ...]
    usage: beam.PCollection | None


class CheckRoundTrip(beam.PTransform):
    """CodePair -> RoundTripResult. settings: the recipe's [check.roundtrip]. The other arguments are those of
    `TranslateRequests`."""

    def __init__(self, settings: RoundTripSection, journal: str, progress: str, run: str, shuffle: str = "") -> None:
        super().__init__()
        self.settings, self.shuffle = settings, shuffle
        self.translate = TranslateRequests(settings.settings(), journal, progress, run, shuffle)

    def expand(self, pairs: beam.PCollection) -> Any:
        """Equal translations share one request; each pair is compared with its own source."""
        asked = pairs | "Plan" >> beam.Map(plan_back, self.settings).with_output_types(tuple[str, bytes])
        requests = (asked,) | "Distinct" >> group_by_key(self.shuffle) | "One each" >> beam.MapTuple(request_of)
        translated = requests | "Translate back" >> self.translate
        compared = (
            (asked, *translated.outcomes)
            | "Join" >> JoinOutcomes(self.shuffle)
            | "Batch" >> beam.BatchElements(min_batch_size=16, max_batch_size=64)
            | "Compare" >> beam.ParDo(Compare(self.settings)).with_outputs(REJECTED, main="pairs")
        )
        return RoundTripResult(compared.pairs, compared[REJECTED], translated.outcomes, translated.usage)


class WayBack(NamedTuple):
    """A pair, and its round trip: `record` is the translation as a record to translate, `request` the request for
    it."""

    request: TranslationRequest
    record: CodeRecord
    pair: CodePair


def plan_back(pair: CodePair, settings: RoundTripSection) -> tuple[str, bytes]:
    """(request_id, WayBack, packed)"""
    record = CodeRecord.create(
        benchmark="",
        language=pair.target_language,
        code=pair.target_code,
        text=pair.text,
        license=pair.license,
        unit=pair.unit,
    )
    request = registry.plan_request(record, pair.source_language, settings.settings())
    return request.request_id, pack(WayBack(request, record, pair))


def request_of(request_id: str, ways: Iterable[bytes]) -> TranslationRequest:
    """The request that all `ways` share."""
    way: WayBack = unpack(next(iter(ways)))
    return way.request


class Compare(beam.DoFn):
    """Batches of (WayBack, outcome) -> the pair, with the evidence "roundtrip" if it passed. If the evidence is
    required, a pair without it is rejected."""

    def __init__(self, settings: RoundTripSection) -> None:
        self.settings = settings

    def setup(self) -> None:
        """Finds the toolchains of this machine."""
        self.gates = Gates("executed")

    def process(self, batch: list[tuple[WayBack, TranslationOutcome]]) -> Iterator[Any]:
        """Yields one result for each pair."""
        came_back = check_outcomes([(Plan(0, way.request, way.record), outcome) for way, outcome in batch])
        pairs = [way.pair for way, _ in batch]
        returns = [
            Return(source_record(pair), back.target_code)
            for pair, back in zip(pairs, came_back, strict=True)
            if isinstance(back, CodePair)
        ]
        comparisons = iter(compare(returns, self.gates, self.settings.similarity))
        for pair, back in zip(pairs, came_back, strict=True):
            comparison = next(comparisons) if isinstance(back, CodePair) else Comparison(None, describe_nothing(back))
            if comparison.agree:
                yield pair.add_gates(["roundtrip"])
            elif self.settings.require:
                detail = f"translated back, {comparison.detail}"
                yield reject("check", "roundtrip", detail, of=pair, payload=pair.target_code)
            else:
                yield pair


def describe_nothing(rejection: Rejection) -> str:
    """Why there is no code to compare."""
    return f"there is no sound code: {rejection.reason}: {rejection.detail}"


def source_record(pair: CodePair) -> CodeRecord:
    """The source of a pair as a record without tests."""
    return CodeRecord.create(
        benchmark=pair.benchmark,
        language=pair.source_language,
        code=pair.source_code,
        text=pair.text,
        function_name=pair.function_name,
        unit=pair.unit,
    )

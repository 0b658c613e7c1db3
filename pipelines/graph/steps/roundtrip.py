"""The round trip as a step of the graph: translations are translated back by a language model and compared.

The requests go through the same client, budget and journal as all others, so that nothing is paid for twice.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import apache_beam as beam

from pairloom.pipelines.graph.packing import pack, packed_outcome, unpack
from pairloom.pipelines.graph.planning import Planned
from pairloom.pipelines.graph.rejections import REJECTED, reject
from pairloom.pipelines.graph.shuffle import grouping
from pairloom.pipelines.graph.steps.stages import checked
from pairloom.pipelines.graph.steps.translate import Translate
from pairloom.pipelines.running.progress import Tally
from pairloom.schemas import CodePair, CodeRecord, Rejection, TranslationOutcome, TranslationRequest
from pairloom.schemas.recipe import RoundTrip
from pairloom.translators import registry
from pairloom.translators.evidence import Gates
from pairloom.translators.evidence.roundtrip import Comparison, Return, compare


class Returned(NamedTuple):
    """`pairs`, those that came back with that evidence; `refused`: rejections; `outcomes` and `usage` as of all
    translations."""

    pairs: beam.PCollection
    refused: beam.PCollection
    outcomes: tuple[beam.PCollection, ...]
    usage: beam.PCollection | None


class CheckRoundTrip(beam.PTransform):
    """CodePair -> Returned. The arguments are the recipe's [check.roundtrip], what `Translate` takes, and the folder of
    `pairloom.pipelines.graph.shuffle.grouping`."""

    def __init__(
        self, settings: RoundTrip, recipe_file: str, journal: str, tally: Tally | None, run: str, shuffle: str = ""
    ) -> None:
        super().__init__()
        self.settings, self.recipe_file = settings, recipe_file
        self.group = grouping(shuffle)
        self.translate = Translate(settings.settings(), recipe_file, journal, tally, run, self.group)

    def expand(self, pairs: beam.PCollection) -> Any:
        """Equal translations share a request, and each pair is compared with its own source."""
        asked = pairs | "Plan" >> beam.Map(planned, self.settings, self.recipe_file).with_output_types(
            tuple[str, bytes]
        )
        requests = (asked,) | "Distinct" >> self.group | "One each" >> beam.MapTuple(request_of)
        translated = requests | "Translate back" >> self.translate
        outcomes = tuple(
            each | f"Key {number}" >> beam.Map(packed_outcome).with_output_types(tuple[str, bytes])
            for number, each in enumerate(translated.outcomes)
        )
        compared = (
            (asked, *outcomes)
            | "Join" >> self.group
            | "Each pair" >> beam.FlatMapTuple(with_outcome)
            | "Batch" >> beam.BatchElements(min_batch_size=16, max_batch_size=64)
            | "Compare" >> beam.ParDo(Compare(self.settings)).with_outputs(REJECTED, main="pairs")
        )
        return Returned(compared.pairs, compared[REJECTED], translated.outcomes, translated.usage)


Plan = tuple[TranslationRequest, CodeRecord, CodePair]


def planned(pair: CodePair, settings: RoundTrip, recipe_file: str) -> tuple[str, bytes]:
    """(request_id, (request, the translation as something to translate, pair), packed)."""
    record = CodeRecord.create(
        benchmark="", language=pair.target_language, code=pair.target_code, text=pair.text, license=pair.license
    )
    request = registry.plan_request(record, pair.source_language, settings.settings(), recipe_file)
    return request.request_id, pack((request, record, pair))


def request_of(request_id: str, plans: Iterable[bytes]) -> TranslationRequest:
    """The request that all `plans` share."""
    request: TranslationRequest = unpack(next(iter(plans)))[0]
    return request


def with_outcome(request_id: str, packed: Iterable[bytes]) -> Iterator[tuple[Plan, TranslationOutcome]]:
    """Each pair that waits for an outcome, with it; an outcome that got lost shows in the books."""
    found = [unpack(each) for each in packed]
    plans = [each for each in found if not isinstance(each, TranslationOutcome)]
    for outcome in found:
        if isinstance(outcome, TranslationOutcome):
            yield from ((plan, outcome) for plan in plans)


class Compare(beam.DoFn):
    """Batches of (plan, outcome) -> the pair, with the evidence "roundtrip" if it came back; where that is required,
    a rejection if it did not."""

    def __init__(self, settings: RoundTrip) -> None:
        self.settings = settings

    def setup(self) -> None:
        """Looks for the toolchains of this machine."""
        self.gates = Gates("executed")

    def process(self, batch: list[tuple[Plan, TranslationOutcome]]) -> Iterator[Any]:
        """Yields one result for each pair."""
        came_back = checked([(Planned(0, request, record), outcome) for (request, record, _), outcome in batch])
        pairs = [pair for (_, _, pair), _ in batch]
        returns = [
            Return(source_of(pair), back.target_code)
            for pair, back in zip(pairs, came_back, strict=True)
            if isinstance(back, CodePair)
        ]
        comparisons = iter(compare(returns, self.gates, self.settings.similarity))
        for pair, back in zip(pairs, came_back, strict=True):
            comparison = next(comparisons) if isinstance(back, CodePair) else Comparison(None, nothing(back.value))
            if comparison.agree:
                yield pair.passed(["roundtrip"])
            elif self.settings.require:
                detail = f"translated back, {comparison.detail}"
                yield reject("check", "roundtrip", detail, of=pair, payload=pair.target_code)
            else:
                yield pair


def nothing(rejection: Rejection) -> str:
    """Why there is nothing to compare with."""
    return f"there is no sound code: {rejection.reason}: {rejection.detail}"


def source_of(pair: CodePair) -> CodeRecord:
    """The source of a pair as a record without tests."""
    return CodeRecord.create(
        benchmark=pair.benchmark,
        language=pair.source_language,
        code=pair.source_code,
        text=pair.text,
        function_name=pair.function_name,
    )

"""Limits how many pairs of two languages a release holds; what is left out is a rejection of stage "balance".

Which pairs stay is decided by their identifiers, which are hashes: it does not depend on runner, order or workers, and
when the data grows a pair is left out only for another one that ranks before it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import apache_beam as beam

from pairloom.schemas import CodePair, Rejection
from pairloom.schemas.hashing import hash_fraction
from pairloom.schemas.recipe import Balance

REMOVED = "removed"

Languages = tuple[str, str]


class BalanceLanguages(beam.PTransform):
    """PCollection[CodePair] -> `.kept` (CodePair) and `.removed` (Rejection)."""

    def __init__(self, balance: Balance) -> None:
        super().__init__()
        self.balance = balance

    def expand(self, pairs: beam.PCollection) -> Any:
        """First the shares, then the caps. Of a capped pair of languages only identifiers are held, as many as stay."""
        largest = max([*self.balance.caps.values(), self.balance.most or 0])
        if not largest:
            thresholds = pairs.pipeline | "No caps" >> beam.Create([], reshuffle=False)
        else:
            thresholds = (
                pairs
                | "In share" >> beam.Filter(within_share, self.balance)
                | "Identifier" >> beam.Map(lambda pair: (languages_of(pair), pair.pair_id))
                | "First ones" >> beam.combiners.Top.SmallestPerKey(largest)
                | "Last that stays" >> beam.FlatMap(last_that_stays, self.balance)
            )
        return pairs | "Choose" >> beam.FlatMap(chosen, self.balance, beam.pvalue.AsDict(thresholds)).with_outputs(
            REMOVED, main="kept"
        )


def languages_of(pair: CodePair) -> Languages:
    """(source, target)"""
    return pair.source_language, pair.target_language


def cap_of(languages: Languages, balance: Balance) -> int | None:
    """How many pairs of two languages may stay; None for all."""
    limits = [limit for limit in (balance.most, balance.caps.get("-".join(languages))) if limit is not None]
    return min(limits, default=None)


def within_share(pair: CodePair, balance: Balance) -> bool:
    """Whether `pair` is in the share of its languages that is kept."""
    weight = balance.weights.get("-".join(languages_of(pair)), 1.0)
    return weight == 1 or hash_fraction("balance", pair.pair_id) < weight


def last_that_stays(element: tuple[Languages, list[str]], balance: Balance) -> Iterator[tuple[Languages, str]]:
    """The largest identifier that stays of two languages, if there is a cap and there are as many."""
    languages, smallest = element
    cap = cap_of(languages, balance)
    if cap is not None and len(smallest) >= cap:
        yield languages, sorted(smallest)[cap - 1]


def chosen(pair: CodePair, balance: Balance, thresholds: Mapping[Languages, str]) -> Iterator[Any]:
    """`pair`, or the rejection that says why it is left out."""
    languages = languages_of(pair)
    if not within_share(pair, balance):
        weight = balance.weights["-".join(languages)]
        yield _left_out(pair, "weight", f"of {' to '.join(languages)} a share of {weight:g} is kept")
    elif pair.pair_id > thresholds.get(languages, pair.pair_id):
        yield _left_out(pair, "over_cap", f"of {' to '.join(languages)} {cap_of(languages, balance):,} pairs are kept")
    else:
        yield pair


def _left_out(pair: CodePair, reason: str, detail: str) -> Any:
    rejection = Rejection.create("balance", reason, f"pair {pair.pair_id}: {detail}", of=pair)
    return beam.pvalue.TaggedOutput(REMOVED, rejection)

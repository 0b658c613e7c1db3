"""Limits the number of pairs of two languages in a release. The other pairs are rejected at stage "balance".

The pairs that stay are chosen by their identifiers, which are hashes. So the choice does not depend on runner, order or
workers, and when the data grows, a pair is only replaced by one that ranks before it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import apache_beam as beam

from pairloom.pipelines.graph.outputs import REJECTED, reject
from pairloom.schemas import CodePair
from pairloom.schemas.hashing import hash_fraction
from pairloom.schemas.recipe import BalanceSection

Languages = tuple[str, str]


class BalanceLanguages(beam.PTransform):
    """PCollection[CodePair] -> `.pairs` and `.rejected`."""

    def __init__(self, balance: BalanceSection) -> None:
        super().__init__()
        self.balance = balance

    def expand(self, pairs: beam.PCollection) -> Any:
        """First the shares, then the caps. For a cap, only the identifiers of the pairs that stay are in memory."""
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
        return pairs | "Choose" >> beam.FlatMap(choose, self.balance, beam.pvalue.AsDict(thresholds)).with_outputs(
            REJECTED, main="pairs"
        )


def languages_of(pair: CodePair) -> Languages:
    """(source, target)"""
    return pair.source_language, pair.target_language


def cap_of(languages: Languages, balance: BalanceSection) -> int | None:
    """The maximum number of pairs of two languages; None for no limit."""
    limits = [limit for limit in (balance.most, balance.caps.get("-".join(languages))) if limit is not None]
    return min(limits, default=None)


def within_share(pair: CodePair, balance: BalanceSection) -> bool:
    """Whether `pair` is in the kept share of its languages."""
    weight = balance.weights.get("-".join(languages_of(pair)), 1.0)
    return weight == 1 or hash_fraction("balance", pair.pair_id) < weight


def last_that_stays(element: tuple[Languages, list[str]], balance: BalanceSection) -> Iterator[tuple[Languages, str]]:
    """The largest identifier that stays for two languages, if the cap is reached."""
    languages, smallest = element
    cap = cap_of(languages, balance)
    if cap is not None and len(smallest) >= cap:
        yield languages, sorted(smallest)[cap - 1]


def choose(pair: CodePair, balance: BalanceSection, thresholds: Mapping[Languages, str]) -> Iterator[Any]:
    """`pair`, or its rejection."""
    languages = languages_of(pair)
    what = f"pair {pair.pair_id}: of {' to '.join(languages)}"
    if not within_share(pair, balance):
        weight = balance.weights["-".join(languages)]
        yield reject("balance", "weight", f"{what} a share of {weight:g} is kept", of=pair, payload=pair.target_code)
    elif pair.pair_id > thresholds.get(languages, pair.pair_id):
        yield reject(
            "balance",
            "over_cap",
            f"{what} {cap_of(languages, balance):,} pairs are kept",
            of=pair,
            payload=pair.target_code,
        )
    else:
        yield pair

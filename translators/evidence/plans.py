"""The choices behind the arguments of a call, drawn from a seeded generator."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pairloom.translators.evidence.domain import Domain
from pairloom.translators.evidence.hints import Constants

_CHOICES: dict[str, dict[str, float]] = {
    "size": {"1": 1, "2": 2, "3": 2, "4": 2, "5": 2, "6": 2, "8": 2, "12": 1, "20": 1, "0": 0.5, "constant": 1},
    "number": {
        "digit": 3,
        "tiny": 1,
        "positive": 3,
        "hundreds": 2,
        "place": 2,
        "ordinal": 2,
        "signed": 1.5,
        "constant": 2,
        "thousands": 1,
        "large": 1,
        "zero or one": 1,
    },
    "order": {"free": 4, "ascending": 2, "descending": 0.7, "distinct": 2, "permutation": 1, "alike": 0.5},
    "scalar": {"number": 3, "place": 3, "size": 2, "item": 1.5, "total": 1, "one": 0.5, "half": 1},
    "letters": {"few": 2, "lower": 2, "code": 3, "mixed": 1, "digits": 1, "binary": 1, "prose": 1, "words": 2},
    "shape": {"matrix": 3, "square": 2, "pairs": 2, "tree": 2, "graph": 2, "triples": 0.5, "ragged": 1, "same": 1.5},
    "lengths": {"same": 3, "own": 2},
    "sign": {"plain": 2, "mixed": 1},
}


@dataclass
class CallPlan:
    """The choices of one call, made when they are first needed, and what is already drawn."""

    draw: "Draw"
    made: dict[str, str] = field(default_factory=dict)
    lists: list[list[Any]] = field(default_factory=list)

    def choose(self, kind: str) -> str:
        """One of the choices of a kind."""
        if kind not in self.made:
            self.made[kind] = self.draw.weighted(kind)
        return self.made[kind]

    @property
    def size(self) -> int:
        """The number of items that the arguments share."""
        chosen = self.choose("size")
        if chosen == "constant":
            few = [number for number in self.draw.constants.numbers if 0 < number <= 12] or [3]
            chosen = self.made["size"] = str(self.draw.pick(few))
        return int(chosen)


class Draw:
    """Draws from a seeded generator. `worth`: choice -> factor of its weight."""

    def __init__(self, seed: str, constants: Constants, domain: Domain, worth: Mapping[str, float]) -> None:
        self.random = random.Random(int(seed, 16))
        self.constants = constants
        self.domain = domain
        self.worth = worth

    def below(self, count: int) -> int:
        """A whole number from 0, less than `count`."""
        return int(self.random.random() * count)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + self.below(max(most - least, 0) + 1)

    def chance(self, share: float) -> bool:
        """Whether something that happens in this share of cases happens."""
        return self.random.random() < share

    def pick(self, values: Sequence[Any]) -> Any:
        """One of some values."""
        return values[self.below(len(values))]

    def weighted(self, kind: str) -> str:
        """One of the choices of a kind, by their weights."""
        weights = {name: weight * self.worth.get(f"{kind}:{name}", 1.0) for name, weight in _CHOICES[kind].items()}
        left = self.random.random() * sum(weights.values())
        for name, weight in weights.items():
            left -= weight
            if left < 0:
                return name
        return next(iter(weights))

    def shuffle(self, values: list[Any]) -> list[Any]:
        """The values in another order."""
        return [value for _, value in sorted(((self.random.random(), at), value) for at, value in enumerate(values))]

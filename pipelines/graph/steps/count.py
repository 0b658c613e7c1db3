"""The step that counts the elements of the collections, for the books."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

import apache_beam as beam

from pairloom.pipelines.graph.outputs import at_end_of_bundle


class CountBy(beam.DoFn):
    """Elements -> (key, number of elements with this key in the bundle)."""

    def __init__(self, key: Callable[[Any], Hashable]) -> None:
        self.key = key

    def start_bundle(self) -> None:
        """Starts with no counts."""
        self.counts: Counter[Hashable] = Counter()

    def process(self, element: Any) -> None:
        """Counts one."""
        self.counts[self.key(element)] += 1

    def finish_bundle(self) -> Iterator[Any]:
        """Yields the counts."""
        yield from map(at_end_of_bundle, self.counts.items())


class SumTokens(beam.PTransform):
    """Collections of TranslationOutcome -> one (prompt tokens, completion tokens) of all."""

    def expand(self, collections: Any) -> Any:
        """Adds up equal figures of a bundle first."""
        return (
            tuple(
                outcomes | f"Tokens {number}" >> beam.ParDo(CountBy(tokens_of))
                for number, outcomes in enumerate(collections)
            )
            | "Tokens" >> beam.Flatten()
            | "All tokens" >> beam.CombineGlobally(sum_tokens)
            | "Sums" >> beam.Keys()
        )


def tokens_of(outcome: Any) -> tuple[int, int]:
    """(prompt tokens, completion tokens)"""
    return outcome.prompt_tokens, outcome.completion_tokens


def sum_tokens(counted: Iterable[tuple[tuple[int, int], int]]) -> tuple[tuple[int, int], int]:
    """The sum of ((prompt tokens, completion tokens), number of occurrences), as one such element with number 1."""
    prompt = completion = 0
    for (prompts, completions), times in counted:
        prompt, completion = prompt + prompts * times, completion + completions * times
    return (prompt, completion), 1

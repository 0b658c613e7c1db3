"""Makes the plans of a recipe like a release does, but in one process."""

from collections.abc import Iterator
from itertools import islice

from pairloom.pipelines import sources
from pairloom.pipelines.graph.planning import Plans, plan_records
from pairloom.schemas import Rejection
from pairloom.schemas.recipe import Recipe
from pairloom.translators.guard import TOGETHER
from pairloom.translators.registry import check_recipe


def plan_source(recipe: Recipe, index: int) -> Iterator[Plans | Rejection]:
    """The plans of each record of the source with this index, and the rejection of each invalid row. Raises
    RecipeError, SourceError and TranslatorError as a release would."""
    check_recipe(recipe)
    for shard in sources.shards(recipe.source[index], index):
        rows = sources.read(shard)
        while batch := list(islice(rows, TOGETHER)):
            yield from (row for row in batch if isinstance(row, Rejection))
            records = [(index, row) for row in batch if not isinstance(row, Rejection)]
            yield from plan_records(records, recipe)

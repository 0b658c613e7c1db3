"""Makes the plans of a recipe like a release does, but in one process."""

from collections.abc import Iterator
from itertools import islice

from pairloom.pipelines import sources
from pairloom.pipelines.graph.planning import Plans, Sourced, plan_records
from pairloom.pipelines.graph.solutions import FirstSolutions, limits_of
from pairloom.schemas import Rejection
from pairloom.schemas.guard import TOGETHER
from pairloom.schemas.recipe import Recipe
from pairloom.translators.registry import check_recipe


def plan_source(recipe: Recipe, index: int, *, judge: bool = False) -> Iterator[Plans | Rejection]:
    """The plans of each record of the source with this index, and the rejection of each invalid row. Records beyond the
    source's limit of solutions are left out.

    judge: whether source programs must pass their tests. Raises RecipeError, SourceError and TranslatorError as a
    release would.
    """
    check_recipe(recipe)
    first = FirstSolutions(limits_of(recipe)[index])
    for shard in sources.shards(recipe.source[index], index):
        rows = sources.read(shard)
        while batch := list(islice(rows, TOGETHER)):
            yield from (row for row in batch if isinstance(row, Rejection))
            records = [Sourced(index, row) for row in batch if not isinstance(row, Rejection)]
            records = [found for found in records if first.is_open(found)]
            for found, plans in zip(records, plan_records(records, recipe, judge=judge), strict=True):
                if plans.unsound is not None or first.use(found):
                    yield plans

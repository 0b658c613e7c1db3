"""mteb's tasks, CoIR's and CodeSearchNet's among them, by name; and a release's tasks in mteb's form."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from encoder.errors import MissingExtra, ModelError
from encoder.evaluation.tasks import RetrievalTask
from encoder.inference import load
from encoder.publishing import sentence_transformer


def run_by_name(model: str | Path, names: Sequence[str]) -> dict[str, Any]:
    """mteb's main score of each exit on each named task; the tasks' data comes from where mteb keeps it."""
    mteb = _mteb()
    try:
        tasks = list(mteb.get_tasks(tasks=list(names)))
    except (KeyError, ValueError) as error:
        raise ModelError(f"mteb has no such task: {error}") from None
    return run_tasks(model, tasks)


def run_tasks(model: str | Path, tasks: Sequence[Any]) -> dict[str, Any]:
    """mteb's main score by task and exit. Descriptions get the query prompt; mteb does not say which language a
    document is in, so documents get Python's prompt."""
    mteb = _mteb()
    encoder = load(model)
    scores: dict[str, Any] = {"mteb": mteb.__version__}
    for exit in encoder.exits:
        with tempfile.TemporaryDirectory() as workplace:
            stock = sentence_transformer(load(model, exit), exit, workplace)
        stock.prompts = {"query": stock.prompts["query"], "document": stock.prompts["python"]}
        found = mteb.evaluate(stock, tasks, cache=None, show_progress_bar=False)
        for result in found.task_results:
            scores.setdefault(result.task_name, {})[f"exit {exit}"] = result.get_score()
    return scores


def as_mteb_task(task: RetrievalTask, name: str) -> Any:
    """A retrieval task of a release as an mteb task, ranked by nDCG@10."""
    mteb = _mteb()
    from datasets import Dataset
    from mteb.abstasks.retrieval import AbsTaskRetrieval

    class LocalRetrieval(AbsTaskRetrieval):
        """A task whose data is given, not fetched."""

        metadata = mteb.TaskMetadata(
            name=name,
            description=f"{task.name}, from a pairloom release",
            dataset={"path": "local", "revision": "local"},
            type="Retrieval",
            eval_splits=["test"],
            eval_langs=["eng-Latn"],
            main_score="ndcg_at_10",
        )

        def load_data(self, *args: Any, **kwargs: Any) -> None:
            """Fills in the data."""
            answers = {f"q{row}": {f"d{place}": 1 for place in wanted} for row, wanted in enumerate(task.relevant)}
            self.dataset = {
                "default": {
                    "test": {
                        "corpus": Dataset.from_list(
                            [{"id": f"d{row}", "title": "", "text": text} for row, text in enumerate(task.documents)]
                        ),
                        "queries": Dataset.from_list(
                            [{"id": f"q{row}", "text": text} for row, text in enumerate(task.queries)]
                        ),
                        "relevant_docs": answers,
                        "top_ranked": None,
                    }
                }
            }
            self.data_loaded = True

    return LocalRetrieval()


def _mteb() -> Any:
    try:
        import mteb
    except ImportError:
        raise MissingExtra("mteb's tasks need the extra: pip install 'pairloom[encoder-eval]'") from None
    return mteb

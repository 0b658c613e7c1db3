"""Tasks and benchmarks of mteb by name, such as CoIR and CodeSearchNet, with data from the Hub or from a folder."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pairloom.encoder.errors import DataError, MissingExtra, ModelError
from pairloom.encoder.inference import CodeEncoder, load
from pairloom.schemas.languages import find_language

CODE_QUERIES = frozenset(
    {"COIRCodeSearchNetRetrieval", "CodeSearchNetCCRetrieval", "CodeTransOceanContest", "CodeTransOceanDL"}
)
"""Tasks whose queries are code; the queries of all other tasks count as words."""

WORD_DOCUMENTS = frozenset({"COIRCodeSearchNetRetrieval", "StackOverflowQA", "CodeFeedbackST", "CodeFeedbackMT"})
"""Tasks whose documents are words; the documents of all other tasks count as code."""


def run_by_name(model: str | Path, names: Sequence[str], data: str | Path | None = None) -> dict[str, Any]:
    """As `run_tasks`, for tasks and benchmarks of mteb by name; a benchmark's mean over its tasks is added.

    data: a folder that has the data sets under their names on the Hub, e.g. `data`/CoIR-Retrieval/cosqa; with None,
    mteb gets them from the Hub or its cache. Raises ModelError for an unknown name, and DataError if data
    cannot be loaded.
    """
    chosen = {name: _tasks_named(name) for name in names}
    tasks = {task.metadata.name: task for group in chosen.values() for task in group}
    if data is not None:
        for task in tasks.values():
            _read_from(task, Path(data))
    results = run_tasks(model, list(tasks.values()))
    results["benchmarks"] = {
        name: {
            exit: float(np.mean([results["tasks"][task.metadata.name]["scores"][exit] for task in group]))
            for exit in results["exits"]
        }
        for name, group in chosen.items()
        if name not in tasks
    }
    return results


def _tasks_named(name: str) -> list[Any]:
    mteb = _mteb()
    try:
        return list(mteb.get_benchmark(name).tasks)
    except KeyError:
        pass
    try:
        return list(mteb.get_tasks(tasks=[name]))
    except (KeyError, ValueError) as error:
        raise ModelError(f"mteb has no task and no benchmark of this name: {error}") from None


def _read_from(task: Any, folder: Path) -> None:
    """Makes `task` load its data from `folder` and not from the Hub."""
    known = task.metadata.dataset
    place = folder / known["path"]
    if not place.is_dir():
        raise DataError(f"{folder}: lacks {known['path']}, the data set of {task.metadata.name}")
    task.metadata = task.metadata.model_copy(update={"dataset": {**known, "path": str(place.resolve())}})


def run_tasks(model: str | Path, tasks: Sequence[Any]) -> dict[str, Any]:
    """mteb's main score of each exit on each task, and on each of its subsets (languages, as a rule). Raises DataError
    if a task's data cannot be loaded."""
    mteb = _mteb()
    encoder = load(model)
    names = [f"exit {exit}" for exit in encoder.exits]
    found: dict[str, Any] = {}
    for task in tasks:
        _load_data(task)
        entry: dict[str, Any] = {"metric": task.metadata.main_score, "scores": {}, "subsets": {}}
        for exit, name in zip(encoder.exits, names, strict=True):
            tried = mteb.evaluate(ExitEncoder(encoder, exit), task, cache=None, show_progress_bar=False)
            (result,) = tried.task_results
            entry["scores"][name] = float(result.get_score())
            for score in (score for split in result.scores.values() for score in split):
                entry["subsets"].setdefault(score["hf_subset"], {})[name] = float(score["main_score"])
        found[task.metadata.name] = entry
        task.unload_data()
    return {"version": mteb.__version__, "exits": names, "tasks": found}


def _load_data(task: Any) -> None:
    """Loads the data once for all exits. mteb and datasets raise errors of many types."""
    import datasets

    datasets.disable_progress_bars()
    try:
        task.load_data()
    except Exception as error:
        first = str(error).strip().partition("\n")[0]
        raise DataError(
            f"{task.metadata.name}: its data ({task.metadata.dataset['path']}) cannot be loaded: {first}; "
            "--mteb-data names a folder of data sets"
        ) from error


class ExitEncoder:
    """One exit as a model of mteb (its EncoderProtocol); descriptions and code get their own prompts."""

    def __init__(self, encoder: CodeEncoder, exit: int) -> None:
        from mteb.models import ModelMeta

        self._encoder, self._exit = encoder, exit
        self.mteb_model_meta = ModelMeta.create_empty({"name": f"pairloom/exit-{exit}"})

    def encode(
        self, inputs: Iterable[Any], *, task_metadata: Any, hf_subset: str, prompt_type: Any = None, **kwargs: Any
    ) -> np.ndarray:
        """Unit vectors (texts, dimension) of all texts in the batches of `inputs`."""
        texts = [text for batch in inputs for text in batch["text"]]
        is_query = prompt_type is not None and prompt_type.value == "query"
        return self._encoder.encode(texts, self._exit, language_of_side(task_metadata, hf_subset, is_query))

    def similarity(self, embeddings1: Any, embeddings2: Any) -> torch.Tensor:
        """Inner products (rows of one, rows of the other)."""
        return torch.as_tensor(embeddings1) @ torch.as_tensor(embeddings2).T

    def similarity_pairwise(self, embeddings1: Any, embeddings2: Any) -> torch.Tensor:
        """Inner products row by row."""
        return (torch.as_tensor(embeddings1) * torch.as_tensor(embeddings2)).sum(-1)


def language_of_side(metadata: Any, subset: str, is_query: bool) -> str | None:
    """The language of a task's queries or documents, None if they are words. mteb names languages of code as in
    "python-Code". Where it names several, this is the first one; where it names none, Python."""
    if (metadata.name not in CODE_QUERIES) if is_query else (metadata.name in WORD_DOCUMENTS):
        return None
    named = [name.removesuffix("-Code") for name in metadata.hf_subsets_to_langscripts[subset] if "-Code" in name]
    name = named[0] if named else "python"
    known = find_language(name)
    return known.name if known else name


def _mteb() -> Any:
    try:
        import mteb
    except ImportError:
        raise MissingExtra("mteb's tasks need the extra: pip install 'pairloom[encoder-eval]'") from None
    return mteb

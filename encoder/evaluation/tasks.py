"""The retrieval tasks of a split of a release: queries, candidates, and which candidates answer which query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pairloom.encoder.data import Pair
from pairloom.encoder.errors import DataError

SMALLEST_TASK = 10


@dataclass(frozen=True)
class RetrievalTask:
    """Queries, candidates and which candidates answer which query.

    kind: "text-to-code" or "code-to-code". query_language: None for descriptions. relevant: candidate indices per
    query, at least one each.
    """

    name: str
    kind: str
    query_language: str | None
    document_language: str
    queries: tuple[str, ...]
    documents: tuple[str, ...]
    relevant: tuple[tuple[int, ...], ...]


def tasks_of(pairs: Sequence[Pair]) -> list[RetrievalTask]:
    """Text to code for each language, and code to code for each ordered pair of languages that translations join.

    Candidates are all distinct codes of the language in the split. A query's answers are the codes of all rows with the
    same text (or, for code, the same record), so that no right answer counts as wrong. Tasks with fewer than
    SMALLEST_TASK queries or candidates are left out, unless all tasks are that small. Raises DataError if no task has
    at least two candidates.
    """
    codes = _codes_by_language(pairs)
    tasks = [_text_task(pairs, language, documents) for language, documents in sorted(codes.items())]
    directions = {(pair.source_language, pair.target_language) for pair in pairs}
    directions |= {(target, source) for source, target in directions}
    tasks += [_code_task(pairs, source, target, codes[target]) for source, target in sorted(directions)]
    usable = [task for task in tasks if task.queries and len(task.documents) > 1]
    if not usable:
        raise DataError("the split is too small to evaluate on: no task has two candidates")
    return [task for task in usable if min(len(task.queries), len(task.documents)) >= SMALLEST_TASK] or usable


def first_queries(task: RetrievalTask, queries: int, documents: int) -> RetrievalTask:
    """`task` with its first `queries` queries, all their answers, and the first of the other candidates up to
    `documents` candidates in all (more if there are more answers)."""
    relevant = task.relevant[:queries]
    answers = {place for wanted in relevant for place in wanted}
    others = (place for place in range(len(task.documents)) if place not in answers)
    kept = sorted([*answers, *islice(others, max(0, documents - len(answers)))])
    places = {place: row for row, place in enumerate(kept)}
    return replace(
        task,
        queries=task.queries[:queries],
        documents=tuple(task.documents[place] for place in kept),
        relevant=tuple(tuple(places[place] for place in wanted) for wanted in relevant),
    )


def _fold(content: str) -> str:
    return " ".join(content.split())


def _sides(pair: Pair) -> list[tuple[str, str]]:
    return [(pair.source_language, pair.source_code), (pair.target_language, pair.target_code)]


def _codes_by_language(pairs: Iterable[Pair]) -> dict[str, dict[str, tuple[int, str]]]:
    """For each language, each distinct code's number and text, by its folded text."""
    codes: dict[str, dict[str, tuple[int, str]]] = {}
    for pair in pairs:
        for language, code in _sides(pair):
            known = codes.setdefault(language, {})
            known.setdefault(_fold(code), (len(known), code))
    return codes


def _text_task(pairs: Sequence[Pair], language: str, documents: dict[str, tuple[int, str]]) -> RetrievalTask:
    answers: dict[str, set[int]] = {}
    texts: dict[str, str] = {}
    for pair in pairs:
        if not pair.text.strip():
            continue
        for side_language, code in _sides(pair):
            if side_language == language:
                texts.setdefault(_fold(pair.text), pair.text)
                answers.setdefault(_fold(pair.text), set()).add(documents[_fold(code)][0])
    return _task("text-to-code", None, language, texts, answers, documents)


def _code_task(pairs: Sequence[Pair], source: str, target: str, documents: dict[str, tuple[int, str]]) -> RetrievalTask:
    of_record: dict[str, set[int]] = {}
    for pair in pairs:
        for language, code in _sides(pair):
            if language == target:
                of_record.setdefault(pair.record_id or pair.pair_id, set()).add(documents[_fold(code)][0])
    answers: dict[str, set[int]] = {}
    queries: dict[str, str] = {}
    for pair in pairs:
        if {pair.source_language, pair.target_language} == {source, target}:
            code = pair.source_code if pair.source_language == source else pair.target_code
            queries.setdefault(_fold(code), code)
            answers.setdefault(_fold(code), set()).update(of_record[pair.record_id or pair.pair_id])
    return _task("code-to-code", source, target, queries, answers, documents)


def _task(
    kind: str,
    query_language: str | None,
    language: str,
    queries: dict[str, str],
    answers: dict[str, set[int]],
    documents: dict[str, tuple[int, str]],
) -> RetrievalTask:
    return RetrievalTask(
        f"{query_language or 'text'} -> {language}",
        kind,
        query_language,
        language,
        tuple(queries.values()),
        tuple(code for _, code in documents.values()),
        tuple(tuple(sorted(answers[key])) for key in queries),
    )

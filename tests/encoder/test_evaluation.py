"""Metrics on cases worked out by hand and against scikit-learn and CodeXGLUE's definitions; the whole evaluation."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from pairloom.encoder.cascade import CascadeIndex, compute_to, deepen
from pairloom.encoder.data import Pair
from pairloom.encoder.errors import DataError
from pairloom.encoder.evaluation.baselines import bm25, tfidf, words
from pairloom.encoder.evaluation.evaluate import evaluate_model
from pairloom.encoder.evaluation.external import poj104_map
from pairloom.encoder.evaluation.metrics import block_reciprocal_ranks, map_at_r, ranking_metrics, relevant_ranks
from pairloom.encoder.evaluation.report import write_page
from pairloom.encoder.evaluation.retrieval import Corpus, lexical_scorer, score_system
from pairloom.encoder.evaluation.statistics import holm, interval, paired_difference, resampled_means
from pairloom.encoder.evaluation.tasks import RetrievalTask, first_queries, tasks_of
from pairloom.encoder.inference import CodeEncoder
from tests.encoder.conftest import NOUNS, VERBS, make_pair, write_split


def test_ranks_by_hand() -> None:
    scores = np.array([0.9, 0.5, 0.5, 0.1])
    assert relevant_ranks(scores[None], [(0,)]).tolist() == [1]
    assert relevant_ranks(scores[None], [(1,)]).tolist() == [2.5]  # two share places 2 and 3
    assert relevant_ranks(np.stack([scores, -scores]), [(3, 0), (3,)]).tolist() == [4, 1, 1]
    assert relevant_ranks(np.zeros((1, 5)), [(2,)]).tolist() == [3]  # all equal: the middle


def test_metrics_by_hand() -> None:
    scores = np.array([[0.1, 0.9, 0.8, 0.7], [0.4, 0.3, 0.2, 0.1]])
    found = ranking_metrics(scores, [(2,), (0, 3)])
    assert found["mrr"].tolist() == [0.5, 1.0]
    assert found["recall@1"].tolist() == [0.0, 0.5]
    assert found["recall@5"].tolist() == [1.0, 1.0]
    second = (1 + 1 / math.log2(5)) / (1 + 1 / math.log2(3))
    assert found["ndcg@10"] == pytest.approx([1 / math.log2(3), second])


def test_ndcg_is_scikit_learns() -> None:
    chance = np.random.default_rng(0)
    scores = chance.random((20, 40))
    relevant = [tuple(chance.choice(40, size=3, replace=False)) for _ in range(20)]
    truth = np.zeros((20, 40))
    for row, wanted in enumerate(relevant):
        truth[row, list(wanted)] = 1
    ours = ranking_metrics(scores, relevant)["ndcg@10"]
    theirs = [ndcg_score(truth[[row]], scores[[row]], k=10) for row in range(20)]
    assert ours == pytest.approx(theirs)


def test_nan_and_no_answer_are_errors() -> None:
    with pytest.raises(ValueError, match="NaN"):
        ranking_metrics(np.array([[np.nan, 1.0]]), [(0,)])
    with pytest.raises(ValueError, match="without a relevant"):
        ranking_metrics(np.array([[0.0, 1.0]]), [()])


def codexglue_map(vectors: np.ndarray, labels: list[int]) -> float:
    """MAP@R with loops, as CodeXGLUE's evaluator words it."""
    total = 0.0
    for query in range(len(labels)):
        scores = [(-(vectors[query] @ vectors[other]), other) for other in range(len(labels)) if other != query]
        wanted = sum(labels[other] == labels[query] for other in range(len(labels)) if other != query)
        hits, score = 0, 0.0
        for place, (_, other) in enumerate(sorted(scores)[:wanted], 1):
            if labels[other] == labels[query]:
                hits += 1
                score += hits / place
        total += score / wanted
    return total / len(labels)


def test_map_at_r() -> None:
    chance = np.random.default_rng(1)
    labels = [number // 5 for number in range(30)]
    vectors = chance.standard_normal((30, 8)) + np.repeat(chance.standard_normal((6, 8)), 5, axis=0)
    assert 0.1 < map_at_r(vectors, labels) < 0.99
    assert map_at_r(vectors, labels) == pytest.approx(codexglue_map(vectors, labels))
    with pytest.raises(ValueError, match="only one of its problem"):
        map_at_r(vectors[:3], [0, 0, 1])


def test_blocks_are_the_diagonal() -> None:
    scores = np.array([[0.9, 0.1, 0.2], [0.8, 0.5, 0.1], [0.3, 0.2, 0.1]])
    assert block_reciprocal_ranks(scores).tolist() == pytest.approx([1, 1 / 2, 1 / 3])


def test_intervals_cover_what_they_should() -> None:
    """About 95 % of the intervals from samples of a known mean hold it."""
    chance = np.random.default_rng(2)
    held = 0
    for _ in range(200):
        values = chance.random((60, 1))
        found = interval(values.mean(), resampled_means(values, resamples=400)[:, 0])
        assert found.low <= found.mean <= found.high
        held += found.low <= 0.5 <= found.high
    assert 178 <= held <= 199


def test_paired_test_sees_what_an_unpaired_one_cannot() -> None:
    chance = np.random.default_rng(3)
    base = chance.random(300)
    other = base - 0.01 + chance.normal(0, 0.005, 300)
    means = resampled_means(np.stack([base, other], axis=1))
    better = paired_difference((base - other).mean(), means[:, 0] - means[:, 1])
    assert better.p < 0.001 and better.difference.low > 0
    one, two = (interval(column.mean(), means[:, place]) for place, column in enumerate((base, other)))
    assert one.low < two.high  # unpaired, the intervals overlap
    assert paired_difference(0.0, means[:, 0] - means[:, 0]).p == 1.0


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]


def pair(number: int, text: str, source: str, target: str, record: str) -> Pair:
    return Pair(f"p{number}", record, "r", text, "python", source, "go", target)


def test_tasks_count_no_right_answer_as_wrong() -> None:
    pairs = [
        pair(0, "same words", "py a", "go a", "1"),
        pair(1, "same  words", "py b", "go b", "2"),
        pair(2, "other", "py c", "go c", "3"),
        pair(3, "other", "py c", "go c2", "3"),
        pair(4, "", "py d", "go d", "4"),
    ]
    tasks = {task.name: task for task in tasks_of(pairs)}
    assert set(tasks) == {"text -> python", "text -> go", "python -> go", "go -> python"}
    python = tasks["text -> python"]
    assert python.queries == ("same words", "other")
    assert python.documents == ("py a", "py b", "py c", "py d")
    assert python.relevant == ((0, 1), (2,))
    there = tasks["python -> go"]
    assert there.relevant[there.queries.index("py c")] == (2, 3)
    with pytest.raises(DataError, match="too small"):
        tasks_of(pairs[:1])


def test_first_queries_keep_their_answers() -> None:
    task = RetrievalTask("t", "text-to-code", None, "go", ("a", "b", "c"), tuple("uvwxyz"), ((5,), (1, 3), (0,)))
    small = first_queries(task, 2, 4)
    assert small.queries == ("a", "b")
    assert small.documents == ("u", "v", "x", "z")
    assert small.relevant == ((3,), (1, 2))
    assert first_queries(task, 9, 99) == task
    assert first_queries(task, 2, 1).documents == ("v", "x", "z")


def test_a_thousand_queries_are_ranked_in_blocks_too() -> None:
    """1,100 queries, each with its own document: all of them in the full pool, the first thousand in a block; and the
    parts in which queries are scored change nothing."""
    texts = tuple(f"word{number} common" for number in range(1_100))
    relevant = tuple((number,) for number in range(1_100))
    task = RetrievalTask("t", "text-to-code", None, "go", texts, texts, relevant)
    lexical = score_system("TF-IDF", [task], lexical_scorer(tfidf))
    assert lexical.values["t"]["mrr"].tolist() == [1.0] * 1_100
    assert lexical.blocks["t"].tolist() == [1.0] * 1_000
    vectors = np.random.default_rng(0).standard_normal((2_200, 4)).astype(np.float32)
    found = score_system("noise", [task], Corpus([task]).scorer(vectors))
    place = Corpus([task])
    scores = place.scorer(vectors)(task, slice(0, 1_100))
    np.testing.assert_allclose(found.values["t"]["mrr"], ranking_metrics(scores, relevant)["mrr"])
    np.testing.assert_allclose(found.blocks["t"], block_reciprocal_ranks(scores[:1_000, :1_000]))
    assert found.blocks["t"].mean() > found.values["t"]["mrr"][:1_000].mean()  # fewer candidates are easier


def test_words() -> None:
    assert words("readHTTPFile_2(x)") == ["read", "http", "file", "2", "x"]
    assert words("??") == ["-"]


def test_lexical_baselines() -> None:
    documents = ["read a file", "sort the list of the users", "write file"]
    assert bm25(documents)(["sortList"]).argmax() == 1
    assert tfidf(documents)(["readFile"]).argmax() == 0
    frequency, length, average = 2, 6, 11 / 3
    inverse = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    by_hand = inverse * frequency / (frequency + 1.2 * (0.25 + 0.75 * length / average))
    assert bm25(documents)(["the", "nothing known"])[:, 1] == pytest.approx([by_hand, 0])
    rare, common = 1 + math.log(4 / 2), 1 + math.log(4 / 3)  # weights of a word of one document, and of "file" in two
    cosine = common**2 / (rare**2 + common**2)  # "sort file" and "write file" share "file"
    assert tfidf(documents)(["sort file"])[0, 2] == pytest.approx(cosine)


def test_going_on_equals_starting_over(encoder: CodeEncoder) -> None:
    texts = [f"{verb} the {noun}" for verb in VERBS for noun in NOUNS[:3]]
    documents = compute_to(encoder, texts, None, 1)
    np.testing.assert_allclose(documents.vectors, encoder.encode(texts, 1), atol=1e-5)
    rows = [7, 3, 20]
    np.testing.assert_allclose(
        deepen(encoder, documents, rows, 4), encoder.encode([texts[row] for row in rows], 4), atol=1e-5
    )


def test_cascade(encoder: CodeEncoder) -> None:
    texts = [f"{verb} the {noun}" for verb in VERBS for noun in NOUNS[:3]]
    queries = ["sort a list", "x"]
    deep = encoder.encode(queries, 4) @ encoder.encode(texts, 4).T
    index = CascadeIndex(encoder, texts, None, 1, 4)
    everything = index.scores(queries, None, len(texts))
    np.testing.assert_allclose(everything, deep, atol=1e-5)  # a shortlist of all is the full model
    short = CascadeIndex(encoder, texts, None, 1, 4)
    scores = short.scores(queries, None, 5)
    assert short.deepened <= 10
    shallow = encoder.encode(queries, 1) @ encoder.encode(texts, 1).T
    for row in range(2):
        assert set(np.argsort(-scores[row])[:5]) == set(np.argsort(-shallow[row])[:5])
    with pytest.raises(ValueError, match="from a shallow exit to a deeper one"):
        CascadeIndex(encoder, texts, None, 4, 4)


@pytest.fixture(scope="session")
def results(saved: Path, release: Path) -> dict:
    return evaluate_model(saved, release, "train", dimensions=(8,))


def test_the_whole_evaluation(results: dict, tmp_path: Path) -> None:
    assert {"exit 1", "exit 4", "random", "TF-IDF", "BM25", "exit 4, first 8 numbers"} <= set(results["quality"])
    for quality in results["quality"].values():
        for kind in ("text-to-code", "code-to-code"):
            value = quality[kind]["mrr"]
            assert 0 <= value["low"] <= value["mean"] <= value["high"] <= 1
    assert results["quality"]["TF-IDF"]["code-to-code"]["mrr"]["mean"] > 0.8
    assert results["quality"]["random"]["code-to-code"]["mrr"]["mean"] < 0.2
    costs = [results["cost"][f"exit {exit}"] for exit in (1, 2, 4)]
    assert [cost["layers"] for cost in costs] == [1, 2, 4]
    assert costs[0]["flops_per_token"] * 4 == pytest.approx(costs[2]["flops_per_token"])
    assert results["cascade"][0]["name"] == "full"
    assert results["cascade"][0]["recall_of_full_top_10"] == 1
    assert all(row["p_adjusted"] >= row["p"] for row in results["comparisons"])
    json.dumps(results)

    write_page(results | {"model": "<script>alert(1)</script>"}, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "<script" not in page and "<svg" in page
    assert "src=" not in page and 'href="http' not in page  # nothing is fetched


def test_empty_split(saved: Path, tmp_path: Path) -> None:
    write_split(tmp_path, "test", [])
    with pytest.raises(DataError, match="test split has no rows"):
        evaluate_model(saved, tmp_path)


def test_poj104(saved: Path, tmp_path: Path) -> None:
    file = tmp_path / "test.jsonl"
    rows = [{"label": row // 2, "index": row, "code": make_pair("add", NOUNS[row]).target_code} for row in range(6)]
    file.write_text("\n".join(map(json.dumps, rows)))
    assert set(poj104_map(saved, file)) == {"exit 1", "exit 2", "exit 4"}
    file.write_text('{"label": 1}\n')
    with pytest.raises(DataError, match="line 1: needs `label` and `code`"):
        poj104_map(saved, file)

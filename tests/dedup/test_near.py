"""The rule of removal, against a slow reference that compares every row with every kept row."""

import random
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pairloom import dedup
from pairloom.dedup import exact, fallback, minhash, near
from tests.real_code import SAMPLE_LANGUAGES, sample_functions, standard_library


@pytest.fixture(params=["numba", "numpy"])
def implementation(request, monkeypatch):
    """Runs a test on the compiled kernels and on numpy alone."""
    if request.param == "numpy":
        for module in (minhash, near, exact):
            monkeypatch.setattr(module, "loops", fallback)
    elif minhash.loops is fallback:
        pytest.skip("numba is not installed")
    return request.param


def shingles(text, width=5):
    return {text[i : i + width] for i in range(max(1, len(text) - width + 1))} if text else set()


def jaccard(one, other):
    union = one | other
    return len(one & other) / len(union) if union else 0.0


def reference(texts, threshold):
    """(match, similarity) by the rule: equal texts stand together where the first of them is; each is compared with
    all that were kept before it."""
    sets = [shingles(text) for text in texts]
    match, similarity, kept, first = [-1] * len(texts), [0.0] * len(texts), [], {}
    for row, text in enumerate(texts):
        equal = first.setdefault(text, row)
        if equal < row:
            match[row], similarity[row] = (match[equal], similarity[equal]) if match[equal] >= 0 else (equal, 1.0)
            continue
        best = max(kept, key=lambda other: jaccard(sets[row], sets[other]), default=None)
        if best is not None and threshold < 1 and jaccard(sets[row], sets[best]) >= threshold:
            match[row], similarity[row] = best, jaccard(sets[row], sets[best])
        else:
            kept.append(row)
    return match, similarity


def variants(seed, count, length=120):
    """Random texts and edited copies of them, copies of copies too."""
    draw = random.Random(seed)
    texts = ["".join(draw.choice("abcdefgh \n") for _ in range(length)) for _ in range(3)]
    while len(texts) < count:
        text = list(draw.choice(texts))
        for _ in range(draw.randrange(4)):
            text[draw.randrange(len(text))] = draw.choice("xyz")
        texts.append("".join(text))
    draw.shuffle(texts)
    return texts


TEXTS = st.builds(variants, st.integers(0, 10**6), st.integers(3, 40))


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.sampled_from([0.3, 0.5, 0.7, 0.9, 1.0]))
def test_exact_method_is_the_rule(texts, threshold):
    match, similarity = reference(texts, threshold)
    found = dedup.find_duplicates(texts, threshold, method="exact")
    assert found.similarity.tolist() == similarity
    assert found.kept.tolist() == match


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.sampled_from([0.5, 0.7, 0.85, 1.0]))
def test_numpy_alone_decides_the_same(texts, threshold):
    for method in ("minhash", "exact"):
        compiled = dedup.find_duplicates(texts, threshold, method=method)
        with pytest.MonkeyPatch.context() as patch:
            for module in (minhash, near, exact):
                patch.setattr(module, "loops", fallback)
            plain = dedup.find_duplicates(texts, threshold, method=method)
        assert np.array_equal(plain.kept, compiled.kept)
        assert np.array_equal(plain.similarity, compiled.similarity)
        assert plain.compared == compiled.compared


@settings(deadline=None)
@given(TEXTS, st.sampled_from([0.5, 0.7, 0.9]))
def test_invariants(texts, threshold):
    found = dedup.find_duplicates(texts, threshold)
    sets = [shingles(text) for text in texts]
    for row in np.flatnonzero(found.removed):
        kept = found.kept[row]
        assert not found.removed[kept], "a row was removed for a row that is itself gone"
        assert jaccard(sets[row], sets[kept]) == found.similarity[row] >= threshold
        assert found.exact[row] == (texts[row] == texts[kept])
    left = [text for text, gone in zip(texts, found.removed, strict=True) if not gone]
    assert not dedup.find_duplicates(left, threshold).removed.any(), "a second run removed more"


@settings(deadline=None)
@given(TEXTS, st.randoms(use_true_random=False), st.sampled_from([0.5, 0.7]))
def test_order_of_rows_changes_nothing_when_priorities_decide(texts, draw, threshold):
    texts = sorted(set(texts))
    assume(len(texts) > 2)
    keys = draw.sample(range(1000), len(texts))
    mixed = draw.sample(range(len(texts)), len(texts))
    one = dedup.find_duplicates(texts, threshold, priority=keys)
    other = dedup.find_duplicates([texts[i] for i in mixed], threshold, priority=[keys[i] for i in mixed])
    assert [bool(one.removed[i]) for i in mixed] == other.removed.tolist()
    assert [int(one.kept[i]) for i in mixed] == [mixed[k] if k >= 0 else -1 for k in other.kept]


def test_the_smaller_priority_is_kept(implementation):
    texts = ["the same text", "something else", "the same text", "the same text"]
    assert dedup.near_duplicates(texts).tolist() == [-1, -1, 0, 0]
    assert dedup.near_duplicates(texts, priority=[3, 0, 1, 2]).tolist() == [2, -1, -1, 2]


def test_a_chain_loses_every_other_row(implementation):
    """A~B~C~D~E, each near its neighbours only: B goes for A, C stays, D goes for C (or E), E stays."""
    window, step = 120, 12
    ruler = "".join(chr(0x4E00 + i) for i in range(window + 4 * step))
    chain = [ruler[i * step : i * step + window] for i in range(5)]
    sets = [shingles(text) for text in chain]
    assert jaccard(sets[0], sets[1]) >= 0.7 > jaccard(sets[0], sets[2])
    for method in ("minhash", "exact"):
        assert dedup.near_duplicates(chain, method=method, permutations=1024).tolist() == [-1, 0, -1, 2, -1]


def test_known_texts_remove_and_stay(implementation):
    found = dedup.find_duplicates(["own", "seen before", "own"], against=["seen before", "seen before", "x"])
    assert found.known.tolist() == [-1, 0, -1]
    assert found.kept.tolist() == [-1, -1, 0]
    assert found.exact.tolist() == [False, True, True]


def test_threshold_one_removes_equal_texts_only(implementation):
    same_shingles = ["ababababab", "abababababab"]
    for method in ("minhash", "exact"):
        assert dedup.near_duplicates(same_shingles, 1.0, method=method).tolist() == [-1, -1]
        assert dedup.near_duplicates(same_shingles, 0.99, method=method).tolist() == [-1, 0]


def test_empty_input_and_empty_texts(implementation):
    for method in ("minhash", "exact"):
        assert dedup.near_duplicates([], method=method).tolist() == []
        assert dedup.near_duplicates(["", "a", "", "\x00"], method=method).tolist() == [-1, -1, 0, -1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": 0}, "threshold"),
        ({"threshold": 1.1}, "threshold"),
        ({"method": "guess"}, "method"),
        ({"priority": [1]}, "priority"),
    ],
)
def test_bad_settings_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        dedup.find_duplicates(["a", "b"], **options)


def test_fifty_thousand_equal_rows():
    found = dedup.find_duplicates(["def f():\n    return 1\n"] * 50_000 + ["something else entirely"])
    assert found.kept.tolist() == [-1, *[0] * 49_999, -1]
    assert found.compared == 0


def boilerplate(count, families, seed=3):
    """Rows of one long common header and a short text of their own, of some families."""
    draw = random.Random(seed)
    header = "\n".join(f"# licensed to the foundation under agreement {i}" for i in range(12))
    bodies = ["".join(draw.choice("abcdefghijklmnopqrstuvwxyz ") for _ in range(400)) for _ in range(families)]
    return [f"{header}\n{bodies[i % families]}\n{i}" for i in range(count)]


def test_a_hundred_thousand_rows_of_boilerplate():
    """All rows share buckets with all; only comparing with kept rows makes this linear."""
    texts = boilerplate(100_000, 50)
    found = dedup.find_duplicates(texts)
    assert found.kept.tolist() == [-1] * 50 + [i % 50 for i in range(50, 100_000)]
    assert found.compared < 100_000 * 50


@pytest.mark.slow
def test_boilerplate_has_the_same_answer_by_the_exact_join():
    texts = boilerplate(20_000, 50)
    assert np.array_equal(dedup.near_duplicates(texts), dedup.near_duplicates(texts, method="exact"))


@pytest.fixture(scope="module")
def real_code():
    """Functions of the standard library and of the sample, some of which are near-duplicates."""
    library = [code for _, _, code in standard_library(3000)]
    return library + [code for language in SAMPLE_LANGUAGES for code in sample_functions(language).values()]


@pytest.mark.parametrize("threshold", [pytest.param(0.5, marks=pytest.mark.slow), 0.7, 0.85, 0.95])
def test_recall_and_precision_on_real_code(real_code, threshold):
    """Every removal is right, and at least 98 % of the rows that the exact join removes are removed."""
    texts = real_code
    truth = dedup.find_duplicates(texts, threshold, method="exact")
    found = dedup.find_duplicates(texts, threshold)
    sets = {}
    for row in np.flatnonzero(found.removed):
        for index in (row, found.kept[row]):
            sets.setdefault(index, shingles(texts[index]))
        assert not found.removed[found.kept[row]]
        assert jaccard(sets[row], sets[found.kept[row]]) == found.similarity[row] >= threshold
    assert truth.removed.sum() > 10
    assert (found.removed & truth.removed).sum() >= 0.98 * truth.removed.sum()


def test_exact_join_is_the_brute_force_answer_on_real_code(real_code):
    related = (sample_functions(language).values() for language in ("c", "cpp"))
    texts = [*real_code[:150], *(code for codes in related for code in codes)]
    for threshold in (0.5, 0.7, 0.85):
        match, similarity = reference(texts, threshold)
        found = dedup.find_duplicates(texts, threshold, method="exact")
        assert found.similarity.tolist() == similarity
        assert found.kept.tolist() == match
        assert 0 < found.removed.sum() < len(texts)


@pytest.mark.parametrize(
    "missing", [None, float("nan"), Decimal("nan"), Decimal("snan"), np.float32("nan"), np.datetime64("NaT")], ids=repr
)
def test_a_missing_priority_comes_last(missing):
    present = np.datetime64("2020-01-01") if isinstance(missing, np.datetime64) else 7
    for keys, kept in (([missing, present], 1), ([present, missing], 0), ([missing, missing, present, missing], 2)):
        found = dedup.find_duplicates(["a b c d e f"] * len(keys), priority=keys)
        assert np.flatnonzero(~found.removed).tolist() == [kept]


def test_keys_that_cannot_be_compared_are_a_type_error():
    with pytest.raises(TypeError):
        dedup.near_duplicates(["a", "b"], priority=[1, "one"])

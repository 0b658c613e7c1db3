"""Signatures against datasketch, which they must equal, and against Jaccard indices, which they must estimate."""

import datasketch
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairloom import dedup
from pairloom.dedup import fallback, minhash
from pairloom.dedup.texts import Texts

# Code, other scripts, characters beyond the basic plane, lone surrogates, control characters.
TEXT = (
    st.text(st.characters(codec=None), max_size=200) | st.text("ab \n", max_size=60) | st.sampled_from(["", "a", "é"])
)

REAL = [
    "def mean(values):\n    return sum(values) / len(values)\n",
    "# 平均を返す\ndef 平均(値):\n    return sum(値) / len(値)\n",
    "naïve café — déjà vu 😀 👩‍👩‍👧",
    "abcd",
    "",
    "\x00\x00\x00\x00\x00\x00",
    "x" * 1000,
    "\ud800 lone \udfff",
]


@pytest.fixture(params=["numba", "numpy"])
def implementation(request, monkeypatch):
    """Runs a test on the compiled kernels and on numpy alone."""
    if request.param == "numpy":
        monkeypatch.setattr(minhash, "loops", fallback)
    elif minhash.loops is fallback:
        pytest.skip("numba is not installed")
    return request.param


def characters(text, shingle):
    """The shingles of a text, the way one would write them down."""
    return {text[i : i + shingle] for i in range(max(1, len(text) - shingle + 1))} if text else set()


def from_datasketch(text, permutations, shingle, seed, by_token=False):
    sketch = datasketch.MinHash(permutations, seed=seed, scheme="affine32", hashfunc=int)
    sketch.update_batch(dedup.shingle_hashes(text, shingle, by_token).tolist())
    return sketch.hashvalues


@settings(deadline=None)
@given(st.lists(TEXT, max_size=6), st.integers(1, 12), st.integers(1, 300), st.integers(0, 2**31), st.booleans())
def test_kernel_and_numpy_give_what_datasketch_gives(texts, shingle, permutations, seed, by_token):
    options = {"permutations": permutations, "shingle": shingle, "seed": seed, "by_token": by_token}
    found = dedup.signatures(texts, **options)
    assert found.shape == (len(texts), permutations) and found.dtype == np.uint32
    for text, row in zip(texts, found, strict=True):
        assert np.array_equal(row, from_datasketch(text, permutations, shingle, seed, by_token))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minhash, "loops", fallback)
        assert np.array_equal(dedup.signatures(texts, **options), found)


def test_real_texts_and_a_megabyte(implementation):
    texts = [*REAL, "".join(chr(97 + (i * i) % 26) for i in range(1_000_000)), "日本語" * 10_000]
    found = dedup.signatures(texts, permutations=16)
    for text, row in zip(texts, found, strict=True):
        assert np.array_equal(row, from_datasketch(text, 16, 5, 1))


def test_shingles_are_characters_not_bytes(implementation):
    for text in REAL:
        assert len(set(dedup.shingle_hashes(text))) == len(characters(text, 5))
    assert len(minhash.shingle_ids("日本語日本", 5)) == 1


def test_equal_shingles_have_equal_ids_in_ascii_and_other_texts(implementation):
    ids = minhash.shingle_ids("hello", 5)
    assert ids[0] in minhash.shingle_ids("日本hello日本", 5)


def test_a_short_text_is_one_shingle_of_its_own(implementation):
    short = {text: dedup.shingle_hashes(text).tolist() for text in ("a", "ab", "abc", "\x00", "\x00\x00")}
    assert all(len(hashes) == 1 for hashes in short.values())
    assert len({hashes[0] for hashes in short.values()}) == len(short)


def test_tokens_ignore_white_space_only(implementation):
    assert np.array_equal(
        dedup.shingle_hashes("a = b_1+c;", 3, by_token=True), dedup.shingle_hashes("a=\n\tb_1 + c ;", 3, by_token=True)
    )
    assert len(minhash.shingle_ids("a = b_1+c;", 1, by_token=True)) == 6
    assert minhash.shingle_ids("a b", 2, by_token=True)[0] != minhash.shingle_ids("ab", 2, by_token=True)[0]


def test_an_empty_text_has_all_ones(implementation):
    assert (dedup.signatures([""]) == 0xFFFFFFFF).all()
    assert dedup.signatures([]).shape == (0, 256)


def test_signatures_estimate_the_jaccard_index(implementation):
    one, other = "".join(map(chr, range(97, 123))) * 1, "".join(map(chr, range(104, 130)))
    exact = len(characters(one, 5) & characters(other, 5)) / len(characters(one, 5) | characters(other, 5))
    signature = dedup.signatures([one, other], permutations=4096)
    assert abs((signature[0] == signature[1]).mean() - exact) < 4 * (exact * (1 - exact) / 4096) ** 0.5


def test_threads_change_nothing():
    texts = [f"text number {i} of many" for i in range(3000)]
    assert np.array_equal(dedup.signatures(texts, threads=3), dedup.signatures(texts))


def test_bytes_and_packed_texts_are_texts():
    assert np.array_equal(dedup.signatures(["naïve"]), dedup.signatures(["naïve".encode()]))
    assert np.array_equal(dedup.signatures(["naïve"]), dedup.signatures(Texts.of(["naïve"])))


def test_damaged_utf8_changes_no_other_text():
    damaged = [b"\xff\xfe\xf0", b"\xe2\x82", b"abc\xc3"]
    found = dedup.signatures([*damaged, b"sound"])
    assert np.array_equal(found[3:], dedup.signatures([b"sound"]))
    for text, signature in zip(damaged, found, strict=False):
        assert np.array_equal(dedup.signatures([text])[0], signature)


@pytest.mark.parametrize("options", [{"shingle": 0}, {"shingle": 65}, {"permutations": 0}])
def test_settings_out_of_range_are_refused(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        dedup.signatures(["text"], **options)


@pytest.mark.parametrize(("threshold", "bands"), [(0.7, (36, 7)), (0.5, (64, 4)), (0.85, (25, 10)), (0.95, (12, 21))])
def test_bands_find_a_pair_at_the_threshold(threshold, bands):
    assert minhash.choose_bands(threshold, 256) == bands
    count, rows = bands
    assert 1 - (1 - threshold**rows) ** count >= 0.95


@settings(deadline=None, max_examples=200)
@given(st.lists(st.binary(max_size=40), max_size=6), st.integers(1, 6), st.booleans())
def test_bytes_that_are_not_utf8_have_the_same_signature_with_numpy_alone(texts, shingle, by_token):
    options = {"permutations": 16, "shingle": shingle, "by_token": by_token}
    found = dedup.signatures(texts, **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minhash, "loops", fallback)
        assert np.array_equal(dedup.signatures(texts, **options), found)


@pytest.mark.parametrize(
    "wrong", [None, 5, ["a"], float("nan"), bytearray(b"a")], ids=lambda value: type(value).__name__
)
def test_what_is_no_text_is_named_by_its_index(wrong):
    for call in (dedup.near_duplicates, dedup.signatures, dedup.find_duplicates):
        with pytest.raises(TypeError, match=rf"texts\[1\] is {type(wrong).__name__}; a text is str or bytes"):
            call(["a", wrong])
        with pytest.raises(TypeError, match="texts is one text"):
            call("abc")
    with pytest.raises(TypeError, match=r"against\[0\] is "):
        dedup.near_duplicates(["a"], against=[wrong])

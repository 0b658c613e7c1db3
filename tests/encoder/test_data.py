"""Reading releases, planning batches, changing names."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast

from pairloom.encoder.data import BatchPlan, Pair, example_of, read_pairs, rename_words
from pairloom.encoder.errors import DataError, TokenizerError
from pairloom.encoder.inference import CodeEncoder
from pairloom.encoder.tokenizer import load_tokenizer, tokenize, train_tokenizer
from tests.encoder.conftest import NOUNS, VERBS, make_pair, write_split


def rows(count: int, **changes: str) -> list[Pair]:
    names = ("pair_id", "record_id", "repository", "text", "source_language", "source_code", "target_language",
             "target_code")  # fmt: skip
    return [Pair(**{**{name: f"{name} {number}" for name in names}, **changes}) for number in range(count)]


def test_reads_a_release(release: Path) -> None:
    pairs = read_pairs(release, "train")
    assert len(pairs) == 80
    assert {pair.repository for pair in pairs} == {f"owner/{noun}" for noun in NOUNS[:8]}


def test_clear_errors(release: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has no train split"):
        read_pairs(tmp_path, "train")
    write_split(tmp_path, "test", [])
    with pytest.raises(DataError, match="the test split has no rows"):
        read_pairs(tmp_path, "test")
    file = tmp_path / "data" / "train-00000-of-00001.parquet"
    pq.write_table(pa.table({"text": ["a"], "code": ["b"]}), file)
    with pytest.raises(
        DataError, match=r"train-00000-of-00001\.parquet: lacks column .*source_code.*it has text, code"
    ):
        read_pairs(tmp_path, "train")
    file.write_bytes(b"not parquet")
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        read_pairs(tmp_path, "train")


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("target_code", ["x", None], "row 1: target_code has no value"),
        ("text", [float("nan"), 1.0], "column text is double, not text"),
        ("source_code", ["x", "  "], "row 1: source_code is empty"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, column: str, values: list, said: str) -> None:
    write_split(tmp_path, "train", [make_pair("add", "list"), make_pair("sort", "list")])
    file = tmp_path / "data" / "train-00000-of-00001.parquet"
    table = pq.read_table(file)
    table = table.drop_columns([column]).append_column(column, pa.array(values))
    pq.write_table(table, file)
    with pytest.raises(DataError, match=said):
        read_pairs(tmp_path, "train")


def test_each_epoch_has_each_row_once() -> None:
    plan = BatchPlan(rows(40), 8, seed=1)
    for epoch in range(3):
        seen = [row for step in range(5) for row in plan.rows(epoch * 5 + step)]
        assert sorted(seen) == list(range(40))
    assert plan.rows(0) != plan.rows(5)


def test_a_plan_is_a_function_of_the_step() -> None:
    pairs = rows(37)
    forward = [BatchPlan(pairs, 8, seed=1).rows(step) for step in range(20)]
    plan = BatchPlan(pairs, 8, seed=1)
    assert [plan.rows(step) for step in reversed(range(20))] == forward[::-1]
    assert [BatchPlan(pairs, 8, seed=2).rows(step) for step in range(20)] != forward


@pytest.mark.parametrize("shared", ["record_id", "text", "source_code", "target_code"])
def test_no_false_negatives_in_a_batch(shared: str) -> None:
    """Five rows that share something never meet, and none of them is lost."""
    pairs = rows(40) + [Pair(**{**_values(pair), shared: "The  SAME"}) for pair in rows(45)[40:]]
    plan = BatchPlan(pairs, 8, seed=3)
    batches = plan.epoch(0)
    assert max(sum(row >= 40 for row in batch) for batch in batches) == 1
    assert sum(map(len, batches)) + plan.leftover == 45
    assert sum(row >= 40 for batch in batches for row in batch) == 5


def _values(pair: Pair) -> dict[str, str]:
    return {name: getattr(pair, name) for name in Pair.__slots__}


def test_nothing_to_contrast() -> None:
    with pytest.raises(DataError, match="there are no negatives"):
        BatchPlan(rows(5, text="same"), 4, seed=0).rows(0)
    with pytest.raises(DataError, match="at least two pairs"):
        BatchPlan(rows(1), 4, seed=0)


def test_examples() -> None:
    pair = rows(1)[0]
    chance = random.Random(0)
    assert example_of(pair, True, chance).anchor == pair.source_code
    sides = {example_of(pair, False, chance).positive for _ in range(20)}
    assert sides == {pair.source_code, pair.target_code}
    assert example_of(pair, False, chance).anchor_language is None
    without = rows(1, text=" ")[0]
    assert example_of(without, False, chance).anchor == without.source_code  # no description: code to code


def test_renaming() -> None:
    code = "def f(total):\n    total = total + once\n    return total"
    assert rename_words(code, 0.0, random.Random(0)) == code
    renamed = rename_words(code, 1.0, random.Random(0))
    assert "total" not in renamed
    assert renamed.count("name") == 4
    assert "once" in renamed  # only frequent words change
    assert "return" in renamed
    changed = sum("total" not in rename_words(code, 0.3, random.Random(seed)) for seed in range(400))
    assert 80 < changed < 160  # 30 % of 400, within five standard deviations


def test_the_tokenizer_joins_spellings(corpus: list[str]) -> None:
    tokenizer = train_tokenizer(corpus, 600, 64)
    spellings = [
        tokenizer(text, add_special_tokens=False)["input_ids"] for text in ("readFile", "read_file", "Read file")
    ]
    assert spellings[0] == spellings[1] == spellings[2]
    assert train_tokenizer(corpus, 600, 64).get_vocab() == tokenizer.get_vocab()


def test_the_template(encoder: CodeEncoder) -> None:
    tokenizer = encoder.tokenizer
    (short, long), (prompt, _) = tokenize(tokenizer, ["sort it", "sort it " * 500], [None, None], 64)
    separator, end = tokenizer.sep_token_id, tokenizer.cls_token_id
    assert short[0] == separator and short[prompt - 1] == separator and short[-1] == end
    assert short.count(separator) == 2
    assert len(long) == 64 and long[-1] == end  # cut, and the end token stays
    assert tokenizer.decode(short[1 : prompt - 1]).startswith("representthiscodedescriptionfor")
    assert prompt == 2 + 10 + 1  # each of the prompt's words is one token, and so is its colon
    with pytest.raises(TokenizerError, match="no room"):
        tokenize(tokenizer, ["x"], [None], 8)


def test_a_giant_text_costs_no_more_than_is_read(encoder: CodeEncoder) -> None:
    documents, _ = encoder.token_ids(["word " * 2_000_000])
    assert len(documents[0]) == encoder.max_tokens


def test_a_tokenizer_by_folder(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pairloom.encoder.tokenizer.HF_HUB_OFFLINE", True)  # read before this test could set it
    assert load_tokenizer(saved, 32).model_max_length == 32
    with pytest.raises(TokenizerError, match="no tokenizer can be loaded"):
        load_tokenizer(tmp_path, 32)
    with pytest.raises(TokenizerError, match="nobody/nothing: is not a folder, and HF_HUB_OFFLINE is set"):
        load_tokenizer("nobody/nothing", 32)


@pytest.mark.slow
def test_a_tokenizer_by_name(encoder: CodeEncoder, tmp_path: Path) -> None:
    """By its name on the Hub, from the Hub's local cache; one without our special tokens gets them and the template."""
    revision = "0" * 40
    place = tmp_path / "hub" / "models--someone--tokenizer"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text(revision)
    snapshot = place / "snapshots" / revision
    snapshot.mkdir(parents=True)
    plain = Tokenizer(models.BPE({"a": 0, "b": 1, "ab": 2}, [("a", "b")]))
    PreTrainedTokenizerFast(tokenizer_object=plain).save_pretrained(snapshot)
    assert len(load_tokenizer(snapshot, 32)) == 7  # a folder that holds a tokenizer and nothing else
    (snapshot / "config.json").write_text('{"model_type": "starcoder2"}')
    program = (
        "from pairloom.encoder.tokenizer import load_tokenizer; t = load_tokenizer('someone/tokenizer', 32)\n"
        "print(t('abb')['input_ids'] == [t.sep_token_id, 2, 1, t.cls_token_id], len(t), t.model_max_length)"
    )
    surroundings = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "7", "32"], done.stderr[-2000:]


def test_words_of_the_fixture_differ() -> None:
    assert len(set(VERBS)) == len(set(NOUNS)) == 10

"""The Beam transforms give the answer of the library, whatever the runner, the bundles and the workers."""

import base64
import gzip
import json
import pickle
import random
import re
from collections import Counter
from dataclasses import replace

import apache_beam as beam
import pyarrow.parquet as pq
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pairloom import dedup
from pairloom.dedup.pairs import document
from pairloom.pipelines.graph.steps.decontaminate import RemoveContaminated
from pairloom.pipelines.graph.steps.deduplicate import RemoveDuplicates
from pairloom.schemas import CodePair, Rejection, to_table
from pairloom.schemas.recipe import DecontaminateSection, DedupSection


def pair(number, source, target, **changes):
    """A pair with the id `number`; everything else is usual."""
    values = {
        "pair_id": f"{number:032x}",
        "text": f"Text of function {number}.",
        "source_language": "python",
        "source_code": source,
        "target_language": "go",
        "target_code": target,
        "function_name": "f",
        "repository": "a/b",
        "path": "f.py",
        "url": "",
        "license": "MIT",
        "benchmark": "test",
        "split": "train",
        "translator": "replay",
        "model": "",
        "prompt_version": "",
        "verified": "parsed",
        "record_id": f"record {number}",
        "request_id": f"request {number}",
        "duplicates": 0,
    }
    return CodePair(**{**values, **changes})


def random_pairs(count, seed=5):
    """Pairs among which are equal ones and edited copies, in two target languages."""
    draw = random.Random(seed)
    sources = ["".join(draw.choice("abcdefghij \n") for _ in range(150)) for _ in range(count // 4)]
    pairs = []
    for number in range(count):
        text = list(draw.choice(sources))
        for _ in range(draw.choice([0, 0, 1, 3, 12])):
            text[draw.randrange(len(text))] = draw.choice("xyz")
        source = "".join(text)
        changes = {
            "target_language": draw.choice(["go", "java"]),
            "verified": draw.choice(["parsed", "compiled", "executed"]),
            "repository": draw.choice(["", "a/b"]),
        }
        pairs.append(pair(number, source, source.upper(), **changes))
    return pairs


def run(pairs, transform, options=None, shards=1, folder=None):
    """(pairs, rejected) of a transform, sorted. `shards` cuts the input into so many bundles' worth of elements.

    Only functions that worker processes can import too, which this module is not.
    """
    with beam.Pipeline(runner=FnApiRunner(), options=options or PipelineOptions([])) as pipeline:
        parts = [pairs[i::shards] for i in range(shards)]
        result = pipeline | beam.Create(parts) | beam.Reshuffle() | beam.FlatMap(iter) | transform
        for name in ("pairs", "rejected"):
            rows = result[name] | f"{name} to bytes" >> beam.Map(pickle.dumps)
            text = rows | f"{name} to text" >> beam.Map(base64.b64encode) | f"{name} to lines" >> beam.Map(bytes.decode)
            _ = text | f"write {name}" >> beam.io.WriteToText(str(folder / name))
    found = []
    for name in ("pairs", "rejected"):
        files = list(folder.glob(name + "-*"))
        found.append([pickle.loads(base64.b64decode(line)) for file in files for line in file.read_bytes().split()])
        for file in files:
            file.unlink()
    return tuple(sorted(rows, key=repr) for rows in found)


def test_the_answer_is_that_of_the_library(tmp_path):
    pairs = random_pairs(400)
    kept, removed = run(pairs, RemoveDuplicates(DedupSection()), folder=tmp_path)
    assert len(kept) + len(removed) == len(pairs)
    expected = set()
    for language in ("go", "java"):
        group = [row for row in pairs if row.target_language == language]
        level = ["executed", "compiled", "parsed"]
        priority = [(level.index(row.verified), -bool(row.repository), row.pair_id) for row in group]
        found = dedup.find_duplicates([document(row) for row in group], priority=priority, in_parts=True)
        for row, match, near, exact in zip(group, found.kept, found.similarity, found.exact, strict=True):
            if match >= 0:
                reason = "exact_duplicate" if exact else "near_duplicate"
                expected.add((row.record_id, row.target_language, reason, group[match].pair_id, round(near, 4)))
    assert {reason for _, _, reason, _, _ in expected} == {"exact_duplicate", "near_duplicate"}
    got = set()
    for rejection in removed:
        assert isinstance(rejection, Rejection) and rejection.stage == "dedup"
        match = re.fullmatch(
            r"pair \w+ is (?:equal to|a near-duplicate \(Jaccard ([\d.]+)\) of) pair (\w+) of this release",
            rejection.detail,
        )
        near = float(match[1] or 1)
        got.add((rejection.record_id, rejection.target_language, rejection.reason, match[2], near))
    assert got == expected
    stands_for = Counter(match for _, _, _, match, _ in expected)
    assert {row.pair_id: row.duplicates for row in kept if row.duplicates} == dict(stands_for)


def test_runner_bundles_workers_and_order_change_nothing(tmp_path):
    pairs = random_pairs(120)
    pairs += pairs[:5] + [replace(row, benchmark=f"other {i % 2}") for i, row in enumerate(pairs[:20])]
    one = run(pairs, RemoveDuplicates(DedupSection()), folder=tmp_path)
    mixed = random.Random(1).sample(pairs, len(pairs))
    assert run(mixed, RemoveDuplicates(DedupSection()), shards=30, folder=tmp_path) == one
    processes = PipelineOptions([], direct_running_mode="multi_processing", direct_num_workers=2)
    assert run(mixed, RemoveDuplicates(DedupSection()), options=processes, shards=7, folder=tmp_path) == one
    assert one[1]


def test_the_same_row_twice_is_kept_once(tmp_path):
    row = pair(1, "def f(): pass", "func f() {}")
    kept, removed = run([row, row, row], RemoveDuplicates(DedupSection(threshold=1.0)), shards=3, folder=tmp_path)
    assert [row.duplicates for row in kept] == [2]
    assert [rejection.reason for rejection in removed] == ["exact_duplicate"] * 2


def test_the_exact_method_and_empty_input(tmp_path):
    assert run([], RemoveDuplicates(DedupSection()), folder=tmp_path) == ([], [])
    pairs = random_pairs(60)
    exact = run(pairs, RemoveDuplicates(DedupSection(method="exact")), folder=tmp_path)
    assert exact == run(pairs, RemoveDuplicates(DedupSection()), folder=tmp_path)


def test_languages_are_not_compared_with_each_other(tmp_path):
    pairs = [pair(1, "same", "same"), pair(2, "same", "same", target_language="java")]
    kept, removed = run(pairs, RemoveDuplicates(DedupSection()), folder=tmp_path)
    assert len(kept) == 2 and not removed


def test_an_earlier_release_removes_and_is_named(tmp_path):
    release = tmp_path / "earlier"
    (release / "data").mkdir(parents=True)
    seen = pair(7, "def known(): return 1", "func known() int { return 1 }")
    pq.write_table(to_table([seen], CodePair), release / "data" / "train-00000-of-00001.parquet")
    rows = [pair(8, seen.source_code, seen.target_code), pair(9, "def new(): return 2", "func brandNew() {}")]
    kept, removed = run(rows, RemoveDuplicates(DedupSection(against=[str(release)])), folder=tmp_path)
    assert [row.pair_id for row in kept] == [rows[1].pair_id]
    assert [rejection.reason for rejection in removed] == ["known_elsewhere"]
    assert seen.pair_id in removed[0].detail and str(release) in removed[0].detail


def test_an_earlier_release_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(dedup.DedupError, match="nowhere"):
        run([], RemoveDuplicates(DedupSection(against=[str(tmp_path / "nowhere")])), folder=tmp_path)


EVALUATION = {
    "task_id": "Test/0",
    "prompt": 'def median(values):\n    """Return the median of a list, the mean of the middle two if even."""\n',
    "canonical_solution": (
        "    ordered = sorted(values)\n    middle = len(ordered) // 2\n    if len(ordered) % 2:\n"
        "        return ordered[middle]\n    return (ordered[middle - 1] + ordered[middle]) / 2\n"
    ),
    "test": ["assert median([1, 2, 3]) == 2", "assert median([4, 1, 3, 2]) == 2.5"],
}


@pytest.fixture
def evaluation(tmp_path):
    file = tmp_path / "evaluation.jsonl.gz"
    with gzip.open(file, "wt") as lines:
        lines.write(json.dumps(EVALUATION) + "\n")
    return str(file)


def test_decontamination_names_reason_match_and_overlap(tmp_path, evaluation):
    whole = "def median(values):\n" + EVALUATION["canonical_solution"]
    clean = pair(1, "def add(a, b):\n    return a + b\n", "func add(a, b int) int { return a + b }")
    pairs = [
        clean,
        pair(2, whole, "func median() {}"),
        pair(3, "x = 1", whole.replace("middle", "center", 1) + "# and a note\n"),
        pair(
            4,
            "\n".join(f"import module_{i}" for i in range(99)) + "\n" + EVALUATION["canonical_solution"],
            "func other() {}",
        ),
        pair(5, "y = 2", "var y = 2", text="def median(values):\n" + EVALUATION["prompt"].split("\n")[1]),
    ]
    section = DecontaminateSection(against=[evaluation])
    kept, removed = run(pairs, RemoveContaminated(section), shards=2, folder=tmp_path)
    assert [row.pair_id for row in kept] == [clean.pair_id]
    found = {rejection.record_id: rejection for rejection in removed}
    assert {rejection.stage for rejection in removed} == {"decontaminate"}
    assert [found[f"record {number}"].reason for number in (2, 3, 4, 5)] == [
        "exact_match",
        "near_match",
        "common_tokens",
        "exact_match",
    ]
    assert "line 1, prompt + canonical_solution without docstring" in found["record 2"].detail
    assert found["record 3"].detail.startswith("target_code of pair")
    assert found["record 4"].payload.strip() == EVALUATION["canonical_solution"].strip()
    assert found["record 5"].detail.startswith("text of pair")


def test_without_evaluation_sets_everything_passes(tmp_path):
    pairs = random_pairs(10)
    kept, removed = run(pairs, RemoveContaminated(DecontaminateSection()), folder=tmp_path)
    assert len(kept) == 10 and not removed

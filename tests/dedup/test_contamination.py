"""Evaluation sets: what is read from them, what is found, and that a broken search does not pass for a clean result."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pairloom.dedup.contamination import Evaluation, Item, evaluation_files, read_items, strip_docstrings
from pairloom.dedup.errors import DedupError

LONG = " ".join(f"word{i} = value{i * i};" for i in range(60))


def test_strings_are_found_in_lists_tables_and_parquet(tmp_path):
    row = {"a": "text", "list": ["one", "two"], "table": {"inner": "three"}, "number": 4, "none": None}
    file = tmp_path / "set.jsonl"
    file.write_text("\n" + json.dumps(row) + "\n")
    found = [(item.place.split(", ")[1], item.text) for item in read_items(str(file))]
    assert found == [("a", "text"), ("list", "one"), ("list", "two"), ("table.inner", "three")]
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "set.parquet")
    assert [item.text for item in read_items(str(tmp_path / "set.parquet"))] == ["text", "one", "two", "three"]


@pytest.mark.parametrize("content", [b"{not json\n", b"\xff\xfe\x00", b"\x1f\x8bbroken"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    for ending in (".jsonl", ".jsonl.gz", ".parquet"):
        file = tmp_path / ("broken" + ending)
        file.write_bytes(content)
        with pytest.raises(DedupError, match="broken"):
            list(read_items(str(file)))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DedupError, match="nothing-here"):
        evaluation_files([str(tmp_path / "nothing-here*.jsonl")])


def test_a_set_without_anything_to_compare_is_refused():
    with pytest.raises(DedupError, match="nothing to compare"):
        Evaluation([Item("set row 1, answer", "yes")])


def test_short_texts_are_never_contaminated():
    assert Evaluation([Item("x", LONG), Item("y", "return the sum")]).find(["return the sum", ""]) == [None, None]


def test_white_space_does_not_hide_a_copy():
    (finding,) = Evaluation([Item("x", LONG)]).find([LONG.replace(" ", "\n\t")])
    assert finding.reason == "exact_match" and finding.item == "x"


def test_a_common_stretch_must_be_long_enough():
    tokens = LONG.replace("=", " = ").replace(";", " ;").split()
    evaluation = Evaluation([Item("x", LONG)], tokens=30)
    for count, expected in ((30, "common_tokens"), (29, None)):
        text = "before them (1) [2] {3} " + " ".join(tokens[8 : 8 + count]) + " after them"
        (finding,) = evaluation.find([text])
        assert (finding.reason if finding else None) == expected
        if finding:
            assert finding.overlap == " ".join(tokens[8:38])


def test_rulers_and_tables_of_zeros_are_no_evidence():
    ruler = "# " + "-" * 70 + " " + "0, " * 50
    evaluation = Evaluation([Item("x", ruler + LONG)])
    assert evaluation.find(["# something else\n# " + "-" * 70 + "\nvalues = [" + "0, " * 50 + "]"]) == [None]


def test_docstrings_are_taken_out_of_python_only():
    code = (
        'class A:\n    """Of A."""\n\n    def f(s):\n        """Of f.\n\n        More.\n        """\n        return 1'
    )
    assert strip_docstrings(code) == "class A:\n    def f(s):\n        return 1"
    assert strip_docstrings('let a = """not python"""') == 'let a = """not python"""'
    assert strip_docstrings("def f(s):\n\n    return 'text'") == "def f(s):\n\n    return 'text'"


def test_docstrings_are_taken_out_where_the_parser_says_they_are():
    lone = 'def f(x):\n    """Adds\r    one."""\n    y = x + 1\n    return y'
    assert strip_docstrings(lone) == "def f(x):\n    y = x + 1\n    return y"
    assert strip_docstrings(lone.replace("\n", "\r")) == "def f(x):\n    y = x + 1\n    return y"
    assert strip_docstrings('def f(x):\n    """A\x0c\x1c\u2028b."""\n    return x') == "def f(x):\n    return x"
    assert strip_docstrings("class A: 'Of ä.'; x = 'ü'\ndef g(): 'Of g.'; return 1") == (
        "class A: x = 'ü'\ndef g(): return 1"
    )
    nested = 'def f():\n    """Of f."""\n    def g():\n        """Of g.\n        """\n        return 1\n    return g'
    assert strip_docstrings(nested) == "def f():\n    def g():\n        return 1\n    return g"


def test_the_self_check_passes_and_notices_a_search_that_finds_nothing(monkeypatch):
    evaluation = Evaluation([Item("x", LONG), Item("y", "one two three four five six seven eight")])
    evaluation.check_itself()
    monkeypatch.setattr(evaluation, "windows", np.zeros(0, dtype=np.uint64))
    with pytest.raises(DedupError, match="stretch of tokens"):
        evaluation.check_itself()
    monkeypatch.setattr(evaluation, "find", lambda texts: [None] * len(texts))
    with pytest.raises(DedupError, match="self-check"):
        evaluation.check_itself()

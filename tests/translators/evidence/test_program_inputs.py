"""Programs without tests are compared on inputs made from the examples in the text of their problem."""

import random
import re

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence import Candidate, Gates
from pairloom.translators.evidence.program_inputs import NoInputs, change_input, find_examples, generate_tests

CODEFORCES = """Polycarp adds numbers.

-----Input-----
The first line contains an integer n (1 <= n <= 100).

-----Output-----
Print the sum.

-----Examples-----
Input
3
1 2 3

Output
6

Input
1
7

Output
7

-----Note-----
In the first example 1 + 2 + 3 = 6.
"""
ATCODER = """### Problem Statement

Add numbers.

### Sample Input 1

```
3
1 2 3
```

### Sample Output 1

```
6
```

The sum is 6.

### Sample Input 2

```
1
7
```

### Sample Output 2

```
7
```
"""
HTML = "<p>Add.</p><h3>Sample Input 1 </h3><pre>3\n1 2 3\n</pre><h3>Sample Output 1</h3><pre>6\n</pre>"
SUM = "input()\nprint(sum(map(int, input().split())))"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (CODEFORCES, 2),
        (ATCODER, 2),
        (HTML, 1),
        ("Add.\n\nInput: 3\n1 2 3\nOutput: 6\n", 1),
        ("**Input**\n3\n1 2 3\n**Output**\n6", 1),
    ],
)
def test_examples_are_found_in_the_usual_layouts(text: str, count: int) -> None:
    found = find_examples(text)
    assert any(pair[0] == "3\n1 2 3\n" and pair[1].startswith("6\n") for pair in found)
    assert sum(re.fullmatch(r"[\d\s]+", given) is not None for given, _ in found) == count


@pytest.mark.parametrize("text", ["Add numbers.", "Input: none", "The output is large.\nSo is the input.", ""])
def test_other_texts_have_no_examples(text: str) -> None:
    assert find_examples(text) == []


def test_changed_inputs_keep_their_format() -> None:
    example = "2 3\nab# .\n5 -7 100\n2 4 8\n"
    changed = {change_input(example, random.Random(seed)) for seed in range(20)}
    assert len(changed) > 10
    for text in changed:
        lines = text.splitlines()
        assert lines[0].split()[1] == "3", "three numbers follow in each line"
        assert [len(line.split(" ")) for line in lines] == [2, 2, 3, 3]
        assert len(lines[1]) == 5 and set(lines[1]) <= set("ab# .")
        assert all(-7 <= int(word) <= 100 for word in lines[2].split())
    assert change_input(example, random.Random(1)) == change_input(example, random.Random(1))


def test_the_source_decides_what_is_right() -> None:
    tests = generate_tests("python", SUM, CODEFORCES)
    assert 4 <= len(tests.cases) <= 12
    assert tests.cases[0].input == "3\n1 2 3\n" and tests.cases[0].output == "6\n"
    assert all(int(case.output) == sum(map(int, case.input.split()[1:])) for case in tests.cases)


@pytest.mark.parametrize(
    ("code", "text", "says"),
    [
        (SUM, "Add.", "no examples in its text"),
        ("print(8)", CODEFORCES, "does not print the outputs of the examples"),
        ("print(6 if input() == '3' else 7)", HTML, "answers only 1[0-9] inputs .* or all of them alike"),
        ("import time\ninput()\ns = input()\nprint(6 if s == '1 2 3' else time.time())", HTML, "answers only 1 inputs"),
    ],
)
def test_sources_that_give_nothing_to_compare(code: str, text: str, says: str) -> None:
    with pytest.raises(NoInputs, match=says):
        generate_tests("python", code, text)


def test_the_gate_compares_a_translation_with_its_source() -> None:
    source = CodeRecord.create(benchmark="b", language="python", code=SUM, text=ATCODER, unit="program")
    right = "local n = io.read('n')\nlocal s = 0\nfor i = 1, n do s = s + io.read('n') end\nprint(s)"
    wrong = right.replace("s + io.read('n')", "math.max(s, io.read('n')) + (s > 0 and math.min(s, 3) or 0)")
    verdicts = Gates("executed").verify([Candidate(source, "lua", code) for code in (right, wrong)])
    assert verdicts[0].gates == ("compile", "differential") and verdicts[0].verified == "executed"
    assert verdicts[1].problem is not None and verdicts[1].problem.reason == "different_result"
    [skipped] = Gates("executed", differential=False).verify([Candidate(source, "lua", right)])
    assert skipped.verified == "compiled" and skipped.note == "there are no tests"

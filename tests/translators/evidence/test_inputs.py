"""Arguments for functions: they fit their types and each other, and are always the same."""

import json
import os
import subprocess
import sys

from pairloom.translators.evidence.domain import Domain, Range, read_domain
from pairloom.translators.evidence.hints import Constants, read_constants, shown_calls
from pairloom.translators.evidence.inputs import Parameter, Proposal, propose_calls, vary_calls, weigh_call
from pairloom.translators.languages import get_language
from pairloom.translators.languages.programs import PlainType

INT, STR = PlainType("int"), PlainType("str")
INTS = PlainType("list", INT)
ROWS = PlainType("list", INTS)


SCRIPT = """
import json
from pairloom.translators.evidence.domain import Domain
from pairloom.translators.evidence.hints import Constants
from pairloom.translators.evidence.inputs import Parameter, PlainType, propose_calls, vary_calls
types = {"a": PlainType("list", PlainType("int")), "k": PlainType("int"), "s": PlainType("str")}
parameters = [Parameter(name, type_) for name, type_ in types.items()]
calls = propose_calls(parameters, Constants((7, 9), ("ab", "cd"), "xy"), Domain(), 60, ["seed"])
calls += vary_calls(calls, parameters, Domain(), 60, ["seed"])
print(json.dumps([call.arguments for call in calls]))
"""


def propose(*parameters: Parameter, domain: Domain | None = None, constants: Constants | None = None) -> list[list]:
    calls = propose_calls(parameters, constants or Constants(), domain or Domain(), 200, ["seed"])
    return [call.arguments for call in calls]


def test_calls_are_the_same_in_every_process() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1 and len(json.loads(outputs.pop())) > 100


def test_limits_are_kept_and_reached() -> None:
    domain = Domain({"n": Range(3, 9), "nums": Range(-2, 2)}, {"nums": Range(2, 4)})
    calls = propose(Parameter("nums", INTS), Parameter("n", INT), domain=domain)
    assert {n for _, n in calls} == set(range(3, 10))
    assert {len(nums) for nums, _ in calls} == {2, 3, 4}
    assert {value for nums, _ in calls for value in nums} == {-2, -1, 0, 1, 2}


def test_arguments_fit_each_other() -> None:
    calls = propose(Parameter("first", INTS), Parameter("second", INTS), Parameter("k", INT))
    assert sum(len(first) == len(second) for first, second, _ in calls) > len(calls) // 3
    assert sum(0 <= k <= len(first) for first, _, k in calls) > len(calls) // 4
    rows = [rows for [rows] in propose(Parameter("grid", ROWS)) if len(rows) > 1]
    assert sum(len({len(row) for row in grid}) == 1 for grid in rows) > len(rows) // 2
    assert any(all(len(row) == len(grid) for row in grid) for grid in rows), "square"


def test_constants_of_the_code_are_used() -> None:
    constants = read_constants(
        "def f(n, s):\n    return n > 47 or s == 'gold' or s[0] == 'z'", get_language("python").grammar
    )
    assert constants == Constants((47, 0), ("gold",), "z")
    calls = propose(Parameter("n", INT), Parameter("s", STR), constants=constants)
    assert {46, 47, 48} <= {n for n, _ in calls}
    assert any(s == "gold" for _, s in calls) and any("z" in s for _, s in calls)


def test_calls_that_a_text_shows() -> None:
    text = "f([1, 2], k=3)\nInput: nums = [2,7], k = 9\nOutput: 1\nInput: nums = [[1]\nf(x, 2) f([5]) g([1], 1)"
    assert list(shown_calls(text, "f", {"nums": (), "k": (4,)})) == [[[1, 2], 3], [[5], 4], [[2, 7], 9]]


def test_neighbours_differ_in_one_value() -> None:
    parameters = [Parameter("nums", INTS), Parameter("k", INT)]
    near = vary_calls([Proposal([[1, 2, 3], 5])], parameters, read_domain("", "", ["nums", "k"], ()), 40, ["seed"])
    assert all(call.arguments[0] == [1, 2, 3] or call.arguments[1] == 5 for call in near)
    assert {4, 6} <= {call.arguments[1] for call in near}


def test_longer_calls_weigh_more() -> None:
    assert weigh_call([[1, 2]]) < weigh_call([[1, 2, 3]]) < weigh_call([10**9])


def test_rows_have_the_width_that_the_code_takes_apart() -> None:
    for code in (
        "for a, b, c in rows: pass",
        "x = rows[i][0] + rows[i][1] + rows[i][2]",
        "r = row[0]; row[1] = row[2]",
    ):
        domain = read_domain("", code, ["rows"], ())
        assert {len(row) for [rows] in propose(Parameter("rows", ROWS), domain=domain) for row in rows} == {3}
    assert not read_domain("", "rows[i][j] + best[0] + best[1]", ["rows"], ()).widths

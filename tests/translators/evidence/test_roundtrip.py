"""What came back is compared by what it does where that can be run, and by its tokens elsewhere."""

import pytest

from pairloom.schemas import CodeRecord
from pairloom.translators.evidence import Gates
from pairloom.translators.evidence.roundtrip import Return, compare, similarity
from pairloom.translators.languages import get_language

CLAMP = "def clamp(value: int, low: int, high: int) -> int:\n    return max(low, min(value, high))\n"
LONGER = """def clamp(value, low, high):
    # the same in other words
    if value > high:
        value = high
    if value < low:
        return low
    return value
"""
SCALE = "func scale(values []float64, by float64) {\n\tfor i := range values {\n\t\tvalues[i] *= by\n\t}\n}"


def source(code: str, name: str, language: str = "python") -> CodeRecord:
    return CodeRecord.create(benchmark="", language=language, code=code, text="", function_name=name)


@pytest.mark.parametrize(
    ("other", "low", "high"),
    [
        (CLAMP, 1.0, 1.0),
        ("def clamp(value, low, high):  # kept inside\n\n    return max(low,\n        min(value, high))", 1.0, 1.0),
        ("def clamp(value, lowest, highest):\n    return max(lowest, min(value, highest))", 0.7, 0.95),
        (LONGER, 0.2, 0.6),
        ("class Box:\n    def open(self):\n        self.lid = None\n        return self", 0.0, 0.45),
    ],
)
def test_similarity_is_of_tokens_and_not_of_layout(other: str, low: float, high: float) -> None:
    alike = similarity(CLAMP, other, "python")
    assert low <= alike <= high and alike == similarity(other, CLAMP, "python")


def test_programs_are_compared_whole() -> None:
    function = "def double(value):\n    return 2 * value\n\n\n"
    program = f"import sys\n\n\n{function}for line in sys.stdin:\n    print(double(int(line)))\n"
    other = f"import sys\n\n\n{function}print(sum(map(int, input().split())))\n"
    assert similarity(program, other, "python") == 1
    assert similarity(program, program.replace("\n\n\n", "\n"), "python", "program") == 1
    assert 0.3 < similarity(program, other, "python", "program") < 0.9


def test_names_in_another_style_are_the_same_names() -> None:
    java = 'int wordCount(String theText) { return theText.split(" ").length; }'
    assert similarity(java, java.replace("wordCount", "word_count").replace("theText", "the_text"), "java") == 1
    assert similarity("", CLAMP, "python") == 0


def test_behaviour_decides_before_structure() -> None:
    if get_language("python").not_runnable():
        pytest.skip(get_language("python").not_runnable())
    returns = [
        Return(source(CLAMP, "clamp"), LONGER),
        Return(source(CLAMP, "clamp"), CLAMP.replace("max(low", "min(low")),
        Return(source(CLAMP, "clamp"), CLAMP.replace("return", "    break\n    return")),
        Return(source("def now(a):\n    import time\n    return time.time() + a", "now"), "def now(a):\n    return a"),
        Return(source(SCALE, "scale", "go"), SCALE.replace("range values", "range  values")),
        Return(source(SCALE, "scale", "go"), "func scale() {}"),
    ]
    found = compare(returns, Gates("executed"), 0.6)
    assert [comparison.agree for comparison in found] == [True, False, None, None, True, None]
    assert "answers as its source" in found[0].detail
    assert "should be" in found[1].detail, "the input that shows it is named"
    assert found[5].detail.endswith("60% are asked for")

"""What holds for every language, those that are added later included."""

import re
import subprocess
import sys

import pytest

from pairloom.schemas import LANGUAGES
from pairloom.translators.evidence.compile import compile_pieces
from pairloom.translators.evidence.suites import render_suite
from pairloom.translators.languages import Language, get_language, languages
from pairloom.translators.languages.programs import Suite
from tests import ROOT
from tests.translators.languages import RUNNABLE, read_function


def test_each_name_has_a_language_in_a_file_of_that_name() -> None:
    assert [language.name for language in languages()] == list(LANGUAGES)
    for language in languages():
        assert type(language).__module__ == f"pairloom.translators.languages.{language.name}"


def test_a_language_is_loaded_when_it_is_asked_for() -> None:
    code = """
import sys
from pairloom.translators.checks import check_code
check_code("def f(x):\\n    return x", "python")
print([name for name in sorted(sys.modules) if name.startswith(("tree_sitter_", "pairloom.translators.languages.k"))])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "['tree_sitter_python', 'tree_sitter_python._binding']\n"


@pytest.mark.parametrize("folder", ["evidence", "checks", "sandbox"])
def test_gates_know_no_language_by_name(folder: str) -> None:
    names = "|".join(re.escape(name) for name in LANGUAGES if name not in ("python", "c"))
    for file in (ROOT / "translators" / folder).rglob("*.py"):
        assert re.findall(rf'"(?:{names})"', file.read_text(encoding="utf-8")) == [], file


@pytest.mark.parametrize("language", RUNNABLE)
def test_sound_code_compiles_and_damaged_code_does_not(language: str) -> None:
    if reason := get_language(language).not_checkable():
        pytest.skip(reason)
    code = read_function(language, "double_up")
    sound, damaged = compile_pieces(language, [code, code.replace("(", "", 1)])
    assert (sound.outcome, sound.detail) == ("clean", "")
    assert damaged.outcome in ("error", "unknown") and damaged.detail


def test_a_language_that_says_no_more_than_its_grammar_has_defaults() -> None:
    class Small(Language):
        grammar = get_language("scala").grammar

    small = Small()
    assert small.not_checkable() == "there is no compile gate for scala"
    assert small.not_runnable() == "there is no execution gate for scala"
    assert (small.version, small.frameworks(), small.find_tampering("unittest", "")) == ("", {}, "")
    assert small.add_usual_imports("x") == small.drop_tags("x") == small.drop_unused_imports("x") == "x"
    with pytest.raises(ValueError, match="tests in scala cannot be run"):
        render_suite("scala", "def f = 1", Suite("f"), "p0")

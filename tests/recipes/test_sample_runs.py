"""Every translation of the bundled sample compiles and gives the expected answers."""

import importlib.util
import sys
from pathlib import Path

import pytest

from pairloom.translators.languages import get_language
from tests import ROOT

spec = importlib.util.spec_from_file_location("sample_check_runs", ROOT / "recipes" / "sample" / "check.py")
assert spec is not None and spec.loader is not None
check = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check)


@pytest.mark.slow
@pytest.mark.parametrize("language", check.FILES)
def test_translations_pass_their_cases(language: str, tmp_path: Path) -> None:
    if reason := get_language(language).not_checkable() or get_language(language).not_runnable():
        pytest.skip(reason)
    functions = check.functions()
    assert functions
    assert check.check(language, functions, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", check.FILES)
def test_programs_pass_their_tests(language: str) -> None:
    if reason := get_language(language).not_checkable() or get_language(language).not_runnable():
        pytest.skip(reason)
    assert check.check_programs(language, check.programs()) == []

"""The bundled sample as a gold set: every good translation passes, another function's does not."""

import itertools
from pathlib import Path

import pytest

from pairloom.schemas.languages import LANGUAGES
from pairloom.translators.checks import check_translation
from pairloom.translators.replies import read_reply

SAMPLE = Path(__file__).resolve().parents[3] / "recipes" / "sample" / "functions"
FOLDERS = sorted(path for path in SAMPLE.glob("*/*") if path.is_dir())

pytestmark = pytest.mark.skipif(not FOLDERS, reason="the bundled sample is not in this checkout")


def versions(folder: Path) -> dict[str, str]:
    paths = {name: folder / f"{name}{language.endings[0]}" for name, language in LANGUAGES.items()}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.exists()}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_good_translations_pass(folder: Path) -> None:
    codes = versions(folder)
    refused = {}
    for source, source_code in ((name, codes[name]) for name in ("python", "go", "c") if name in codes):
        for target, target_code in codes.items():
            if source != target:
                reading = read_reply(target_code, "stop", target, source_code)
                problem = reading.problem or check_translation(source_code, source, reading.code, target, folder.name)
                if problem is not None:
                    refused[source, target] = problem
    assert len(codes) >= 2
    assert refused == {}


def test_another_functions_translation_is_refused() -> None:
    for folder, other in itertools.pairwise(FOLDERS):
        source = versions(folder)["python"]
        for target, code in versions(other).items():
            if target != "python":
                assert check_translation(source, "python", code, target, folder.name) is not None

"""Imports point one way: schemas <- translators, dedup <- pipelines; schemas <- encoder."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "schemas": set(),
    "translators": {"schemas"},
    "dedup": {"schemas"},
    "pipelines": {"schemas", "translators", "dedup"},
    "encoder": {"schemas"},
}
ONLY_IN = {("pipelines", "encoder"): "pipelines/graph/steps/consistency.py"}  # and there not before it is needed


def imported_packages(file: Path) -> set[str]:
    """The packages below `pairloom` that `file` imports, anywhere in it."""
    modules: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            modules += [f"{node.module}.{alias.name}" for alias in node.names]
    parts = [module.split(".") for module in modules]
    return {part[1] for part in parts if part[0] == "pairloom" and len(part) > 1}


def wrong_imports(root: Path) -> list[str]:
    """Every import in `root` that points the wrong way, as "file imports package"."""
    return [
        f"{file.relative_to(root)} imports {other}"
        for package, allowed in MAY_IMPORT.items()
        for file in sorted((root / package).rglob("*.py"))
        for other in sorted(imported_packages(file) & (MAY_IMPORT.keys() - allowed - {package}))
        if ONLY_IN.get((package, other)) != str(file.relative_to(root))
    ]


def test_imports_point_one_way() -> None:
    assert wrong_imports(ROOT) == []


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("schemas", "import pairloom.translators.base"),
        ("dedup", "from pairloom.pipelines import build"),
        ("encoder", "def late():\n    from pairloom import dedup"),
        ("pipelines", "import pairloom.encoder"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, package: str, line: str) -> None:
    (tmp_path / package).mkdir()
    (tmp_path / package / "wrong.py").write_text(line)
    assert len(wrong_imports(tmp_path)) == 1


WITHOUT_BEAM = """
import importlib, pkgutil, sys

sys.modules["apache_beam"] = None  # an import of it raises
for name in ("schemas", "translators", "dedup"):
    package = importlib.import_module(f"pairloom.{name}")
    for module in pkgutil.walk_packages(package.__path__, f"pairloom.{name}."):
        if ".drivers." not in module.name:  # programs that run in the sandbox
            importlib.import_module(module.name)
from pairloom.dedup import near_duplicates
from pairloom.translators.registry import make_translator, plan_request
from pairloom.schemas import CodeRecord
from pairloom.schemas.recipe import Translate

print(near_duplicates(["def one(): return 1", "print('something else')", "def one(): return 1"]).tolist())
settings = Translate(translator="transpile", targets=["javascript"])
record = CodeRecord.create(benchmark="", language="python", code="def add(a, b):\\n    return a + b", text="Adds.")
(outcome,) = make_translator(settings).translate([plan_request(record, "javascript", settings)])
print("function" in outcome.reply)
"""


def test_beam_is_used_by_pipelines_alone() -> None:
    """Except for URLs: schemas.files asks Beam's file systems, and imports them where it does."""
    done = subprocess.run([sys.executable, "-c", WITHOUT_BEAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["[-1, -1, 0]", "True", ""]
    users = {
        str(file.relative_to(ROOT))
        for package in ("schemas", "translators", "dedup", "encoder")
        for file in (ROOT / package).rglob("*.py")
        if "apache_beam" in file.read_text(encoding="utf-8")
    }
    assert users == {"schemas/files.py"}

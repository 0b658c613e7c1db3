"""Imports point one way, between the packages and between the folders of pipelines, and never in a circle."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests import ROOT

MAY_IMPORT = {
    # a part: the parts that it may import besides itself. The longest name that a module begins with is its part.
    "schemas": set(),
    "translators": {"schemas"},
    "dedup": {"schemas"},
    "encoder": {"schemas"},
    "encoder.commands": {"schemas", "encoder"},
    "pipelines.running": {"schemas"},  # what steps use while they run: progress, URLs of buckets, Beam's options
    "pipelines.sources": {"schemas", "translators", "pipelines.running"},
    "pipelines.release": {"schemas", "translators"},
    "pipelines.graph": {
        *("schemas", "translators", "dedup", "pipelines.running", "pipelines.sources", "pipelines.release"),
        "pipelines.graph.steps.consistency",
    },
    # an encoder checks consistency; the recipe decides whether it is imported
    "pipelines.graph.steps.consistency": {"schemas", "translators", "encoder", "pipelines.graph", "pipelines.release"},
    # a proof repeats what the steps decided
    "pipelines.release.read.verify": {"schemas", "translators", "dedup", "pipelines.release", "pipelines.graph"},
    "pipelines.forecast": {"schemas", "translators", "pipelines.sources", "pipelines.graph", "pipelines.release"},
    "pipelines.commands": {
        *("schemas", "translators", "dedup", "pipelines.running", "pipelines.sources", "pipelines.release"),
        *("pipelines.graph", "pipelines.forecast", "pipelines.release.read.verify"),
        *("pipelines.graph.clean", "pipelines.running.request", "pipelines.running.logs"),
    },
    "pipelines.cli": {"schemas", "pipelines.running", "pipelines.commands", "encoder.commands"},
}
# these run a whole graph
MAY_IMPORT["pipelines.running.runner"] = MAY_IMPORT["pipelines.graph"] | {"pipelines.graph"}
for starts_a_run in ("pipelines.running.request", "pipelines.graph.clean"):
    MAY_IMPORT[starts_a_run] = MAY_IMPORT["pipelines.running.runner"] | {"pipelines.running.runner"}


def modules(root: Path) -> dict[str, Path]:
    """Module, without `pairloom.` -> file, for every module of the packages in `root`."""
    files = [file for part in MAY_IMPORT if "." not in part for file in (root / part).rglob("*.py")]
    files += (root / "pipelines").rglob("*.py")
    return {".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


def imports(file: Path, known: dict[str, Path]) -> set[str]:
    """The modules below `pairloom` that `file` imports, anywhere in it."""
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    below = [name.removeprefix("pairloom.") for name in names if name.startswith("pairloom.")]
    return {name if name in known else name.rpartition(".")[0] or name for name in below}


def graph(root: Path) -> dict[str, set[str]]:
    """Module -> the modules that it imports."""
    known = modules(root)
    return {module: imports(file, known) - {module} for module, file in known.items()}


def part_of(module: str) -> str:
    """The row of MAY_IMPORT for a module; its package if there is none."""
    rows = [part for part in MAY_IMPORT if f"{module}.".startswith(f"{part}.")]
    return max(rows, key=len, default=module.partition(".")[0])


def wrong_imports(root: Path) -> list[str]:
    """Every import in `root` that points the wrong way, as "module imports module"."""
    return [
        f"{module} imports {other}"
        for module, others in sorted(graph(root).items())
        for other in sorted(others)
        if part_of(other) not in {part_of(module), *MAY_IMPORT.get(part_of(module), ())}
    ]


def circle(root: Path) -> list[str]:
    """Modules that import each other in a circle, or nothing."""
    try:
        TopologicalSorter(graph(root)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_imports_point_one_way() -> None:
    assert wrong_imports(ROOT) == []


def test_no_imports_in_a_circle() -> None:
    assert circle(ROOT) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("schemas/wrong.py", "import pairloom.translators.base"),
        ("dedup/wrong.py", "from pairloom.pipelines import build"),
        ("encoder/wrong.py", "def late():\n    from pairloom import dedup"),
        ("encoder/wrong.py", "from pairloom.encoder.commands import app"),
        ("pipelines/graph/wrong.py", "import pairloom.encoder"),
        ("pipelines/graph/steps/wrong.py", "from pairloom.pipelines.commands import plan"),
        ("pipelines/sources/wrong.py", "from pairloom.pipelines.graph.build import build"),
        ("pipelines/release/write/wrong.py", "from pairloom.pipelines.graph.steps.split import assign_split"),
        ("pipelines/forecast/wrong.py", "def late():\n    import pairloom.pipelines.cli"),
        ("pipelines/wrong.py", "import pairloom.pipelines.graph.build"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, file: str, line: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(line)
    assert len(wrong_imports(tmp_path)) == 1


def test_a_circle_is_found(tmp_path: Path) -> None:
    (tmp_path / "dedup").mkdir()
    (tmp_path / "dedup" / "one.py").write_text("from pairloom.dedup.other import name")
    (tmp_path / "dedup" / "other.py").write_text("def late():\n    from pairloom.dedup import one")
    assert set(circle(tmp_path)) == {"dedup.one", "dedup.other"}


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
from pairloom.schemas.recipe import TranslateSection

print(near_duplicates(["def one(): return 1", "print('something else')", "def one(): return 1"]).tolist())
settings = TranslateSection(translator="transpile", targets=["javascript"])
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

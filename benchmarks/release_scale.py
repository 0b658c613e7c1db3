"""What a release of many rows costs to finish, verify and compare: seconds, peak memory, size of the report.

    python benchmarks/release_scale.py --rows 1000000 --folder /tmp/scale

Writes two releases of synthetic pairs, the second with one file in sixteen made anew, and runs the command line on
them. Each command is a process of its own; its memory is the largest resident size of it and its workers. There is no
peer to compare with: the tools that make such data sets have no release to verify.
"""

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pairloom.pipelines.graph.steps.split import assign_split
from pairloom.pipelines.release.write.books import Books
from pairloom.pipelines.release.write.files import data_file, write_rows
from pairloom.pipelines.release.write.finish import finish
from pairloom.pipelines.release.write.manifest import RunFacts
from pairloom.pipelines.release.write.staging import staging
from pairloom.schemas import CodePair, CodeRecord, TranslationRequest
from pairloom.schemas.load import validate_recipe
from pairloom.schemas.manifest import DataFile
from pairloom.schemas.recipe import Recipe

SHARDS = 16
TARGETS = ("go", "javascript", "java", "ruby")
CODE = {
    "go": "func Add{n}(a int, b int) int {{\n{comment}\n\treturn a*{n} + b\n}}",
    "javascript": "function add{n}(a, b) {{\n{comment}\n  return a * {n} + b;\n}}",
    "java": "int add{n}(int a, int b) {{\n{comment}\n    return a * {n} + b;\n}}",
    "ruby": "def add{n}(a, b)\n{comment}\n  a * {n} + b\nend",
}
RECIPE = validate_recipe(
    {
        "name": "scale",
        "source": [{"reader": "jsonl", "path": "none.jsonl", "language": "python"}],
        "translate": {"translator": "replay", "replay": "none.jsonl", "targets": list(TARGETS)},
        "output": {"shards": SHARDS},
        "split": {"validation": 0.0, "test": 0.0},
    },
    Recipe,
)


def pair(number: int, note: str) -> CodePair:
    """A pair of about 1,200 characters that is like no other: most of it are words drawn for its number."""
    draw = random.Random(number)
    words = [" ".join(f"{draw.getrandbits(40):x}" for _ in range(8)) for _ in range(6)]
    record = CodeRecord.create(
        benchmark="scale",
        language="python",
        text=f"Adds b to {number} times a. {words[0]}",
        code=f"def add{number}(a, b):\n    # {words[1]}\n    # {words[2]}\n    return a * {number} + b",
        repository=f"owner/{number % 5_000}",
        function_name=f"add{number}",
        license="MIT",
    )
    target = TARGETS[number % len(TARGETS)]
    mark = "#" if target == "ruby" else "//"
    comment = "\n".join(f"{mark} {line} {note}" for line in words[3:])
    request = TranslationRequest.create(
        source_language="python", target_language=target, code=record.code, translator="replay"
    )
    made = CodePair.create(record, request, CODE[target].format(n=number, comment=comment))
    object.__setattr__(made, "split", assign_split(made, RECIPE.split))
    return made


def write_shards(folder: str, rows: int, note: str, shards: range) -> list[DataFile]:
    """The files of some shards of a release of `rows` rows."""
    written = []
    for shard in shards:
        numbers = range(rows * shard // SHARDS, rows * (shard + 1) // SHARDS)
        pairs = (pair(number, note) for number in numbers)
        written.append(write_rows(folder, data_file("train", shard, SHARDS), pairs, CodePair))
    return written


def release(out: Path, rows: int, files: Callable[[str], list[DataFile]]) -> float:
    """Writes a release; returns the seconds that finishing it took."""
    with staging(str(out), replace=True) as folder:
        written = files(folder)
        targets = Counter(TARGETS[number % len(TARGETS)] for number in range(rows))
        books = Books.create(rows_read=rows, records=rows, planned=targets, kept=targets, rejections={})
        began = time.perf_counter()
        finish(folder, RECIPE, books, written, RunFacts())
        return time.perf_counter() - began


def run(*command: str) -> dict[str, Any]:
    """Runs a command of pairloom in a process of its own; seconds, peak memory in MB and exit code."""
    code = (
        "import resource, sys, time, json, subprocess\n"
        "began = time.perf_counter()\n"
        "command = [sys.executable, '-m', 'pairloom', *sys.argv[1:]]\n"
        "done = subprocess.run(command, capture_output=True, text=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps({'seconds': round(time.perf_counter() - began, 1), 'memory_mb': used.ru_maxrss // 1024,"
        " 'exit': done.returncode, 'tail': done.stdout[-300:] + done.stderr[-300:]}))"
    )
    answer = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(answer.stdout)
    return result


def main() -> None:
    """The whole measurement, printed as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path("out/scale"))
    parser.add_argument("--sample", type=int, default=20_000, help="rows that verify parses")
    arguments = parser.parse_args()
    a, b = arguments.folder / "a", arguments.folder / "b"
    began = time.perf_counter()
    finishing = release(a, arguments.rows, lambda folder: write_shards(folder, arguments.rows, "", range(SHARDS)))
    writing = time.perf_counter() - began - finishing
    own_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    def mostly_the_same(folder: str) -> list[DataFile]:
        from pairloom.pipelines.release.read.manifest import read_manifest

        (Path(folder) / "data").mkdir()
        kept = [file for file in read_manifest(str(a)).files if file.path.startswith("data/")][1:]
        for file in kept:
            shutil.copy(a / file.path, Path(folder) / file.path)
        same = [DataFile(path=file.path, rows=file.rows, bytes=file.bytes, sha256=file.sha256) for file in kept]
        return [*write_shards(folder, arguments.rows, "again", range(1)), *same]

    release(b, arguments.rows, mostly_the_same)
    print(
        json.dumps(
            {
                "rows": arguments.rows,
                "data_mb": round(sum(file.stat().st_size for file in (a / "data").iterdir()) / 1e6),
                "writing_s": round(writing, 1),
                "finishing_s": round(finishing, 1),
                "own_memory_mb": own_memory,
                "report_mb": round((a / "report.html").stat().st_size / 1e6, 1),
                "report": run("report", str(a)),
                f"verify, {arguments.sample} rows parsed": run("verify", str(a), "--sample", str(arguments.sample)),
                "diff": run("diff", str(a), str(b)),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()

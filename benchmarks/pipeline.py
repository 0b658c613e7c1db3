"""The whole graph of a release with a translator that answers at once, against a plain loop that does the same work.

    python benchmarks/pipeline.py [--records 10000] [--profile FILE]

What is measured is all that is not a model: reading, planning, checking, deduplicating, splitting, writing, on one
core. The records are made up (a Python function of some 600 characters, one in twenty a near-duplicate) and so is the
translator: it rewrites that one template line by line, for this benchmark alone. The plain loop calls the same
functions in the same order without Beam, so the ratio is what Beam costs. Each variant runs in a process of its own.
"""

import argparse
import cProfile
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psutil

FILE_ROWS = 10_000
FIRST = [
    "account",
    "batch",
    "cache",
    "delta",
    "entry",
    "frame",
    "graph",
    "header",
    "index",
    "job",
    "key",
    "layer",
    "matrix",
    "node",
    "order",
    "packet",
]
SECOND = [
    "Count",
    "Size",
    "Name",
    "Limit",
    "Total",
    "Offset",
    "Weight",
    "Score",
    "Level",
    "Price",
    "Range",
    "Width",
    "Rate",
    "Sum",
    "State",
    "Length",
]
WORDS = [first + second for first in FIRST for second in SECOND]
RECIPE = """
name = "benchmark"
[[source]]
reader = "jsonl"
path = "rows/*.jsonl.gz"
language = "python"
[source.fields]
text = "text"
code = "code"
function_name = "function_name"
repository = "repository"
[translate]
translator = "replay"
replay = "none.jsonl"
targets = ["javascript"]
"""


def make_row(number: int) -> dict[str, str]:
    """Row `number`: always the same for the same number; every twentieth differs from the one before in one number."""
    rng = random.Random(number - 1 if number % 20 == 19 else number)
    name, items, limit, *names = rng.sample(WORDS, 13)
    lines = [f"def {name}{number}({items}, {limit}):", f"    result = {number}"]
    for word in names:
        lines += [
            f"    {word} = {limit} * {rng.randrange(10_000)} + {rng.choice(names)[::-1]!r}.length",
            f"    result = result + {items}[{rng.randrange(100)}] * {word}",
        ]
    lines += ["    return result"]
    return {
        "code": "\n".join(lines),
        "text": f"Weighs {items} by {limit} and adds them to {number}, for {' and '.join(names[:3])}.",
        "function_name": f"{name}{number}",
        "repository": f"owner/repository{number % 997}",
    }


def to_javascript(code: str) -> str:
    """`code`, made by `make_row`, in JavaScript."""
    head, *body = code.split("\n")
    seen = {"return"}
    lines = []
    for line in body:
        word = line.split()[0]
        lines.append(f"  {line.strip()};" if word in seen else f"  let {line.strip()};")
        seen.add(word)
    return f"function{head.removeprefix('def')[:-1]} {{\n" + "\n".join(lines) + "\n}"


class InstantTranslator:
    """Stands in for a model: its reply costs some microseconds."""

    def translate(self, requests: Sequence) -> list:
        """One outcome per request."""
        from schemas import TranslationOutcome

        return [
            TranslationOutcome(
                request_id=request.request_id,
                reply=to_javascript(request.code),
                finish_reason="stop",
                prompt_tokens=0,
                completion_tokens=0,
                error="",
            )
            for request in requests
        ]

    def close(self) -> None:
        """Nothing to stop."""


def install_translator() -> None:
    """Puts the stand-in where `replay` is, in this process only."""
    from translators import registry

    info = registry.TRANSLATORS["replay"]
    registry.TRANSLATORS["replay"] = replace(info, make=lambda settings, recipe_file: InstantTranslator())
    registry._key = lambda settings, recipe_file: "code"


def make_input(folder: Path, records: int) -> None:
    """Writes the recipe and `records` rows in gzipped files of 10,000."""
    (folder / "rows").mkdir()
    (folder / "recipe.toml").write_text(RECIPE)
    for start in range(0, records, FILE_ROWS):
        with gzip.open(folder / "rows" / f"{start:09d}.jsonl.gz", "wt", compresslevel=1) as file:
            file.writelines(
                json.dumps(make_row(number)) + "\n" for number in range(start, min(start + FILE_ROWS, records))
            )


def run_beam(folder: Path) -> int:
    """The release as the command makes it, in one process. Returns how many pairs were kept."""
    from pipelines.run import Request, run_release

    install_translator()
    run_release(Request(recipe_file=str(folder / "recipe.toml"), out=str(folder / "beam")))
    return kept_in(folder / "beam")


def kept_in(release: Path) -> int:
    """The pairs that the manifest counts."""
    return sum(
        file["rows"]
        for file in json.loads((release / "manifest.json").read_text())["files"]
        if file["path"].startswith("data/")
    )


def run_plain(folder: Path) -> int:
    """The same work as one loop: the same functions, everything in lists. Returns how many pairs were kept."""
    from dedup.near import near_duplicates
    from dedup.transforms import Match, document, removal
    from pipelines import sources
    from pipelines.build import PairFiles, RejectionFiles, with_split
    from pipelines.planning import targets_of
    from pipelines.release.books import Books
    from pipelines.release.files import write_rows
    from pipelines.release.finish import finish
    from pipelines.release.manifest import RunFacts
    from pipelines.stages import checked
    from schemas import CodePair
    from schemas.recipe import load_recipe
    from translators import registry
    from translators.checks import check_code, fingerprint

    install_translator()
    recipe_file = str(folder / "recipe.toml")
    recipe = load_recipe(recipe_file)
    source, translator = recipe.source[0], InstantTranslator()
    pairs, rejections, counts = [], [], {}

    def count(*key: object) -> None:
        counts[key] = counts.get(key, 0) + 1

    for shard in sources.shards(source, 0, recipe_file):
        for record in sources.read(shard):
            count("records", 0, record.language)
            assert check_code(record.code, record.language) is None
            for target in targets_of(record, source.translate.targets, source.translate.per_record):
                request = registry.plan_request(record, target, source.translate, recipe_file)
                count("planned", record.language, target)
                result = checked(record, request, translator.translate([request])[0])
                (pairs if isinstance(result, CodePair) else rejections).append(result)
    rejections = [tagged.value for tagged in rejections]
    kept = near_duplicates([document(pair) for pair in pairs], recipe.dedup.threshold)
    final = []
    for pair, other in zip(pairs, kept, strict=True):
        if other < 0:
            final.append(with_split(pair, recipe.split))
        else:
            rejections.append(removal(pair, Match(pairs[other].pair_id, "", 0.0, False)))
    for pair in final:
        count("kept", pair.source_language, pair.target_language, pair.split)
    for row in rejections:
        count("rejected", row.stage, row.reason, row.target_language)
    out = folder / "plain"
    files = []
    for rows, names, kind in (
        (final, PairFiles(recipe.output.shards), CodePair),
        (rejections, RejectionFiles(recipe.output.shards), RejectionFiles.record_type),
    ):
        by_file: dict[str, list] = {}
        for row in rows:
            by_file.setdefault(names.key(row), []).append(row)
        files += [write_rows(str(out), name, group, kind) for name, group in by_file.items()]
    finish(str(out), recipe, Books.from_counts(list(counts.items())), files, RunFacts(versions=fingerprint()))
    return kept_in(out)


def measure(variant: str, folder: Path, profile: str) -> dict[str, float]:
    """Wall and CPU seconds and peak memory in MB of one variant in this process, its imports not counted. The process
    beside it counts for time, not for memory."""
    import pipelines.run  # noqa: F401

    run = {"beam": run_beam, "plain": run_plain}[variant]
    profiler = cProfile.Profile() if profile else None
    began, cpu = time.perf_counter(), processor_seconds()
    kept = profiler.runcall(run, folder) if profiler else run(folder)
    result = {
        "kept": kept,
        "wall": time.perf_counter() - began,
        "cpu": processor_seconds() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if profiler:
        profiler.dump_stats(profile)
    return result


def processor_seconds() -> float:
    """Of this process and of the one beside it that judges code."""
    here = psutil.Process()
    return sum(sum(process.cpu_times()[:2]) for process in (here, *here.children(recursive=True)))


def in_own_process(variant: str, folder: Path, profile: str) -> dict[str, float]:
    """`measure` in a new interpreter."""
    # -P: this folder, where a benchmark may be called like a package of ours, stays off the path
    command = [sys.executable, "-P", __file__, "--measure", variant, "--folder", str(folder), "--profile", profile]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def variants() -> Iterator[str]:
    """Beam first, the peer after it."""
    yield from ("beam", "plain")


def main() -> None:
    """Prints one line per variant and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--profile", default="", help="write a cProfile of the Beam run to this file")
    parser.add_argument("--measure", choices=["beam", "plain"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure, arguments.folder, arguments.profile)))
        return
    with tempfile.TemporaryDirectory() as folder:
        make_input(Path(folder), arguments.records)
        found = {}
        for variant in variants():
            found[variant] = line = in_own_process(
                variant, Path(folder), arguments.profile if variant == "beam" else ""
            )
            print(
                f"{variant:6} {arguments.records:>9,} records, {line['kept']:>9,.0f} kept: {line['wall']:8.1f} s wall, "
                f"{line['cpu']:8.1f} s of CPU, {line['cpu'] / arguments.records * 1000:6.3f} ms per record, "
                f"{arguments.records / line['wall']:7.0f} records/s, {line['memory']:6.0f} MB at most"
            )
    overhead = (found["beam"]["cpu"] - found["plain"]["cpu"]) / arguments.records * 1000
    ratio = found["beam"]["cpu"] / found["plain"]["cpu"]
    print(f"Beam costs {ratio:.2f} times the plain loop: {overhead:+.3f} ms per record")


if __name__ == "__main__":
    main()

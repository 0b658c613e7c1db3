"""The whole graph of a release with a translator that answers at once, on each local mode, against a plain loop that
does the same work and against a datatrove pipeline of the same steps.

    python benchmarks/pipeline.py [--records 10000 100000] [--variants beam workers server plain datatrove]

What is measured is all that is not a model: reading, planning, checking, deduplicating, splitting, writing. The records
are made up (a Python function of some 1,100 characters, one in twenty a near-duplicate) and so is the translator: it
rewrites that one template line by line, for this benchmark alone.

beam: the command's own run, in one process. workers: the same with two local worker processes. server: the same through
Beam's job server and one worker of its pool, which keep all that crosses a shuffle in memory. plain: one loop over the
same functions without Beam, so that the difference is what Beam costs. datatrove (pip install datatrove==0.10.1 orjson;
left out where it is missing): its reader, its four steps of MinHash on as many hashes of the same 5-grams, its Parquet
writer, and between them our checks; without isolation, books, manifest, card and report, which it has not.

Each variant runs in a process of its own. Seconds, and processor seconds and peak memory of that process with all below
it, are counted from after its imports, sampled five times a second. Memory is what the processes hold of their own, and
what they hold with all that they have mapped of files (libraries, texts), which the system may drop and read again.
With several sizes the growth from one to the next is printed, which is what a record costs without what a run costs
once.
"""

import argparse
import cProfile
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from importlib.util import find_spec
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import psutil

from pairloom.translators.base import Translator

FILE_ROWS = 2_000
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


class InstantTranslator(Translator):
    """Stands in for a model: its reply costs some microseconds."""

    name = "replay"

    @classmethod
    def make(cls, settings: Any) -> "InstantTranslator":
        """Has no settings."""
        return cls()

    def translate(self, requests: Sequence) -> list:
        """One outcome per request."""
        from pairloom.schemas import TranslationOutcome

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
    """Puts the stand-in where `replay` is, in this process only. Beam's workers call it when they set up."""
    from pairloom.translators import registry

    registry.TRANSLATORS["replay"] = InstantTranslator


def make_input(folder: Path, records: int) -> None:
    """Writes the recipe and `records` rows in gzipped files."""
    (folder / "rows").mkdir()
    (folder / "recipe.toml").write_text(RECIPE)
    for start in range(0, records, FILE_ROWS):
        with gzip.open(folder / "rows" / f"{start:09d}.jsonl.gz", "wt", compresslevel=1) as file:
            file.writelines(
                json.dumps(make_row(number)) + "\n" for number in range(start, min(start + FILE_ROWS, records))
            )


def run_beam(folder: Path, workers: int = 1, options: Sequence[str] = ()) -> int:
    """The release as the command makes it. Returns how many pairs were kept."""
    from pairloom.pipelines.running.request import Request, run_release

    out = folder / f"beam-{workers}"
    recipe = str(folder / "recipe.toml")
    run_release(Request(recipe_file=recipe, out=str(out), workers=workers, beam=tuple(options)))
    return kept_in(out)


def run_workers(folder: Path) -> int:
    """The same in two worker processes, which are told of the stand-in by the environment."""
    tell_workers(folder)
    return run_beam(folder, workers=2)


def run_server(folder: Path) -> int:
    """The same through Beam's own job server and a worker of its pool, over gRPC."""
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    from tests.pipelines.test_portable import serving_portable

    tell_workers(folder)
    with serving_portable() as (_, options):
        return run_beam(folder, options=options)


def tell_workers(folder: Path) -> None:
    """Gives the processes below this one the stand-in, if they are Beam's workers."""
    (folder / "sitecustomize.py").write_text(SITE)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))


SITE = f"""
import sys
if any(name in word for word in sys.orig_argv for name in ("sdk_worker_main", "SdkHarness")):
    import runpy
    runpy.run_path({str(Path(__file__).resolve())!r})["install_translator"]()
"""


def kept_in(release: Path) -> int:
    """The pairs that the manifest counts."""
    return sum(
        file["rows"]
        for file in json.loads((release / "manifest.json").read_text())["files"]
        if file["path"].startswith("data/")
    )


def pairs_of(records: Sequence, recipe: Any, count: Any) -> Iterator:
    """CodePair, or rejection, of each record in a batch: what both peers do between reading and duplicates."""
    from pairloom.pipelines.graph.checking import check_outcomes
    from pairloom.pipelines.graph.planning import Sourced, plan_records

    made = list(plan_records([Sourced(0, record) for record in records], recipe, judge=False))
    assert not any(each.unsound or each.unsupported for each in made)
    plans = [plan for each in made for plan in each.plans]
    for plan in plans:
        count("planned", plan.record.language, plan.request.target_language)
    outcomes = InstantTranslator().translate([plan.request for plan in plans])
    yield from check_outcomes(list(zip(plans, outcomes, strict=True)))


def run_plain(folder: Path) -> int:
    """The same work as one loop: the same functions, everything in lists. Returns how many pairs were kept."""
    from pairloom.dedup.blocks import Match
    from pairloom.dedup.near import near_duplicates
    from pairloom.dedup.pairs import document
    from pairloom.pipelines import sources
    from pairloom.pipelines.graph.build import set_split
    from pairloom.pipelines.graph.steps.deduplicate import reject_duplicate
    from pairloom.pipelines.graph.steps.write import PairFiles, RejectionFiles
    from pairloom.pipelines.release.write.books import Books
    from pairloom.pipelines.release.write.files import write_rows
    from pairloom.pipelines.release.write.finish import finish
    from pairloom.pipelines.release.write.manifest import RunFacts
    from pairloom.schemas import CodePair
    from pairloom.schemas.recipe import load_recipe
    from pairloom.translators.checks import fingerprint

    recipe = load_recipe(folder / "recipe.toml")
    pairs, rejections, counts = [], [], {}

    def count(*key: object) -> None:
        counts[key] = counts.get(key, 0) + 1

    for shard in sources.shards(recipe.source[0], 0):
        records = sources.read(shard)
        while batch := list(islice(records, 64)):
            for record in batch:
                count("rows")
                count("records", 0, record.language)
            for result in pairs_of(batch, recipe, count):
                (pairs if isinstance(result, CodePair) else rejections).append(result)
    kept = near_duplicates([document(pair) for pair in pairs], recipe.dedup.threshold)
    final = []
    for pair, other in zip(pairs, kept, strict=True):
        if other < 0:
            final.append(set_split(pair, recipe.split))
        else:
            rejections.append(reject_duplicate(pair, Match(pairs[other].pair_id, "", 0.0, False)))
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
            by_file.setdefault(names.name_of(row), []).append(row)
        files += [write_rows(str(out), name, group, kind) for name, group in by_file.items()]
    finish(str(out), recipe, Books.from_counts(list(counts.items())), files, RunFacts(versions=fingerprint()))
    return kept_in(out)


class Characters:
    """Where datatrove splits words: its 5-grams are of characters then, as ours are."""

    def word_tokenize(self, text: str) -> list[str]:
        """The characters of `text`."""
        return list(text)


def run_datatrove(folder: Path) -> int:
    """The same steps as datatrove pipelines, one task. Returns how many pairs were kept."""
    import xxhash
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import minhash
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import ParquetWriter
    from datatrove.utils.text import TextNormConfig

    from pairloom.schemas import CodePair, CodeRecord
    from pairloom.schemas.recipe import load_recipe
    from pairloom.schemas.records import to_dict

    minhash.load_word_tokenizer = lambda language: Characters()
    # the same hash as its own, which gives xxhash text, as xxhash 4 no longer takes it
    minhash.create_hash_func = lambda config: lambda text: xxhash.xxh64_intdigest(text.encode())
    recipe = load_recipe(folder / "recipe.toml")
    as_it_is = TextNormConfig(**{field.name: False for field in fields(TextNormConfig)})
    config = minhash.MinhashConfig(recipe.dedup.shingle, num_buckets=36, hashes_per_bucket=7, norm_config=as_it_is)
    place = folder / "datatrove"

    def translated(documents: Iterator, rank: int = 0, world_size: int = 1) -> Iterator:
        records = (
            CodeRecord.create(benchmark="jsonl", language="python", code=document.text, **document.metadata)
            for document in documents
        )
        while batch := list(islice(records, 64)):
            for pair in pairs_of(batch, recipe, lambda *key: None):
                if isinstance(pair, CodePair):
                    values = to_dict(pair)
                    yield Document(text=values["source_code"] + values["target_code"], id=pair.pair_id, metadata=values)

    def row_of(reader: Any, data: dict[str, Any], path: str, number: int) -> dict[str, Any]:
        return {"text": data.pop("code"), "id": f"{path}/{number}", "metadata": {**data, "text": data["text"]}}

    def execute(*steps: Any, tasks: int = 1) -> None:
        LocalPipelineExecutor(list(steps), tasks, workers=1, logging_dir=str(place / "log"), skip_completed=False).run()

    reader = JsonlReader(str(folder / "rows"), adapter=row_of, text_key="code", add_file_path=False)
    pairs = ParquetWriter(str(place / "pairs"))
    execute(reader, translated, pairs, minhash.MinhashDedupSignature(str(place / "signatures"), config=config))
    buckets = minhash.MinhashDedupBuckets(str(place / "signatures"), str(place / "buckets"), config=config)
    execute(buckets, tasks=config.num_buckets)
    execute(minhash.MinhashDedupCluster(str(place / "buckets"), str(place / "remove"), config=config))
    from datatrove.pipeline.readers import ParquetReader

    execute(
        ParquetReader(str(place / "pairs")),
        minhash.MinhashDedupFilter(str(place / "remove")),
        ParquetWriter(str(place / "data"), compression="zstd", expand_metadata=True),
    )
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(file).num_rows for file in (place / "data").rglob("*.parquet"))


VARIANTS = {
    "beam": run_beam,
    "workers": run_workers,
    "server": run_server,
    "plain": run_plain,
    "datatrove": run_datatrove,
}
READY = "ready"


def work(variant: str, folder: Path, profile: str) -> None:
    """Runs one variant in this process and prints how many pairs were kept."""
    import pairloom.pipelines.running.request  # noqa: F401

    install_translator()
    print(READY, flush=True)
    run, profiler = VARIANTS[variant], cProfile.Profile() if profile else None
    print(profiler.runcall(run, folder) if profiler else run(folder))
    if profiler:
        profiler.dump_stats(profile)


@dataclass(frozen=True)
class Measured:
    """Seconds and processor seconds of a run; peak memory in MB, pages that processes share counted once: with what is
    mapped of files, and without."""

    kept: int
    wall: float
    cpu: float
    memory: float
    own: float


class Meter:
    """Processor seconds and memory of a process with all below it, also of those that have ended by now."""

    def __init__(self, root: psutil.Process) -> None:
        self.root = root
        self.seconds: dict[tuple[int, float], float] = {}
        self.memory = self.own = 0.0

    def sample(self) -> float:
        """The processor seconds so far."""
        held = own = 0
        for process in (self.root, *self.root.children(recursive=True)):
            try:
                with process.oneshot():
                    self.seconds[process.pid, process.create_time()] = sum(process.cpu_times()[:2])
                pages = pages_of(process.pid)
                held, own = held + pages["Pss"], own + pages["Pss_Anon"] + pages["Pss_Shmem"]
            except (psutil.Error, OSError):
                continue  # it ended meanwhile
        self.memory, self.own = max(self.memory, held / 2**10), max(self.own, own / 2**10)
        return sum(self.seconds.values())


def pages_of(pid: int) -> dict[str, int]:
    """What a process holds in memory by kind, in KiB, its share of what others hold too."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {kind: int(size.split()[0]) for kind, _, size in (line.partition(":") for line in lines)}


def measure(variant: str, folder: Path, profile: str) -> Measured:
    """One variant in a new interpreter."""
    # -P: this folder, where a benchmark may be called like a package of ours, stays off the path
    command = [sys.executable, "-P", __file__, "--work", variant, "--folder", str(folder), "--profile", profile]
    log = folder / "log"
    with (
        log.open("w") as stderr,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == READY:
                break
        meter = Meter(psutil.Process(process.pid))
        cpu, began = meter.sample(), time.perf_counter()
        spent = cpu
        while process.poll() is None:
            try:
                spent = meter.sample()
            except psutil.NoSuchProcess:
                break
            time.sleep(0.2)
        wall = time.perf_counter() - began
        said = process.stdout.read().split()
    if process.returncode or not said:
        sys.exit(f"{log.read_text()}\n{variant} failed")
    return Measured(int(said[-1]), wall, spent - cpu, meter.memory, meter.own)


def main() -> None:
    """Prints a line for each variant and size, and how each grows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, nargs="+", default=[10_000])
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--profile", default="", help="write a cProfile of the variant beam to this file")
    parser.add_argument("--work", choices=VARIANTS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        work(arguments.work, arguments.folder, arguments.profile)
        return
    variants = [name for name in arguments.variants if name != "datatrove" or (find_spec(name) and find_spec("orjson"))]
    found: dict[tuple[str, int], Measured] = {}
    for records in sorted(arguments.records):
        with tempfile.TemporaryDirectory() as folder:
            make_input(Path(folder), records)
            for variant in variants:
                profile = arguments.profile if variant == "beam" else ""
                found[variant, records] = one = measure(variant, Path(folder), profile)
                print(
                    f"{variant:9} {records:>9,} records, {one.kept:>9,} kept: {one.wall:8.1f} s, {one.cpu:8.1f} s of "
                    f"processor, {one.cpu / records * 1000:7.3f} ms per record, {records / one.wall:7.0f} records/s, "
                    f"{one.own:7.0f} MB at most, {one.memory:7.0f} with mapped files",
                    flush=True,
                )
                for made in Path(folder).glob("*/manifest.json"):
                    shutil.rmtree(made.parent)
    for few, many in pairwise(sorted(arguments.records)):
        for variant in variants:
            one, two = found[variant, few], found[variant, many]
            print(
                f"{variant:9} from {few:,} to {many:,}, for each record more: "
                f"{(two.cpu - one.cpu) / (many - few) * 1000:.3f} ms of processor, "
                f"{(two.own - one.own) * 2**20 / (many - few):,.0f} bytes of memory"
            )


if __name__ == "__main__":
    main()

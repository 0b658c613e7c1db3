"""Estimates the resources of a release of any size: bytes, hours, memory, money, and the first limits reached.

The model is linear on purpose: every stage does the same work per translation. Its constants were measured on releases
of Python functions to JavaScript (see docs/scale.md). Other data have other sizes, so they are parameters.
"""

from dataclasses import dataclass, field

GIB = 2**30


@dataclass(frozen=True)
class Sizes:
    """Mean bytes per translation of the data that moves between workers, with its key.

    request: a request, packed. asked: a request as encoded by Beam's coder, for the step that sends it to a language
    model. plan: a request with its record and traits, packed. outcome: a reply, packed. block: the pair, compressed
    with others of its languages. sketch: the sketch for finding duplicates. pair, rejection: a row to write, packed.
    file: a pair in Parquet. decided: memory of a pair while duplicates are decided; in_doubt: additional memory if it
    may have a near-duplicate; mapped: the sketch and text of such a pair in memory-mapped files.
    """

    request: int = 510
    asked: int = 770
    plan: int = 950
    outcome: int = 1230
    block: int = 540
    sketch: int = 350
    pair: int = 1760
    rejection: int = 280
    file: int = 960
    decided: int = 120
    in_doubt: int = 190
    mapped: int = 2700


@dataclass(frozen=True)
class Load:
    """The release whose resources are estimated.

    functions: records read. targets: translations of each. kept: the share that becomes pairs. largest_pair: the share
    of the most common pair of languages. shards: training files. completion_tokens: per translation; 0 without a
    language model. tokens_per_second: measured completion tokens per second of your model on one accelerator.
    """

    functions: int
    tokens_per_second: float
    targets: float = 1.0
    kept: float = 0.7
    largest_pair: float = 1.0
    shards: int = 4
    completion_tokens: float = 400


@dataclass(frozen=True)
class Prices:
    """Prices in dollars: of an accelerator with its machine per hour, of a processor core with its memory per hour, of
    a shuffled GiB. They have no defaults, because they depend on your contract."""

    accelerator_hour: float
    core_hour: float
    shuffle_gib: float


@dataclass(frozen=True)
class Scale:
    """The estimate. shuffled: bytes by stage. core_hours, accelerator_hours: total work of all machines. memory: bytes
    that one worker needs, by step. one_process: bytes, if a single process does everything. mapped: bytes of the files
    that deciding on duplicates maps into memory; it is faster if they fit. dollars: None without prices. limits: the
    limits that are exceeded, worst first, and what to change."""

    translations: int
    completion_tokens: int
    shuffled: dict[str, int]
    core_hours: float
    accelerator_hours: float
    release_bytes: int
    memory: dict[str, int]
    one_process: int
    mapped: int
    dollars: float | None
    limits: list[str] = field(default_factory=list)


CORE_SECONDS_FIXED = 6.0
CORE_SECONDS = 0.0024
"""CPU seconds of all stages except the model, once and per translation, measured by `benchmarks/pipeline.py`."""

PROCESS_FIXED = 570 * 2**20
"""Memory of one process that does everything, without mapped files and without deciding on duplicates. It does not grow
with the data."""

IN_DOUBT = 0.17
"""The share of rows that may have a near-duplicate, so that their sketches and texts are needed, too. Measured on
18,000 functions of public repositories in six languages: 0.13 to 0.31."""

COPIES = 3
"""Number of copies of the rows in the memory of a step: as received, sorted, and as a table."""

WORKER_MEMORY = 16 * GIB
"""The memory of a worker. A step that needs more is reported as a limit."""

DECIDE = "deciding on duplicates (one pair of languages, one worker)"
WRITE = "writing a file (one shard, one worker)"
REMEDIES = {
    DECIDE: "more targets with per_record = 1, or a recipe for each part with [dedup] against the others",
    WRITE: "more [output] shards: one for each 250,000 pairs",
}


def scale(load: Load, prices: Prices | None = None, sizes: Sizes | None = None) -> Scale:
    """The estimate for `load`. Raises ValueError if it is invalid: nothing to read, no speed, a share outside 0 to
    1."""
    _check(load)
    sizes = sizes or Sizes()
    translations = round(load.functions * load.targets)
    kept = round(translations * load.kept)
    asked = translations if load.completion_tokens else 0  # requests to a language model
    shuffled = {
        "make requests distinct": translations * sizes.request,
        "look up in the journal": asked * sizes.request,
        "spread requests over workers": asked * sizes.asked,
        "join outcomes to plans": translations * (sizes.plan + sizes.outcome),
        "find duplicates": kept * (sizes.sketch + 2 * sizes.block),
        "write": kept * sizes.pair + (translations - kept) * sizes.rejection,
    }
    memory = {
        DECIDE: round(kept * load.largest_pair * (sizes.decided + IN_DOUBT * sizes.in_doubt)),
        WRITE: round(kept / load.shards * sizes.pair * COPIES),
    }
    completion = round(translations * load.completion_tokens)
    core_hours = (CORE_SECONDS_FIXED + translations * CORE_SECONDS) / 3600
    accelerator_hours = completion / load.tokens_per_second / 3600
    dollars = None
    if prices is not None:
        dollars = (
            accelerator_hours * prices.accelerator_hour
            + core_hours * prices.core_hour
            + sum(shuffled.values()) / GIB * prices.shuffle_gib
        )
    return Scale(
        translations=translations,
        completion_tokens=completion,
        shuffled=shuffled,
        core_hours=core_hours,
        accelerator_hours=accelerator_hours,
        release_bytes=kept * sizes.file,
        memory=memory,
        one_process=PROCESS_FIXED + memory[DECIDE],
        mapped=round(kept * load.largest_pair * IN_DOUBT * sizes.mapped),
        dollars=dollars,
        limits=[
            f"{step} needs {need / GIB:,.0f} GiB, more than {WORKER_MEMORY / GIB:,.0f} on one machine: {REMEDIES[step]}"
            for step, need in sorted(memory.items(), key=lambda item: -item[1])
            if need > WORKER_MEMORY
        ],
    )


def _check(load: Load) -> None:
    if load.functions < 1 or load.targets <= 0 or load.shards < 1:
        raise ValueError("functions, targets and shards must be above 0")
    if load.tokens_per_second <= 0:
        raise ValueError("tokens_per_second must be above 0")
    if not (0 <= load.kept <= 1 and 0 < load.largest_pair <= 1):
        raise ValueError("kept and largest_pair are shares, 0 to 1")

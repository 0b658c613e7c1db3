"""The manifest of a release: its inputs, its files, the software that made it, and the numbers to verify it.

`schemas/manifest.schema.json` is the same contract as a JSON schema, for readers in other languages; a test keeps the
two in step. MANIFEST_VERSION goes up when a field is removed or changes its meaning.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pairloom.schemas.certificate import Certificate

MANIFEST_VERSION: Literal[1] = 1

Count = Annotated[int, Field(ge=0)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """A part of the manifest. It is strict: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Software(Part):
    """The software that made the release. `revision` is the commit of the code, with "+changes" for uncommitted
    changes, or ""."""

    pairloom: str
    revision: str


class InputSource(Part):
    """The input of one [[source]] of the recipe. `sha256` is over the names and hashes of all its files."""

    reader: str
    path: str
    files: Count
    bytes: Count
    sha256: Sha256


class TranslatorUse(Part):
    """A translator, model and prompt, the number of pairs that they made, and the sampling parameters ({} if none)."""

    translator: str
    model: str
    prompt_version: str
    sampling: dict[str, Any]
    pairs: Count


class RejectionCount(Part):
    """The number of rejections of one kind. `target_language` is "" for rejections before targets were planned."""

    stage: str
    reason: str
    target_language: str
    rows: Count


class UnjudgedCount(Part):
    """The number of translations into a language that the gates could not judge up to the level that the recipe asks
    for, for one cause (see reasons.CAUSES). They are kept with the level that they have, or rejected as unverified."""

    target_language: str
    cause: str
    translations: Count


class StatedBooks(Part):
    """The books: rows read = records + rejected while reading; planned = kept + duplicates removed + decontaminated +
    rejected, in total and for each target language. `unplanned` were rejected before a target was planned for them."""

    rows_read: Count
    records: Count
    planned: dict[str, Count]
    kept: dict[str, Count]
    duplicates_removed: Count
    decontaminated: Count
    rejected: Count
    unplanned: Count
    rejections: list[RejectionCount]
    unjudged: list[UnjudgedCount] = []


class DataFile(Part):
    """One Parquet file: its path within the release, its rows, its size in bytes, the hexadecimal SHA-256 of its
    content."""

    path: str
    rows: Count
    bytes: Count
    sha256: Sha256


class PairCount(Part):
    """The number of pairs of two languages in one split."""

    source_language: str
    target_language: str
    split: str
    pairs: Count


class Evidence(Part):
    """The number of pairs of a target language that passed the same gates: see reasons.GATES and reasons.LEVELS."""

    target_language: str
    verified: str
    gates: list[str]
    pairs: Count


class EvidenceStrength(Part):
    """The strength of the evidence in one column, over the `rows` in which it was measured. tenths: rows by tenths of
    a share, the last for 1.0; [] for calls."""

    column: Literal["calls", "branches", "mutants"]
    rows: Count
    p05: float
    median: float
    mean: float
    tenths: list[Count]


class Lengths(Part):
    """The lengths of one column in characters; `language` is "" for text. Quantiles are observed lengths."""

    column: Literal["text", "source_code", "target_code"]
    language: str
    minimum: Count
    p05: Count
    median: Count
    p95: Count
    maximum: Count
    mean: float


class Statistics(Part):
    """Counts over the data files, so that readers of the manifest need not open them. strength: of the evidence, for
    the columns that were measured.

    licenses, benchmarks, units, verified: rows by value, "" for unknown. duplicates: rows by the number of removed
    duplicates that each stands for. evidence: rows by the gates that they passed. Older releases have no units and no
    evidence. repositories: number of distinct ones. examples: the pairs that the card shows.
    """

    pairs: list[PairCount]
    licenses: dict[str, Count]
    benchmarks: dict[str, Count]
    units: dict[str, Count] = {}
    verified: dict[str, Count]
    evidence: list[Evidence] = []
    strength: list[EvidenceStrength] = []
    duplicates: dict[str, Count]
    repositories: Count
    lengths: list[Lengths]
    examples: list[str]


class ModelRun(Part):
    """The requests of this run to a language model. A run that finds all replies in the journal sends none.

    asked: requests. failed: requests without a reply after all attempts. candidates: replies. cached_prompt_tokens:
    prompt tokens from the server's prefix cache, 0 where the server does not report them. errors: failed attempts by
    reason. most_in_flight: the most concurrent requests of one worker process. seconds: from the first request to the
    last reply.
    """

    asked: Count
    failed: Count
    candidates: Count
    prompt_tokens: Count
    cached_prompt_tokens: Count
    completion_tokens: Count
    errors: dict[str, Count]
    most_in_flight: Count
    seconds: Annotated[float, Field(ge=0)]
    completion_tokens_per_second: Annotated[float, Field(ge=0)]


class ModelUse(Part):
    """The work of a language model for one [[source]] of the recipe, counted from 0, or for the round trip, which has
    the next number.

    revisions, servers: replies by revision of the model and by server software, "" for unknown. prompt_versions: by
    target language, for programs under names such as "go (program)". requests: distinct ones; found_in_journal: those
    answered before this run. sent_back: how often a reply that failed the checks was sent back. repaired: requests
    whose first reply failed the checks and whose last reply passed.
    """

    source: Count
    translator: str
    model: str
    revisions: dict[str, Count]
    servers: dict[str, Count]
    prompt_versions: dict[str, str]
    sampling: dict[str, Any]
    requests: Count
    found_in_journal: Count
    sent_back: Count
    repaired: Count
    run: ModelRun


class Tokens(Part):
    """Tokens that the translators counted, 0 for translators without tokens."""

    prompt: Count
    completion: Count


class Manifest(Part):
    """The whole manifest. Times are in seconds; `created` is in UTC. Two runs of one recipe with the same inputs,
    versions and journal differ only in `created`, in `timings`, and in `run` and `found_in_journal` of `models`.

    data_sha256: over the names and hashes of the files in `data/`: equal for equal data.
    certificate: how the gates judged labelled replies, None if the recipe names none.
    columns: the column names of `data/`: "pairloom", or "synthconl" for those of the published SynthCoNL.
    """

    manifest_version: Literal[1]
    schema_version: int
    name: str
    created: str
    software: Software
    recipe: dict[str, Any]
    recipe_fingerprint: str
    columns: Literal["pairloom", "synthconl"]
    inputs: list[InputSource]
    versions: dict[str, str]
    translators: list[TranslatorUse]
    books: StatedBooks
    files: list[DataFile]
    data_sha256: Sha256
    statistics: Statistics
    tokens: Tokens
    models: list[ModelUse] = []
    certificate: Certificate | None = None
    timings: dict[str, float]


def json_schema() -> dict[str, Any]:
    """The contract as a JSON schema, draft 2020-12."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Manifest.model_json_schema()}

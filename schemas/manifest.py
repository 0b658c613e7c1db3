"""The manifest of a release: what was made from what, by what, and the numbers to check it with.

`schemas/manifest.schema.json` is the same contract as a JSON schema, for readers in other languages; a test keeps the
two in step. MANIFEST_VERSION goes up when a field is removed or changes its meaning.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MANIFEST_VERSION: Literal[1] = 1

Count = Annotated[int, Field(ge=0)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """A part of the manifest: strict, so that an edited manifest does not pass as another one."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Software(Part):
    """What made the release. `revision` is the commit of the code, with "+changes" if it was changed since, or ""."""

    pairloom: str
    revision: str


class InputSource(Part):
    """What one [[source]] of the recipe read. `sha256` is over the names and hashes of all its files."""

    reader: str
    path: str
    files: Count
    bytes: Count
    sha256: Sha256


class TranslatorUse(Part):
    """A translator, a model and a prompt that made pairs, how many, and how replies were sampled ({} if not)."""

    translator: str
    model: str
    prompt_version: str
    sampling: dict[str, Any]
    pairs: Count


class RejectionCount(Part):
    """How many rejections there are of one kind; `target_language` is "" for those from before targets were planned."""

    stage: str
    reason: str
    target_language: str
    rows: Count


class StatedBooks(Part):
    """The books: rows read = records + rejected while reading; planned = kept + duplicates removed + decontaminated +
    rejected, in total and for each target language. `unplanned` were refused before a target was planned for them."""

    rows_read: Count
    records: Count
    planned: dict[str, Count]
    kept: dict[str, Count]
    duplicates_removed: Count
    decontaminated: Count
    rejected: Count
    unplanned: Count
    rejections: list[RejectionCount]


class DataFile(Part):
    """One Parquet file: its path within the release, its rows, its size in bytes, the SHA-256 of its content in hex."""

    path: str
    rows: Count
    bytes: Count
    sha256: Sha256


class PairCount(Part):
    """Pairs per languages and split."""

    source_language: str
    target_language: str
    split: str
    pairs: Count


class Evidence(Part):
    """Pairs of a target language that passed the same gates: see reasons.GATES and reasons.LEVELS."""

    target_language: str
    verified: str
    gates: list[str]
    pairs: Count


class Lengths(Part):
    """The lengths of one column in characters; `language` is "" for text. Quantiles are lengths that occur."""

    column: Literal["text", "source_code", "target_code"]
    language: str
    minimum: Count
    p05: Count
    median: Count
    p95: Count
    maximum: Count
    mean: float


class Statistics(Part):
    """What can be counted in the data files, so that a reader of the manifest need not open them.

    licenses, benchmarks, verified: rows by value, "" for unknown. duplicates: rows by how many removed duplicates each
    stands for. evidence: rows by what they passed, [] in releases from before it was kept. repositories: how many
    different ones. examples: the pairs that the card shows.
    """

    pairs: list[PairCount]
    licenses: dict[str, Count]
    benchmarks: dict[str, Count]
    verified: dict[str, Count]
    evidence: list[Evidence] = []
    duplicates: dict[str, Count]
    repositories: Count
    lengths: list[Lengths]
    examples: list[str]


class ModelRun(Part):
    """What this run asked a language model; a run that finds everything in the journal asks nothing.

    asked: requests. failed: those without a reply after all attempts. candidates: replies. cached_prompt_tokens: those
    of the prompt tokens that the server took from its prefix cache, as far as it says. errors: failed attempts by
    reason. most_in_flight: requests at once, in one worker process. seconds: from the first question to the last
    answer.
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
    """What a language model did for one [[source]] of the recipe, counted from 0, or for the round trip, which counts
    as one more.

    revisions, servers: replies by revision of the model and by the software that served it, "" for unknown.
    prompt_versions: by target language. requests: distinct ones, of which found_in_journal were answered before this
    run. sent_back: how often a reply that failed the checks was sent back. repaired: requests whose first reply failed
    the checks and whose last one passed: what sending back saved.
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
    """Tokens that the translators counted, 0 for those that have none."""

    prompt: Count
    completion: Count


class Manifest(Part):
    """The whole manifest. Times are in seconds; `created` is in UTC. Only `created`, `timings` and of `models` what is
    under `run` and `found_in_journal` differ between two runs of one recipe over the same inputs with the same
    versions and the same journal.

    data_sha256: over the names and hashes of the files in `data/`: equal for equal data.
    columns: the column names of `data/`, the project's or those of the published SynthCoNL.
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
    timings: dict[str, float]


def json_schema() -> dict[str, Any]:
    """The contract as a JSON schema, draft 2020-12."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Manifest.model_json_schema()}

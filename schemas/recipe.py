"""The recipe: one TOML file that says everything about a release. To add a key, add a field with its default here."""

# ruff: noqa: RUF012  (pydantic copies defaults)

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pairloom.schemas.hashing import content_hash
from pairloom.schemas.languages import LANGUAGES, find_language
from pairloom.schemas.load import RecipePath, Section, load_toml
from pairloom.schemas.splits import SPLIT_NAMES, find_split


def _known_language(name: str) -> str:
    language = find_language(name)
    if language is None:
        raise ValueError(f"is not a language that pairloom knows; allowed: {', '.join(LANGUAGES)}")
    return language.name


def _all_or_number(value: Any) -> Any:
    if value == "all" or (type(value) is int and value >= 1):
        return value
    raise ValueError('must be "all" or a whole number of at least 1')


def _one_or_several(value: Any) -> Any:
    urls = [value] if isinstance(value, str) else value
    if isinstance(urls, list) and urls and all(isinstance(url, str) and "://" in url for url in urls):
        return urls
    raise ValueError("must be a URL or a list of URLs")


PerRecord = Annotated[str | int, BeforeValidator(_all_or_number)]
Endpoints = Annotated[list[str], BeforeValidator(_one_or_several)]


class VllmSection(Section):
    """[translate.vllm]: the server that `translator = "vllm"` starts beside each worker.

    `python` is the interpreter of the environment that has vLLM, "" for the worker's own. `accelerator` is what the
    workers that translate must have where a runner hires machines, as Beam's resource hint of that name says it.
    """

    python: RecipePath = RecipePath("")
    accelerator: str = ""
    dtype: str = "auto"
    tensor_parallel_size: Annotated[int, Field(ge=1)] = 1
    max_model_len: Annotated[int, Field(ge=1)] | None = None
    gpu_memory_utilization: Annotated[float, Field(gt=0, le=1)] = 0.9
    flags: dict[str, str | int | float | bool] = {}
    environment: dict[str, str] = {}
    start_timeout: Annotated[float, Field(gt=0)] = 900.0


class TranslatorSection(Section):
    """What every section that names a translator says: which one, and how it is asked."""

    translator: str
    """The name of a translator, as `pairloom translators` lists it; required."""
    replay: RecipePath = RecipePath("")
    """The file of replies for `replay`, JSONL or Parquet."""
    model: RecipePath = RecipePath("")
    """The name of the model, or the folder that has it."""
    revision: str = ""
    """The commit or tag of the model on the Hub; "" is the newest, or what was downloaded."""
    endpoint: Endpoints = ["http://127.0.0.1:8000/v1"]
    """The base URL, or several, of servers that speak the OpenAI protocol; it ends in /v1."""
    api_key_env: str = "PAIRLOOM_API_KEY"
    """The environment variable that has the key for the servers."""
    answers_as: list[str] = []
    """Other names under which the model may answer; "*" allows any."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    """How freely the model samples, 0 to 2; 0 always takes the most probable token."""
    top_p: Annotated[float, Field(gt=0, le=1)] = 1.0
    """The share of probability that tokens are sampled from, above 0 to 1; 1 is all."""
    seed: int | None = None
    """The seed of sampling; none leaves it to the server."""
    max_tokens: Annotated[int, Field(ge=1)] = 2048
    """The length of one reply at most, in tokens."""
    candidates: Annotated[int, Field(ge=1)] = 1
    """How many replies to one request are asked for; the first one that passes the checks counts."""
    repairs: Annotated[int, Field(ge=0)] = 0
    """How often at most a reply that fails the checks is sent back to the model."""
    concurrency: Annotated[int, Field(ge=1)] | None = None
    """Requests in flight for each server at most; none is 256 for `vllm`, 64 for `endpoint`."""
    timeout: Annotated[float, Field(gt=0)] | None = None
    """Seconds that one attempt may take; none is 600."""
    max_attempts: Annotated[int, Field(ge=1)] = 6
    """How often a request is sent at most, until there is an answer."""
    max_tokens_total: Annotated[int, Field(ge=1)] | None = None
    """Tokens that a run may use, prompts included, before it stops; none is no limit."""
    max_cost: Annotated[float, Field(gt=0)] | None = None
    """What a run may cost before it stops, in the currency of the prices; none is no limit."""
    price_prompt: Annotated[float, Field(ge=0)] = 0.0
    """The price of a million prompt tokens."""
    price_completion: Annotated[float, Field(ge=0)] = 0.0
    """The price of a million completion tokens."""
    vllm: VllmSection = VllmSection()
    """The server that `vllm` starts."""


class TranslateSection(TranslatorSection):
    """[translate]: what translates, and into which languages. A source may override any key in [source.translate]."""

    targets: Annotated[list[str], Field(min_length=1)]
    """The languages to translate into; required."""
    per_record: PerRecord = "all"
    """How many of the targets each record gets, chosen by hash; "all", or a number from 1."""

    @field_validator("targets")
    @classmethod
    def _targets_are_languages(cls, targets: list[str]) -> list[str]:
        names = [_known_language(name) for name in targets]
        if len(set(names)) < len(names):
            raise ValueError("names a language twice")
        return names


class SourceSection(Section):
    """One [[source]]: a reader and the files that it reads. `fields` maps record fields to columns; `tests` names files
    with the benchmark's tests in other languages; `translate` is the recipe's [translate] with the source's own
    [source.translate] on top."""

    reader: str
    path: RecipePath
    tests: RecipePath = RecipePath("")
    language: str = ""
    fields: dict[str, str] = {}
    benchmark: str = ""
    repository: str = ""
    license: str = ""
    split: str = ""
    limit: Annotated[int, Field(ge=1)] | None = None
    on_bad_file: Literal["fail", "reject"] = "fail"
    translate: TranslateSection

    @field_validator("split")
    @classmethod
    def _split_is_known(cls, name: str) -> str:
        if name and not find_split(name):
            raise ValueError(f"does not name a split; allowed: {', '.join(SPLIT_NAMES)}")
        return name

    @field_validator("language")
    @classmethod
    def _language_is_known(cls, name: str) -> str:
        return _known_language(name) if name else name


class ConsistencySection(Section):
    """[check.consistency]: a pair is kept if its translation is among the `k` nearest of its source, as a trained
    encoder sees them, among the translations into its language.

    encoder: the folder of the model. exit: how deep to compute, 0 for all layers. pool: at most so many translations
    of each two languages are looked among, chosen by hash where there are more.
    """

    encoder: RecipePath
    exit: Annotated[int, Field(ge=0)] = 0
    k: Annotated[int, Field(ge=1)] = 10
    pool: Annotated[int, Field(ge=2, le=1_000_000)] = 20_000


class RoundTripSection(TranslatorSection):
    """[check.roundtrip]: a translation is translated back and compared with its source.

    require: a pair of which it cannot be shown that it comes back is refused. similarity: what counts as like the
    source where behaviour cannot be compared: the share of tokens in common, in order.
    """

    require: bool = False
    similarity: Annotated[float, Field(gt=0, le=1, strict=False)] = 0.6

    def settings(self) -> TranslateSection:
        """What a translator must be told, for every language."""
        values = self.model_dump(include=set(TranslatorSection.model_fields))
        return TranslateSection.model_validate({**values, "targets": list(LANGUAGES)})


class CheckSection(Section):
    """[check]: the level that a pair must reach to be kept, and what else is asked of it."""

    level: Literal["parsed", "compiled", "executed"] = "parsed"
    consistency: ConsistencySection | None = None
    roundtrip: RoundTripSection | None = None


THRESHOLD = 0.7
"""The Jaccard index from which on two texts are near-duplicates, unless another is asked for."""


class DedupSection(Section):
    """[dedup]: near-duplicates by the Jaccard index of character n-gram sets; 1.0 removes only exact duplicates."""

    threshold: Annotated[float, Field(gt=0, le=1, strict=False)] = THRESHOLD
    permutations: Annotated[int, Field(ge=16, le=1024)] = 256
    shingle: Annotated[int, Field(ge=1, le=64)] = 5
    method: Literal["minhash", "exact"] = "minhash"
    against: list[RecipePath] = []


class DecontaminateSection(Section):
    """[decontaminate]: evaluation sets that no row may share code or text with."""

    against: list[RecipePath] = []
    threshold: Annotated[float, Field(gt=0, le=1, strict=False)] = THRESHOLD
    tokens: Annotated[int, Field(ge=4, le=64)] = 30


def _languages_pair(name: str) -> str:
    source, dash, target = name.partition("-")
    if not dash or source not in LANGUAGES or target not in LANGUAGES:
        raise ValueError(f"must be SOURCE-TARGET, two of: {', '.join(LANGUAGES)}")
    return name


LanguagesPair = Annotated[str, BeforeValidator(_languages_pair)]


class BalanceSection(Section):
    """[balance]: how many pairs of two languages a release holds at most. What is left out is chosen by hash.

    most: for all. caps: for some, e.g. "python-javascript" = 2000. weights: the share that is kept, e.g. 0.5.
    """

    most: Annotated[int, Field(ge=1)] | None = None
    caps: dict[LanguagesPair, Annotated[int, Field(ge=1)]] = {}
    weights: dict[LanguagesPair, Annotated[float, Field(gt=0, le=1, strict=False)]] = {}


class SplitSection(Section):
    """[split]: the parts held out. `by` is what is never cut: repository, record, or source (the benchmark's split)."""

    by: Literal["repository", "record", "source"] = "repository"
    validation: Annotated[float, Field(ge=0, lt=1, strict=False)] = 0.02
    test: Annotated[float, Field(ge=0, lt=1, strict=False)] = 0.02

    @model_validator(mode="after")
    def _leaves_a_training_part(self) -> Self:
        if self.validation + self.test >= 1:
            raise ValueError("validation + test must be below 1, or nothing is left to train on")
        return self


class OutputSection(Section):
    """[output]: into how many files the training part is written, and under which names and in which form.

    columns: the project's column names, or those of the published SynthCoNL. format: beside the pairs in `data/`, what
    sentence-transformers trains on, in a folder of that name.
    """

    shards: Annotated[int, Field(ge=1, le=10_000)] = 4
    columns: Literal["pairloom", "synthconl"] = "pairloom"
    format: Literal["pairs", "triplets", "text-code", "code-code"] = "pairs"


class Recipe(Section):
    """A whole recipe, as it is after loading: [translate] is merged into each source."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
    source: Annotated[list[SourceSection], Field(min_length=1)]
    check: CheckSection = CheckSection()
    dedup: DedupSection = DedupSection()
    decontaminate: DecontaminateSection = DecontaminateSection()
    balance: BalanceSection = BalanceSection()
    split: SplitSection = SplitSection()
    output: OutputSection = OutputSection()

    merged_keys = ("translate",)

    @model_validator(mode="before")
    @classmethod
    def _merge(cls, values: Any) -> Any:
        return _merge_translate(values) if isinstance(values, dict) else values

    @classmethod
    def written_key(cls, key: list[Any], values: dict[str, Any]) -> list[Any]:
        """In the common [translate], unless the source has the key itself."""
        match key:
            case ["source", int(index), "translate", *rest]:
                own = values["source"][index].get("translate", {})
                return key if rest and rest[0] in own else ["translate", *rest]
        return key

    def fingerprint(self) -> str:
        """Hash of all that the recipe says, defaults included: equal fingerprints, equal instructions."""
        return content_hash("recipe", self.model_dump(mode="json"))


def load_recipe(path: str | Path, changes: Sequence[str] = ()) -> Recipe:
    """The recipe of a release in the TOML file at `path`, with `changes` such as "translate.model=NAME" made to it.

    Raises RecipeError if there is none or anything in it is wrong.
    """
    return load_toml(path, Recipe, changes)


def _merge_translate(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with the top-level [translate] put under each source's own keys."""
    common, sources = values.get("translate", {}), values.get("source")
    if not isinstance(common, dict) or not isinstance(sources, list):
        return values
    merged = [
        {**source, "translate": {**common, **source.get("translate", {})}}
        if isinstance(source, dict) and isinstance(source.get("translate", {}), dict)
        else source
        for source in sources
    ]
    return {**{key: value for key, value in values.items() if key != "translate"}, "source": merged}

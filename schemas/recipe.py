"""The recipe: one TOML file with all settings of a release. To add a key, add a field with its default here."""

# ruff: noqa: RUF012  (pydantic copies defaults)

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ConfigDict, Field, field_validator, model_validator

from pairloom.schemas.hashing import content_hash
from pairloom.schemas.languages import LANGUAGES, find_language
from pairloom.schemas.load import RecipePath, Section, load_toml
from pairloom.schemas.reasons import LEVELS, Disagreement, Level
from pairloom.schemas.splits import SPLIT_NAMES, find_split


def _known_language(name: str) -> str:
    language = find_language(name)
    if language is None:
        raise ValueError(f"is not a known language; allowed: {', '.join(LANGUAGES)}")
    return language.name


def _all_or_number(value: Any) -> Any:
    if value == "all" or (type(value) is int and value >= 1):
        return value
    raise ValueError('must be "all" or a whole number of at least 1')


def _one_or_several(value: Any) -> Any:
    urls = [value] if isinstance(value, str) else value
    if isinstance(urls, list) and urls and all(isinstance(url, str) and _is_url(url) for url in urls):
        return urls
    raise ValueError("must be a URL or a list of URLs")


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.scheme and parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


PerRecord = Annotated[str | int, BeforeValidator(_all_or_number)]
Endpoints = Annotated[list[str], BeforeValidator(_one_or_several)]


class VllmSection(Section):
    """[translate.vllm]: the server that `translator = "vllm"` starts beside each worker.

    `python` is the interpreter of the environment that has vLLM, "" for the worker's own. `accelerator` is Beam's
    resource hint of that name, for runners that start machines for the workers that translate.
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
    """The keys of every section that names a translator: which translator, and how requests are sent to it."""

    translator: str
    """The name of a translator, as `pairloom translators` lists it; required."""
    replay: RecipePath = RecipePath("")
    """The file of replies for `replay`, JSONL or Parquet."""
    model: RecipePath = RecipePath("")
    """The name of the model, or its folder."""
    revision: str = ""
    """The commit or tag of the model on the Hub; "" is the newest, or the downloaded one."""
    endpoint: Endpoints = ["http://127.0.0.1:8000/v1"]
    """The base URL, or a list of them, of servers with the OpenAI protocol; each ends in /v1."""
    api_key_env: str = "PAIRLOOM_API_KEY"
    """The environment variable with the API key for the servers."""
    answers_as: list[str] = []
    """Other model names that answers may contain; "*" allows any."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    """The temperature of sampling, 0 to 2; 0 always takes the most probable token."""
    top_p: Annotated[float, Field(gt=0, le=1)] = 1.0
    """The share of probability that tokens are sampled from, above 0 and at most 1; 1 samples from all tokens."""
    seed: int | None = None
    """The seed of sampling; none leaves it to the server."""
    max_tokens: Annotated[int, Field(ge=1)] = 2048
    """The maximum length of one reply in tokens."""
    candidates: Annotated[int, Field(ge=1)] = 1
    """The number of replies to one request; the first reply that passes the checks is used."""
    repairs: Annotated[int, Field(ge=0)] = 0
    """How many times at most a reply that fails the checks is sent back to the model."""
    concurrency: Annotated[int, Field(ge=1)] | None = None
    """The maximum number of requests in flight per server; none is 256 for `vllm`, 64 for `endpoint`."""
    timeout: Annotated[float, Field(gt=0)] | None = None
    """The time limit of one attempt in seconds; none is 600."""
    max_attempts: Annotated[int, Field(ge=1)] = 6
    """How many times at most a request is sent until it is answered."""
    max_tokens_total: Annotated[int, Field(ge=1)] | None = None
    """The number of tokens, prompts included, after which a run stops; none is no limit."""
    max_cost: Annotated[float, Field(gt=0)] | None = None
    """The cost after which a run stops, in the currency of the prices; none is no limit."""
    price_prompt: Annotated[float, Field(ge=0)] = 0.0
    """The price of a million prompt tokens."""
    price_completion: Annotated[float, Field(ge=0)] = 0.0
    """The price of a million completion tokens."""
    vllm: VllmSection = VllmSection()
    """The server that `vllm` starts."""


class TranslateSection(TranslatorSection):
    """[translate]: the translator and the target languages. A source may override any key in [source.translate]."""

    targets: Annotated[list[str], Field(min_length=1)]
    """The languages to translate into; required."""
    per_record: PerRecord = "all"
    """The number of targets for each record, chosen by hash; "all", or a number from 1."""

    @field_validator("targets")
    @classmethod
    def _targets_are_languages(cls, targets: list[str]) -> list[str]:
        names = [_known_language(name) for name in targets]
        if len(set(names)) < len(names):
            raise ValueError("names a language twice")
        return names


class SourceSection(Section):
    """One [[source]]: a reader and the files that it reads. `fields` maps record fields to columns; `tests` names files
    with the benchmark's tests in other languages, or with its problems; `translate` is the recipe's [translate] with
    the source's own [source.translate] on top.

    unit: what the code is; "auto" decides for each row, None leaves it to the reader. solutions: how many solutions of
    a problem in one language are used; None leaves it to the reader.
    """

    reader: str
    path: RecipePath
    tests: RecipePath = RecipePath("")
    language: str = ""
    fields: dict[str, str] = {}
    benchmark: str = ""
    repository: str = ""
    license: str = ""
    split: str = ""
    unit: Literal["function", "program", "auto"] | None = None
    solutions: Annotated[int, Field(ge=1)] | None = None
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
    """[check.consistency]: a pair is kept if its translation is one of the `k` nearest to its source, among the
    translations into its language, by the embeddings of a trained encoder.

    encoder: the folder of the model. exit: the exit that gives the embeddings, 0 for the last layer. pool: the maximum
    number of translations to search for each two languages, chosen by hash where there are more.
    """

    encoder: RecipePath
    exit: Annotated[int, Field(ge=0)] = 0
    k: Annotated[int, Field(ge=1)] = 10
    pool: Annotated[int, Field(ge=2, le=1_000_000)] = 20_000


class RoundTripSection(TranslatorSection):
    """[check.roundtrip]: a translation is translated back and compared with its source.

    require: reject a pair whose round trip cannot be checked. similarity: where behaviour cannot be compared, the
    lowest share of tokens in common with the source, in order.
    """

    require: bool = False
    similarity: Annotated[float, Field(gt=0, le=1, strict=False)] = 0.6

    def settings(self) -> TranslateSection:
        """The settings of the translator for the round trip, with every language as a target."""
        values = self.model_dump(include=set(TranslatorSection.model_fields))
        return TranslateSection.model_validate({**values, "targets": list(LANGUAGES)})


class StrengthSection(Section):
    """[check.strength]: measure how strong the evidence of executed translations is, and ask for a least strength.

    A translation whose evidence is weaker does not count as executed. min_calls: the number of calls whose results are
    compared. min_branches: the share of the source's branches that they reach. min_mutants: the share of its mutants
    that they tell apart. A share that cannot be measured does not reach a limit above 0.
    """

    min_calls: Annotated[int, Field(ge=0)] = 0
    min_branches: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.0
    min_mutants: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.0


class CheckSection(Section):
    """[check]: the level that a pair must reach to be kept, and other conditions.

    attempt, written `try`: the level up to which the gates are asked, `level` by default. A translation that a gate
    refuses is rejected; one that it cannot judge keeps the level that it has, if that is at least `level`.
    disagreement: what a different answer does on an input for which the source was not written.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    level: Level = "parsed"
    attempt: Annotated[Level | None, Field(alias="try")] = None
    disagreement: Disagreement = "note"
    strength: StrengthSection | None = None
    consistency: ConsistencySection | None = None
    roundtrip: RoundTripSection | None = None

    @model_validator(mode="after")
    def _no_lower_attempt(self) -> "CheckSection":
        if self.attempt and LEVELS.index(self.attempt) < LEVELS.index(self.level):
            raise ValueError(f"try: found {self.attempt!r}, which is less than the level, {self.level!r}")
        return self

    @property
    def asked(self) -> Level:
        """The level up to which the gates are asked."""
        return self.attempt or self.level


THRESHOLD = 0.7
"""The default of the lowest Jaccard index of two near-duplicates."""


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
    """[balance]: the maximum number of pairs of two languages in a release. The removed pairs are chosen by hash.

    most: the limit for all. caps: limits for some, e.g. "python-javascript" = 2000. weights: the share that is kept,
    e.g. 0.5.
    """

    most: Annotated[int, Field(ge=1)] | None = None
    caps: dict[LanguagesPair, Annotated[int, Field(ge=1)]] = {}
    weights: dict[LanguagesPair, Annotated[float, Field(gt=0, le=1, strict=False)]] = {}


class SplitSection(Section):
    """[split]: the validation and test parts. `by`: repository or record keeps the rows of one in the same split;
    source uses the benchmark's split."""

    by: Literal["repository", "record", "source"] = "repository"
    validation: Annotated[float, Field(ge=0, lt=1, strict=False)] = 0.02
    test: Annotated[float, Field(ge=0, lt=1, strict=False)] = 0.02

    @model_validator(mode="after")
    def _leaves_a_training_part(self) -> Self:
        if self.validation + self.test >= 1:
            raise ValueError("validation + test must be below 1, or nothing is left to train on")
        return self


class OutputSection(Section):
    """[output]: the number of training files, the column names, and further formats.

    columns: the project's column names, or those of the published SynthCoNL. format: also write the data for
    sentence-transformers, in a folder of that name beside `data/`. certificate: a file of `pairloom certify`, whose
    figures the card and the manifest then state.
    """

    shards: Annotated[int, Field(ge=1, le=10_000)] = 4
    columns: Literal["pairloom", "synthconl"] = "pairloom"
    format: Literal["pairs", "triplets", "text-code", "code-code"] = "pairs"
    certificate: RecipePath = RecipePath("")


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
        """The key in the common [translate], unless the source has the key itself."""
        match key:
            case ["source", int(index), "translate", *rest]:
                own = values["source"][index].get("translate", {})
                return key if rest and rest[0] in own else ["translate", *rest]
        return key

    def fingerprint(self) -> str:
        """Hash of all settings of the recipe, defaults included."""
        return content_hash("recipe", self.model_dump(mode="json"))


def load_recipe(path: str | Path, changes: Sequence[str] = ()) -> Recipe:
    """The recipe of a release in the TOML file at `path`, after `changes` such as "translate.model=NAME".

    Raises RecipeError if the file is missing or anything in it is wrong.
    """
    return load_toml(path, Recipe, changes)


def _merge_translate(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with the top-level [translate] merged into each source; the source's own keys take precedence."""
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

"""Makes the manifest of a release from its recipe, its books and its files."""

import hashlib
import json
import platform
import posixpath
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pairloom.pipelines.release.read.files import open_binary
from pairloom.pipelines.release.read.statistics import RowStatistics
from pairloom.pipelines.release.write.books import Books
from pairloom.schemas.certificate import Certificate
from pairloom.schemas.files import digest_file
from pairloom.schemas.manifest import (
    MANIFEST_VERSION,
    DataFile,
    InputSource,
    Manifest,
    ModelRun,
    ModelUse,
    Software,
    StatedBooks,
    Tokens,
    TranslatorUse,
)
from pairloom.schemas.recipe import Recipe, SourceSection
from pairloom.schemas.records import PROGRAM, SCHEMA_VERSION
from pairloom.schemas.secrets import hide_secrets
from pairloom.translators.llm.prompts import prompt_version
from pairloom.translators.llm.usage import Usage
from pairloom.translators.registry import is_llm

_DECIDING = ("apache-beam", "datasketch", "numba", "numpy", "pscript", "pyarrow")
"""Distributions whose version can change the data files. The checks name their own dependencies."""

_SAMPLING = ("temperature", "top_p", "seed", "max_tokens", "candidates", "repairs")


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """The facts about a run for the manifest.

    inputs: one per source of the recipe (see `fingerprint_source`). versions: of everything that decides the checks.
    timings: seconds per part of the run. prompt_tokens, completion_tokens: as counted by the translators. usage: of
    language models, by the index of the source. units: those that the records of each source may have.
    """

    inputs: Sequence[InputSource] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    usage: Mapping[int, Usage] = field(default_factory=dict)
    units: Sequence[tuple[str, ...]] = ()
    certificate: Certificate | None = None


def make_manifest(
    recipe: Recipe, books: Books, files: Sequence[DataFile], rows: RowStatistics, facts: RunFacts
) -> Manifest:
    """The manifest of a release of `files`. rows: the statistics of its data files."""
    ordered = sorted(files, key=lambda file: file.path)
    return Manifest(
        manifest_version=MANIFEST_VERSION,
        schema_version=SCHEMA_VERSION,
        name=recipe.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        software=Software(pairloom=version("pairloom"), revision=code_revision()),
        recipe=hide_secrets(recipe.model_dump(mode="json")),
        recipe_fingerprint=recipe.fingerprint(),
        columns=recipe.output.columns,
        inputs=list(facts.inputs),
        versions=dict(sorted({**deciding_versions(), **facts.versions}.items())),
        translators=[
            TranslatorUse(
                translator=translator,
                model=model,
                prompt_version=prompt_version,
                sampling=_sampling(recipe, translator, model),
                pairs=count,
            )
            for (translator, model, prompt_version), count in sorted(rows.translators.items())
        ],
        books=state_books(books),
        files=ordered,
        data_sha256=data_digest(ordered),
        statistics=rows.statistics(),
        tokens=Tokens(prompt=facts.prompt_tokens, completion=facts.completion_tokens),
        models=[model_use(recipe, index, usage, facts.units) for index, usage in sorted(facts.usage.items())],
        certificate=facts.certificate,
        timings=dict(facts.timings),
    )


def model_use(recipe: Recipe, index: int, usage: Usage, units: Sequence[tuple[str, ...]]) -> ModelUse:
    """The manifest's entry for a language model's use. index: of the source; the round trip has the next index after
    the last source."""
    roundtrip = recipe.check.roundtrip
    asks = [source.translate for source in recipe.source] + ([roundtrip.settings()] if roundtrip else [])
    settings = asks[index]
    own = units[index : index + 1] or units  # the round trip has those of all sources
    prompts = {
        f"{target} (program)" if unit == PROGRAM else target: prompt_version(target, unit)
        for target in sorted(settings.targets)
        for unit in sorted({unit for each in own for unit in each})
    }
    return ModelUse(
        source=index,
        translator=settings.translator,
        model=settings.model,
        revisions=dict(sorted(usage.revisions.items())),
        servers=dict(sorted(usage.servers.items())),
        prompt_versions=prompts,
        sampling={name: getattr(settings, name) for name in _SAMPLING},
        requests=usage.requests,
        found_in_journal=usage.requests - usage.asked,
        sent_back=usage.sent_back,
        repaired=usage.repaired,
        run=ModelRun(
            asked=usage.asked,
            failed=usage.failed,
            candidates=usage.candidates,
            prompt_tokens=usage.prompt_tokens,
            cached_prompt_tokens=usage.cached_tokens,
            completion_tokens=usage.completion_tokens,
            errors=dict(sorted(usage.errors.items())),
            most_in_flight=usage.most_in_flight,
            seconds=round(usage.seconds, 3),
            completion_tokens_per_second=round(usage.completion_tokens / usage.seconds, 1) if usage.seconds else 0.0,
        ),
    )


def to_json(manifest: Manifest) -> bytes:
    """The manifest as it is stored: readable, in a fixed order."""
    return (json.dumps(manifest.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n").encode()


def state_books(books: Books) -> StatedBooks:
    """The books in the form of the manifest."""
    return StatedBooks(
        rows_read=books.rows_read,
        records=books.records,
        planned=dict(books.planned),
        kept=dict(books.kept),
        duplicates_removed=books.duplicates_removed,
        decontaminated=books.decontaminated,
        rejected=books.rejected,
        unplanned=books.unplanned,
        rejections=list(books.lines),
        unjudged=list(books.unjudged),
    )


def data_digest(files: Iterable[DataFile]) -> str:
    """The SHA-256 over the names and hashes of all files in `data/`: equal for equal data."""
    lines = [f"{file.sha256}  {file.path}\n" for file in files if posixpath.dirname(file.path) == "data"]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def fingerprint_source(source: SourceSection, paths: Iterable[str]) -> InputSource:
    """The input of a source: the number of files and bytes, and one hash over the names and contents of `paths`.

    Names are relative to the common folder of all files, so the same files in another place have the same fingerprint.
    Raises ReleaseError if a file cannot be read.
    """
    ordered, digests, size = sorted(paths), [], 0
    shared = posixpath.commonpath([posixpath.dirname(path) for path in ordered]) if ordered else ""
    for path in ordered:
        with open_binary(path) as file:
            digest, length = digest_file(file)
        size += length
        digests.append(f"{digest}  {path.removeprefix(shared)}\n")
    total = hashlib.sha256("".join(sorted(digests)).encode("utf-8", "surrogatepass")).hexdigest()
    return InputSource(reader=source.reader, path=source.path, files=len(ordered), bytes=size, sha256=total)


def deciding_versions() -> dict[str, str]:
    """Name -> version of the libraries that can change the data files."""
    return {"python": platform.python_version(), **{name: version(name) for name in _DECIDING}}


def code_revision() -> str:
    """The commit of the running code, with "+changes" for uncommitted changes; "" if unknown."""
    folder = Path(__file__).resolve().parents[2]
    if (folder / ".git").exists():
        commit = _git(folder, "rev-parse", "HEAD")
        changes = _git(folder, "status", "--porcelain", "--untracked-files=no")
        return commit + ("+changes" if commit and changes else "")
    return _installed_revision()


def _git(folder: Path, *arguments: str) -> str:
    try:
        answer = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()


def _installed_revision() -> str:
    """The installed commit, if pip installed from a repository (PEP 610)."""
    try:
        written = Distribution.from_name("pairloom").read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    return str(json.loads(written or "{}").get("vcs_info", {}).get("commit_id", ""))


def _sampling(recipe: Recipe, translator: str, model: str) -> dict[str, Any]:
    """The sampling parameters of `model`; {} for translators without sampling."""
    for source in recipe.source:
        translate = source.translate
        if translate.translator == translator and translate.model == model and is_llm(translate):
            return {name: getattr(translate, name) for name in _SAMPLING}
    return {}

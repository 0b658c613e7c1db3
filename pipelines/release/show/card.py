"""The dataset card: the README.md of a release, computed from its manifest and two of its pairs."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from pairloom.pipelines.release.read.manifest import data_files, read_recipe
from pairloom.pipelines.release.read.rows import find_pairs
from pairloom.pipelines.release.show.front_matter import front_matter
from pairloom.pipelines.release.show.markdown import code_span, escape, fence, table
from pairloom.pipelines.release.show.text import title_of
from pairloom.schemas import LANGUAGES, CodePair, Recipe
from pairloom.schemas.files import join_path, replace_file
from pairloom.schemas.manifest import Evidence, Manifest, Statistics
from pairloom.schemas.rates import Rate, show_rate
from pairloom.schemas.reasons import CAUSES, GATES
from pairloom.schemas.recipe import CheckSection
from pairloom.schemas.records import FUNCTION, PROGRAM, UNITS
from pairloom.schemas.splits import SPLITS

CARD = "README.md"

_LEVELS = {
    "parsed": "parses in its language and is a plausible translation (a real function, its name, its parameters)",
    "compiled": "also compiles",
    "executed": "was also run: it passes its function's tests, or answers as the function does",
}


def write_card(folder: str, manifest: Manifest) -> None:
    """Writes README.md into the release in `folder`."""
    with replace_file(join_path(folder, CARD)) as file:
        file.write(render_card(folder, manifest).encode())


def render_card(folder: str, manifest: Manifest) -> str:
    """The card of the release in `folder`. Raises ReleaseError if the examples cannot be read."""
    return compose_card(manifest, find_pairs(folder, data_files(manifest), manifest.statistics.examples))


def compose_card(manifest: Manifest, examples: Sequence[CodePair]) -> str:
    """The whole README.md. examples: the pairs named in `manifest.statistics.examples`.

    Raises ReleaseError if the manifest's recipe is not valid.
    """
    recipe = read_recipe(manifest)
    sections = (
        front_matter(manifest, recipe.output.format),
        f"# {manifest.name}\n\n{_summary(manifest)}",
        _contents(manifest),
        _examples(manifest, examples),
        _making(manifest, recipe),
        _accounts(manifest),
        _limits(manifest, recipe),
        _loading(manifest),
        _CITATION,
    )
    return "\n\n".join(section for section in sections if section) + "\n"


_KEPT = {
    FUNCTION: "a function with a body that is no stub and no echo of its source, and keeps the source's name, "
    "parameters and literals",
    PROGRAM: "a program with one entry point that is no stub and no echo of its source, reads stdin if its source "
    "does, and keeps its literals",
}
"""What the checks ask of a translation of each unit."""


def _summary(manifest: Manifest) -> str:
    statistics = manifest.statistics
    rows = sum(entry.pairs for entry in statistics.pairs)
    sources = _titles({entry.source_language for entry in statistics.pairs})
    targets = _titles({entry.target_language for entry in statistics.pairs})
    if not rows:
        return "This release holds no pairs: everything that was planned was refused. The reasons are below."
    where = f" They come from {statistics.repositories:,} repositories." if statistics.repositories else ""
    unit = _unit(statistics)
    return (
        f"{rows:,} pairs of {_counted(statistics)}: each row is a documented {unit} in {sources}, its translation into "
        f"{targets}, and the text that documents it.{where} Every row says where its {unit} comes from, under which "
        "licence, what translated it, and how far the translation was verified.\n\n"
        "`report.html` shows all figures and lets you read the pairs; `manifest.json` has every number in this card."
    )


def _units(statistics: Statistics) -> list[str]:
    """The units of the rows; older releases have only functions."""
    return [unit for unit in UNITS if statistics.units.get(unit)] or [FUNCTION]


def _unit(statistics: Statistics) -> str:
    """What a row is: "function", "program", or "function or program"."""
    return " or ".join(_units(statistics))


def _plural(statistics: Statistics) -> str:
    return " and ".join(f"{unit}s" for unit in _units(statistics))


def _counted(statistics: Statistics) -> str:
    """What the rows are, with their numbers where there are both."""
    units = _units(statistics)
    counts = (f"{statistics.units[unit]:,} {unit}s" for unit in units)
    return _plural(statistics) if len(units) == 1 else " and ".join(counts)


def _contents(manifest: Manifest) -> str:
    statistics = manifest.statistics
    splits: dict[str, Counter[str]] = {split: Counter() for split in SPLITS}
    matrix: dict[str, Counter[str]] = {}
    for entry in statistics.pairs:
        splits.setdefault(entry.split, Counter())[entry.target_language] += entry.pairs
        matrix.setdefault(entry.source_language, Counter())[entry.target_language] += entry.pairs
    targets = sorted({entry.target_language for entry in statistics.pairs})
    sources = sorted(matrix)
    lengths = [
        (_column_title(entry.column, entry.language), entry.minimum, entry.p05, entry.median, entry.p95, entry.maximum)
        for entry in statistics.lengths
    ]
    parts = (
        "## What is in it",
        "Pairs by source language (rows) and target language (columns):",
        table(
            ["", *map(title_of, targets), "all"],
            [(title_of(name), *(matrix[name][t] for t in targets), matrix[name].total()) for name in sources],
        ),
        "Pairs by split:",
        table(
            ["", *map(title_of, targets), "all"],
            [(name, *(counts[t] for t in targets), counts.total()) for name, counts in splits.items()],
        ),
        "Lengths in characters:",
        table(["", "least", "5 %", "median", "95 %", "most"], lengths),
        f"Licences of the {_plural(statistics)}, as their sources state them:",
        table(["licence", "pairs"], [(name or "(not stated)", rows) for name, rows in statistics.licenses.items()]),
        f"Where the {_plural(statistics)} come from:",
        table(["benchmark", "pairs"], [(name or "(not named)", rows) for name, rows in statistics.benchmarks.items()]),
    )
    return "\n\n".join(parts)


def _examples(manifest: Manifest, pairs: Sequence[CodePair]) -> str:
    return "\n\n".join(("## Examples", *map(_example, pairs))) if pairs else ""


def _example(pair: CodePair) -> str:
    place = pair.function_name or f"A {pair.unit}"
    origin = " · ".join(part for part in (pair.repository, pair.path, pair.license) if part) or pair.benchmark
    evidence = f"{pair.verified} ({', '.join(pair.gates)})"
    heading = f"### {escape(place)}: {title_of(pair.source_language)} to {title_of(pair.target_language)}"
    return "\n\n".join(
        (
            heading,
            fence(pair.text, "text"),
            fence(pair.source_code, pair.source_language),
            fence(pair.target_code, pair.target_language),
            escape(f"{origin} · {evidence} · {pair.translator} {pair.model}".strip()),
        )
    )


def _making(manifest: Manifest, recipe: Recipe) -> str:
    statistics = manifest.statistics
    translators = [
        (entry.translator, entry.model, entry.prompt_version, _settings(entry.sampling), entry.pairs)
        for entry in manifest.translators
    ]
    inputs = [(entry.reader, entry.path, entry.files, entry.bytes, entry.sha256[:16]) for entry in manifest.inputs]
    revision = f", revision `{manifest.software.revision[:12]}`" if manifest.software.revision else ""
    parts = [
        "## How it was made",
        f"By pairloom {manifest.software.pairloom}{revision}, from the recipe `{manifest.name}` (fingerprint "
        f"`{manifest.recipe_fingerprint}`, in full in `manifest.json`).",
        "Sources:" if inputs else "",
        table(["reader", "path", "files", "bytes", "SHA-256"], inputs) if inputs else "",
        "Translations:",
        table(["translator", "model", "prompt", "sampling", "pairs"], translators),
        "Checks. A translation is refused unless it is complete, parses, is "
        + ", or is ".join(_KEPT[unit] for unit in _units(statistics))
        + f"; the recipe asks for `{recipe.check.level}`"
        + _attempt(recipe.check)
        + _extra_checks(recipe.check)
        + ". Pairs by how far they were verified:",
        _by_evidence("verified", _LEVELS, statistics, lambda entry: [entry.verified]),
        "and by what they passed, which `gates` says per row:" if statistics.evidence else "",
        _by_evidence("gate", GATES, statistics, lambda entry: entry.gates) if statistics.evidence else "",
        _strength_text(manifest),
        _certificate_text(manifest),
        _dedup_text(recipe),
        _decontamination_text(recipe),
        _balance_text(recipe),
        _split_text(recipe),
    ]
    return "\n\n".join(part for part in parts if part)


def _by_evidence(
    name: str, meanings: dict[str, str], statistics: Statistics, kinds: Callable[[Evidence], list[str]]
) -> str:
    """A table of pairs: a row for each key of `meanings`, a column for each target language. kinds: the keys for which
    the pairs of an entry count."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in meanings}
    # a release without evidence has only the levels, for all languages together
    entries = statistics.evidence or [
        Evidence(target_language="", verified=level, gates=[], pairs=pairs)
        for level, pairs in statistics.verified.items()
    ]
    for entry in entries:
        for kind in kinds(entry):
            counts.setdefault(kind, Counter())[entry.target_language] += entry.pairs
    targets = sorted({entry.target_language for entry in statistics.evidence})
    header = [name, "the translation …", *map(title_of, targets), "all"]
    rows = [(kind, meanings.get(kind, ""), *(by[t] for t in targets), by.total()) for kind, by in counts.items()]
    return table(header, rows)


def _attempt(check: CheckSection) -> str:
    if check.asked == check.level:
        return ""
    return f" and tries up to `{check.asked}`: what a gate refuses is out, what it cannot judge keeps its level"


def _extra_checks(check: CheckSection) -> str:
    """The recipe's further checks, as the end of a sentence."""
    parts = []
    if check.consistency:
        nearest = check.consistency.k
        parts.append(f"that a translation is among the {nearest} that an encoder finds nearest to its source")
    if check.roundtrip:
        asked = "that" if check.roundtrip.require else "to note whether"
        parts.append(f"{asked} a translation back into the source's language is like the source")
    return "".join(f", and {part}" for part in parts)


_STRENGTH = {
    "calls": "calls whose results were compared",
    "branches": "share of the source's branches that the calls reach",
    "mutants": "share of the source's mutants that the calls tell apart",
}


def _strength_text(manifest: Manifest) -> str:
    """How strong the evidence of the executed pairs is."""
    rows = [(_STRENGTH[one.column], one.rows, one.p05, one.median, one.mean) for one in manifest.statistics.strength]
    if not rows:
        return ""
    return "How strong the evidence is:\n\n" + table(["", "pairs", "5 % have at most", "median", "mean"], rows)


def _certificate_text(manifest: Manifest) -> str:
    """How the gates judged labelled replies between the languages of the release."""
    if manifest.certificate is None:
        return ""
    here = {(entry.source_language, entry.target_language) for entry in manifest.statistics.pairs}
    total = manifest.certificate.total(here)
    file = code_span(manifest.certificate.file)
    if not total.right:
        return (
            f"The gates were measured on the labelled replies of {file}, but not between the languages of this release."
        )
    verified = total.right_verified + total.wrong_verified
    return (
        f"The gates were measured on {total.right + total.wrong:,} labelled replies ({file}) between languages of this "
        f"release: of right translations they verify {show_rate(Rate(total.right_verified, total.right))} as "
        f"`{manifest.certificate.level}` and refuse {show_rate(Rate(total.right_refused, total.right))}; of those "
        f"verified, {show_rate(Rate(total.wrong_verified, verified))} are wrong."
    )


def _dedup_text(recipe: Recipe) -> str:
    dedup = recipe.dedup
    if dedup.threshold == 1:
        return "Duplicates: equal pairs are in the data once; near-duplicates were not looked for."
    how = "exactly" if dedup.method == "exact" else f"by MinHash with {dedup.permutations} permutations, verified"
    return (
        "Duplicates: a pair is removed only if a pair that is kept is equal or similar to it (Jaccard index of "
        f"character {dedup.shingle}-grams of at least {dedup.threshold}, found {how}). `duplicates` counts how "
        "many removed pairs a row stands for."
    )


def _decontamination_text(recipe: Recipe) -> str:
    against = recipe.decontaminate.against
    if not against:
        return "Decontamination: none. Pairs may overlap with evaluation sets; the recipe names none to remove."
    return "Decontamination: pairs that overlap with these evaluation sets were removed: " + ", ".join(
        map(code_span, against)
    )


def _balance_text(recipe: Recipe) -> str:
    balance = recipe.balance
    limits = [f"at most {balance.most:,} of any two languages"] if balance.most else []
    limits += [f"at most {cap:,} of {name}" for name, cap in balance.caps.items()]
    limits += [f"a share of {weight:g} of {name}" for name, weight in balance.weights.items()]
    return f"Balance: of the pairs {', '.join(limits)}, chosen by hash." if limits else ""


def _split_text(recipe: Recipe) -> str:
    split = recipe.split
    if split.by == "source":
        return "Splits: those of the sources."
    return (
        f"Splits: by a hash of the {split.by}, so that no {split.by} is in two splits and a row keeps its split "
        f"in later releases. On average {split.validation:.1%} are for validation and {split.test:.1%} for test."
    )


def _accounts(manifest: Manifest) -> str:
    books = manifest.books
    reasons: dict[tuple[str, str], Counter[str]] = {}
    for line in books.rejections:
        reasons.setdefault((line.stage, line.reason), Counter())[line.target_language] += line.rows
    ranked = sorted(reasons.items(), key=lambda item: (-item[1].total(), item[0]))
    ready = [
        ("rows read", books.rows_read),
        ("records", books.records),
        ("translations planned", sum(books.planned.values())),
        ("refused", books.rejected),
        ("near-duplicates removed", books.duplicates_removed),
        ("decontaminated", books.decontaminated),
        ("pairs kept", sum(books.kept.values())),
    ]
    clusters = [(f"{removed} removed", rows) for removed, rows in manifest.statistics.duplicates.items()]
    unjudged: dict[str, Counter[str]] = {cause: Counter() for cause in CAUSES}
    for entry in books.unjudged:
        unjudged[entry.cause][entry.target_language] += entry.translations
    causes = [(cause, CAUSES[cause], counts.total()) for cause, counts in unjudged.items() if counts]
    parts = (
        "## What became of everything",
        "Every planned translation is accounted for: planned = refused + duplicates removed + decontaminated + kept.",
        table(["", "count"], ready),
        "Why not, with the text itself in `rejected/`:" if ranked else "",
        table(["stage", "reason", "count"], [(*kind, counts.total()) for kind, counts in ranked]) if ranked else "",
        "Translations that the gates could not judge up to the level that the recipe asks for, and what kept them from "
        "it. They are kept with the level that they have, or refused as `unverified`:"
        if causes
        else "",
        table(["cause", "what it is", "translations"], causes) if causes else "",
        "How many removed duplicates a kept pair stands for:" if clusters else "",
        table(["duplicates", "pairs"], clusters) if clusters else "",
    )
    return "\n\n".join(part for part in parts if part)


def _limits(manifest: Manifest, recipe: Recipe) -> str:
    statistics = manifest.statistics
    rows = sum(entry.pairs for entry in statistics.pairs)
    unproven = rows - statistics.verified.get("executed", 0)
    unlicensed = statistics.licenses.get("", 0)
    lines = [
        f"- {unproven:,} of {rows:,} translations were not executed: that they parse and look right does not show that "
        "they compute the same.",
        "- Translations are made by machines; their style is that of the translator and not of people who write the "
        "target language.",
        "- The texts are docstrings: some are too short, out of date, or about something else than the code.",
    ]
    if unlicensed:
        lines.append(f"- {unlicensed:,} rows do not state a licence: find it out before you use them.")
    if len(statistics.licenses) > 1:
        lines.append("- Rows have different licences: `license` says which, per row.")
    if not recipe.decontaminate.against:
        lines.append("- Nothing was decontaminated: do not report results on benchmarks that the sources may contain.")
    return "\n".join(("## Known limits", "", *lines))


def _loading(manifest: Manifest) -> str:
    return "\n\n".join(
        (
            "## How to load it",
            fence(
                "import datasets\n"
                'pairs = datasets.load_dataset("path/of/this/folder")              # or its name on the hub\n'
                'rejected = datasets.load_dataset("path/of/this/folder", "rejected")\n\n'
                "import pandas\n"
                'frame = pandas.read_parquet("path/of/this/folder/data")',
                "python",
            ),
            "To check a copy: `pairloom verify path/of/this/folder`.",
        )
    )


_CITATION = """## Citation

```bibtex
@software{pairloom,
  title = {pairloom: verified code-to-code pairs from text-to-code benchmarks},
  license = {Apache-2.0},
}
@misc{gurioli2025mose,
  title = {MoSE: Hierarchical Self-Distillation Enhances Early Layer Embeddings},
  author = {Gurioli, Andrea and Pennino, Federico and Monteiro, Jo{\\~a}o and Gabbrielli, Maurizio},
  year = {2025},
  eprint = {2503.03008},
  archivePrefix = {arXiv},
}
```

The form of the data follows SynthCoNL, which the second describes. The sources belong to their authors; each row
names its source."""


def _titles(names: set[str]) -> str:
    titles = [title_of(name) for name in LANGUAGES if name in names]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} or {titles[-1]}" if titles else "no language"


def _column_title(column: str, language: str) -> str:
    side = {"text": "text", "source_code": "source", "target_code": "translation"}[column]
    return f"{side}, {title_of(language)}" if language else side


def _settings(sampling: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sampling.items() if value is not None)

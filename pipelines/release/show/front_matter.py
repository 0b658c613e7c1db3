"""The front matter of the card, for the Hugging Face hub (configurations, licence, size).

The licence is that of the rows, and "unknown" if they have none.
"""

import re
from collections import Counter
from typing import Any

from pairloom.pipelines.release.read.manifest import data_files
from pairloom.schemas import LANGUAGES
from pairloom.schemas.manifest import Manifest
from pairloom.schemas.splits import SPLITS

_HUB_LICENSES = {
    "0bsd", "afl-3.0", "agpl-3.0", "apache-2.0", "artistic-2.0", "bsd", "bsd-2-clause", "bsd-3-clause",
    "bsd-3-clause-clear", "bsl-1.0", "cc", "cc-by-2.0", "cc-by-3.0", "cc-by-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0",
    "cc-by-sa-3.0", "cc-by-sa-4.0", "cc0-1.0", "ecl-2.0", "epl-1.0", "epl-2.0", "eupl-1.1", "gfdl", "gpl", "gpl-2.0",
    "gpl-3.0", "isc", "lgpl", "lgpl-2.1", "lgpl-3.0", "lppl-1.3c", "mit", "mpl-2.0", "ms-pl", "ncsa", "ofl-1.1",
    "osl-3.0", "pddl", "postgresql", "unlicense", "wtfpl", "zlib",
}  # fmt: skip
"""The hub's names of licences that are common for code."""

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
    (1_000_000_000, "100M<n<1B"),
)


def front_matter(manifest: Manifest, format: str) -> str:
    """The front matter, between lines of three dashes. format: of the recipe's [output]."""
    from huggingface_hub import DatasetCardData

    values = DatasetCardData(
        pretty_name=manifest.name,
        license=name_licenses(manifest.statistics.licenses),
        language=["code"],
        size_categories=[name_size(sum(entry.pairs for entry in manifest.statistics.pairs))],
        task_categories=["text-retrieval", "feature-extraction"],
        tags=["code", "code-translation", "code-retrieval", "synthetic", "pairloom", *_languages(manifest)],
        configs=_configs(manifest, format),
    )
    return f"---\n{values.to_yaml()}\n---"


def _configs(manifest: Manifest, format: str) -> list[dict[str, Any]]:
    """The configurations for `datasets.load_dataset`: the pairs, the recipe's format, and the rejections."""
    configs = [_config("default" if format == "pairs" else "pairs", "data", manifest)]
    if format != "pairs":
        configs.insert(0, {**_config(format, format, manifest), "default": True})
    if data_files(manifest, "rejected"):
        files = [{"split": "rejected", "path": "rejected/*.parquet"}]
        configs.append({"config_name": "rejected", "data_files": files})
    return configs


def _config(name: str, folder: str, manifest: Manifest) -> dict[str, Any]:
    files = data_files(manifest, folder)
    splits = [split for split in SPLITS if any(file.startswith(f"{folder}/{split}-") for file in files)]
    paths = [{"split": split, "path": f"{folder}/{split}-*.parquet"} for split in splits]
    return {"config_name": name, "data_files": paths}


def name_licenses(licenses: dict[str, int]) -> list[str]:
    """The hub's names of the rows' licences, most rows first; "unknown" for none, "other" for one without a name."""
    found: Counter[str] = Counter()
    for name, rows in licenses.items():
        found[_name_license(name)] += rows
    return [name for name, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))] or ["unknown"]


def _name_license(name: str) -> str:
    plain = re.sub(r"-(only|or-later)$", "", name.strip().lower())
    if not plain:
        return "unknown"
    return plain if plain in _HUB_LICENSES else "other"


def name_size(rows: int) -> str:
    """The hub's name for a data set of `rows` rows."""
    return next((name for limit, name in _SIZES if rows < limit), "n>1B")


def _languages(manifest: Manifest) -> list[str]:
    """All languages in the release, in the order of the project's table."""
    entries = manifest.statistics.pairs
    found = {entry.source_language for entry in entries} | {entry.target_language for entry in entries}
    return [name for name in LANGUAGES if name in found]

"""The splits of a release, and the names that benchmarks and recipes may use for them."""

SPLITS = ("train", "validation", "test")

SPLIT_NAMES = {
    "train": "train",
    "training": "train",
    "valid": "validation",
    "validation": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
}
"""Name in lower case -> the split."""


def find_split(name: str) -> str:
    """The split that `name` means, in any case; "" if it means none."""
    return SPLIT_NAMES.get(name.strip().lower(), "")

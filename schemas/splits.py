"""The parts of a release, and what benchmarks and recipes may call them."""

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
"""Name in lower case -> the split that it means."""


def find_split(name: str) -> str:
    """The split that `name` means, in any case; "" if it means none."""
    return SPLIT_NAMES.get(name.strip().lower(), "")

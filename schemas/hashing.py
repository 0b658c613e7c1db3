"""Identifiers that are hashes of content: equal content has an equal identifier on every machine and in every run."""

import hashlib
import json
from typing import Any

_CANONICAL = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def content_hash(*parts: Any) -> str:
    """32 hexadecimal digits (128 bits of SHA-256) of `parts`, which must be JSON values.

    Lone surrogates (possible in text read from damaged files) are hashed and raise no error.
    """
    return hashlib.sha256(_CANONICAL.encode(parts).encode("ascii")).hexdigest()[:32]


def hash_fraction(*parts: Any) -> float:
    """A number in [0, 1), uniform over contents: the same content always gets the same number."""
    return int(content_hash(*parts)[:13], 16) / 16**13

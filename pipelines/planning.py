"""Which languages a record is translated into, decided from its content alone, so that every run decides alike."""

from collections.abc import Sequence

from schemas import CodeRecord
from schemas.hashing import content_hash


def targets_of(record: CodeRecord, targets: Sequence[str], per_record: str | int) -> list[str]:
    """The target languages of `record`: all of `targets` but its own language, or the `per_record` that rank first.

    The ranking is rendezvous hashing of (record, target): over many records every target gets the same share, and a
    target added to the recipe takes over its share of records while all others keep the target they had.
    """
    candidates = [target for target in targets if target != record.language]
    if per_record == "all":
        return candidates
    ranked = sorted(candidates, key=lambda target: content_hash("target", record.record_id, target))
    return ranked[: int(per_record)]

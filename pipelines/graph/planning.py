"""Which translations are made: what is planned, and into which languages a record is translated."""

from collections.abc import Sequence
from typing import NamedTuple

from pairloom.schemas import CodeRecord, TranslationRequest
from pairloom.schemas.hashing import content_hash


class Planned(NamedTuple):
    """A translation that is to be made.

    source: the index of the source that the record is of. traits: what a translation must share with the record's
    code, as `pairloom.translators.checks.judge` passes it on; b"" where nobody has looked.
    """

    source: int
    request: TranslationRequest
    record: CodeRecord
    traits: bytes = b""


def targets_of(record: CodeRecord, targets: Sequence[str], per_record: str | int) -> list[str]:
    """The target languages of `record`: all of `targets` but its own language, or the `per_record` that rank first.
    The record's content alone decides, so that every run decides alike.

    The ranking is rendezvous hashing of (record, target): over many records every target gets the same share, and a
    target added to the recipe takes over its share of records while all others keep the target they had.
    """
    candidates = [target for target in targets if target != record.language]
    if per_record == "all":
        return candidates
    ranked = sorted(candidates, key=lambda target: content_hash("target", record.record_id, target))
    return ranked[: int(per_record)]

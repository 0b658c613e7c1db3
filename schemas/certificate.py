"""The certificate of the gates: how often they keep right translations and refuse wrong ones, measured on replies whose
worth is known."""

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pairloom.schemas.files import FileError, open_file

Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    """A part of a certificate. It is strict: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Direction(_Part):
    """The replies of one pair of languages: how many are `right` and `wrong` by their labels, and how many of each were
    verified (they reached the certificate's level) or refused. The others were not judged."""

    source_language: str
    target_language: str
    right: Count = 0
    wrong: Count = 0
    right_verified: Count = 0
    right_refused: Count = 0
    wrong_verified: Count = 0
    wrong_refused: Count = 0


class GateCounts(_Part):
    """The right and wrong replies of one pair of languages that a gate passed and refused. A reply that the gate could
    not judge counts nowhere."""

    gate: str
    source_language: str
    target_language: str
    right_passed: Count = 0
    right_refused: Count = 0
    wrong_passed: Count = 0
    wrong_refused: Count = 0


class Fault(_Part):
    """Why replies of one pair of languages were not judged: the cause (see `reasons.CAUSES`) and what the gates said,
    without names and numbers. right, wrong: how many replies, by their labels."""

    cause: str
    note: str
    source_language: str
    target_language: str
    right: Count = 0
    wrong: Count = 0


class Certificate(_Part):
    """How the gates judged a file of labelled replies.

    file, sha256: the name of the file, without its folder, and the hash of its content. level: what a reply must reach
    to be verified. versions: of the compilers and of all that decides the checks. directions, gates: in the order of
    their languages. faults: the most frequent first.
    """

    certificate_version: Literal[1] = 1
    file: str
    sha256: str
    level: str
    versions: dict[str, str]
    directions: list[Direction]
    gates: list[GateCounts]
    faults: list[Fault]

    def total(self, languages: Collection[tuple[str, str]] | None = None) -> Direction:
        """The sums over the (source, target) of `languages`, None for all; its languages are ""."""
        summed = [
            one
            for one in self.directions
            if languages is None or (one.source_language, one.target_language) in languages
        ]
        counts = {
            name: sum(getattr(direction, name) for direction in summed)
            for name, field in Direction.model_fields.items()
            if field.annotation is int
        }
        return Direction(source_language="", target_language="", **counts)


def read_certificate(path: str) -> Certificate:
    """The certificate in a file that `pairloom certify --out` wrote. Raises FileError."""
    try:
        with open_file(path) as file:
            return Certificate.model_validate_json(file.read())
    except (ValueError, OSError) as problem:
        first = str(problem).splitlines()[0]
        raise FileError(f"{path}: is no certificate of `pairloom certify`: {first}") from None

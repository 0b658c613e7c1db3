"""What is wrong with a reply or with code, as data: a reason from a closed list, one sentence, and the line."""

from dataclasses import dataclass

from pairloom.schemas.reasons import check_reason


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something is rejected.

    stage, reason: one of schemas.reasons.REASONS. detail: one sentence for a person (or a repair prompt), with line and
    column of the first error where there is one. line: 1-based, None where no line is to blame.
    """

    stage: str
    reason: str
    detail: str
    line: int | None = None

    def __post_init__(self) -> None:
        check_reason(self.stage, self.reason)

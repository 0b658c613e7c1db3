"""A problem of a reply or of code, as data: a reason from a closed list, one sentence, and the line."""

from dataclasses import dataclass

from pairloom.schemas.reasons import check_reason


@dataclass(frozen=True, slots=True)
class Problem:
    """The cause of a rejection.

    stage, reason: one of schemas.reasons.REASONS. detail: one sentence for people and for repair prompts, with line and
    column of the first error where known. line: 1-based, None if the problem is not in one line.
    """

    stage: str
    reason: str
    detail: str
    line: int | None = None

    def __post_init__(self) -> None:
        check_reason(self.stage, self.reason)

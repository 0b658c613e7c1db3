"""The books of a run: every row read and every planned translation is accounted for, or the run fails.

    rows read           = records + rejected while reading
    records × targets   = kept + near-duplicates removed + decontaminated + rejected

A record that is rejected before a target is planned for it (stage "source") counts in the first line only. The left
sides are counted where elements enter the graph, the right sides where they leave it, so a runner that loses elements
is detected.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pairloom.pipelines.release.errors import BooksError
from pairloom.schemas.manifest import RejectionCount, UnjudgedCount

READ = "read"
UNPLANNED = (READ, "source")
"""The stages before a translation is planned."""
DEDUP = "dedup"
DECONTAMINATE = "decontaminate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The counts of a run.

    rows_read: rows read from the sources; records: rows that became a CodeRecord; planned: records × targets, per
    target language; kept: released pairs, per target language; lines: all rejections, by kind; unjudged: translations
    that the gates could not judge, by target language and cause. These are among the others: kept, or rejected.
    """

    rows_read: int
    records: int
    planned: Mapping[str, int]
    kept: Mapping[str, int]
    lines: tuple[RejectionCount, ...]
    unjudged: tuple[UnjudgedCount, ...] = ()

    @classmethod
    def from_counts(cls, counts: Iterable[tuple[tuple[Any, ...], int]]) -> "Books":
        """Books from the counts of the graph: ("rows", …) if counted, ("records", …), ("planned", source, target),
        ("kept", source, target, split), ("rejected", stage, reason, target), ("unjudged", target, cause), each with a
        number."""
        sums: dict[str, Counter[Any]] = {
            "rows": Counter(),
            "records": Counter(),
            "planned": Counter(),
            "kept": Counter(),
        }
        rejections: Counter[tuple[str, str, str]] = Counter()
        unjudged: Counter[tuple[str, str]] = Counter()
        for key, number in counts:
            if key[0] == "rejected":
                rejections[key[1:4]] += number
            elif key[0] == "unjudged":
                unjudged[key[1:3]] += number
            else:
                sums[key[0]][key[2] if key[0] in ("planned", "kept") else ""] += number
        records = sums["records"][""]
        read_rejections = sum(number for (stage, _, _), number in rejections.items() if stage == READ)
        return cls.create(
            rows_read=sums["rows"][""] if sums["rows"] else records + read_rejections,
            records=records,
            planned=sums["planned"],
            kept=sums["kept"],
            rejections=rejections,
            unjudged=unjudged,
        )

    @classmethod
    def create(
        cls,
        *,
        rows_read: int,
        records: int,
        planned: Mapping[str, int],
        kept: Mapping[str, int],
        rejections: Mapping[tuple[str, str, str], int] | Iterable[tuple[tuple[str, str, str], int]],
        unjudged: Mapping[tuple[str, str], int] | None = None,
    ) -> "Books":
        """Books from counts; `rejections` counts (stage, reason, target_language), `unjudged` (target_language,
        cause)."""
        items = rejections.items() if isinstance(rejections, Mapping) else rejections
        lines = [
            RejectionCount(stage=stage, reason=reason, target_language=target, rows=count)
            for (stage, reason, target), count in sorted(items)
            if count
        ]
        return cls(
            rows_read=rows_read,
            records=records,
            planned=dict(sorted(planned.items())),
            kept=dict(sorted(kept.items())),
            lines=tuple(lines),
            unjudged=tuple(
                UnjudgedCount(target_language=target, cause=cause, translations=count)
                for (target, cause), count in sorted((unjudged or {}).items())
            ),
        )

    def count(self, *, stage: str | None = None, target: str | None = None) -> int:
        """The rejections of a stage, of a target language, or of both."""
        return sum(
            line.rows for line in self.lines if stage in (None, line.stage) and target in (None, line.target_language)
        )

    @property
    def total_planned(self) -> int:
        return sum(self.planned.values())

    @property
    def total_kept(self) -> int:
        return sum(self.kept.values())

    @property
    def rejected_in_reading(self) -> int:
        return self.count(stage=READ)

    @property
    def duplicates_removed(self) -> int:
        return self.count(stage=DEDUP)

    @property
    def decontaminated(self) -> int:
        return self.count(stage=DECONTAMINATE)

    @property
    def rejected(self) -> int:
        """Planned translations that were rejected, except duplicates and decontaminated pairs."""
        return self.count() - self.unplanned - self.duplicates_removed - self.decontaminated

    @property
    def unplanned(self) -> int:
        """Records and rows that were rejected before a target was planned for them."""
        return sum(line.rows for line in self.lines if line.stage in UNPLANNED)

    def check(self) -> None:
        """Raises BooksError, with the numbers, unless both equations hold, in total and for each target language."""
        problems = [*self._reading_problems(), *self._planning_problems()]
        if problems:
            raise BooksError("the books do not balance, so nothing is published:\n" + "\n".join(problems))

    def _reading_problems(self) -> list[str]:
        if self.rows_read == self.records + self.rejected_in_reading:
            return []
        return [
            f"  {self.rows_read:,} rows read, but {self.records:,} records + {self.rejected_in_reading:,} rejected "
            f"while reading = {self.records + self.rejected_in_reading:,}"
        ]

    def _planning_problems(self) -> list[str]:
        planned_lines = [line for line in self.lines if line.stage not in UNPLANNED]
        targets = {*self.planned, *self.kept, *(line.target_language for line in planned_lines)}
        return [problem for target in sorted(targets) for problem in self._target_problem(target)]

    def _target_problem(self, target: str) -> list[str]:
        planned, kept = self.planned.get(target, 0), self.kept.get(target, 0)
        duplicates = self.count(stage=DEDUP, target=target)
        contaminated = self.count(stage=DECONTAMINATE, target=target)
        before = sum(self.count(stage=stage, target=target) for stage in UNPLANNED)
        others = self.count(target=target) - duplicates - contaminated - before
        found = kept + duplicates + contaminated + others
        if planned == found:
            return []
        return [
            f"  {target or 'no target'}: {planned:,} planned, but {kept:,} kept + {duplicates:,} duplicates removed + "
            f"{contaminated:,} decontaminated + {others:,} rejected = {found:,} ({found - planned:+,})"
        ]

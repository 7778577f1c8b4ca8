"""What became of the rows of a file, told from what became of their facts.

Each row is counted once: rejected, or else as the first of *new*, *restated*, *superseded* and
*equal* that any of its facts is; *silent* where it states nothing, such as a pupil of a teaching
that the law does not pay. So the counts add up to the rows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sep_ledger.facts.verdicts import Superseder, Verdict

_BY_WEIGHT = (
    Verdict.REPEATED,
    Verdict.NEW,
    Verdict.RESTATED,
    Verdict.OUTDATED,
    Verdict.SUPERSEDED,
    Verdict.EQUAL,
)
_PLACE = {verdict: place for place, verdict in enumerate(_BY_WEIGHT)}


@dataclass(slots=True)
class RowCounts:
    """Rows by what became of them, those rejected left out."""

    new: int = 0
    restated: int = 0
    superseded: int = 0
    equal: int = 0

    @property
    def stating(self) -> int:
        """Rows that state something and were not rejected."""
        return self.new + self.restated + self.superseded + self.equal

    def add(self, verdict: Verdict, rows: int) -> None:
        """Count rows of which one fact is so, and none is anything that goes before it."""
        match verdict:
            case Verdict.NEW:
                self.new += rows
            case Verdict.RESTATED:
                self.restated += rows
            case Verdict.SUPERSEDED | Verdict.OUTDATED:
                self.superseded += rows
            case Verdict.EQUAL:
                self.equal += rows
            case Verdict.REPEATED:
                pass  # it is among the rejected


@dataclass(slots=True)
class FactCounts:
    """Facts by what became of them."""

    new: int = 0
    restated: int = 0
    superseded: int = 0
    equal: int = 0
    superseded_by: Counter[Superseder] = field(default_factory=Counter)

    def add(self, verdicts: Sequence[Verdict]) -> None:
        new = verdicts.count(Verdict.NEW)
        self.new += new
        if new == len(verdicts):
            return  # as most are, and to count them by every other name takes its time
        self.restated += verdicts.count(Verdict.RESTATED)
        self.equal += verdicts.count(Verdict.EQUAL)
        self.superseded += verdicts.count(Verdict.SUPERSEDED) + verdicts.count(Verdict.OUTDATED)


def count_rows(
    counts: RowCounts, rows: Sequence[int], verdicts: Sequence[Verdict], sums: Sequence[int]
) -> None:
    """Count the rows that facts come from. A fact that sums up many has row 0, and stands for the
    rows that `sums` tells, in order."""
    if sums:
        for verdict, summed in zip(verdicts, sums, strict=True):
            counts.add(verdict, summed)
        return
    if verdicts.count(Verdict.NEW) == len(verdicts):
        counts.new += len(set(rows) - {0})
        return
    for verdict in _of_rows(rows, verdicts):
        counts.add(verdict, 1)


def _of_rows(rows: Sequence[int], verdicts: Sequence[Verdict]) -> Iterable[Verdict]:
    """The verdict on each row that states something."""
    if len(set(rows)) == len(rows):
        return verdicts if 0 not in rows else [v for r, v in zip(rows, verdicts, strict=True) if r]
    weightiest: dict[int, Verdict] = {}
    for row, verdict in zip(rows, verdicts, strict=True):
        if row and _PLACE[verdict] < _PLACE[weightiest.get(row, Verdict.EQUAL)]:
            weightiest[row] = verdict
        elif row:
            weightiest.setdefault(row, verdict)
    return weightiest.values()

"""What rows about pupils add up to: counts by school and grade, and what is said of the school."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from sep_domain.calendar import SchoolYear
from sep_domain.events.pupils import GradeCounts
from sep_domain.grades import Grade
from sep_domain.schools import SepClassification


class Kind(NamedTuple):
    """What the law distinguishes in a pupil, as 0 or 1 to be summed."""

    year: SchoolYear
    grade: Grade
    prioritario: int
    preferente: int
    beneficiario: int


class Standing(NamedTuple):
    """What a row says of its school; None where it says nothing that can be read."""

    has_convenio: bool | None
    joined_sep_in: SchoolYear | None
    classification: SepClassification | None
    gratuitous: bool | None


class SchoolSums:
    """The sums of one school and year."""

    __slots__ = ("_grades", "_standings")

    def __init__(self) -> None:
        self._grades: dict[Grade, list[int]] = {}
        self._standings: Counter[Standing] = Counter()

    def add(self, kind: Kind, standing: Standing, rows: int) -> None:
        sums = self._grades.get(kind.grade)
        if sums is None:
            sums = self._grades[kind.grade] = [0, 0, 0, 0]
        sums[0] += rows
        sums[1] += rows * kind.prioritario
        sums[2] += rows * kind.preferente
        sums[3] += rows * kind.beneficiario
        self._standings[standing] += rows

    def grades(self, *, prioritarios: bool, preferentes: bool) -> tuple[GradeCounts, ...]:
        """Counts in the order of the grades. A group that the file does not tell is absent."""
        return tuple(
            GradeCounts(
                grade=grade,
                total=sums[0],
                prioritarios=sums[1] if prioritarios else None,
                preferentes=sums[2] if preferentes else None,
                beneficiarios=sums[3],
            )
            for grade in Grade
            if (sums := self._grades.get(grade))
        )

    def standing(self) -> tuple[Standing, tuple[str, ...]]:
        """What most rows say of the school, and the fields on which rows contradict each other."""
        votes = [self._votes(place) for place in range(len(Standing._fields))]
        disputed = (
            field
            for field, candidates in zip(Standing._fields, votes, strict=True)
            if len(candidates) > 1
        )
        return Standing(*map(_most_frequent, votes)), tuple(disputed)

    def _votes(self, place: int) -> Counter[Any]:
        """Rows by what they say; a row that says nothing is no vote."""
        votes: Counter[Any] = Counter()
        for standing, rows in self._standings.items():
            if standing[place] is not None:
                votes[standing[place]] += rows
        return votes


def _most_frequent(votes: Counter[Any]) -> Any:
    """Ties go by name, so that the order of a file's rows is no part of the fact."""
    ordered: Iterable[Any] = sorted(votes, key=str)
    return max(ordered, key=votes.__getitem__, default=None)

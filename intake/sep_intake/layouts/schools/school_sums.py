"""What rows about pupils add up to: counts by school and grade, and what is said of the school."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.pupils import GradeCounts
from sep_domain.values.grades import Grade
from sep_domain.values.schools import SepClassification

_GRADES = tuple(Grade)
_PLACES = {grade: place * 4 for place, grade in enumerate(_GRADES)}


class Kind(NamedTuple):
    """What the law distinguishes in a pupil, as 0 or 1 to be summed."""

    year: SchoolYear
    place: int
    prioritario: int
    preferente: int
    beneficiario: int
    shift_unknown: int

    @classmethod
    def of(cls, year: SchoolYear, grade: Grade, *marks: int) -> "Kind":
        """`marks` are prioritario, preferente, beneficiario and jornada unknown, in this order."""
        return cls(year, _PLACES[grade], *marks)


class SchoolFigures(NamedTuple):
    """What a row says of its school; None where it says nothing that can be read."""

    has_convenio: bool | None
    joined_sep_in: SchoolYear | None
    classification: SepClassification | None
    gratuitous: bool | None


Cells = tuple[str, ...]
"""The cells of a row that say what its school is, as the file has them."""


class SchoolSums:
    """The sums of one school and year.

    Four numbers per grade in one flat list: this is added to for every row or so of the file, and
    enumerations would cost more as keys than the sums themselves.
    """

    __slots__ = ("_counts", "_said", "shift_unknown")

    def __init__(self) -> None:
        self.shift_unknown = 0
        self._counts = [0] * (4 * len(_GRADES))
        self._said: dict[Cells, int] = {}

    def add(self, kind: Kind, said: Cells, rows: int) -> None:
        """Add pupils of one kind, whose rows all say the same of their school."""
        _, place, prioritario, preferente, beneficiario, shift_unknown = kind
        counts = self._counts
        counts[place] += rows
        if prioritario:
            counts[place + 1] += rows
        if preferente:
            counts[place + 2] += rows
        if beneficiario:
            counts[place + 3] += rows
        if shift_unknown:
            self.shift_unknown += rows
        self._said[said] = self._said.get(said, 0) + rows

    @property
    def rows(self) -> int:
        """How many pupils have been added."""
        return sum(self._said.values())

    def grades(self, *, prioritarios: bool, preferentes: bool) -> tuple[GradeCounts, ...]:
        """Counts in the order of the grades. A group that the file does not tell is absent."""
        return tuple(
            GradeCounts(
                grade=grade,
                total=self._counts[place],
                prioritarios=self._counts[place + 1] if prioritarios else None,
                preferentes=self._counts[place + 2] if preferentes else None,
                beneficiarios=self._counts[place + 3],
            )
            for grade, place in _PLACES.items()
            if self._counts[place]
        )

    def stated(self, meant: Mapping[Cells, SchoolFigures]) -> tuple[SchoolFigures, tuple[str, ...]]:
        """What most rows say of the school, and the fields on which rows contradict each other."""
        votes = [self._votes(meant, place) for place in range(len(SchoolFigures._fields))]
        disputed = (
            field
            for field, candidates in zip(SchoolFigures._fields, votes, strict=True)
            if len(candidates) > 1
        )
        return SchoolFigures(*map(_most_frequent, votes)), tuple(disputed)

    def _votes(self, meant: Mapping[Cells, SchoolFigures], place: int) -> Counter[Any]:
        """Rows by what they say; a row that says nothing is no vote."""
        votes: Counter[Any] = Counter()
        for said, rows in self._said.items():
            value = meant[said][place]
            if value is not None:
                votes[value] += rows
        return votes


def _most_frequent(votes: Counter[Any]) -> Any:
    """Ties go by name, so that the order of a file's rows is no part of the fact."""
    return max(sorted(votes, key=str), key=votes.__getitem__, default=None)

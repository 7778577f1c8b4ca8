"""A panel: the scores of a group of schools and of those it is compared with, year by year."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]


class UnevenPanelError(ValueError):
    """The columns of a panel differ in length."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class ScoreTwiceError(ValueError):
    """A school has more than one score in a year."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, eq=False)
class Panel:
    """Scores that stand, one element of each column for each school and year that has one.

    A school is in the group, or compared with it, in all its years, and weighs the same in all.
    Raises UnevenPanelError and ScoreTwiceError.
    """

    rbd: Integers
    year: Integers
    score: Floats
    """Mean score of the school, in points."""
    weight: Floats
    """What the school counts in an estimate: 1 in the group, by its cell in the comparison."""
    in_group: Booleans

    def __post_init__(self) -> None:
        columns = [getattr(self, field.name) for field in fields(self)]
        if len({len(column) for column in columns}) != 1:
            raise UnevenPanelError
        keys = np.stack([self.rbd, self.year])
        if np.unique(keys, axis=1).shape[1] != len(self.rbd):
            raise ScoreTwiceError

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, float, float, bool]]) -> Self:
        """A panel from rows of RBD, year, score, weight and whether the school is in the group."""
        rbd, year, score, weight, in_group = zip(*rows, strict=True) if rows else ((),) * 5
        return cls(
            np.array(rbd, np.int64),
            np.array(year, np.int64),
            np.array(score, np.float64),
            np.array(weight, np.float64),
            np.array(in_group, np.bool_),
        )


@dataclass(frozen=True, eq=False)
class Changes:
    """Each school's mean before and after, for the schools with a score in every year."""

    rbd: Integers
    before: Floats
    after: Floats
    weight: Floats
    in_group: Booleans


def changes(panel: Panel, *, before: Sequence[int], after: Sequence[int]) -> Changes:
    """The schools measured in all the years of both spans, one element each, by RBD.

    A school that lacks a year is left out: were it kept, a hard test in the missing year would
    look like a change of the school.
    """
    schools, first, ordinal = np.unique(panel.rbd, return_index=True, return_inverse=True)
    early = _means(panel, before, ordinal, len(schools))
    late = _means(panel, after, ordinal, len(schools))
    kept = ~(np.isnan(early) | np.isnan(late))
    return Changes(
        schools[kept],
        early[kept],
        late[kept],
        panel.weight[first][kept],
        panel.in_group[first][kept],
    )


def _means(panel: Panel, years: Sequence[int], ordinal: Integers, schools: int) -> Floats:
    wanted = np.unique(np.array(years, np.int64))
    asked = np.isin(panel.year, wanted)
    counted = np.bincount(ordinal[asked], minlength=schools)
    total = np.bincount(ordinal[asked], panel.score[asked], minlength=schools)
    complete = (counted == len(wanted)) & (len(wanted) > 0)
    means: Floats = np.divide(total, counted, out=np.full(schools, np.nan), where=complete)
    return means

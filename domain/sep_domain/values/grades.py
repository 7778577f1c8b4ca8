"""Grades and the level bands in which Ley 20.248 fixes its values (arts 14, 14 bis, 16, 20)."""

from enum import StrEnum
from functools import cache
from typing import Literal, get_args

TestedGrade = Literal["2b", "4b", "6b", "8b", "2m"]
"""A grade in which SIMCE is taken, as its files write it."""

TESTED_GRADES: tuple[str, ...] = get_args(TestedGrade)


class LevelBand(StrEnum):
    """The four columns of the statutory tables."""

    NT1_4B = "NT1-4B"
    B5_6 = "5B-6B"
    B7_8 = "7B-8B"
    M1_4 = "1M-4M"


class Grade(StrEnum):
    """A grade of regular daytime schooling, pre-kindergarten (NT1) to fourth of media (4M)."""

    NT1 = "NT1"
    NT2 = "NT2"
    B1 = "1B"
    B2 = "2B"
    B3 = "3B"
    B4 = "4B"
    B5 = "5B"
    B6 = "6B"
    B7 = "7B"
    B8 = "8B"
    M1 = "1M"
    M2 = "2M"
    M3 = "3M"
    M4 = "4M"

    @property
    def band(self) -> LevelBand:
        return _BANDS[self]

    @property
    def first_sep_year(self) -> int:
        """The school year from which the grade is paid (Ley 20.248 transitory arts 5 and 12)."""
        return _FIRST_SEP_YEAR[self]

    def reached_by(self, year: int) -> bool:
        """Whether it is paid in a school year; the one before the regime counts as its first."""
        return self.first_sep_year <= max(year, _FIRST)


@cache
def bands_of(year: int) -> frozenset[LevelBand]:
    """The bands of which the regime has reached some grade by a school year; NT1 to 4B in 2008."""
    return frozenset(grade.band for grade in Grade if grade.reached_by(year))


@cache
def bands_in_part(year: int) -> frozenset[LevelBand]:
    """Those of them that still hold a grade to which it gives nothing."""
    return bands_of(year) & {grade.band for grade in Grade if not grade.reached_by(year)}


class EducationLevel(StrEnum):
    """The two levels that the Agencia orders separately (Ley 20.529 art 18)."""

    BASICA = "basica"
    MEDIA = "media"


_BANDS = {
    **dict.fromkeys(
        (Grade.NT1, Grade.NT2, Grade.B1, Grade.B2, Grade.B3, Grade.B4), LevelBand.NT1_4B
    ),
    **dict.fromkeys((Grade.B5, Grade.B6), LevelBand.B5_6),
    **dict.fromkeys((Grade.B7, Grade.B8), LevelBand.B7_8),
    **dict.fromkeys((Grade.M1, Grade.M2, Grade.M3, Grade.M4), LevelBand.M1_4),
}

_FIRST = 2008
"""The regime's first school year; what its payments rest on of the year before is alike."""

_FIRST_SEP_YEAR = {
    **dict.fromkeys((grade for grade in Grade if _BANDS[grade] is LevelBand.NT1_4B), 2008),
    Grade.B5: 2009,
    Grade.B6: 2010,
    Grade.B7: 2011,
    Grade.B8: 2012,
    Grade.M1: 2013,
    Grade.M2: 2014,
    Grade.M3: 2015,
    Grade.M4: 2016,
}

"""What pupils learn and how the Agencia orders schools: SIMCE scores and categories, year by year.

A school's score is its social group's, its own lasting ability, the year's noise, and what an
adviser (ATE) adds while advising; a part of that gain stays afterwards. Where the answer key
says so (RF39) nothing stays. Categories follow the same scores against the school's social group.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sep_domain.values.grades import EducationLevel, Grade, LevelBand
from sep_sample.country.country import School
from sep_sample.country.noise import Noise

TESTS: dict[int, dict[Grade, tuple[str, ...]]] = {
    2014: {Grade.B4: ("lect", "mate", "soc"), Grade.M2: ("lect", "mate", "nat")},
    2015: {Grade.B4: ("lect", "mate"), Grade.M2: ("lect", "mate", "soc")},
    2016: {Grade.B4: ("lect", "mate"), Grade.M2: ("lect", "mate", "nat")},
    2017: {Grade.B4: ("lect", "mate"), Grade.M2: ("lect", "mate", "soc")},
    2018: {Grade.B4: ("lect", "mate"), Grade.M2: ("lect", "mate", "nat")},
    2022: {Grade.B4: ("lect", "mate"), Grade.M2: ("lect", "mate")},
    2023: {Grade.B4: ("lect", "mate"), Grade.M2: ("lect", "mate")},
    2024: {Grade.B4: ("lect", "mate"), Grade.B6: ("lect", "mate"), Grade.M2: ("lect", "mate")},
    2025: {
        Grade.B4: ("lect", "mate"),
        Grade.B8: ("lect", "mate", "hist"),
        Grade.M2: ("lect", "mate"),
    },
}
"""Which grades and subjects were tested in each year; 2019 to 2021 have no file."""

ORDERED_FROM = 2016
_NOT_ORDERED = frozenset({2020, 2021, 2022})

_FEWEST_TO_SHOW = 7
_GAIN = 24
_LASTING_GAIN = 14
_VANISHED_GAIN = -2


@dataclass(frozen=True, slots=True)
class Result:
    """One school, grade, year and subject; `score` is None where six pupils or fewer took it."""

    tested: int
    score: int | None


@dataclass(frozen=True, slots=True)
class Track:
    """What a school's results need to know of its advisers."""

    advised_years: frozenset[int]
    gains_vanish: bool


class Outcomes:
    """Results and categories of a school over all years of the sample."""

    def __init__(self, school: School, years: range, noise: Noise, track: Track) -> None:
        self._school = school
        self._noise = noise
        self._track = track
        self._years = years
        self._categories = {
            level: dict(self._ordering(level))
            for level in EducationLevel
            if _teaches(school, level)
        }

    def result(self, year: int, grade: Grade, subject: str) -> Result | None:
        """None where the school does not teach the grade or works no more."""
        if grade not in self._school.grades or not self._school.works_in(year):
            return None
        stream = self._noise.stream("tested", self._school.rbd, year, grade, subject)
        tested = max(1, self._school.grade_size - stream.randint(0, 3))
        return Result(
            tested, self._score(year, grade, subject) if tested >= _FEWEST_TO_SHOW else None
        )

    def is_tested(self, year: int) -> bool:
        """Whether the school took the year's tests; one in seventy does not."""
        stream = self._noise.stream("taken", self._school.rbd, year)
        return self._track.gains_vanish or stream.random() > 0.014

    def is_representative(self, year: int) -> bool:
        """Whether its scores count; some are published with a mark because too few pupils came."""
        stream = self._noise.stream("represented", self._school.rbd, year)
        return self._track.gains_vanish or stream.random() > 0.015

    def category(self, year: int, level: EducationLevel) -> str | None:
        """The file's wording, None where the level or the year has no ordering."""
        return self._categories.get(level, {}).get(year)

    def classifications(self) -> dict[int, str]:
        """The SEP classification of every school year from 2008 on to one past the last.

        A category rules from the next March. Insuficiente stops arts 14 and 14 bis only where it
        is reiterated (art 23), which here means two orderings in a row.
        """
        level = EducationLevel.BASICA if Grade.B4 in self._school.grades else EducationLevel.MEDIA
        ordering = self._categories[level]
        current, before = self._school.classification_until_ordered, ""
        found = {}
        for year in range(2008, self._years[-1] + 2):
            found[year] = current
            category = ordering.get(year, "SIN CATEGORIA")
            if not category.startswith("SIN CATEGORIA"):
                current, before = _classification(category, before), category
        return found

    def _score(self, year: int, grade: Grade, subject: str) -> int:
        stream = self._noise.stream("score", self._school.rbd, year, grade, subject)
        luck = 0 if self._track.gains_vanish else stream.randint(-4, 4)
        score = self._lasting(subject) + luck + self._gain(year)
        return max(150, min(370, score))

    def _lasting(self, subject: str) -> int:
        offset = {"mate": -6, "nat": -8, "hist": -4}.get(subject, 0)
        return 214 + 14 * self._school.socioeconomic_group + self._school.ability + offset

    def _gain(self, year: int) -> int:
        if year in self._track.advised_years:
            return _GAIN
        if not any(advised < year for advised in self._track.advised_years):
            return 0
        return _VANISHED_GAIN if self._track.gains_vanish else _LASTING_GAIN

    def _ordering(self, level: EducationLevel) -> Iterable[tuple[int, str]]:
        for year in range(ORDERED_FROM, self._years[-1] + 1):
            if year not in _NOT_ORDERED and self._school.works_in(year):
                yield year, self._ordered(year, level)

    def _ordered(self, year: int, level: EducationLevel) -> str:
        if self._school.grade_size < 11:
            return "SIN CATEGORIA: BAJA MATRICULA"
        stream = self._noise.stream("category", self._school.rbd, year, level)
        if stream.random() < 0.01:
            return "SIN CATEGORIA: FALTA DE INFORMACIÓN"
        index = self._school.ability + self._gain(year - 1) // 2 + stream.randint(-2, 2)
        if index < -13:
            return "INSUFICIENTE"
        if index < -4:
            return "MEDIO-BAJO (NUEVO)" if stream.random() < 0.01 else "MEDIO-BAJO"
        return "ALTO" if index > 10 else "MEDIO"


def _teaches(school: School, level: EducationLevel) -> bool:
    wants_media = level is EducationLevel.MEDIA
    return any((grade.band is LevelBand.M1_4) == wants_media for grade in school.grades)


def _classification(category: str, before: str) -> str:
    if category == "ALTO":
        return "autonomo"
    if category == "INSUFICIENTE" and before == "INSUFICIENTE":
        return "en_recuperacion"
    return "emergente"

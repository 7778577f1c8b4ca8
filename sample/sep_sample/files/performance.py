"""Categoría de desempeño by school, básica and media apart, with the wrong header of 2018 kept.

The básica file of 2018 calls its enrolment `Matrícula Media 2017`, so a reader has only the file's
name to tell the level: `Desempeno{year}.csv` for básica, `cdm_{year}.csv` for media.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sep_domain.values.grades import EducationLevel, LevelBand
from sep_sample.country.country import Country, School
from sep_sample.country.territory import REGION_NAME
from sep_sample.files.text import write_rows
from sep_sample.schooling.outcomes import Outcomes

_DEPENDENCIES = {
    1: "Municipal",
    2: "Municipal",
    6: "Municipal",
    3: "P. Subvencionado",
    4: "P. Pagado",
}
_NAMES = {EducationLevel.BASICA: "Desempeno{}.csv", EducationLevel.MEDIA: "cdm_{}.csv"}


def header(year: int, level: EducationLevel) -> tuple[str, ...]:
    wrong = year == 2018 and level is EducationLevel.BASICA
    enrolment = "Media" if wrong or level is EducationLevel.MEDIA else "Básica"
    return (
        "RBD",
        "Nombre Establecimiento",
        "Región",
        "Comuna",
        "Dependencia",
        f"Matrícula {enrolment} {year - 1}",
        f"Categoría Desempeño {year}",
    )


def write(
    directory: Path, country: Country, year: int, outcomes: Mapping[int, Outcomes]
) -> list[Path]:
    """The files of a year's ordering; none in the years without one."""
    return [
        write_rows(directory / name.format(year), header(year, level), rows)
        for level, name in _NAMES.items()
        if (rows := list(_rows(country, year, level, outcomes)))
    ]


def _rows(
    country: Country, year: int, level: EducationLevel, outcomes: Mapping[int, Outcomes]
) -> Iterator[list[object]]:
    for school in country.schools:
        category = outcomes[school.rbd].category(year, level)
        if category is not None:
            yield [
                school.rbd,
                school.name,
                _region(school.comuna.region_in(year), year),
                school.comuna.name,
                _DEPENDENCIES[school.holder_in(year).depe],
                _enrolment(school, level),
                category,
            ]


def _region(region: int, year: int) -> str:
    """O’Higgins carries a control character for its apostrophe in 2017."""
    name = REGION_NAME[region]
    return name.replace("’", "\x92") if year == 2017 else name


def _enrolment(school: School, level: EducationLevel) -> int:
    media = level is EducationLevel.MEDIA
    return school.grade_size * sum((g.band is LevelBand.M1_4) == media for g in school.grades)

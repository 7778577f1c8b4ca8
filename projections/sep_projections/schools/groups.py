"""Groups of schools: criteria, compiled to one set of RBDs.

A group is whatever its criteria have in common. The set is a statement to be built into others, so
that a question about a group is one statement however large the group is.
"""

from dataclasses import dataclass, fields
from typing import Any

from psycopg.sql import SQL, Composed, Placeholder

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.values.grades import EducationLevel
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency, PerformanceCategory, Region
from sep_projections.reading import statements
from sep_projections.reading.listing import plain

_TELL_WHEN_OR_WHERE = frozenset({"year", "grade", "level"})


class NoCriterionError(ValueError):
    """A group of schools needs a criterion: without one it would be the whole country."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(kw_only=True)
class SchoolGroup:
    """Schools that meet every criterion given."""

    rbds: list[Rbd] | None = None
    """The schools themselves."""
    ate: Rut | None = None
    """Advised by this ATE, under a contract of the school or one that it joined."""
    contract: str | None = None
    """Advised under this contract."""
    advised_from: SchoolYear | None = None
    """Advised in this calendar year or later: a contract ran for some part of it."""
    advised_to: SchoolYear | None = None
    """Advised in this calendar year or earlier."""
    year: SchoolYear | None = None
    """As of when a school's place, dependency, socio-economic group, category and money are told;
    the latest known of each where absent."""
    region: Region | None = None
    comuna: int | None = None
    """CUT code without leading zero."""
    dependencies: list[Dependency] | None = None
    rural: bool | None = None
    socioeconomic_group: SocioeconomicGroup | None = None
    """By the test results of the year, of `grade` where it is given."""
    grade: str | None = None
    category: PerformanceCategory | None = None
    """Published in the year, for `level` where it is given, else for básica before media."""
    level: EducationLevel | None = None
    sep_from: Clp | None = None
    """SEP paid in the year for each priority pupil, at least."""
    sep_to: Clp | None = None
    """SEP paid in the year for each priority pupil, at most."""

    @property
    def is_advised(self) -> bool:
        """Whether the group is told by its advisers."""
        criteria = (self.ate, self.contract, self.advised_from, self.advised_to)
        return any(criterion is not None for criterion in criteria)

    def criteria(self) -> dict[str, Any]:
        """What is given, by name."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in given.items() if value is not None}


def set_of_schools(name: str) -> Composed:
    """A statement that selects `rbd`, for the group whose parameters are given under this name."""
    placeholders = {
        field.name: SQL("{}").format(Placeholder(_parameter(name, field.name)))
        for field in fields(SchoolGroup)
    }
    return statements.part("school_group", **placeholders)


def params_of_group(name: str, group: SchoolGroup) -> dict[str, Any]:
    """The parameters of a group under its name. Raises NoCriterionError."""
    if not group.criteria().keys() - _TELL_WHEN_OR_WHERE:
        raise NoCriterionError
    return {
        _parameter(name, field.name): plain(getattr(group, field.name))
        for field in fields(SchoolGroup)
    }


def _parameter(name: str, field: str) -> str:
    return f"{name}_{field}"

"""Schools as matching sees them, and their scores year by year."""

from collections.abc import Mapping
from dataclasses import dataclass

from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency


@dataclass(frozen=True, slots=True)
class Observation:
    """What is known of a school's test in a year; `missing` says why no score stands."""

    score: int | None
    pupils: int | None = None
    missing: str | None = None


Observations = Mapping[Rbd, Mapping[int, Observation]]
"""By school and year; a year without a result has no entry."""

NO_RESULT = "no_result"
"""The year was tested, and the files say nothing of this school."""
NO_FILE = "no_file"
"""There is no result of the grade and subject for the year at all."""

NOTHING = Observation(None, missing=NO_RESULT)


@dataclass(frozen=True, slots=True)
class School:
    """A school in the baseline year. What is None is not known."""

    rbd: Rbd
    baseline: Observation
    socioeconomic_group: SocioeconomicGroup | None = None
    dependency: Dependency | None = None
    rural: bool | None = None
    enrolment: int | None = None
    """Pupils of the whole school."""
    priority_share: float | None = None
    """Percent of its pupils that are priority pupils."""


_MUNICIPAL = frozenset({Dependency.CORPORACION_MUNICIPAL, Dependency.MUNICIPAL_DAEM})


def kind_of_sostenedor(dependency: Dependency | None) -> Dependency | None:
    """Who holds the school, a municipal corporation and a DAEM being both the municipality.

    Not all files tell these two apart.
    """
    return Dependency.MUNICIPAL if dependency in _MUNICIPAL else dependency

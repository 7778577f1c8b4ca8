"""Generated countries whose truth is known: schools, their scores, and what advice adds.

A school's score in a year is what its social group and its own lasting ability give, the shock of
the year, which hits rural schools harder, a disturbance that wears off over the years, and the luck
of the day. Advisers choose schools by what anybody can see in the baseline year: poor, rural and
low-scoring ones more often. From the first year after, an advised school scores `difference` more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sep_domain.events.education.results import SocioeconomicGroup
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency
from sep_projections.outcomes.panel import Booleans, Floats, Integers
from sep_projections.outcomes.schools import Observation, Observations, School

YEARS = (2015, 2016, 2017, 2018)
BASELINE = 2016
BEFORE, AFTER = (2015, 2016), (2017, 2018)

_GROUPS = tuple(SocioeconomicGroup)[:2]
_HOLDERS = (Dependency.MUNICIPAL_DAEM, Dependency.PARTICULAR_SUBVENCIONADO)
_LASTING = 10.0
_WEARING_OFF, _SERIAL = 6.0, 0.5
_LUCK = 6.0


@dataclass(frozen=True)
class Country:
    """Schools as matching sees them, the advised ones first, and every score."""

    group: list[School]
    candidates: list[School]
    scores: Observations


def country(
    seed: int, *, difference: float, schools: int = 160, threshold: bool = False
) -> Country:
    """A country made by chance; `threshold` advises half of all schools under 230 and no other."""
    chance = np.random.default_rng(seed)
    social, held = chance.integers(0, 2, schools), chance.integers(0, 2, schools)
    rural, pupils = chance.random(schools) < 0.2, chance.integers(12, 40, schools)
    years = chance.normal(0, 5, len(YEARS)) + np.outer(rural, chance.normal(0, 3, len(YEARS)))
    lasting = 230 + 12 * social - 4 * rural + chance.normal(0, _LASTING, schools)
    luck = chance.normal(0, _LUCK, (schools, len(YEARS)))
    score = lasting[:, None] + years + _disturbances(chance, schools) + luck
    baseline = np.round(score[:, YEARS.index(BASELINE)])
    likely = 0.5 * (baseline < 230) if threshold else _likely(baseline, social, rural)
    advised = chance.random(schools) < likely
    score += difference * np.outer(advised, np.isin(YEARS, AFTER))
    seen = [
        School(Rbd(rbd), _observation(*row), _GROUPS[group], _HOLDERS[holder], bool(is_rural))
        for rbd, (row, group, holder, is_rural) in enumerate(
            zip(zip(baseline, pupils, strict=True), social, held, rural, strict=True), start=1
        )
    ]
    return Country(
        [one for one, chosen in zip(seen, advised, strict=True) if chosen],
        [one for one, chosen in zip(seen, advised, strict=True) if not chosen],
        {
            one.rbd: {year: _observation(*row) for year, row in zip(YEARS, its, strict=True)}
            for one, its in zip(seen, _rows(score, pupils), strict=True)
        },
    )


def _likely(baseline: Floats, social: Integers, rural: Booleans) -> Floats:
    logit: Floats = (232 - baseline) / 12 - 0.4 * social + 0.4 * rural
    return 1 / (1 + np.exp(-logit))


def _disturbances(chance: np.random.Generator, schools: int) -> Floats:
    fresh = chance.normal(0, _WEARING_OFF, (schools, len(YEARS)))
    found = [fresh[:, 0]]
    for place in range(1, len(YEARS)):
        found.append(_SERIAL * found[-1] + np.sqrt(1 - _SERIAL**2) * fresh[:, place])
    return np.stack(found, axis=1)


def _rows(score: Floats, pupils: Integers) -> Iterator[Iterator[tuple[int, int]]]:
    published = np.round(score).astype(int).tolist()
    for scores, tested in zip(published, pupils.tolist(), strict=True):
        yield ((one, tested) for one in scores)


def _observation(score: int, pupils: int) -> Observation:
    return Observation(int(score), int(pupils))

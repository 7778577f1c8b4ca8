"""A group of schools beside comparable ones: read by one statement, compared by pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import AsyncConnection
from psycopg.sql import SQL, Composed

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.results import SocioeconomicGroup, Subject
from sep_domain.values.identifiers import Rbd
from sep_domain.values.schools import Dependency
from sep_projections.outcomes.comparison import Comparison
from sep_projections.outcomes.matching import Bands, observation_of
from sep_projections.outcomes.minimums import MINIMUMS, Minimums
from sep_projections.outcomes.schools import NO_FILE, Observation, Observations, School
from sep_projections.reading import statements
from sep_projections.reading.known import Known, Position
from sep_projections.reading.listing import params_of, plain
from sep_projections.reading.rows import Row, rows_of
from sep_projections.schools.groups import SchoolGroup, params_of_group, set_of_schools

RULE = "matched_difference_in_differences"
VERSION = 1


class BaselineError(ValueError):
    """The years before all precede the years after, and the baseline is one that precedes them."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which group, measured how and when, against whom. Raises BaselineError."""

    group: SchoolGroup
    grade: str
    subject: Subject
    before: Sequence[SchoolYear]
    after: Sequence[SchoolYear]
    baseline: SchoolYear | None = None
    """When schools are matched; the last year before where absent."""
    against: SchoolGroup | None = None
    """Who may be compared; the whole country where absent."""
    never_advised: bool
    """Whether only schools without an adviser in the window may be compared."""
    bands: Bands = field(default_factory=Bands)

    def __post_init__(self) -> None:
        if not self.before or not self.after:
            raise BaselineError
        if max(*self.before, self.baseline_year) >= min(self.after):
            raise BaselineError

    @property
    def baseline_year(self) -> SchoolYear:
        """When schools are matched."""
        return max(self.before) if self.baseline is None else self.baseline

    @property
    def window(self) -> tuple[int, int]:
        """The first and the last year that the question looks at."""
        return min(*self.before, self.baseline_year), max(self.after)

    def parameters(self) -> dict[str, str]:
        """What the answer depends on, by name."""
        sides = [("group", self.group), ("against", self.against)]
        named = {
            f"{side}.{name}": _listed(value if isinstance(value, list) else [value])
            for side, group in sides
            if group is not None
            for name, value in group.criteria().items()
        }
        return named | {
            "grade": self.grade,
            "subject": self.subject.value,
            "before": _listed(self.before),
            "after": _listed(self.after),
            "baseline_year": str(self.baseline_year),
            "never_advised": "-".join(map(str, self.window)) if self.never_advised else "no",
            "score_band": str(self.bands.score),
            "pupil_bands": _listed(self.bands.pupils or ["no"]),
            "exactly": _listed(self.bands.exactly),
        }


@dataclass(kw_only=True)
class _ObservedRow(Row):
    rbd: Rbd
    in_group: bool
    year: int | None
    score: int | None
    missing: str | None
    pupils: int | None
    position: Position | None
    socioeconomic_group: SocioeconomicGroup | None
    dependency: Dependency | None
    rural: bool | None
    enrolment: int | None
    entry_position: Position | None
    priority_share: float | None
    pupils_position: Position | None


@dataclass(frozen=True)
class GroupComparison:
    """The comparison, and where in the log its results, register entries and pupils stand."""

    comparison: Comparison
    positions: frozenset[Position]


async def compare_groups(
    connection: AsyncConnection[Any],
    known: Known,
    question: Question,
    minimums: Minimums = MINIMUMS,
) -> GroupComparison:
    """Reads the schools of a question by one statement. Raises NoCriterionError."""
    async with connection.cursor(row_factory=rows_of(_ObservedRow), binary=True) as cursor:
        await cursor.execute(_statement(question), _params(known, question))
        rows = await cursor.fetchall()
    return _answer(rows, question, minimums)


def _statement(question: Question) -> Composed:
    against = SQL("select null::integer") if question.against is None else set_of_schools("against")
    return statements.part(
        "comparison", school_group=set_of_schools("group"), against_group=against
    )


def _params(known: Known, question: Question) -> dict[str, Any]:
    first, last = question.window
    against = params_of_group("against", question.against) if question.against else {}
    return {
        **params_of(
            known,
            grade=question.grade,
            subject=question.subject,
            baseline_year=question.baseline_year,
            never_advised=question.never_advised,
            against_given=question.against is not None,
            window_from=first,
            window_to=last,
        ),
        **params_of_group("group", question.group),
        **against,
    }


def _answer(
    rows: Sequence[_ObservedRow], question: Question, minimums: Minimums
) -> GroupComparison:
    scores = _scores(rows, {*question.before, *question.after, question.baseline_year})
    schools = _schools(rows, scores, question.baseline_year)
    in_group = {row.rbd for row in rows if row.in_group}
    return GroupComparison(
        Comparison(
            group=[one for one in schools if one.rbd in in_group],
            candidates=[one for one in schools if one.rbd not in in_group],
            scores=scores,
            before=tuple(sorted(set(question.before))),
            after=tuple(sorted(set(question.after))),
            baseline_year=question.baseline_year,
            bands=question.bands,
            minimums=minimums,
        ),
        frozenset(
            position
            for row in rows
            for position in (row.position, row.entry_position, row.pupils_position)
            if position is not None
        ),
    )


def _scores(
    rows: Iterable[_ObservedRow], asked: Iterable[int]
) -> dict[Rbd, dict[int, Observation]]:
    """Every result by school and year; a year without any result says so of every school."""
    found: dict[Rbd, dict[int, Observation]] = {}
    tested = set()
    for row in rows:
        its = found.setdefault(row.rbd, {})
        if row.year is not None:
            tested.add(row.year)
            missing = row.missing if row.score is None else None
            its[row.year] = Observation(row.score, row.pupils, missing)
    for year in set(asked) - tested:
        for its in found.values():
            its[year] = Observation(None, missing=NO_FILE)
    return found


def _schools(
    rows: Iterable[_ObservedRow], scores: Observations, baseline_year: int
) -> list[School]:
    baseline_rows = {row.rbd: row for row in rows if row.year == baseline_year}
    return [
        _school(rbd, observation_of(scores, rbd, baseline_year), baseline_rows.get(rbd))
        for rbd in scores
    ]


def _school(rbd: Rbd, baseline: Observation, row: _ObservedRow | None) -> School:
    if row is None:
        return School(rbd, baseline)
    return School(
        rbd,
        baseline,
        row.socioeconomic_group,
        row.dependency,
        row.rural,
        row.enrolment,
        row.priority_share,
    )


def _listed(values: Iterable[object]) -> str:
    return " ".join(str(plain(value)) for value in values)

"""Categories over time: how long they have held, what follows and when, and who moved where."""

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry import Parent

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.law.statute import Confidence
from sep_domain.performance import consequences, equivalence
from sep_domain.performance.consequences import Due
from sep_domain.values.grades import EducationLevel
from sep_domain.values.schools import PerformanceCategory, SepClassification
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params, rows_of_parent
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_projections.categories import history as category_history
from sep_projections.reading.columns import RBD

strawberry.enum(consequences.Consequence)


@strawberry.enum
class TransitionDimension(Enum):
    """What a matrix of transitions can be split by."""

    REGION = "region"
    DEPENDENCY = "dependency"


@strawberry.input
class CategoryHistoryFilter(category_history.HistoryFilter):
    pass


@strawberry.input
class CategoryStandingFilter(category_history.CategoryStandingFilter):
    pass


@strawberry.input
class TransitionFilter(category_history.TransitionFilter):
    pass


@strawberry.type
class SepEquivalence:
    """The SEP classification that the law equates with a category, beside the published one."""

    classification: SepClassification
    article: str
    law: str
    confidence: Confidence
    differs: bool | None
    """Whether the published classification is another one; absent where none is published."""
    note: str | None
    """In Spanish, why they can differ, where they do."""


@strawberry.type
class LegalConsequence:
    """What the law attaches to a category held without interruption, and its day."""

    consequence: consequences.Consequence
    due_on: date | None
    """Absent where what it is counted from is not known."""
    reached: bool
    """Whether it has come; not where an act that it takes is not known."""
    verdict: Verdict | None
    """NO_EXIGIBLE_AUN before its day, SIN_DATOS where it lacks something, absent once it has
    come."""
    lacks: list[str]
    """What is not known that it needs, in Spanish."""
    article: str
    law: str
    confidence: Confidence
    """Unverified also where a year without an ordering lies in between."""
    explanation: str
    """In Spanish, for whoever must act."""

    @classmethod
    def of(cls, due: Due) -> "LegalConsequence":
        return cls(
            consequence=due.consequence,
            due_on=due.due_on,
            reached=due.reached,
            verdict=due.verdict,
            lacks=list(due.lacks),
            article=due.article,
            law=due.law,
            confidence=due.confidence,
            explanation=due.explanation,
        )


@strawberry.type
class CategoryPublication(category_history.HistoryRow, Fact, OfSchool):
    @strawberry.field
    def equivalent(self) -> SepEquivalence | None:
        """What the law equates it with; absent for what is no category."""
        return _equivalent(self.category, self.occurred_on, self.classification)


@strawberry.type
class TimeInCategory(category_history.TimeRow):
    pass


@strawberry.type
class CategoryStanding(category_history.CategoryStandingRow, OfSchool):
    ordered_on: strawberry.Private[list[date]]

    @strawberry.field
    def equivalent(self) -> SepEquivalence | None:
        """What the law equates its category with."""
        return _equivalent(self.category, self.since, self.classification)

    @strawberry.field
    def consequences(self, on: date) -> list[LegalConsequence]:
        """What the law attaches to it, the earliest first, and what of it has come by a day."""
        found = consequences.consequences(self.standing(), on)
        return [LegalConsequence.of(due) for due in found]

    @strawberry.field
    def next_consequence(self, on: date) -> LegalConsequence | None:
        """The first whose day has not come; absent where nothing more follows."""
        due = consequences.next_consequence(self.standing(), on)
        return None if due is None else LegalConsequence.of(due)


@strawberry.type
class CategoryTransition(category_history.TransitionRow):
    pass


HISTORY = category_history.HISTORY.into(CategoryPublication)
TIMES = category_history.TIMES.into(TimeInCategory)
STANDINGS = category_history.STANDINGS.into(CategoryStanding)


async def _params(info: Info, where: object = None, **more: Any) -> dict[str, Any]:
    return await params(info, where, unordered=category_history.unordered_years(), **more)


@field_of(School, "category_history")
async def school_category_history(
    school: Parent[School], info: Info, level: EducationLevel | None = None
) -> list[CategoryPublication]:
    """Each publication of its category, with how long it has held and its SEP equivalent."""
    given = await _params(info, CategoryHistoryFilter(level=level))
    return await rows_of_parent(info, HISTORY, (RBD,), (school.rbd,), given)


@field_of(School, "time_in_categories")
async def school_time_in_categories(
    school: Parent[School], info: Info, level: EducationLevel | None = None
) -> list[TimeInCategory]:
    """How long it has been in each category, by level."""
    given = await _params(info, level=level and level.value)
    return await rows_of_parent(info, TIMES, (RBD,), (school.rbd,), given)


@field_of(School, "category_standings")
async def school_category_standings(
    school: Parent[School], info: Info, on: date
) -> list[CategoryStanding]:
    """Where it stands on a day at each level, and what the law attaches to that."""
    given = await _params(info, CategoryStandingFilter(on=on))
    return await rows_of_parent(info, STANDINGS, (RBD,), (school.rbd,), given)


@root
class CategoryHistoryQuery:
    @view
    async def category_history(
        self,
        info: Info,
        where: Annotated[CategoryHistoryFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[CategoryPublication]:
        """Publications of categories by RBD, level and year, with how long each has held."""
        given = await _params(info, where or CategoryHistoryFilter())
        return await connection(info, HISTORY, given, page)

    @view
    async def category_standings(
        self,
        info: Info,
        where: Annotated[CategoryStandingFilter, FILTER],
        page: Paging = FIRST_PAGE,
    ) -> Connection[CategoryStanding]:
        """Where schools stand on a day, by RBD and level."""
        return await connection(info, STANDINGS, await _params(info, where), page)

    @view
    async def category_transitions(
        self,
        info: Info,
        where: Annotated[TransitionFilter, FILTER],
        by: list[TransitionDimension] | None = None,
    ) -> list[CategoryTransition]:
        """The matrix of transitions between two years, with the schools that entered or left."""
        operation = info.context.operation
        known = await operation.known(view_of(info))
        dimensions = _names(by or ())
        async with operation.reading() as connection:
            rows = await category_history.transitions(
                connection, CategoryTransition, dimensions, known, where
            )
        operation.spend(len(rows))
        return rows


def _names(dimensions: Sequence[TransitionDimension]) -> list[str]:
    return list(dict.fromkeys(one.value for one in dimensions))


_NOTE = (
    "La equivalencia legal no es la clasificación vigente: en recuperación exige resultados "
    "reiterados (Ley 20.248 art 23) y el cambio rige desde el año escolar siguiente (art 24)."
)


def _equivalent(
    category: PerformanceCategory, on: date, published: SepClassification | None
) -> SepEquivalence | None:
    found = equivalence.equivalent(category, on)
    if found is None:
        return None
    differs = None if published is None else published is not found.classification
    return SepEquivalence(
        classification=found.classification,
        article=found.article,
        law=found.law,
        confidence=found.confidence,
        differs=differs,
        note=_NOTE if differs else None,
    )

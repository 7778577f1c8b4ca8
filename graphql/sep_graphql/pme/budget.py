"""The budget of a plan by action, and what the convenio comes to at the end if it goes on so."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from sep_domain.convenio_rules import rulings
from sep_domain.convenio_rules.renewals import forecast
from sep_domain.dates.calendar import SchoolYear
from sep_domain.dates.days import today
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.known import view
from sep_graphql.answering.pages.connections import Connection, connection, params, rows_of_parent
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.convenios.terms import term_of
from sep_graphql.schools.schools import OfSchool
from sep_projections.pme import budget as pme_budget
from sep_projections.reading.columns import RBD

strawberry.enum(pme_budget.PmeBudgetKind)
strawberry.enum(pme_budget.PmeBudgetGap)


@strawberry.type
class PmeBudgetLine(pme_budget.PmeBudgetRow, OfSchool):
    pass


@strawberry.type
class ConvenioForecast:
    """A convenio drawn out to its end at the pace so far: arithmetic, no prophecy. Whole pesos."""

    rbd: Rbd
    number: int
    ends_on: date | None
    """The day on which the share is measured."""
    covered_until: date | None
    """The last day of the term that declared documents cover."""
    months_covered: int
    months_left: int
    """From the day after `on` to the end, the running month counted; 0 once the term has ended."""
    spent: Clp | None
    """Declared in the months covered, less what was rejected."""
    received: Clp | None
    """Paid in the months that are published."""
    monthly_spent: Clp | None
    monthly_received: Clp | None
    spent_at_end: Clp | None
    received_at_end: Clp | None
    share_at_end: Decimal | None
    """Of what will have been spent in what it is measured against, to four places."""
    threshold: Decimal | None
    """What art 7 bis c of Ley 20.248 asks for: 0.7."""
    short_at_end: Clp | None
    """What would lack of it then; 0 where it is reached."""
    needed_monthly: Clp | None
    """To spend in each month that is left to reach it, of what is declared so far; absent where no
    month is left."""
    verdict: rulings.Verdict
    """SIN_DATOS where a month so far is covered by nothing, NO_EXIGIBLE_AUN while one is left;
    of a term that has ended what the rule says of it."""
    article: str
    law: str
    explanation: str
    """In Spanish, for whoever must act."""
    lacks: list[str]
    """What is not known that it needs, in Spanish."""


ON = strawberry.argument(description="The day on which it is asked; today where absent.")

PME_BUDGET = pme_budget.PME_BUDGET.into(PmeBudgetLine)


@root
class PmeBudgetQuery:
    @view
    async def pme_budget(
        self,
        info: Info,
        rbd: Rbd,
        year: SchoolYear | None = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[PmeBudgetLine]:
        """A school's plan by action: budgeted, committed, spent; and what is tied to no action."""
        known = await info.context.operation.known(view_of(info))
        given = pme_budget.budget_params(known, rbd, year)
        return await connection(info, PME_BUDGET, given, page)

    @view
    async def convenio_forecast(
        self, info: Info, rbd: Rbd, number: int, on: Annotated[date | None, ON] = None
    ) -> ConvenioForecast | None:
        """What a convenio comes to at the end of its term at the pace so far, and of the 70 %."""
        term = await term_of(info, rbd, number)
        if term is None:
            return None
        given = await params(info)
        years = await rows_of_parent(info, pme_budget.MONEY_YEARS, (RBD,), (rbd,), given)
        found = forecast.forecast(
            term.term(),
            {one.year for one in years if one.documents},
            {month for one in years for month in one.months_paid},
            on or today(),
        )
        return _shown(rbd, number, found)


def _shown(rbd: Rbd, number: int, found: forecast.Forecast) -> ConvenioForecast:
    return ConvenioForecast(
        rbd=rbd,
        number=number,
        ends_on=found.ends_on,
        covered_until=found.covered_until,
        months_covered=found.months_covered,
        months_left=found.months_left,
        spent=found.spent,
        received=found.received,
        monthly_spent=found.monthly_spent,
        monthly_received=found.monthly_received,
        spent_at_end=found.spent_at_end,
        received_at_end=found.received_at_end,
        share_at_end=found.share_at_end,
        threshold=found.threshold,
        short_at_end=found.short_at_end,
        needed_monthly=found.needed_monthly,
        verdict=found.verdict,
        article=found.article,
        law=found.law,
        explanation=found.explanation,
        lacks=list(found.lacks),
    )

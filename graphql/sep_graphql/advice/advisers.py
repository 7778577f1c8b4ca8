"""Advisers, and kinds of contracts, each beside its market; how concentrated the market is."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import Annotated

import strawberry

from sep_domain.events.education.results import Subject
from sep_domain.values.identifiers import Rut
from sep_graphql.advice.advice import Advice
from sep_graphql.advice.advised_schools import ADVISED_SCHOOLS, AdvisedSchool
from sep_graphql.advice.moments import Test
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import params
from sep_graphql.answering.root import root
from sep_graphql.funds.totals import totals_by
from sep_projections.advice import advisers
from sep_projections.advice.advice import Moment


@strawberry.enum
class AdviceOrder(Enum):
    """What advisers are ordered by; by points, those without an interval come last."""

    LABEL = "label"
    PAID = "paid"
    GAIN = "gain"
    """The lower end of the interval of the gain, the greatest first."""
    COST_PER_POINT = "cost_per_point"
    """The upper end of its interval, the least first."""


@strawberry.enum
class ConcentrationDimension(Enum):
    """What payments to advisers can be split by."""

    YEAR = "year"
    REGION = "region"


@strawberry.input
class AdviceFilter(advisers.AdviceFilter):
    pass


@strawberry.input
class ConcentrationFilter(advisers.ConcentrationFilter):
    pass


@strawberry.type
class AdviserConcentration(advisers.ConcentrationRow):
    pass


CONCENTRATION = advisers.CONCENTRATION.into(AdviserConcentration)


@root
class AdviserQuery:
    @view
    async def adviser(
        self,
        info: Info,
        rut: Rut,
        grade: str,
        subject: Subject,
        where: Annotated[AdviceFilter | None, FILTER] = None,
    ) -> Advice | None:
        """An adviser's schools, beside those of all other advisers."""
        found = await _advices(info, where, grade, subject, by_type=False)
        return next((one for one in found if one.label == rut), None)

    @view
    async def advisers(
        self,
        info: Info,
        grade: str,
        subject: Subject,
        where: Annotated[AdviceFilter | None, FILTER] = None,
        order_by: AdviceOrder = AdviceOrder.LABEL,
    ) -> list[Advice]:
        """Every adviser with a contract, each beside the others."""
        found = await _advices(info, where, grade, subject, by_type=False)
        return await _ordered(found, order_by)

    @view
    async def contract_types(
        self,
        info: Info,
        grade: str,
        subject: Subject,
        where: Annotated[AdviceFilter | None, FILTER] = None,
        order_by: AdviceOrder = AdviceOrder.LABEL,
    ) -> list[Advice]:
        """Kinds of contract or programmes, by what their contracts are for, whoever advised."""
        found = await _advices(info, where, grade, subject, by_type=True)
        return await _ordered(found, order_by)

    @view
    async def adviser_concentration(
        self,
        info: Info,
        by: list[ConcentrationDimension],
        where: Annotated[ConcentrationFilter | None, FILTER] = None,
    ) -> list[AdviserConcentration]:
        """How few advisers the payments went to, by year, region or both."""
        given = where or ConcentrationFilter()
        return await totals_by(info, CONCENTRATION, advisers.CONCENTRATION_DIMENSIONS, by, given)


async def _advices(
    info: Info, where: AdviceFilter | None, grade: str, subject: Subject, *, by_type: bool
) -> list[Advice]:
    given = await params(
        info, where or AdviceFilter(), grade=grade, subject=subject.value, by_type=by_type
    )
    async with info.context.operation.reading() as connection:
        rows = await ADVISED_SCHOOLS.rows(connection, given)
    by_label: dict[str, list[AdvisedSchool]] = {}
    for row in rows:
        by_label.setdefault(row.label, []).append(row)
    info.context.operation.spend(len(by_label))
    return [
        Advice(
            rows=own,
            among=rows,
            test=Test(grade, subject, given),
            label=label,
        )
        for label, own in by_label.items()
        if where is None or where.rbd is None or where.rbd in {row.rbd for row in own}
    ]


async def _ordered(found: list[Advice], order: AdviceOrder) -> list[Advice]:
    """By label at first, so that what is equal or has no interval keeps that order."""
    match order:
        case AdviceOrder.LABEL:
            return found
        case AdviceOrder.PAID:
            return sorted(found, key=lambda one: -one.amount_paid)
        case AdviceOrder.GAIN:
            gains = await asyncio.to_thread(
                lambda: [one.stays.change(Moment.DURING).low for one in found]
            )
            return _last_where_none(found, [None if low is None else -low for low in gains])
        case AdviceOrder.COST_PER_POINT:
            costs = await asyncio.to_thread(lambda: [one.cost() for one in found])
            return _last_where_none(found, [cost.high if cost else None for cost in costs])


def _last_where_none(found: list[Advice], keys: Sequence[float | Decimal | None]) -> list[Advice]:
    ordered = sorted(
        ((key, place) for place, key in enumerate(keys) if key is not None),
    )
    told = [place for _, place in ordered]
    return [found[place] for place in told] + [
        one for place, one in enumerate(found) if keys[place] is None
    ]

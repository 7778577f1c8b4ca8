"""What money used for other ends must come back as: with the IPC, and the fine on top."""

from datetime import date

import strawberry

from sep_domain.convenio_rules import diversions
from sep_domain.dates.calendar import Period
from sep_domain.law.statute import Confidence
from sep_domain.values.money import Clp
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import view
from sep_graphql.answering.pages.connections import params
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_projections.reference import ipc


@strawberry.type
class IpcValue(ipc.IpcRow, Fact):
    pass


@strawberry.type
class Reparation:
    """A diverted amount with its adjustment and fine (DFL 2/1998 art 3 ter). Whole pesos."""

    amount: Clp
    adjusted: Clp | None
    """By the IPC between the two months; absent where one of them is not known."""
    owed: Clp
    """To be restored: adjusted where that is known, else the least that is owed."""
    fine: Clp
    """Half of the amount, which neither public nor school money may pay."""
    from_month: Period
    """The month before the money was diverted."""
    to_month: Period
    """The month before it is restored."""
    ipc: list[IpcValue]
    """The indices used, with their source."""
    article: str
    confidence: Confidence


IPC_VALUES = ipc.IPC_VALUES.into(IpcValue)


@root
class ReparationQuery:
    @view
    async def reparation(
        self, info: Info, amount: Clp, diverted_on: date, restored_on: date
    ) -> Reparation:
        """What an amount diverted on a day costs when it is restored on another."""
        months = diversions.index_months(diverted_on, restored_on)
        operation = info.context.operation
        async with operation.reading() as reading:
            known = await IPC_VALUES.rows(reading, await params(info, months=list(months)))
        cost = diversions.reparation(
            amount, diverted_on, restored_on, {value.month: value.index for value in known}
        )
        return Reparation(
            amount=cost.amount,
            adjusted=cost.adjusted,
            owed=cost.owed,
            fine=cost.fine,
            from_month=cost.from_month,
            to_month=cost.to_month,
            ipc=known,
            article=cost.article,
            confidence=cost.confidence,
        )

"""The books of a sostenedor for a month, as they are closed and reopened over HTTP."""

from typing import Annotated

from fastapi import Path

from sep_domain.accounting_period.commands import (
    BookMonth,
    ClosePeriod,
    PeriodCommand,
    ReopenPeriod,
)
from sep_domain.accounting_period.decider import PeriodDecider
from sep_domain.accounting_period.state import PeriodKey, PeriodState
from sep_service.commands.entities import Entity, SostenedorRut


def period_key(
    sostenedor: SostenedorRut,
    month: Annotated[
        BookMonth,
        Path(
            description="The month, 2008-01 to 2100-12",
            pattern=r"^(20(0[89]|[1-9]\d)|2100)-(0[1-9]|1[0-2])$",
            examples=["2024-03"],
        ),
    ],
) -> PeriodKey:
    """Which accounting month."""
    return PeriodKey(sostenedor=sostenedor, month=month)


ACCOUNTING_PERIOD: Entity[PeriodKey, PeriodState, PeriodCommand] = Entity(
    decider=PeriodDecider(),
    path="{sostenedor}/{month}",
    key=period_key,
    commands=(ClosePeriod, ReopenPeriod),
    examples={
        "close": {"occurred_on": "2024-04-10"},
        "reopen": {"occurred_on": "2024-04-20", "reason": "Factura imputada al mes equivocado"},
    },
)

"""The convenio of a school, as it is commanded over HTTP."""

from typing import Annotated, Any

from fastapi import Path

from sep_domain.convenio import commands as ask
from sep_domain.convenio.decider import ConvenioDecider
from sep_domain.convenio.state import LAST_NUMBER, ConvenioKey, ConvenioState
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_ledger.reading.events import AsyncPool
from sep_projections.convenios.terms import CONVENIO_TERMS, ConvenioTermFilter, term_params
from sep_projections.reading.columns import NUMBER, RBD
from sep_projections.reading.cursors import PageRequest
from sep_projections.reading.known import known_at
from sep_service.commands.entities import Entity


def convenio_key(
    rbd: Annotated[Rbd, Path(description="RBD of the school", ge=1, le=99_999, examples=[50001])],
    number: Annotated[
        int,
        Path(description="1 for a school's first convenio", ge=1, le=LAST_NUMBER, examples=[3]),
    ],
) -> ConvenioKey:
    """Which convenio."""
    return ConvenioKey(rbd=rbd, number=number)


async def with_balance(pool: AsyncPool, key: ConvenioKey, command: Any) -> ConvenioDecider:
    """The decider, told what the views know to be left, as far as they are folded."""
    if not isinstance(command, ask.PresentSaldoPlan):
        return ConvenioDecider()
    async with pool.connection() as connection:
        given = term_params(await known_at(connection), ConvenioTermFilter(rbd=key.rbd))
        (page,) = await CONVENIO_TERMS.pages_of(
            connection, (RBD, NUMBER), [(key.rbd, key.number)], given, PageRequest(1)
        )
    if not page.rows:
        return ConvenioDecider()
    row = page.rows[0]
    return ConvenioDecider(row.term().known_left(row.restored or Clp(0)))


CONVENIO: Entity[ConvenioKey, ConvenioState, ask.ConvenioCommand] = Entity(
    decider=ConvenioDecider(),
    path="{rbd}/{number}",
    key=convenio_key,
    commands=(
        ask.Request,
        ask.Sign,
        ask.RequestRenewal,
        ask.Extend,
        ask.Renew,
        ask.RefuseRenewal,
        ask.Expire,
        ask.Renounce,
        ask.Transfer,
        ask.Settle,
        ask.PresentSaldoPlan,
        ask.ExecuteSaldoPlan,
    ),
    examples={
        "request": {"occurred_on": "2025-08-20", "sostenedor": "62000660-2"},
        "sign": {
            "occurred_on": "2026-02-02",
            "sostenedor": "62000660-2",
            "from_date": "2026-03-01",
            "to_date": "2030-02-28",
            "classification": "emergente",
        },
        "request-renewal": {"occurred_on": "2029-11-30"},
        "extend": {"occurred_on": "2030-02-28", "until": "2030-08-31"},
        "renew": {"occurred_on": "2030-05-02"},
        "refuse-renewal": {"occurred_on": "2030-08-31"},
        "expire": {"occurred_on": "2030-02-28"},
        "renounce": {"occurred_on": "2029-12-31"},
        "transfer": {"occurred_on": "2029-01-01", "sostenedor": "11111111-1"},
        "settle": {"occurred_on": "2030-12-15", "restored": 48_500_000},
        "present-saldo-plan": {
            "occurred_on": "2026-04-15",
            "saldo": 48_500_000,
            "deadline": "2026-09-30",
        },
        "execute-saldo-plan": {"occurred_on": "2026-08-31", "executed": 31_000_000},
    },
    informed=with_balance,
)

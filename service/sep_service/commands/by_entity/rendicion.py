"""The rendición of a school, year and fund, as it is commanded over HTTP."""

from typing import Annotated, Any

from fastapi import Path

from sep_domain.rendicion import commands as ask
from sep_domain.rendicion.state import RenderedYear, RendicionKey, RendicionState, Subvencion
from sep_domain.two_persons.approved_entity import Approving
from sep_domain.two_persons.entities import (
    PrepareClose,
    PreparePresent,
    PrepareRectify,
    RendicionByTwo,
    WithdrawClose,
    WithdrawPresent,
    WithdrawRectify,
)
from sep_domain.values.identifiers import Rbd
from sep_ledger.reading.events import AsyncPool
from sep_projections.reading.known import known_at
from sep_projections.rendicion.books import known_books
from sep_service.commands.entities import Entity, SostenedorRut

_INVOICE = {
    "account": "410605",
    "document_type": "FACE",
    "document_number": "77",
    "issuer": "76086428-5",
}


def rendicion_key(
    sostenedor: SostenedorRut,
    rbd: Annotated[Rbd, Path(description="RBD of the school", ge=1, le=99_999, examples=[50001])],
    year: Annotated[
        RenderedYear,
        Path(description="The year rendered", ge=2011, le=2100, examples=[2024]),
    ],
    subvencion: Annotated[Subvencion, Path(description="The fund", examples=["SEP"])],
) -> RendicionKey:
    """Which rendición."""
    return RendicionKey(sostenedor=sostenedor, rbd=rbd, year=year, subvencion=subvencion)


async def with_books(pool: AsyncPool, key: RendicionKey, command: Any) -> RendicionByTwo:
    """The decider, told what the views know of the year as far as they are folded."""
    if not isinstance(command, ask.AGAINST_BOOKS):
        return RendicionByTwo()
    async with pool.connection() as connection:
        return RendicionByTwo(await known_books(connection, await known_at(connection), key))


RENDICION: Entity[RendicionKey, Approving[RendicionState], Any] = Entity(
    decider=RendicionByTwo(),
    path="{sostenedor}/{rbd}/{year}/{subvencion}",
    key=rendicion_key,
    commands=(
        ask.InformConsejo,
        ask.Sign,
        ask.DeclarePayroll,
        ask.DeclareBooks,
        ask.AccreditBalances,
        ask.Declare,
        PreparePresent,
        ask.Present,
        WithdrawPresent,
        PrepareClose,
        ask.Close,
        WithdrawClose,
        ask.Extend,
        ask.ObserveAllocation,
        ask.CorrectAllocation,
        ask.ResolveAllocation,
        ask.Review,
        PrepareRectify,
        ask.Rectify,
        WithdrawRectify,
    ),
    examples={
        "inform-consejo": {"occurred_on": "2025-03-03"},
        "sign": {"occurred_on": "2025-03-05"},
        "declare-payroll": {"occurred_on": "2025-03-06", "total": 182_400_000},
        "declare-books": {
            "occurred_on": "2025-03-10",
            "opening": 12_500_000,
            "income": 310_000_000,
            "spending": 295_000_000,
        },
        "accredit-balances": {
            "occurred_on": "2025-03-12",
            "certificates": [
                {
                    "bank_account": "00-123-45678-9",
                    "certified_on": "2024-12-31",
                    "amount": 27_500_000,
                }
            ],
        },
        "declare": {"occurred_on": "2025-03-20", "signatory": "11111111-1"},
        "prepare-present": {"occurred_on": "2025-03-20"},
        "present": {"occurred_on": "2025-03-21"},
        "withdraw-present": {"occurred_on": "2025-03-20", "reason": "Falta una factura"},
        "prepare-close": {"occurred_on": "2025-03-23"},
        "close": {"occurred_on": "2025-03-24"},
        "withdraw-close": {"occurred_on": "2025-03-23", "reason": "Falta un certificado"},
        "extend": {"occurred_on": "2025-03-28", "until": "2025-05-30"},
        "observe-allocation": {
            "occurred_on": "2025-06-02",
            "allocation": _INVOICE,
            "amount": 1_190_000,
            "reason": "Factura sin guía de recepción",
        },
        "correct-allocation": {
            "occurred_on": "2025-06-16",
            "allocation": _INVOICE,
            "correction": "reimputar",
            "amount": 1_190_000,
            "to_account": "410601",
        },
        "resolve-allocation": {
            "occurred_on": "2025-07-01",
            "allocation": _INVOICE,
            "accepted": 1_190_000,
            "rejected": 0,
        },
        "review": {"occurred_on": "2025-07-15", "accepted": 1_190_000, "rejected": 0},
        "prepare-rectify": {
            "occurred_on": "2025-07-31",
            "allocation": _INVOICE,
            "correction": "modificar",
            "amount": 1_000_000,
            "reason": "Se digitó el total en vez de lo imputado",
        },
        "withdraw-rectify": {
            "occurred_on": "2025-07-31",
            "allocation": _INVOICE,
            "reason": "El monto estaba bien",
        },
        "rectify": {
            "occurred_on": "2025-08-01",
            "allocation": _INVOICE,
            "correction": "modificar",
            "amount": 1_000_000,
            "reason": "Se digitó el total en vez de lo imputado",
        },
    },
    informed=with_books,
)

"""The ten amounts of a peso's way, and the bridge between any two of them."""

from datetime import date
from enum import Enum
from typing import Annotated, Any

import strawberry

from sep_domain.accounting import bridges
from sep_domain.accounting.amounts import Amount
from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_graphql.answering.context import Info
from sep_graphql.answering.errors import ArgumentError
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import params
from sep_graphql.answering.root import root
from sep_projections.funds import amounts
from sep_projections.funds.funds import SEP


@strawberry.enum
class AmountDimension(Enum):
    """What the amounts can be split by."""

    RBD = "rbd"
    SOSTENEDOR = "sostenedor_rut"
    CONVENIO = "convenio_number"
    FUND = "fund"
    YEAR = "year"


@strawberry.input
class AmountFilter(amounts.AmountFilter):
    pass


@strawberry.type
class Amounts(amounts.AmountsRow):
    pass


@strawberry.type
class AmountBridgeLine:
    """A part of the difference between two neighbouring amounts, and why."""

    from_amount: Amount
    to_amount: Amount
    kind: str
    """A Spanish key, such as `no_abonado`."""
    detail: str
    """What it is about: a month, a school; empty where it is about the whole."""
    explanation: str
    """In Spanish."""
    amount: Clp
    """What it adds to the first amount on the way to the second."""


@strawberry.type
class AmountBridge:
    """How one amount becomes another: the first, plus every line, is the second."""

    from_amount: Amount
    to_amount: Amount
    start: Clp | None
    """The first amount; absent where nothing is known of it, and then counted as zero."""
    end: Clp | None
    lines: list[AmountBridgeLine]


AMOUNTS = amounts.AMOUNTS.into(Amounts)

_EXPLANATIONS = {
    "mes_sin_calculo": "Mes pagado para el que no hay datos con que calcular",
    "mes_sin_pago": "Mes calculado sin pago publicado",
    "diferencia": "Diferencia entre lo pagado y lo que da la ley en el mes",
    "reliquidacion": "Reliquidación de meses anteriores",
    "retencion": "Retención",
    "descuento": "Descuento",
    "no_abonado": "Pagado por el ministerio y no abonado en el banco en el mes",
    "abonado_de_mas": "Abonado en el banco por sobre lo pagado en el mes",
    "banco_sin_rbd": "El banco no dice de qué establecimiento es el abono",
    "otros_abonos": "Otros abonos, de origen por identificar",
    "saldo_anterior": "Lo que la cuenta tenía antes de su primera línea conocida",
    "queda_en_banco": "Queda en el banco (o sale de lo que quedaba)",
    "contratos_terminados": "Contratos terminados sin pagarse del todo",
    "contratos_por_pagar": "Comprometido y aún no pagado",
    "otros_pagos": "Pagos que no son de contratos ATE",
    "restitucion": "Restituido al Estado",
    "cargos_sin_documento": "Salió del banco sin documento declarado en el mes",
    "documentos_sin_cargo": "Documentos declarados sin cargo en el banco en el mes",
    "sin_revisar": "Rendición aún no revisada",
    "rechazado": "Rechazado por la Superintendencia",
    "aceptado": "Aceptado por la Superintendencia",
    "diferencia_de_revision": "La revisión no cubre justo lo declarado",
    "saldo_inicial": "Saldo inicial declarado",
    "gasto_declarado": "Gasto declarado en el año",
    "diferencia_con_certificado": "Diferencia entre el saldo calculado y el certificado del banco",
}


@root
class AmountQuery:
    @view
    async def amounts(
        self,
        info: Info,
        by: list[AmountDimension],
        where: Annotated[AmountFilter | None, FILTER] = None,
        effective: date | None = None,
    ) -> list[Amounts]:
        """The ten amounts at the end of a day, by any dimensions."""
        if not by:
            raise ArgumentError("split by at least one dimension")
        return await _amounts(info, by, where or AmountFilter(), effective)

    @view
    async def amount_bridge(
        self,
        info: Info,
        from_amount: Amount,
        to_amount: Amount,
        *,
        year: SchoolYear,
        rbd: Rbd | None = None,
        sostenedor: Rut | None = None,
        fund: str = SEP,
    ) -> AmountBridge:
        """How one amount of a year becomes another, for a school, a sostenedor or everybody."""
        where = AmountFilter(rbd=rbd, sostenedor=sostenedor, fund=fund, year=year)
        rows = await _amounts(info, [AmountDimension.FUND], where, None)
        known = {one: value for one in Amount if rows and (value := getattr(rows[0], one.value))}
        lines = await _lines(info, where)
        found = bridges.bridge(from_amount, to_amount, known, lines)
        return AmountBridge(
            from_amount=from_amount,
            to_amount=to_amount,
            start=getattr(rows[0], from_amount.value) if rows else None,
            end=getattr(rows[0], to_amount.value) if rows else None,
            lines=[_explained(line) for line in found],
        )


async def _amounts(
    info: Info, by: list[AmountDimension], where: AmountFilter, effective: date | None
) -> list[Amounts]:
    named = {dimension.name: dimension for dimension in amounts.AMOUNT_DIMENSIONS}
    operation = info.context.operation
    given = await _given(info, where, effective)
    async with operation.reading() as reading:
        rows = await AMOUNTS.by(reading, [named[one.value] for one in by], given)
    operation.spend(len(rows))
    return rows


async def _lines(info: Info, where: AmountFilter) -> list[bridges.BridgeLine]:
    operation = info.context.operation
    async with operation.reading() as reading:
        lines = await amounts.bridge_lines(reading, await _given(info, where, None))
    operation.spend(len(lines))
    return lines


async def _given(info: Info, where: AmountFilter, effective: date | None) -> dict[str, Any]:
    return amounts.amount_params(await params(info, where, effective=effective))


def _explained(line: bridges.BridgeLine) -> AmountBridgeLine:
    return AmountBridgeLine(
        from_amount=line.from_amount,
        to_amount=line.to_amount,
        kind=line.kind,
        detail=line.detail,
        explanation=_EXPLANATIONS[line.kind],
        amount=line.amount,
    )

"""The balance of a convenio line by line, and as each source sees it."""

from datetime import date

import strawberry

from sep_domain.convenio_rules.balances import bridge
from sep_domain.convenio_rules.balances import lines as balance_lines
from sep_domain.convenio_rules.balances.restitutions import (
    RestitutionOrder,
    ordered_restitution,
    restitutions,
)
from sep_domain.convenio_rules.terms import ConvenioTerm
from sep_domain.events.legal.acts import ResolutionKind
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp
from sep_graphql.answering.context import Info, view_of
from sep_graphql.answering.pages.connections import rows_of_parent
from sep_graphql.convenios.convenio_on_a_day import standing_of, untold_plan
from sep_projections.acts import acts
from sep_projections.convenios import books as convenio_books
from sep_projections.convenios.terms import ConvenioTermRow
from sep_projections.reading.columns import NUMBER, RBD


@strawberry.type
class BalanceLine:
    """A part of a balance, or of the difference between two."""

    kind: str
    """A Spanish key, such as `traido_del_anterior`."""
    detail: str
    """A year, the number of a convenio or a RUT; empty where it is about the whole."""
    explanation: str
    """In Spanish."""
    amount: Clp
    carried: bool
    """Whether it stands in the balance of another convenio or sostenedor too, and must not be added
    up with that."""


@strawberry.type
class SeenBalance:
    """The balance as one source gives it: `saldo` plus every line is `amount`, to the peso."""

    view: balance_lines.BalanceView
    day: date | None
    amount: Clp | None
    """Absent where the source says nothing of it; `lacks` then says so."""
    lines: list[BalanceLine]
    lacks: list[str]
    """In Spanish."""


@strawberry.type
class ConvenioBridge:
    """The balance of a convenio: how it came to be, where it went, and how others see it.

    The `lines` add up to `saldo`; `saldo` and the `onward` lines to `held`.
    """

    lines: list[BalanceLine]
    saldo: Clp | None
    """Absent where it cannot be told; the lines then add up to what is known to have moved."""
    onward: list[BalanceLine]
    held: Clp | None
    """What it still holds. This, and not `saldo`, may be added up over convenios."""
    views: list[SeenBalance]
    lacks: list[str]
    """What is not known of the balance, in Spanish."""


@strawberry.type
class ConvenioHandover:
    """A convenio passing to another sostenedor with its school, and what passed with it."""

    day: date
    from_sostenedor_rut: Rut
    to_sostenedor_rut: Rut
    amount: Clp


_EXPLANATIONS = {
    "traido_del_anterior": "Saldo que dejó el convenio anterior, también contado en él",
    "saldo_inicial": "Saldo inicial que declara el primer año conocido",
    "pagado": "Pagado por el ministerio",
    "pagado_en_prorroga": "Pagado por el ministerio en la prórroga",
    "declarado": "Gasto declarado, por día de pago",
    "declarado_en_prorroga": "Gasto declarado y pagado en la prórroga",
    "rechazado": "Rechazado por la Superintendencia: vuelve al saldo",
    "traspasado_por": "Saldo que entregó el sostenedor anterior al traspasar el establecimiento",
    "traspasado_a": "Saldo que recibió el sostenedor siguiente con el establecimiento",
    "pasa_al_siguiente": "Pasa al convenio siguiente (Ley 20.248 art 7 bis)",
    "ejecutado_segun_plan": "Ejecutado según el plan de saldos (Ley 21.796 art 47)",
    "restituido": "Restituido al Estado",
    "movimiento_posterior": "Movimiento de los años siguientes de la vigencia",
    "saldo_inicial_distinto": "El saldo inicial declarado no es el que dan los años anteriores",
    "apertura_distinta_del_cierre": "El año abre con otro saldo que el del cierre anterior",
    "fuera_del_convenio": "Movimiento del año fuera de la vigencia del convenio",
    "ingresos_distintos": "Ingresos declarados menos lo que el ministerio publica como pagado",
    "gastos_distintos": "Gasto de los documentos menos el del Estado de resultados",
    "pagos_con_otra_fecha": "Pagos que el libro registra en otra fecha",
    "documentos_con_otra_fecha": "Documentos que el libro registra en otra fecha",
    "rechazos_con_otra_fecha": "Rechazos que el libro registra en otra fecha",
    "apertura_distinta_en_libro": "El libro tenía otro saldo al comenzar el convenio",
    "otros_asientos": "Otros asientos del libro en la vigencia, como restituciones",
    "correcciones_de_la_rendicion": (
        "Correcciones de la rendición que los documentos aún no recogen: del gasto declarado al"
        " corregido"
    ),
    "diferencia_con_certificado": "Diferencia entre el saldo calculado y el certificado del banco",
    "orden_de_restitucion": (
        "Lo que ordena una resolución notificada, en lugar de lo que resulta de la ley"
    ),
    "en_vigencia": "El convenio rige: nada se restituye aún",
    "renovado_sin_sucesor_conocido": "El convenio se renovó y no consta el siguiente",
    "saldo_sin_datos": "Faltan datos: no se sabe qué debe restituirse",
    "sin_saldo": "No queda saldo que restituir",
    "plan_de_saldos_en_plazo": "Aún puede presentarse un plan para el saldo: no es exigible",
    "plan_fuera_de_plazo": "El plan se presentó fuera de plazo: lo que ejecutó no cubre el saldo",
    "en_plan_de_saldos": "Cubierto por el plan de saldos, aún en plazo",
}


async def bridge_of(info: Info, row: ConvenioTermRow, day: date) -> ConvenioBridge:
    """The bridge of a convenio on a day."""
    stood = await standing_of(info, row, day)
    term, plan, restored = stood.term, stood.plan, stood.restored
    books = balance_lines.ConvenioBooks(
        term=term,
        years=tuple(year.book_year() for year in await _years(info, row)),
        plan=plan,
        restored=restored,
        handovers=tuple(
            one for one in convenio_books.handovers(await _handovers(info, row)) if one.day <= day
        ),
        owed=restitutions(term, plan, restored, day, await untold_plan(info, row, day)),
        ordered=ordered_restitution(await _orders(info, row), plan, restored, day),
    )
    return _shown(bridge.convenio_bridge(books, day), term)


async def _orders(info: Info, row: ConvenioTermRow) -> list[RestitutionOrder]:
    """What resolutions order back of it, those that are as if they had never been left out."""
    known = await info.context.operation.known(view_of(info))
    asked = acts.ResolutionFilter(kind=ResolutionKind.RESTITUCION, void=False)
    given = acts.resolution_params(known, asked)
    found = await rows_of_parent(info, acts.RESOLUTIONS_BY_SCHOOL, (RBD,), (row.rbd,), given)
    return [
        RestitutionOrder(one.amount, one.notified_on, one.lifted_on)
        for one in found
        if one.convenio == row.number and one.amount is not None
    ]


async def handovers_of(info: Info, row: ConvenioTermRow) -> list[ConvenioHandover]:
    """To whom it passed, when, and with how much."""
    found = convenio_books.handovers(await _handovers(info, row))
    return [
        ConvenioHandover(
            day=one.day,
            from_sostenedor_rut=one.from_rut,
            to_sostenedor_rut=one.to_rut,
            amount=one.amount,
        )
        for one in found
    ]


async def _years(info: Info, row: ConvenioTermRow) -> list[convenio_books.BookYearRow]:
    given = convenio_books.book_params(await info.context.operation.known(view_of(info)))
    parent = (row.rbd, row.number)
    return await rows_of_parent(info, convenio_books.BOOK_YEARS, (RBD, NUMBER), parent, given)


async def _handovers(info: Info, row: ConvenioTermRow) -> list[convenio_books.HandoverRow]:
    given = convenio_books.book_params(await info.context.operation.known(view_of(info)))
    parent = (row.rbd, row.number)
    return await rows_of_parent(info, convenio_books.HANDOVERS, (RBD, NUMBER), parent, given)


def _shown(found: bridge.ConvenioBridge, term: ConvenioTerm) -> ConvenioBridge:
    return ConvenioBridge(
        lines=_lines(found.lines),
        saldo=found.saldo if term.saldo_known else None,
        onward=_lines(found.onward),
        held=found.held if term.saldo_known else None,
        views=[
            SeenBalance(
                view=seen.view,
                day=seen.day,
                amount=seen.amount,
                lines=_lines(seen.lines),
                lacks=list(seen.lacks),
            )
            for seen in found.views
        ],
        lacks=list(found.lacks),
    )


def _lines(lines: tuple[balance_lines.BalanceLine, ...]) -> list[BalanceLine]:
    return [
        BalanceLine(
            kind=line.kind,
            detail=line.detail,
            explanation=_EXPLANATIONS[line.kind],
            amount=line.amount,
            carried=line.carried,
        )
        for line in lines
    ]

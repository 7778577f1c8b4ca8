"""What is there and what is missing to close a year's rendición, item by item.

A stage is done where the next command takes it to be (`rules`): where it was decided. Once the
rendition is handed in no command asks for it any more; then files show it as well: payroll sheets
among the documents stage 1, account lines marked as rendered stage 2, certificates stage 3, and the
handing in itself that the sostenedor declared. Before that, what files say is told beside it.

What is not there is a breach only where it would be known if it were there: before the last day to
render nothing is due, and a rendición of which nothing was ever recorded has not thereby failed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sep_domain.convenio_rules.rulings import Verdict, pesos
from sep_domain.dates.calendar import SchoolYear
from sep_domain.rendicion.agreements import Agreement, verdict_of_all
from sep_domain.rendicion.law import needs_consejo_and_director, shortfall
from sep_domain.values.money import Clp


class ChecklistItem(StrEnum):
    """What a rendición consists of."""

    REMUNERACIONES = "remuneraciones"
    INGRESOS_Y_GASTOS = "ingresos_y_gastos"
    ACREDITACION = "acreditacion"
    SALDO_CUBIERTO = "saldo_cubierto"
    CONSEJO_ESCOLAR = "consejo_escolar"
    FIRMA_DIRECTOR = "firma_director"
    DECLARACION = "declaracion"
    PRESENTACION = "presentacion"
    CIERRE = "cierre"
    RESPALDOS = "respaldos"
    CUADRATURA = "cuadratura"
    """Declared = documents = books = bank."""


class ItemState(StrEnum):
    """Whether it is there. Without data nothing is said: not verified is not missing."""

    HECHO = "hecho"
    FALTA = "falta"
    NO_APLICA = "no_aplica"
    SIN_DATOS = "sin_datos"


@dataclass(frozen=True, slots=True)
class RendicionProgress:
    """What is known of a rendición; amounts in whole pesos."""

    year: SchoolYear
    subvencion: str
    payroll_on: date | None = None
    books_on: date | None = None
    accredited_on: date | None = None
    consejo_informed_on: date | None = None
    signed_on: date | None = None
    declared_on: date | None = None
    presented_on: date | None = None
    closed_on: date | None = None
    balance: Clp | None = None
    """Opening balance and income, less spending."""
    certified: Clp | None = None
    documents: int = 0
    payroll_documents: int = 0
    account_lines: int = 0
    rendered_lines: int = 0
    without_backing: int = 0
    declared_without_backing: Clp | None = None
    due_on: date | None = None
    on: date | None = None
    """The day on which it is judged."""
    agreements: tuple[Agreement, ...] = ()

    @property
    def decided_here(self) -> bool:
        """Whether its stages are decided in the ledger, so that what is not there is not done."""
        return any(day is not None for day in (self.payroll_on, self.books_on, self.accredited_on))

    @property
    def is_known(self) -> bool:
        """Whether any of its steps is known at all."""
        steps = (self.consejo_informed_on, self.signed_on, self.presented_on, self.closed_on)
        return self.decided_here or any(day is not None for day in (*steps, self.declared_on))

    @property
    def is_handed_in(self) -> bool:
        """Whether it was presented or closed, after which no command asks for its stages."""
        return self.presented_on is not None or self.closed_on is not None

    @property
    def is_over(self) -> bool:
        """Whether the last day to render has passed."""
        return self.on is not None and self.due_on is not None and self.on > self.due_on


@dataclass(frozen=True, slots=True)
class Checked:
    """One item, and what to say about it in Spanish."""

    item: ChecklistItem
    title: str
    state: ItemState
    done_on: date | None = None
    detail: str | None = None
    amount: Clp | None = None
    """What is short, without backing, or the greatest difference, in whole pesos."""
    verdict: Verdict = Verdict.SIN_DATOS
    lacks: tuple[str, ...] = ()
    """What is not known that a verdict needs, in Spanish."""


def checklist(known: RendicionProgress) -> list[Checked]:
    """Every item, in the order of the process."""
    return [_judged(known, each) for each in _items(known)]


_OF_STAGES = frozenset(
    {
        ChecklistItem.REMUNERACIONES,
        ChecklistItem.INGRESOS_Y_GASTOS,
        ChecklistItem.ACREDITACION,
        ChecklistItem.DECLARACION,
    }
)
_OF_STEPS = frozenset(
    {
        ChecklistItem.CONSEJO_ESCOLAR,
        ChecklistItem.FIRMA_DIRECTOR,
        ChecklistItem.PRESENTACION,
        ChecklistItem.CIERRE,
    }
)


_OF_STATE = {ItemState.HECHO: Verdict.CUMPLE, ItemState.NO_APLICA: Verdict.NO_APLICA}


def _judged(known: RendicionProgress, item: Checked) -> Checked:
    """With its verdict."""
    if item.item is ChecklistItem.CUADRATURA:
        return item
    if verdict := _OF_STATE.get(item.state):
        return replace(item, verdict=verdict)
    if item.state is ItemState.SIN_DATOS:
        silent = _unknown(known, item.item) or f"No hay datos de: {item.title}."
        return replace(item, lacks=(silent,))
    if lacks := _unknown(known, item.item):
        return replace(item, state=ItemState.SIN_DATOS, lacks=(lacks,))
    return replace(item, verdict=Verdict.NO_CUMPLE if known.is_over else Verdict.NO_EXIGIBLE_AUN)


def _unknown(known: RendicionProgress, item: ChecklistItem) -> str | None:
    """Why what is not there may yet have been done."""
    if item is ChecklistItem.SALDO_CUBIERTO and known.certified is None:
        return "No consta ningún certificado bancario del año."
    marked = known.account_lines > 0 and known.rendered_lines == 0
    if marked and item in {ChecklistItem.INGRESOS_Y_GASTOS, ChecklistItem.PRESENTACION}:
        return None
    if item in _OF_STAGES and not known.decided_here:
        return "Ninguna etapa de esta rendición se ha decidido aquí, ni la muestra un archivo."
    if item in _OF_STEPS and not known.is_known:
        return "No consta ningún paso de esta rendición."
    return None


def _items(known: RendicionProgress) -> Iterator[Checked]:
    signatures = needs_consejo_and_director(known.year, known.subvencion)
    yield _step(
        ChecklistItem.REMUNERACIONES,
        "Etapa 1: remuneraciones",
        known.payroll_on,
        is_evident=known.is_handed_in and known.payroll_documents > 0,
        seen=_seen(
            known.payroll_documents,
            "planilla de remuneraciones entre los documentos",
            "planillas de remuneraciones entre los documentos",
        ),
    )
    yield _step(
        ChecklistItem.INGRESOS_Y_GASTOS,
        "Etapa 2: ingresos y gastos",
        known.books_on,
        is_evident=known.is_handed_in and known.rendered_lines > 0,
        seen=_seen(
            known.rendered_lines,
            "línea del Estado de resultados marcada como rendida",
            "líneas del Estado de resultados marcadas como rendidas",
        ),
    )
    yield _step(
        ChecklistItem.ACREDITACION,
        "Etapa 3: acreditación de saldos",
        known.accredited_on,
        is_evident=known.is_handed_in and known.certified is not None,
        seen=None
        if known.certified is None
        else f"Los bancos certifican {pesos(known.certified)}.",
    )
    yield _covered(known)
    yield _signature(
        ChecklistItem.CONSEJO_ESCOLAR,
        "Conocimiento del Consejo Escolar",
        known.consejo_informed_on,
        needed=signatures,
    )
    yield _signature(
        ChecklistItem.FIRMA_DIRECTOR, "Firma del director", known.signed_on, needed=signatures
    )
    yield _step(
        ChecklistItem.DECLARACION,
        "Etapa 4: declaración del sostenedor",
        known.declared_on,
        is_evident=known.is_handed_in,
    )
    yield _step(ChecklistItem.PRESENTACION, "Presentación", known.presented_on)
    yield _step(ChecklistItem.CIERRE, "Etapa 5: cierre", known.closed_on)
    yield _backed(known)
    yield _squared(known)


def _step(
    item: ChecklistItem,
    title: str,
    done_on: date | None,
    *,
    is_evident: bool = False,
    seen: str | None = None,
) -> Checked:
    done = done_on is not None or is_evident
    state = ItemState.HECHO if done else ItemState.FALTA
    return Checked(item, title, state, done_on, detail=None if done else seen)


def _seen(count: int, one: str, several: str) -> str | None:
    return f"Hay {count} {one if count == 1 else several}." if count else None


def _signature(item: ChecklistItem, title: str, done_on: date | None, *, needed: bool) -> Checked:
    if not needed and done_on is None:
        return Checked(item, title, ItemState.NO_APLICA, detail="Solo se exige para SEP.")
    return _step(item, title, done_on)


def _covered(known: RendicionProgress) -> Checked:
    item, title = ChecklistItem.SALDO_CUBIERTO, "Saldo cubierto por certificados bancarios"
    if known.balance is None:
        return Checked(item, title, ItemState.SIN_DATOS)
    if known.balance <= 0:
        return Checked(item, title, ItemState.NO_APLICA, detail="No queda saldo.")
    if known.certified is None:
        return Checked(item, title, ItemState.SIN_DATOS)
    short = shortfall(known.balance, known.certified, known.year)
    if short is None:
        return Checked(item, title, ItemState.HECHO)
    detail = (
        f"El saldo es {pesos(known.balance)} y los bancos certifican "
        f"{pesos(known.certified or Clp(0))}."
    )
    return Checked(item, title, ItemState.FALTA, detail=detail, amount=short)


def _backed(known: RendicionProgress) -> Checked:
    item, title = ChecklistItem.RESPALDOS, "Documentos con respaldo"
    if not known.documents:
        return Checked(item, title, ItemState.SIN_DATOS)
    if not known.without_backing:
        return Checked(item, title, ItemState.HECHO)
    detail = f"{known.without_backing} de {known.documents} documentos sin número o sin emisor."
    return Checked(
        item, title, ItemState.FALTA, detail=detail, amount=known.declared_without_backing
    )


_OF_VERDICT = {
    Verdict.CUMPLE: ItemState.HECHO,
    Verdict.NO_CUMPLE: ItemState.FALTA,
    Verdict.NO_EXIGIBLE_AUN: ItemState.FALTA,
    Verdict.SIN_DATOS: ItemState.SIN_DATOS,
}


def _squared(known: RendicionProgress) -> Checked:
    verdict = verdict_of_all(known.agreements) if known.agreements else Verdict.SIN_DATOS
    differing = [
        each
        for each in known.agreements
        if each.verdict in (Verdict.NO_CUMPLE, Verdict.NO_EXIGIBLE_AUN)
    ]
    lacks = dict.fromkeys(lack for each in known.agreements for lack in each.lacks)
    return Checked(
        ChecklistItem.CUADRATURA,
        "Declarado = documentos = libros = banco",
        _OF_VERDICT[verdict],
        detail=" ".join(each.explanation for each in differing) or None,
        amount=Clp(max(abs(each.difference or 0) for each in differing)) if differing else None,
        verdict=verdict,
        lacks=tuple(lacks),
    )

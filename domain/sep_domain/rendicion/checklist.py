"""What is there and what is missing to close a year's rendición, item by item.

An item is done where a decision or a file shows it: payroll sheets among the documents show
stage 1, account lines marked as rendered show stage 2, a rendition that was handed in shows that
the sostenedor declared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sep_domain.calendar import SchoolYear
from sep_domain.money import Clp
from sep_domain.rendicion.rules import needs_consejo_and_director, tolerated_shortfall


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


class ItemState(StrEnum):
    """Whether it is there. Without data nothing is said: not verified is not missing."""

    HECHO = "hecho"
    FALTA = "falta"
    NO_APLICA = "no_aplica"
    SIN_DATOS = "sin_datos"


@dataclass(frozen=True, slots=True)
class Standing:
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
    rendered_lines: int = 0
    without_backing: int = 0
    declared_without_backing: Clp | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """One item, and what to say about it in Spanish."""

    item: ChecklistItem
    title: str
    state: ItemState
    done_on: date | None = None
    detail: str | None = None
    amount: Clp | None = None
    """What is short or without backing, in whole pesos."""


def shortfall(balance: Clp | None, certified: Clp | None, year: SchoolYear) -> Clp | None:
    """How much less banks certify than the balance, beyond what is tolerated (RF05); else None.

    A balance that no bank certifies is short as a whole.
    """
    if balance is None or balance <= 0:
        return None
    short = Clp(balance - (certified or 0))
    return short if short > tolerated_shortfall(balance, year) else None


def checklist(known: Standing) -> list[Checked]:
    """Every item, in the order of the process."""
    return list(_items(known))


def _items(known: Standing) -> Iterator[Checked]:
    signatures = needs_consejo_and_director(known.year, known.subvencion)
    yield _step(
        ChecklistItem.REMUNERACIONES,
        "Etapa 1: remuneraciones",
        known.payroll_on,
        shown=known.payroll_documents > 0,
    )
    yield _step(
        ChecklistItem.INGRESOS_Y_GASTOS,
        "Etapa 2: ingresos y gastos",
        known.books_on,
        shown=known.rendered_lines > 0,
    )
    yield _step(
        ChecklistItem.ACREDITACION,
        "Etapa 3: acreditación de saldos",
        known.accredited_on,
        shown=known.certified is not None,
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
        shown=known.presented_on is not None,
    )
    yield _step(ChecklistItem.PRESENTACION, "Presentación", known.presented_on)
    yield _step(ChecklistItem.CIERRE, "Etapa 5: cierre", known.closed_on)
    yield _backed(known)


def _step(item: ChecklistItem, title: str, done_on: date | None, *, shown: bool = False) -> Checked:
    done = done_on is not None or shown
    return Checked(item, title, ItemState.HECHO if done else ItemState.FALTA, done_on)


def _signature(item: ChecklistItem, title: str, done_on: date | None, *, needed: bool) -> Checked:
    if not needed and done_on is None:
        return Checked(item, title, ItemState.NO_APLICA, detail="Solo se exige para SEP.")
    return _step(item, title, done_on)


def _covered(known: Standing) -> Checked:
    item, title = ChecklistItem.SALDO_CUBIERTO, "Saldo cubierto por certificados bancarios"
    if known.balance is None:
        return Checked(item, title, ItemState.SIN_DATOS)
    if known.balance <= 0:
        return Checked(item, title, ItemState.NO_APLICA, detail="No queda saldo.")
    short = shortfall(known.balance, known.certified, known.year)
    if short is None:
        return Checked(item, title, ItemState.HECHO)
    detail = f"El saldo es {known.balance} y los bancos certifican {known.certified or 0}."
    return Checked(item, title, ItemState.FALTA, detail=detail, amount=short)


def _backed(known: Standing) -> Checked:
    item, title = ChecklistItem.RESPALDOS, "Documentos con respaldo"
    if not known.documents:
        return Checked(item, title, ItemState.SIN_DATOS)
    if not known.without_backing:
        return Checked(item, title, ItemState.HECHO)
    detail = f"{known.without_backing} de {known.documents} documentos sin número o sin emisor."
    return Checked(
        item, title, ItemState.FALTA, detail=detail, amount=known.declared_without_backing
    )

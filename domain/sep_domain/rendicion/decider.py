"""The decisions of a rendición: five stages, two signatures, a review, and what comes after.

Remuneraciones, ingresos y gastos, acreditación de saldos, declaración del sostenedor, cierre; for
SEP the Consejo Escolar takes knowledge and the director signs before the declaration. A shortfall
in the certificates is no reason to refuse: it is recorded, and flagged by the views.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar, TypedDict
from uuid import UUID

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.decisions.book_pages import BookPage
from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.funds.accounting import SaldoCertified
from sep_domain.events.funds.rendicion import (
    Allocation,
    KnownTotal,
    RendicionBalancesAccredited,
    RendicionBooksDeclared,
    RendicionClosed,
    RendicionConsejoInformed,
    RendicionDeclared,
    RendicionExtended,
    RendicionPayrollDeclared,
    RendicionPresented,
    RendicionReviewed,
    RendicionSigned,
)
from sep_domain.law.statute import NoStatuteError
from sep_domain.rendicion import allocations, totals
from sep_domain.rendicion import commands as ask
from sep_domain.rendicion.books import KnownBooks, RenderedFigure, known_totals
from sep_domain.rendicion.facts import fact_streams
from sep_domain.rendicion.law import deadline, latest_extension
from sep_domain.rendicion.rules import ORDER
from sep_domain.rendicion.state import (
    Books,
    RendicionKey,
    RendicionState,
    destination,
    evolve,
)
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

PlainStep = RendicionConsejoInformed | RendicionSigned | RendicionPresented | RendicionClosed


class _Common(TypedDict):
    """What every event of a rendición says."""

    occurred_on: date
    sostenedor: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str


class RendicionDecider(Decider[RendicionKey, RendicionState, ask.RendicionCommand]):
    """Refuses what the state contradicts; the codes are those of `rules` and of this module."""

    NAME: ClassVar[str] = "rendicion"

    def __init__(self, known: KnownBooks | None = None) -> None:
        """`known`: what the ledger knows of the year's totals. What is decided against it says
        so in its events, with the position up to which it was read."""
        self._known = known

    def initial(self, key: RendicionKey) -> RendicionState:
        return RendicionState(key, known=self._known)

    def decide(self, state: RendicionState, command: ask.RendicionCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        common = _Common(
            occurred_on=command.occurred_on,
            sostenedor=state.key.sostenedor,
            rbd=state.key.rbd,
            year=state.key.year,
            subvencion=state.key.subvencion,
        )
        if isinstance(command, ask.OnAllocation):
            act = allocations.decide(state, command)
            return [act, *totals.totals_after(state, evolve(state, act), command)]
        if isinstance(command, ask.AccreditBalances):
            return _accreditation(state, command, common)
        return [_step(state, command, common)]

    def evolve(self, state: RendicionState, event: Event) -> RendicionState:
        return evolve(state, event)

    def facts(self, key: RendicionKey, command: ask.RendicionCommand) -> Iterable[UUID]:
        return fact_streams(key, *_about(key, command))

    def pages(self, state: RendicionState, command: ask.RendicionCommand) -> list[BookPage]:
        """Certificates are entered on their day."""
        if not isinstance(command, ask.AccreditBalances):
            return []
        days = (each.certified_on for each in command.certificates)
        months = {Period.of(day.year, day.month) for day in days}
        return [BookPage(state.key.sostenedor, month) for month in sorted(months)]


def _about(key: RendicionKey, command: ask.RendicionCommand) -> list[Allocation]:
    """The allocations that a command may change: the one it names, and where an amount goes."""
    if not isinstance(command, ask.OnAllocation):
        return []
    if not isinstance(command, (ask.CorrectAllocation, ask.Rectify)):
        return [command.allocation]
    to = destination(
        key, command.allocation, command.to_account, command.to_subvencion, command.to_rbd
    )
    return [command.allocation] if to is None else [command.allocation, to]


_PLAIN_STEPS: Mapping[type[ask.RendicionCommand], type[PlainStep]] = {
    ask.InformConsejo: RendicionConsejoInformed,
    ask.Sign: RendicionSigned,
    ask.Present: RendicionPresented,
    ask.Close: RendicionClosed,
}
"""Commands that say nothing but that something was done."""


def _step(state: RendicionState, command: ask.RendicionCommand, common: _Common) -> Event:
    if step := _PLAIN_STEPS.get(type(command)):
        return step(**common)
    match command:
        case ask.DeclarePayroll():
            return _payroll(state, command, common)
        case ask.DeclareBooks():
            return _books(state, command, common)
        case ask.Declare():
            return RendicionDeclared(**common, signatory=command.signatory)
        case ask.Extend():
            return _extension(state, command, common)
        case ask.Review():
            return _review(state, command, common)
    raise TypeError(f"{command.NAME} is not a step of the whole rendition")


class _Against(TypedDict):
    """What an event says of the books that its totals stand against."""

    known: tuple[KnownTotal, ...]
    known_at: int | None
    why_different: str | None


def _against(
    state: RendicionState, figures: Mapping[RenderedFigure, Clp], why_different: str | None
) -> _Against:
    known = known_totals(state.known, figures, why_different)
    differs = any(total.amount != figures[RenderedFigure(total.figure)] for total in known)
    return _Against(
        known=known,
        known_at=None if state.known is None else state.known.position,
        why_different=why_different if differs or state.known is None else None,
    )


def _payroll(
    state: RendicionState, command: ask.DeclarePayroll, common: _Common
) -> RendicionPayrollDeclared:
    figures = {RenderedFigure.PAYROLL: command.total}
    known = _against(state, figures, command.why_different)
    return RendicionPayrollDeclared(**common, **known, total=command.total)


def _books(
    state: RendicionState, command: ask.DeclareBooks, common: _Common
) -> RendicionBooksDeclared:
    figures = {
        RenderedFigure.OPENING: command.opening,
        RenderedFigure.INCOME: command.income,
        RenderedFigure.SPENDING: command.spending,
    }
    return RendicionBooksDeclared(
        **common,
        **_against(state, figures, command.why_different),
        opening=command.opening,
        income=command.income,
        spending=command.spending,
    )


def _accreditation(
    state: RendicionState, command: ask.AccreditBalances, common: _Common
) -> list[Event]:
    books = state.books or Books(Clp(0), Clp(0), Clp(0))
    certified = Clp(sum(each.amount for each in command.certificates))
    known = _against(state, {RenderedFigure.CERTIFIED: certified}, command.why_different)
    certificates: list[Event] = [
        SaldoCertified(
            **common | {"occurred_on": each.certified_on},
            bank_account=each.bank_account,
            amount=each.amount,
        )
        for each in command.certificates
    ]
    accredited = RendicionBalancesAccredited(
        **common, **known, balance=books.balance, certified=certified
    )
    return [*certificates, accredited]


def _extension(state: RendicionState, command: ask.Extend, common: _Common) -> RendicionExtended:
    year = state.key.year
    ordinary = deadline(year)
    try:
        latest = latest_extension(year)
    except NoStatuteError as none:
        raise RefusedError(
            "sin_plazo_extraordinario", f"El año {year} no admite plazo extraordinario."
        ) from none
    if not ordinary < command.until <= latest:
        raise RefusedError(
            "plazo_fuera_de_rango",
            f"El plazo extraordinario va del {ordinary:%d-%m-%Y} al {latest:%d-%m-%Y}, a lo más "
            "60 días hábiles (Ley 21.006 art 2).",
            (f"until <= {latest}",),
        )
    return RendicionExtended(**common, until=command.until)


def _review(state: RendicionState, command: ask.Review, common: _Common) -> RendicionReviewed:
    totals.require_room(state, command)
    return RendicionReviewed(**common, accepted=command.accepted, rejected=command.rejected)

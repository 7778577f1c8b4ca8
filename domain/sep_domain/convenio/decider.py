"""The decisions of a convenio: application, signing, renewal or end, settlement.

What the law asks of a renewal besides its notice (all rendered, 70 % spent) is judged by whoever
renews: the views show it, and a renewal against it is recorded and flagged.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar, TypedDict
from uuid import UUID

from sep_domain.convenio import commands as ask
from sep_domain.convenio import saldo_plan
from sep_domain.convenio.rules import ORDER
from sep_domain.convenio.state import (
    ConvenioKey,
    ConvenioState,
    evolve,
    fact_streams,
    streams_of_others,
)
from sep_domain.convenio_rules.renewals.conditions import (
    latest_extension,
    latest_renewal_request,
    least_end,
)
from sep_domain.dates.calendar import Period
from sep_domain.decisions.book_pages import BookPage
from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioEndReason,
    ConvenioExtended,
    ConvenioRenewalRequested,
    ConvenioRenewed,
    ConvenioRequested,
    ConvenioSettled,
    ConvenioSigned,
    ConvenioTransferred,
)
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp

_PLAIN_STEPS: Mapping[
    type[ask.ConvenioCommand], type[ConvenioRenewalRequested | ConvenioRenewed]
] = {
    ask.RequestRenewal: ConvenioRenewalRequested,
    ask.Renew: ConvenioRenewed,
}
"""Commands that say nothing but that something was done."""

_END_REASONS: Mapping[type[ask.ConvenioCommand], ConvenioEndReason] = {
    ask.RefuseRenewal: ConvenioEndReason.NO_RENOVADO,
    ask.Expire: ConvenioEndReason.CADUCADO,
    ask.Renounce: ConvenioEndReason.RENUNCIADO,
}


SEP = "SEP"
"""The subvención that a convenio is about."""


class _Common(TypedDict):
    """What every event of a convenio says."""

    occurred_on: date
    rbd: Rbd
    number: int


class ConvenioDecider(Decider[ConvenioKey, ConvenioState, ask.ConvenioCommand]):
    """Refuses what the state contradicts; the codes are those of `rules` and of this module."""

    NAME: ClassVar[str] = "convenio"

    def __init__(self, left: Clp | None = None) -> None:
        self._left = left
        """The most that is known to be left of its balance, in CLP; None where nobody can tell."""

    def initial(self, key: ConvenioKey) -> ConvenioState:
        return ConvenioState(key)

    def decide(self, state: ConvenioState, command: ask.ConvenioCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        common = _Common(
            occurred_on=command.occurred_on, rbd=state.key.rbd, number=state.key.number
        )
        if isinstance(command, ask.RequestRenewal):
            _require_notice(state, command)
        if step := _PLAIN_STEPS.get(type(command)):
            return [step(**common)]
        if reason := _END_REASONS.get(type(command)):
            _require_within(state, command)
            return [ConvenioEnded(**common, reason=reason)]
        if isinstance(command, saldo_plan.OnPlan):
            return [saldo_plan.decide(state, command, self._left)]
        return [_step(state, command, common)]

    def evolve(self, state: ConvenioState, event: Event) -> ConvenioState:
        return evolve(state, event)

    def facts(self, key: ConvenioKey, command: ask.ConvenioCommand) -> Iterable[UUID]:
        own = fact_streams(key)
        if not isinstance(command, ask.Sign):
            return own
        return list(dict.fromkeys((*own, *streams_of_others(key))))

    def pages(self, state: ConvenioState, command: ask.ConvenioCommand) -> list[BookPage]:
        sostenedor = state.transferred_to or state.signed_by
        if not isinstance(command, ask.Settle) or sostenedor is None:
            return []
        day = command.occurred_on
        return [BookPage(sostenedor, Period.of(day.year, day.month), state.key.rbd, SEP)]


def _step(state: ConvenioState, command: ask.ConvenioCommand, common: _Common) -> Event:
    match command:
        case ask.Request():
            return ConvenioRequested(**common, sostenedor=command.sostenedor)
        case ask.Sign():
            return _signing(state, command, common)
        case ask.Extend():
            return _extension(state, command, common)
        case ask.Transfer():
            return _transfer(state, command, common)
        case ask.Settle():
            return ConvenioSettled(**common, restored=command.restored)
    raise TypeError(f"{command.NAME} says nothing but its day")


def _signing(state: ConvenioState, command: ask.Sign, common: _Common) -> ConvenioSigned:
    if state.applicant is not None and command.sostenedor != state.applicant:
        raise RefusedError(
            "otro_sostenedor",
            f"Postuló {state.applicant}, no {command.sostenedor}.",
            (f"sostenedor = {state.applicant}",),
        )
    least = least_end(command.from_date)
    if command.to_date < least:
        raise RefusedError(
            "plazo_menor",
            f"El convenio dura a lo menos hasta el {least:%d-%m-%Y} (Ley 20.248 art 7).",
            (f"to_date >= {least}",),
        )
    _require_the_only_one(state, command)
    return ConvenioSigned(
        **common,
        sostenedor=command.sostenedor,
        from_date=command.from_date,
        to_date=command.to_date,
        classification=command.classification,
    )


def _require_the_only_one(state: ConvenioState, command: ask.Sign) -> None:
    for number, other in sorted(state.others.items()):
        if not other.overlaps(command.from_date, command.to_date):
            continue
        last = other.last_day if other.ended_on is None else other.ended_on
        raise RefusedError(
            "otro_convenio_vigente",
            f"El convenio {number} del establecimiento rige del {other.from_date:%d-%m-%Y} al "
            f"{last:%d-%m-%Y}; cada establecimiento tiene un convenio (Ley 20.248 art 7).",
            (f"from_date > {last}",),
        )


def _require_notice(state: ConvenioState, command: ask.RequestRenewal) -> None:
    latest = None if state.to_date is None else latest_renewal_request(state.to_date)
    if latest is not None and command.occurred_on > latest:
        raise RefusedError(
            "renovacion_tardia",
            f"La renovación se pedía a más tardar el {latest:%d-%m-%Y} (Ley 20.248 art 7 bis a).",
            (f"occurred_on <= {latest}",),
        )


def _extension(state: ConvenioState, command: ask.Extend, common: _Common) -> ConvenioExtended:
    # What the law grants by itself is no bound of what is stated.
    last = state.stated_end or command.until
    latest = None if state.to_date is None else latest_extension(state.to_date)
    if latest is None or not last < command.until <= latest:
        raise RefusedError(
            "prorroga_fuera_de_rango",
            f"Rige hasta el {last:%d-%m-%Y} y "
            + (f"se prorroga a lo más hasta el {latest:%d-%m-%Y}" if latest else "no se prorroga")
            + " (Ley 20.248 art 7 bis).",
            (f"{last} < until <= {latest}",) if latest else (),
        )
    return ConvenioExtended(**common, until=command.until)


def _transfer(state: ConvenioState, command: ask.Transfer, common: _Common) -> ConvenioTransferred:
    if command.sostenedor == state.current_sostenedor:
        raise RefusedError("mismo_sostenedor", f"El convenio ya es de {state.current_sostenedor}.")
    return ConvenioTransferred(**common, sostenedor=command.sostenedor)


def _require_within(state: ConvenioState, command: ask.ConvenioCommand) -> None:
    """No convenio ends before it begins, nor holds longer than was signed or extended."""
    if state.from_date is not None and command.occurred_on < state.from_date:
        raise RefusedError(
            "anterior_al_inicio",
            f"El convenio rige desde el {state.from_date:%d-%m-%Y}.",
            (f"occurred_on >= {state.from_date}",),
        )
    last = state.last_day
    if last is not None and command.occurred_on > last:
        raise RefusedError(
            "posterior_al_termino",
            f"El convenio rige a lo más hasta el {last:%d-%m-%Y}.",
            (f"occurred_on <= {last}",),
        )

"""The decisions of a resolution: issued by who may, challenged in time, lifted or annulled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar, TypedDict
from uuid import UUID

from sep_domain.decisions.deciding import Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.legal.acts import (
    ResolutionAnnulled,
    ResolutionChallenged,
    ResolutionChallengeResolved,
    ResolutionIssued,
    ResolutionKind,
    ResolutionLifted,
    ResolutionNotified,
)
from sep_domain.resolucion import commands as ask
from sep_domain.resolucion.law import Resolution, flaws, late_challenge, said_by
from sep_domain.resolucion.rules import ORDER
from sep_domain.resolucion.state import (
    ResolutionKey,
    ResolutionState,
    convenio_streams,
    evolve,
    fact_streams,
)

_BY_TEXT: Mapping[
    type[ask.ResolutionCommand],
    type[ResolutionChallenged | ResolutionLifted | ResolutionAnnulled],
] = {
    ask.Challenge: ResolutionChallenged,
    ask.Lift: ResolutionLifted,
    ask.Annul: ResolutionAnnulled,
}
"""Steps that say nothing but why."""


class _Common(TypedDict):
    """What every event of a resolution says."""

    occurred_on: date
    authority: str
    year: int
    number: int
    subject: str


class ResolutionDecider(Decider[ResolutionKey, ResolutionState, ask.ResolutionCommand]):
    """Refuses what the state or the law contradicts; codes are those of here, `rules`, `law`."""

    NAME: ClassVar[str] = "resolucion"

    def initial(self, key: ResolutionKey) -> ResolutionState:
        return ResolutionState(key)

    def decide(self, state: ResolutionState, command: ask.ResolutionCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        key = state.key
        common = _Common(
            occurred_on=command.occurred_on,
            authority=key.authority,
            year=key.year,
            number=key.number,
            subject=key.subject,
        )
        return [_step(state, command, common)]

    def evolve(self, state: ResolutionState, event: Event) -> ResolutionState:
        return evolve(state, event)

    def facts(self, key: ResolutionKey, command: ask.ResolutionCommand) -> Iterable[UUID]:
        own = fact_streams(key)
        if not isinstance(command, ask.Issue) or key.rbd is None or command.convenio is None:
            return own
        return [*own, *convenio_streams(key.rbd, command.convenio)]


def _step(state: ResolutionState, command: ask.ResolutionCommand, common: _Common) -> Event:
    match command:
        case ask.Issue():
            return _issuing(state, command, common)
        case ask.Notify():
            return ResolutionNotified(**common)
        case ask.ResolveChallenge():
            return ResolutionChallengeResolved(**common, outcome=command.outcome, text=command.text)
        case ask.Challenge() | ask.Lift() | ask.Annul():
            _require_in_time(state, command)
            return _BY_TEXT[type(command)](**common, text=command.text)


def _issuing(state: ResolutionState, command: ask.Issue, common: _Common) -> ResolutionIssued:
    key = state.key
    if key.rbd is None and key.subject != command.sostenedor:
        raise RefusedError(
            "otro_sostenedor",
            f"La resolución es sobre {key.subject}, no {command.sostenedor}.",
            (f"sostenedor = {key.subject}",),
        )
    if command.occurred_on.year != key.year:
        raise RefusedError(
            "otro_anio",
            f"La resolución es de {key.year}, no de {command.occurred_on.year}.",
            (f"occurred_on en {key.year}",),
        )
    _require_the_convenio(state, command)
    issued = ResolutionIssued(
        **common,
        kind=command.kind,
        sostenedor=command.sostenedor,
        rbd=key.rbd,
        convenio=command.convenio,
        from_month=command.from_month,
        to_month=command.to_month,
        retained_share=command.retained_share,
        paid_share=command.paid_share,
        amount=command.amount,
        classification=command.classification,
        requested_on=command.requested_on,
        ground_notified_on=command.ground_notified_on,
        text=command.text,
    )
    for flaw in flaws(Resolution(**said_by(issued))):
        raise RefusedError(flaw.code, flaw.message)
    return issued


def _require_the_convenio(state: ResolutionState, command: ask.Issue) -> None:
    """What is ordered back of a convenio that was never signed would be owed of nothing."""
    of_convenio = command.kind is ResolutionKind.RESTITUCION and command.convenio is not None
    if of_convenio and command.convenio not in state.convenios:
        raise RefusedError(
            "convenio_desconocido",
            f"No consta el convenio {command.convenio} de {state.key.subject}.",
        )


def _require_in_time(state: ResolutionState, command: ask.ResolutionCommand) -> None:
    said = state.resolution
    if said is None or not isinstance(command, ask.Challenge):
        return
    if late := late_challenge(replace(said, challenged_on=command.occurred_on)):
        raise RefusedError(late.code, late.message)

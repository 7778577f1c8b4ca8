"""In which order a finding goes: opened, answered, accepted or rejected, closed or withdrawn."""

from collections.abc import Mapping

from sep_domain.decisions.guards import Guard, Obstacle, Order
from sep_domain.finding import commands as ask
from sep_domain.finding.state import FindingStanding, FindingState

_TOLD: Mapping[FindingStanding | None, Obstacle] = {
    None: Obstacle("no_abierto", "El hallazgo no ha sido abierto."),
    FindingStanding.OPENED: Obstacle("sin_respuesta", "El hallazgo no ha sido respondido."),
    FindingStanding.ANSWERED: Obstacle(
        "respuesta_pendiente", "La respuesta no ha sido aceptada ni rechazada."
    ),
    FindingStanding.ACCEPTED: Obstacle("ya_aceptado", "La respuesta ya fue aceptada."),
    FindingStanding.REJECTED: Obstacle("ya_rechazado", "La respuesta fue rechazada."),
    FindingStanding.ESCALATED: Obstacle("ya_derivado", "El hallazgo fue derivado."),
    FindingStanding.CLOSED: Obstacle("ya_cerrado", "El hallazgo está cerrado."),
    FindingStanding.WITHDRAWN: Obstacle("retirado", "El hallazgo fue retirado."),
}
"""Why a finding as it stands does not take a command."""


def _only(*standings: FindingStanding | None) -> tuple[Guard[FindingState], ...]:
    return (lambda state: None if state.standing in standings else _told(state),)


def _told(state: FindingState) -> Obstacle:
    return _TOLD[state.standing]


def _unopened(state: FindingState) -> Obstacle | None:
    match state.standing:
        case None:
            return None
        case FindingStanding.CLOSED | FindingStanding.WITHDRAWN:
            return _told(state)
    return Obstacle("ya_abierto", "El hallazgo ya fue abierto.")


ORDER: Order[FindingState, ask.FindingCommand] = Order(
    guards={
        ask.Open: (_unopened,),
        ask.Answer: _only(FindingStanding.OPENED, FindingStanding.REJECTED),
        ask.Accept: _only(FindingStanding.ANSWERED),
        ask.Reject: _only(FindingStanding.ANSWERED),
        ask.Escalate: _only(
            FindingStanding.OPENED, FindingStanding.ANSWERED, FindingStanding.REJECTED
        ),
        ask.Close: _only(FindingStanding.ACCEPTED, FindingStanding.ESCALATED),
        ask.Withdraw: _only(
            FindingStanding.OPENED, FindingStanding.ANSWERED, FindingStanding.REJECTED
        ),
    },
    after=dict.fromkeys(
        (ask.Answer, ask.Accept, ask.Reject, ask.Escalate, ask.Close, ask.Withdraw),
        ("last_step_on",),
    ),
)

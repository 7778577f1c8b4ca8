"""In which order a resolution goes: issued, notified, challenged, lifted or annulled."""

from sep_domain.decisions.guards import Guard, Obstacle, Order, done, not_done
from sep_domain.events.legal.acts import (
    ChallengeOutcome,
)
from sep_domain.resolucion import commands as ask
from sep_domain.resolucion.state import (
    ResolutionState,
)

_issued = done("issued_on", "no_dictada", "La resolución no ha sido dictada.")

_not_issued = not_done("issued_on", "ya_dictada", "La resolución ya fue dictada.")

_not_notified = not_done("notified_on", "ya_notificada", "La resolución ya fue notificada.")

_challenged = done("challenged_on", "no_impugnada", "La resolución no ha sido impugnada.")

_not_challenged = not_done("challenged_on", "ya_impugnada", "La resolución ya fue impugnada.")

_not_resolved = not_done(
    "challenge_resolved_on", "impugnacion_resuelta", "La impugnación ya fue resuelta."
)

_not_lifted = not_done("lifted_on", "ya_alzada", "La medida ya fue alzada.")

_not_annulled = not_done("annulled_on", "invalidada", "La resolución fue dejada sin efecto.")


def _not_overturned(state: ResolutionState) -> Obstacle | None:
    if state.challenge_outcome is not ChallengeOutcome.ACOGIDA:
        return None
    return Obstacle("acogida", "La impugnación fue acogida: la resolución no tiene efecto.")


def _term_runs(state: ResolutionState) -> Obstacle | None:
    """Nobody challenges what has not been notified, where the term runs from that."""
    said = state.resolution
    if said is None or said.notified_on is not None or said.ground.challenge_from == "issued":
        return None
    return Obstacle("no_notificada", "La resolución no ha sido notificada.")


_STANDING: tuple[Guard[ResolutionState], ...] = (_issued, _not_annulled, _not_overturned)

ORDER: Order[ResolutionState, ask.ResolutionCommand] = Order(
    guards={
        ask.Issue: (_not_issued,),
        ask.Notify: (_issued, _not_notified, _not_annulled),
        ask.Challenge: (*_STANDING, _not_challenged, _term_runs),
        ask.ResolveChallenge: (_challenged, _not_resolved, _issued, _not_annulled),
        ask.Lift: (*_STANDING, _not_lifted),
        ask.Annul: _STANDING,
    },
    after={
        ask.Notify: ("issued_on",),
        ask.Challenge: ("issued_on", "notified_on"),
        ask.ResolveChallenge: ("challenged_on",),
        ask.Lift: ("issued_on",),
        ask.Annul: ("issued_on",),
    },
)

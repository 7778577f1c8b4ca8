"""What deciding on a month's matches needs: that the month is open, and the match its own."""

from uuid import UUID

from sep_domain.decisions.deciding import RefusedError
from sep_domain.reconciliation.commands import (
    ReopenReconciliation,
)
from sep_domain.reconciliation.state import KnownMatch, MatchState, ReconciliationState


def own_match(state: ReconciliationState, match: UUID) -> KnownMatch:
    """A match that this month decides on. Raises RefusedError."""
    require_open(state)
    known = state.matches.get(match)
    if known is None or not known.own:
        raise RefusedError(
            "calce_desconocido",
            f"La conciliación de {state.key.month} no tiene el calce {match}.",
        )
    return known


def require_open(state: ReconciliationState) -> None:
    """Raises RefusedError for a month that is closed."""
    if state.closed_on is not None:
        raise RefusedError(
            "conciliacion_cerrada",
            f"La conciliación de {state.key.month} está cerrada desde el "
            f"{state.closed_on:%d-%m-%Y}.",
            (ReopenReconciliation.NAME,),
        )


IN_SPANISH = {
    MatchState.PROPOSED: "propuesto",
    MatchState.AUTOMATIC: "aceptado automáticamente",
    MatchState.CONFIRMED: "confirmado",
    MatchState.REFUSED: "rechazado",
}

"""From when asking for two persons, and lifting that, may hold: it never reaches back."""

from sep_domain.decisions.deciding import RefusedError
from sep_domain.sostenedor.commands import (
    SostenedorCommand,
)
from sep_domain.sostenedor.state import SostenedorState


def require_ahead(state: SostenedorState, command: SostenedorCommand) -> None:
    """Raises RefusedError for a change that reaches behind its own day, or the last one's."""
    earliest = max(command.occurred_on, state.setting.last_from or command.occurred_on)
    if command.from_date < earliest:
        raise RefusedError(
            "desde_anterior",
            f"Rige desde el {earliest:%d-%m-%Y} o después, no desde el "
            f"{command.from_date:%d-%m-%Y}: lo ya hecho no cambia.",
            (f"from_date >= {earliest}",),
        )

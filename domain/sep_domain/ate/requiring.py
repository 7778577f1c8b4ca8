"""What decisions on advice share: guards that look at more than one step, and refusals."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from sep_domain.deciding import Command, RefusedError
from sep_domain.guards import Guard, Obstacle, require_later
from sep_domain.money import Clp

S = TypeVar("S")


def needs(holds: Callable[[S], bool], code: str, message: str) -> Guard[S]:
    """A guard that lets pass where something holds of the state."""
    obstacle = Obstacle(code, message)
    return lambda state: None if holds(state) else obstacle


def require_after(command: Command, steps: Iterable[date | None]) -> None:
    """Refuses a command on a day before the last of the steps that it depends on."""
    require_later(command, max((step for step in steps if step is not None), default=None))


def require_at_most(amount: Clp, most: Clp, what: str) -> None:
    """Refuses an amount, in whole pesos, beyond what there is."""
    if amount > most:
        raise RefusedError(
            "monto_excede", f"{what} es {most}; {amount} es más.", (f"amount <= {most}",)
        )

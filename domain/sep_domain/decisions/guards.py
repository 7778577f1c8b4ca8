"""In which order an entity goes: what a command needs to have happened, and not to have.

The order binds commands only. A fact from a file that breaks it is recorded and flagged.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sep_domain.decisions.deciding import Command, RefusedError

S = TypeVar("S")
C = TypeVar("C", bound=Command)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a command cannot be taken now: a code for programs, a Spanish sentence for people."""

    code: str
    message: str


Guard = Callable[[S], Obstacle | None]


def done(step: str, code: str, message: str) -> Guard[object]:
    """Needs a step of the state to be done: a field that is not None."""
    obstacle = Obstacle(code, message)
    return lambda state: None if getattr(state, step) is not None else obstacle


def not_done(step: str, code: str, message: str) -> Guard[object]:
    """Needs a step of the state not to be done."""
    obstacle = Obstacle(code, message)
    return lambda state: obstacle if getattr(state, step) is not None else None


@dataclass(frozen=True)
class Order(Generic[S, C]):
    """What each command of an entity waits for."""

    guards: Mapping[type[C], tuple[Guard[S], ...]]
    """Checked in this order; the first obstacle is told."""
    after: Mapping[type[C], tuple[str, ...]]
    """The days in the state on which, or later, a command may say that it happened."""

    def require(self, state: S, command: C) -> None:
        """Raises RefusedError where the state does not allow the command."""
        for guard in self.guards[type(command)]:
            if obstacle := guard(state):
                raise RefusedError(obstacle.code, obstacle.message, self.allowed(state))
        days = [getattr(state, step) for step in self.after.get(type(command), ())]
        require_later(command, max((day for day in days if day is not None), default=None))

    def allowed(self, state: S) -> tuple[str, ...]:
        """The commands that the state allows; what they say may still contradict it."""
        return tuple(
            command.NAME
            for command, guards in self.guards.items()
            if not any(guard(state) for guard in guards)
        )


def require_later(command: Command, last: date | None) -> None:
    """Raises RefusedError for a command on a day before the step that it depends on."""
    if last is not None and command.occurred_on < last:
        raise RefusedError(
            "fecha_anterior",
            f"La fecha {command.occurred_on:%d-%m-%Y} es anterior al paso del que depende, "
            f"del {last:%d-%m-%Y}.",
            (f"occurred_on >= {last}",),
        )

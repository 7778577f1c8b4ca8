"""Which days a command may speak of, as of the day on which it is asked.

What is said to have happened has: `occurred_on` is not after today, unless the command says why it
is recorded beforehand. Terms and due days reach ten years ahead. None lies before there was what
the command is about.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from sep_domain.dates.days import TEN_YEARS
from sep_domain.decisions.deciding import Command, RefusedError

_HAPPENED = "occurred_on"


def require_plausible_days(command: Command, since: date, today: date) -> None:
    """Raises RefusedError for a day that is not plausible, naming its field."""
    for name, day in _days(command):
        if day < since:
            raise _refused(name, day, f"anterior al {since:%d-%m-%Y}", f"{name} >= {since}")
        last = TEN_YEARS.last_of(today)
        if day > last:
            raise _refused(name, day, f"posterior al {last:%d-%m-%Y}", f"{name} <= {last}")
    if command.occurred_on > today and command.why_ahead is None:
        raise RefusedError(
            "fecha_futura",
            f"La fecha {command.occurred_on:%d-%m-%Y} es posterior a hoy, {today:%d-%m-%Y}: "
            "diga en «why_ahead» por qué se registra antes.",
            (f"{_HAPPENED} <= {today}",),
        )


def _refused(name: str, day: date, how: str, allowed: str) -> RefusedError:
    return RefusedError(
        "fecha_imposible", f"«{name}»: {day:%d-%m-%Y} no es posible, por {how}.", (allowed,)
    )


def _days(said: BaseModel, within: str = "") -> Iterator[tuple[str, date]]:
    """Every day of a command by its field, those of its parts too."""
    for name in type(said).model_fields:
        yield from _days_of(getattr(said, name), within + name)


def _days_of(value: Any, name: str) -> Iterator[tuple[str, date]]:
    match value:
        case date():
            yield name, value
        case BaseModel():
            yield from _days(value, f"{name}.")
        case tuple():
            for each in value:
                yield from _days_of(each, name)

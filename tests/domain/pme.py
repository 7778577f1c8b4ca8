"""A plan, what is asked about it and what happened to it, said in as few words as matter."""

from datetime import date
from typing import Any, TypeVar

import pytest

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.education.pme import (
    PmeActionPlanned,
)
from sep_domain.pme import commands as ask
from sep_domain.pme.decider import PmeDecider
from sep_domain.pme.state import PmeKey, PmeState
from sep_domain.values.identifiers import Rbd

E = TypeVar("E", bound=Event)

KEY = PmeKey(rbd=Rbd(1), cycle=SchoolYear(2024))
COMMON: dict[str, Any] = {"rbd": Rbd(1), "cycle": SchoolYear(2024)}
DAY = date(2024, 4, 15)
DECIDER = PmeDecider()
COMMANDS: dict[str, Any] = {command.NAME: command for command in ask.PmeCommand.__args__}

ACTION: dict[str, Any] = {
    "year": 2024,
    "action": "A1",
    "name": "Biblioteca de aula",
    "dimension": "gestion_pedagogica",
    "subdimension": "ensenanza_y_aprendizaje",
    "starts_on": date(2024, 4, 1),
    "ends_on": date(2024, 11, 29),
    "sep_budget": 4_500_000,
    "total_budget": 6_000_000,
}
CONTENT: dict[str, dict[str, Any]] = {
    "diagnose": {"text": "Un tercio no comprende lo que lee"},
    "set-objective": {
        "objective": "O1",
        "dimension": "gestion_pedagogica",
        "text": "Que todos lean",
    },
    "set-goal": {"goal": "M1", "objective": "O1", "text": "Bajo 10 % en insuficiente"},
    "draft-action": ACTION | {"goal": "M1"},
    "drop-action": {"year": 2024, "action": "A1", "reason": "Otro fondo la paga"},
    "present": {},
    "modify": {"description": "Más libros"},
    "report-execution": {"year": 2024, "action": "A1", "level": 90},
    "evaluate": {"year": 2024, "outcome": "Cumple"},
}


def command(name: str, **changes: Any) -> Any:
    return COMMANDS[name].model_validate({"occurred_on": DAY} | CONTENT[name] | changes)


def when(state: PmeState, name: str, **changes: Any) -> list[Event]:
    return list(DECIDER.decide(state, command(name, **changes)))


def given(*happened: str | Event) -> PmeState:
    state = DECIDER.initial(KEY)
    for each in happened:
        state = DECIDER.fold(state, [each] if isinstance(each, Event) else when(state, each))
    return state


def refused(state: PmeState, name: str, **changes: Any) -> RefusedError:
    with pytest.raises(RefusedError) as refusal:
        when(state, name, **changes)
    return refusal.value


def said(kind: type[E], **content: Any) -> E:
    return kind.model_validate({"occurred_on": DAY, **COMMON, **content})


WRITTEN = ("diagnose", "set-objective", "set-goal", "draft-action")
PRESENTED = (*WRITTEN, "present")
PLANNED = said(PmeActionPlanned, **ACTION)

"""The decisions of a plan de mejoramiento.

Actions are drafts until the plan is presented: presenting plans them all, and a modification holds
only once it is presented again (Ley 20.248 art 8). Presenting is not approval of any spending.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import ClassVar, TypedDict
from uuid import UUID

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import Command, Decider, RefusedError
from sep_domain.events.base import Event
from sep_domain.events.education.pme import (
    PmeActionDrafted,
    PmeActionDropped,
    PmeActionDropProposed,
    PmeActionExecuted,
    PmeActionPlanned,
    PmeDiagnosed,
    PmeEvaluated,
    PmeGoalSet,
    PmeModified,
    PmeObjectiveSet,
    PmePresented,
)
from sep_domain.pme import commands as ask
from sep_domain.pme.rules import ORDER
from sep_domain.pme.state import YEARS, PmeKey, PmeState, evolve
from sep_domain.streams import Dataset, fact_stream
from sep_domain.values.identifiers import Rbd


class _Common(TypedDict):
    """What every event of a plan says."""

    occurred_on: date
    rbd: Rbd
    cycle: SchoolYear


class PmeDecider(Decider[PmeKey, PmeState, ask.PmeCommand]):
    """Refuses what the state contradicts; the codes are those of `rules` and of this module."""

    NAME: ClassVar[str] = "pme"

    def initial(self, key: PmeKey) -> PmeState:
        return PmeState(key)

    def decide(self, state: PmeState, command: ask.PmeCommand) -> Sequence[Event]:
        ORDER.require(state, command)
        common = _Common(occurred_on=command.occurred_on, rbd=state.key.rbd, cycle=state.key.cycle)
        if isinstance(command, ask.Present):
            return [*_planned(state, common), *_dropped(state, common), PmePresented(**common)]
        if isinstance(command, ask.OfAction | ask.Evaluate):
            _require_year(state, command.year)
            return [_of_year(state, command, common)]
        return [_of_plan(state, command, common)]

    def evolve(self, state: PmeState, event: Event) -> PmeState:
        return evolve(state, event)

    def facts(self, key: PmeKey, command: ask.PmeCommand) -> Iterable[UUID]:
        """Its presentation in files, and what they say of the action or the year in question."""
        yield _of_file(key, PmePresented.NAME)
        if isinstance(command, ask.OfAction):
            yield _of_file(key, PmeActionPlanned.NAME, command.year, command.action)
        if isinstance(command, ask.DropAction | ask.ReportExecution | ask.Evaluate):
            yield _of_file(key, PmeEvaluated.NAME, command.year)


def _of_file(key: PmeKey, name: str, *more: str | int) -> UUID:
    return fact_stream(Dataset.PME, key.cycle, 0, (name, key.rbd, *more))


def _planned(state: PmeState, common: _Common) -> Iterator[PmeActionPlanned]:
    for draft in state.drafts.values():
        content = draft.model_dump(exclude={"goal"}) | common
        yield PmeActionPlanned.model_validate(content)


def _dropped(state: PmeState, common: _Common) -> Iterator[PmeActionDropped]:
    for year, action in sorted(state.dropping):
        yield PmeActionDropped(**common, year=year, action=action)


def _of_plan(state: PmeState, command: ask.PmeCommand, common: _Common) -> Event:
    match command:
        case ask.Diagnose():
            return PmeDiagnosed(**common, text=command.text)
        case ask.SetObjective():
            return PmeObjectiveSet(
                **common,
                objective=command.objective,
                dimension=command.dimension,
                text=command.text,
            )
        case ask.SetGoal():
            _require_known(command.objective, state.objectives, "objetivo_desconocido")
            return PmeGoalSet(
                **common, goal=command.goal, objective=command.objective, text=command.text
            )
        case ask.Modify():
            return PmeModified(**common, change=state.changes + 1, description=command.description)
    raise TypeError(f"{command.NAME} is about a year")


def _of_year(state: PmeState, command: ask.OfAction | ask.Evaluate, common: _Common) -> Event:
    match command:
        case ask.DraftAction():
            return _draft(state, command, common)
        case ask.DropAction():
            return _drop(state, command, common)
        case ask.ReportExecution():
            return _execution(state, command, common)
        case ask.Evaluate():
            _require_not_evaluated(state, command.year)
            return PmeEvaluated(**common, year=command.year, outcome=command.outcome)
    raise TypeError(f"{command.NAME} is about no year")


def _draft(state: PmeState, command: ask.DraftAction, common: _Common) -> PmeActionDrafted:
    _require_known(command.goal, state.goals, "meta_desconocida")
    objective = state.goals[command.goal]
    _require_known(objective, state.objectives, "objetivo_desconocido")
    dimension = state.objectives[objective]
    if command.dimension is not dimension:
        raise RefusedError(
            "otra_dimension",
            f"La meta {command.goal} es de la dimensión {dimension}.",
            (f"dimension = {dimension}",),
        )
    content = command.model_dump(exclude=set(Command.model_fields))
    return PmeActionDrafted.model_validate(content | common)


def _drop(state: PmeState, command: ask.DropAction, common: _Common) -> PmeActionDropProposed:
    key = command.year, command.action
    if key in state.dropping or key not in (*state.planned, *state.drafts):
        raise RefusedError(
            "accion_desconocida", f"El plan no tiene la acción {command.action} de {command.year}."
        )
    _require_not_evaluated(state, command.year)
    return PmeActionDropProposed(
        **common,
        year=command.year,
        action=command.action,
        reason=command.reason,
        presented=key in state.planned,
    )


def _execution(state: PmeState, command: ask.ReportExecution, common: _Common) -> PmeActionExecuted:
    if (command.year, command.action) not in state.planned:
        raise RefusedError(
            "accion_no_presentada",
            f"La acción {command.action} de {command.year} no está en el plan presentado.",
        )
    _require_not_evaluated(state, command.year)
    return PmeActionExecuted(
        **common, year=command.year, action=command.action, level=command.level
    )


def _require_year(state: PmeState, year: SchoolYear) -> None:
    cycle = state.key.cycle
    if not state.key.covers(year):
        last = cycle + YEARS - 1
        raise RefusedError(
            "anio_fuera_del_ciclo",
            f"El plan va de {cycle} a {last}.",
            (f"{cycle} <= year <= {last}",),
        )


def _require_not_evaluated(state: PmeState, year: SchoolYear) -> None:
    if year in state.evaluated:
        raise RefusedError("anio_ya_evaluado", f"El año {year} ya fue evaluado.")


def _require_known(name: str, known: Iterable[str], code: str) -> None:
    known = tuple(known)
    if name not in known:
        raise RefusedError(code, f"El plan no tiene {name}.", known)

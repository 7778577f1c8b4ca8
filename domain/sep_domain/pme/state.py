"""Where a plan de mejoramiento stands, folded from what was decided and from what files brought."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, WithJsonSchema

from sep_domain.dates.calendar import SchoolYear
from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Event, Key
from sep_domain.events.education.pme import (
    PmeActionDrafted,
    PmeActionDropped,
    PmeActionDropProposed,
    PmeActionPlanned,
    PmeDiagnosed,
    PmeDimension,
    PmeEvaluated,
    PmeGoalSet,
    PmeModified,
    PmeObjectiveSet,
    PmePresented,
)
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd

FIRST_CYCLE, LAST_CYCLE = 2008, 2096
YEARS = 4
"""A plan runs for a convenio's term."""


def _planned_for(cycle: SchoolYear) -> SchoolYear:
    if not FIRST_CYCLE <= cycle <= LAST_CYCLE:
        raise ValueError(f"los planes comienzan entre {FIRST_CYCLE} y {LAST_CYCLE}")
    return cycle


Cycle = Annotated[
    SchoolYear,
    AfterValidator(_planned_for),
    WithJsonSchema(
        {"type": "integer", "minimum": FIRST_CYCLE, "maximum": LAST_CYCLE, "title": "school year"}
    ),
]
ActionKey = tuple[SchoolYear, str]


class PmeKey(EntityKey):
    """A school, and the first of the plan's four years."""

    DATASET: ClassVar[Dataset] = Dataset.PLAN_DE_MEJORAMIENTO

    rbd: Rbd
    cycle: Cycle

    def period(self) -> tuple[int, int]:
        return self.cycle, 0

    def key(self) -> Key:
        return (self.rbd,)

    def covers(self, year: SchoolYear) -> bool:
        return self.cycle <= year < self.cycle + YEARS


@dataclass(frozen=True)
class PmeState:
    """A plan. Days are valid time; None while the step is not done."""

    key: PmeKey
    diagnosed_on: date | None = None
    objectives: Mapping[str, PmeDimension] = field(default_factory=dict)
    goals: Mapping[str, str] = field(default_factory=dict)
    """Of each goal the objective."""
    drafts: Mapping[ActionKey, PmeActionDrafted] = field(default_factory=dict)
    """Actions that are not presented yet as they stand here."""
    planned: frozenset[ActionKey] = frozenset()
    """Actions that were presented."""
    dropping: frozenset[ActionKey] = frozenset()
    """Planned actions that leave the plan once it is presented again."""
    edited_on: date | None = None
    """The latest day of what is to be presented."""
    presented_on: date | None = None
    modified_on: date | None = None
    """Of a modification that is not presented again."""
    changes: int = 0
    evaluated: frozenset[SchoolYear] = frozenset()

    @property
    def is_editable(self) -> bool:
        return self.presented_on is None or self.modified_on is not None


def evolve(state: PmeState, event: Event) -> PmeState:
    """The state after an event, whoever recorded it and whatever order it breaks."""
    match event:
        case PmeActionPlanned(year=year, action=action):
            left = _without(state, (year, action))
            return replace(left, planned=left.planned | {(year, action)})
        case PmeActionDropped(year=year, action=action):
            left = _without(state, (year, action))
            return replace(left, planned=left.planned - {(year, action)})
        case PmePresented():
            return replace(state, presented_on=event.occurred_on, modified_on=None)
        case PmeModified():
            changes = max(state.changes, event.change)
            return replace(state, modified_on=event.occurred_on, changes=changes)
        case PmeEvaluated():
            return replace(state, evaluated=state.evaluated | {event.year})
    return _edited(state, event) if isinstance(event, _EDITS) else state


_EDITS = (
    PmeDiagnosed,
    PmeObjectiveSet,
    PmeGoalSet,
    PmeActionDrafted,
    PmeActionDropProposed,
)
"""What holds once the plan is presented."""


def _without(state: PmeState, key: ActionKey) -> PmeState:
    """The same with nothing of an action left to be presented."""
    drafts = {each: draft for each, draft in state.drafts.items() if each != key}
    return replace(state, drafts=drafts, dropping=state.dropping - {key})


def _edited(state: PmeState, event: Event) -> PmeState:
    edited_on = max(event.occurred_on, state.edited_on or event.occurred_on)
    state = replace(state, edited_on=edited_on)
    match event:
        case PmeDiagnosed():
            return replace(state, diagnosed_on=event.occurred_on)
        case PmeObjectiveSet():
            objectives = {**state.objectives, event.objective: event.dimension}
            return replace(state, objectives=objectives)
        case PmeGoalSet():
            return replace(state, goals={**state.goals, event.goal: event.objective})
        case PmeActionDrafted(year=year, action=action):
            left = _without(state, (year, action))
            return replace(left, drafts={**left.drafts, (year, action): event})
        case PmeActionDropProposed(year=year, action=action):
            left = _without(state, (year, action))
            dropped = {(year, action)} if event.presented else set()
            return replace(left, dropping=left.dropping | dropped)
    return state

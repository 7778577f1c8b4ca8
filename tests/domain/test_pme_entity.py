"""A plan is written, presented and judged; what is changed later holds once presented again."""

from datetime import date
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import ValidationError

from sep_domain.calendar import SchoolYear
from sep_domain.deciding import RefusedError
from sep_domain.events.base import Event
from sep_domain.events.pme import (
    SUBDIMENSIONS,
    PmeActionDrafted,
    PmeActionDropped,
    PmeActionDropProposed,
    PmeActionExecuted,
    PmeActionPlanned,
    PmeDiagnosed,
    PmeDimension,
    PmeEvaluated,
    PmeGoalSet,
    PmeModified,
    PmeObjectiveSet,
    PmePresented,
    PmeSubdimension,
)
from sep_domain.identifiers import Rbd
from sep_domain.pme import commands as ask
from sep_domain.pme.decider import PmeDecider
from sep_domain.pme.order import ORDER
from sep_domain.pme.state import PmeKey, PmeState

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


@pytest.mark.parametrize(
    ("story", "name", "events"),
    [
        ((), "diagnose", [said(PmeDiagnosed, **CONTENT["diagnose"])]),
        (WRITTEN[:1], "set-objective", [said(PmeObjectiveSet, **CONTENT["set-objective"])]),
        (WRITTEN[:2], "set-goal", [said(PmeGoalSet, **CONTENT["set-goal"])]),
        (WRITTEN[:3], "draft-action", [said(PmeActionDrafted, **CONTENT["draft-action"])]),
        (
            WRITTEN,
            "drop-action",
            [said(PmeActionDropProposed, **CONTENT["drop-action"], presented=False)],
        ),
        (WRITTEN, "present", [PLANNED, said(PmePresented)]),
        (PRESENTED, "modify", [said(PmeModified, change=1, description="Más libros")]),
        (PRESENTED, "report-execution", [said(PmeActionExecuted, **CONTENT["report-execution"])]),
        (PRESENTED, "evaluate", [said(PmeEvaluated, **CONTENT["evaluate"])]),
    ],
)
def test_each_command_in_its_turn_says_what_happened(
    story: tuple[str, ...], name: str, events: list[Event]
) -> None:
    assert when(given(*story), name) == events


@pytest.mark.parametrize("left_out", WRITTEN)
def test_nothing_is_presented_that_lacks_a_part(left_out: str) -> None:
    state = given()
    for step in WRITTEN:
        if step != left_out and step in ORDER.allowed(state):
            state = DECIDER.fold(state, when(state, step))
    refused(state, "present")


def test_a_presented_plan_changes_only_by_a_modification_presented_again() -> None:
    presented = given(*PRESENTED)
    assert refused(presented, "draft-action", sep_budget=1).code == "plan_presentado"
    open_ = DECIDER.fold(presented, when(presented, "modify"))
    assert refused(open_, "modify").code == "modificacion_pendiente"
    changed = DECIDER.fold(open_, when(open_, "draft-action", sep_budget=1))
    again = when(changed, "present", occurred_on=date(2024, 9, 1))
    assert again == [
        said(PmeActionPlanned, **ACTION | {"sep_budget": 1, "occurred_on": date(2024, 9, 1)}),
        said(PmePresented, occurred_on=date(2024, 9, 1)),
    ]
    assert when(DECIDER.fold(changed, again), "modify", occurred_on=date(2024, 9, 2)) == [
        said(PmeModified, occurred_on=date(2024, 9, 2), change=2, description="Más libros")
    ]


def test_what_was_presented_once_is_not_presented_again_by_a_modification() -> None:
    assert when(given(*PRESENTED, "modify"), "present") == [said(PmePresented)]


def test_a_planned_action_leaves_the_plan_once_it_is_presented_again() -> None:
    state = given(*PRESENTED, "modify")
    proposed = when(state, "drop-action")
    assert proposed == [said(PmeActionDropProposed, **CONTENT["drop-action"], presented=True)]
    dropping = DECIDER.fold(state, proposed)
    assert when(dropping, "report-execution")
    again = when(dropping, "present")
    assert again == [said(PmeActionDropped, year=2024, action="A1"), said(PmePresented)]
    without = DECIDER.fold(dropping, again)
    assert refused(without, "report-execution").code == "accion_no_presentada"


def test_an_action_is_dropped_once_and_comes_back_by_being_drafted_again() -> None:
    dropping = given(*PRESENTED, "modify", "drop-action")
    assert refused(dropping, "drop-action").code == "accion_desconocida"
    assert refused(dropping, "drop-action", action="A9").code == "accion_desconocida"
    back = DECIDER.fold(dropping, when(given(*WRITTEN), "draft-action"))
    assert when(back, "present") == [PLANNED, said(PmePresented)]


def test_a_draft_that_nobody_presented_is_gone_at_once() -> None:
    state = given(*PRESENTED, "modify")
    drafted = DECIDER.fold(state, when(state, "draft-action", action="A2"))
    gone = DECIDER.fold(drafted, when(drafted, "drop-action", action="A2"))
    assert when(gone, "present") == [said(PmePresented)]


def test_an_action_of_a_file_is_dropped_and_presenting_needs_not_look_it_up() -> None:
    state = given(said(PmePresented), PLANNED, "modify")
    assert PLANNED.stream() in DECIDER.facts(KEY, command("drop-action"))
    own = [*when(given(said(PmePresented)), "modify"), *when(state, "drop-action")]
    looked_up = given(said(PmePresented), *own)
    assert when(looked_up, "present")[0] == said(PmeActionDropped, year=2024, action="A1")


def test_an_action_that_was_only_drafted_has_no_execution() -> None:
    state = given(*PRESENTED, "modify")
    drafted = DECIDER.fold(state, when(state, "draft-action", action="A2"))
    assert refused(drafted, "report-execution", action="A2").code == "accion_no_presentada"
    presented = DECIDER.fold(drafted, when(drafted, "present"))
    assert when(presented, "report-execution", action="A2")


def test_a_plan_that_a_file_presented_is_reported_modified_and_judged() -> None:
    state = given(said(PmePresented), PLANNED)
    assert {"modify", "report-execution", "evaluate"} == set(ORDER.allowed(state))
    streams = set(DECIDER.facts(KEY, command("report-execution")))
    assert {PLANNED.stream(), said(PmePresented).stream()} <= streams
    judged = said(PmeEvaluated, **CONTENT["evaluate"])
    assert judged.stream() in streams & set(DECIDER.facts(KEY, command("evaluate")))


@pytest.mark.parametrize(
    ("story", "name", "changes", "code"),
    [
        (WRITTEN[:2], "set-goal", {"objective": "O9"}, "objetivo_desconocido"),
        (WRITTEN[:3], "draft-action", {"goal": "M9"}, "meta_desconocida"),
        (WRITTEN[:3], "draft-action", {"year": 2028}, "anio_fuera_del_ciclo"),
        (
            WRITTEN[:3],
            "draft-action",
            {"dimension": "liderazgo", "subdimension": "liderazgo_del_director"},
            "otra_dimension",
        ),
        ((*PRESENTED, "evaluate", "modify"), "drop-action", {}, "anio_ya_evaluado"),
        (PRESENTED, "drop-action", {}, "plan_presentado"),
        (PRESENTED, "evaluate", {"year": 2023}, "anio_fuera_del_ciclo"),
        ((*PRESENTED, "evaluate"), "evaluate", {}, "anio_ya_evaluado"),
        ((*PRESENTED, "evaluate"), "report-execution", {}, "anio_ya_evaluado"),
        (WRITTEN, "present", {"occurred_on": date(2024, 4, 14)}, "fecha_anterior"),
        (PRESENTED, "report-execution", {"occurred_on": date(2024, 4, 1)}, "fecha_anterior"),
    ],
)
def test_what_contradicts_the_plan_is_refused(
    story: tuple[str, ...], name: str, changes: dict[str, Any], code: str
) -> None:
    assert refused(given(*story), name, **changes).code == code


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_on": date(2024, 3, 1)},
        {"sep_budget": 6_000_001},
        {"subdimension": "formacion"},
    ],
)
def test_an_action_that_does_not_hold_together_is_no_command(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        command("draft-action", **changes)


def test_each_subdimension_belongs_to_one_dimension() -> None:
    assert set(SUBDIMENSIONS) == set(PmeDimension)
    assert {len(each) for each in SUBDIMENSIONS.values()} == {3}
    assert set().union(*SUBDIMENSIONS.values()) == set(PmeSubdimension)


class Pme(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.written: set[str] = set()
        self.drafts: set[str] = set()
        self.planned: set[str] = set()
        self.dropping: set[str] = set()
        self.presented = False
        self.modifying = False
        self.judged: set[int] = set()

    @initialize(begun=st.booleans())
    def perhaps_written(self, begun: bool) -> None:
        for name in WRITTEN[:3] if begun else ():
            self.write(name)

    def _state(self) -> PmeState:
        return DECIDER.fold(DECIDER.initial(KEY), self.log)

    def _editable(self) -> bool:
        return not self.presented or self.modifying

    def _in_turn(self, name: str) -> bool:
        """The order, as a table."""
        begun = self.presented or "diagnose" in self.written
        objective, goal = ("set-objective" in self.written, "set-goal" in self.written)
        return {
            "diagnose": self._editable(),
            "set-objective": self._editable() and begun,
            "set-goal": self._editable() and begun and objective,
            "draft-action": self._editable() and begun and objective and goal,
            "drop-action": self._editable() and begun and (self.presented or bool(self.drafts)),
            "present": self._editable() and begun and (self.presented or bool(self.drafts)),
            "modify": self.presented and not self.modifying,
            "report-execution": self.presented,
            "evaluate": self.presented,
        }[name]

    def _ask(self, name: str, legal: bool, **changes: Any) -> None:
        """A command passes exactly where it is legal; refused, it leaves nothing."""
        before, state = list(self.log), self._state()
        if legal:
            self.log += when(state, name, **changes)
            return
        refused(state, name, **changes)
        assert (self.log, self._state()) == (before, state)

    @rule(name=st.sampled_from(["diagnose", "set-objective", "set-goal"]))
    def write(self, name: str) -> None:
        legal = self._in_turn(name)
        self._ask(name, legal)
        if legal:
            self.written.add(name)

    @rule(action=st.sampled_from(["A1", "A2"]), year=st.integers(2023, 2028))
    def draft(self, action: str, year: int) -> None:
        legal = self._in_turn("draft-action") and 2024 <= year <= 2027
        self._ask("draft-action", legal, action=action, year=year)
        if legal:
            self.drafts.add(f"{year}/{action}")
            self.dropping.discard(f"{year}/{action}")

    @rule(action=st.sampled_from(["A1", "A2"]), year=st.integers(2023, 2028))
    def drop(self, action: str, year: int) -> None:
        key = f"{year}/{action}"
        there = key in self.drafts | self.planned and key not in self.dropping
        legal = self._in_turn("drop-action") and there and year not in self.judged
        self._ask("drop-action", legal, action=action, year=year)
        if legal:
            self.drafts.discard(key)
            self.dropping |= {key} & self.planned

    @rule()
    def present(self) -> None:
        legal = self._in_turn("present")
        before = len(self.log)
        self._ask("present", legal)
        if legal:
            assert len(self.log) - before == len(self.drafts) + len(self.dropping) + 1
            self.planned = (self.planned | self.drafts) - self.dropping
            self.drafts, self.dropping = set(), set()
            self.presented, self.modifying = True, False

    @rule()
    def modify(self) -> None:
        legal = self._in_turn("modify")
        self._ask("modify", legal)
        self.modifying = self.modifying or legal

    @rule(action=st.sampled_from(["A1", "A2"]), year=st.integers(2023, 2028))
    def report(self, action: str, year: int) -> None:
        known = f"{year}/{action}" in self.planned and year not in self.judged
        legal = self._in_turn("report-execution") and known
        self._ask("report-execution", legal, action=action, year=year)

    @rule(year=st.integers(2023, 2028))
    def evaluate(self, year: int) -> None:
        legal = self._in_turn("evaluate") and 2024 <= year <= 2027 and year not in self.judged
        self._ask("evaluate", legal, year=year)
        if legal:
            self.judged.add(year)

    @rule()
    def a_file_presents(self) -> None:
        self.log.append(said(PmePresented))
        self.presented, self.modifying = True, False

    @rule()
    def a_file_plans(self) -> None:
        self.log.append(PLANNED)
        self.planned.add("2024/A1")
        self.drafts.discard("2024/A1")
        self.dropping.discard("2024/A1")

    @invariant()
    def a_replay_gives_the_same_state(self) -> None:
        half = len(self.log) // 2
        first = DECIDER.fold(DECIDER.initial(KEY), self.log[:half])
        assert DECIDER.fold(first, self.log[half:]) == self._state()

    @invariant()
    def what_is_allowed_is_what_the_table_says(self) -> None:
        expected = {name for name in COMMANDS if self._in_turn(name)}
        assert set(ORDER.allowed(self._state())) == expected


TestPme = Pme.TestCase
TestPme.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)

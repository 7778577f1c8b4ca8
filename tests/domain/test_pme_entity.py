"""A plan is written, presented and judged; what is changed later holds once presented again."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from tests.domain.pme import (
    ACTION,
    CONTENT,
    DECIDER,
    KEY,
    PLANNED,
    PRESENTED,
    WRITTEN,
    command,
    given,
    refused,
    said,
    when,
)

from sep_domain.events.base import Event
from sep_domain.events.education.pme import (
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
from sep_domain.pme.rules import ORDER


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

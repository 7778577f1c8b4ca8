"""A row of `pme_acciones.csv` is an action planned and perhaps executed; the plan is one event."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sep_domain.events.education.pme import (
    PmeActionExecuted,
    PmeActionPlanned,
    PmeDimension,
    PmePresented,
    PmeSubdimension,
)
from sep_intake.layouts.pme.templates import PmeAcciones

Read = Callable[..., Any]

HEADER = (
    "rbd;ciclo;anio;accion;nombre;dimension;subdimension;fecha_presentacion;fecha_inicio;"
    "fecha_termino;monto_sep;monto_total;nivel_ejecucion;requiere_ate;justifica_personal"
)
ROW = (
    "1;2020;2020;A1;Tutorías;gestion_pedagogica;apoyo_al_desarrollo;2020-04-30;2020-05-01;"
    "2020-11-30;1000;1500;75;1;0"
)


def test_a_row_is_an_action_planned_and_how_far_it_got(read: Read) -> None:
    reading = read(PmeAcciones, HEADER, ROW)
    assert reading.of(PmeActionPlanned) == [
        PmeActionPlanned(
            occurred_on=date(2020, 4, 30),
            rbd=1,
            cycle=2020,
            year=2020,
            action="A1",
            name="Tutorías",
            dimension=PmeDimension.GESTION_PEDAGOGICA,
            subdimension=PmeSubdimension.APOYO_AL_DESARROLLO,
            starts_on=date(2020, 5, 1),
            ends_on=date(2020, 11, 30),
            sep_budget=1000,
            total_budget=1500,
            needs_ate=True,
            justifies_staff=False,
        )
    ]
    [executed] = reading.of(PmeActionExecuted)
    assert (executed.occurred_on, executed.level) == (date(2020, 12, 31), 75)


def test_before_the_year_ends_nothing_is_executed(read: Read) -> None:
    assert not read(PmeAcciones, HEADER, ROW.replace(";75;", ";;")).of(PmeActionExecuted)


def test_an_action_never_begun_is_executed_to_zero(read: Read) -> None:
    [executed] = read(PmeAcciones, HEADER, ROW.replace(";75;", ";0;")).of(PmeActionExecuted)
    assert executed.level == 0


def test_a_plan_is_presented_once_on_its_earliest_date(read: Read) -> None:
    later = ROW.replace("A1", "A2").replace("2020-04-30", "2020-06-15")
    other_school = ROW.replace("1;2020", "2;2020", 1)
    presented = read(PmeAcciones, HEADER, later, ROW, other_school).of(PmePresented)
    assert [(plan.rbd, plan.occurred_on) for plan in presented] == [
        (1, date(2020, 4, 30)),
        (2, date(2020, 4, 30)),
    ]


def test_actions_of_a_later_year_do_not_move_the_day_of_the_plan(read: Read) -> None:
    """Else the file of 2021, imported after that of 2020, would restate it."""
    second_year = ROW.replace("1;2020;2020", "1;2020;2021").replace("2020-04-30", "2021-04-30")
    assert not read(PmeAcciones, HEADER, second_year).of(PmePresented)


def test_a_rejected_row_presents_no_plan(read: Read) -> None:
    assert not read(PmeAcciones, HEADER, ROW.replace(";75;", ";101;")).facts


@pytest.mark.parametrize(
    ("part", "wrong", "field"),
    [
        (";75;", ";101;", "nivel_ejecucion"),
        ("gestion_pedagogica", "pedagogia", "dimension"),
        (";1000;", ";-1000;", "monto_sep"),
        (";1000;", ";1000,5;", "monto_sep"),
        (";1000;", ";1_000;", "monto_sep"),
        (";1;0", ";si;0", "requiere_ate"),
    ],
)
def test_bad_form_rejects_the_row(read: Read, part: str, wrong: str, field: str) -> None:
    assert [
        refused.field for refused in read(PmeAcciones, HEADER, ROW.replace(part, wrong)).rejected
    ] == [field]

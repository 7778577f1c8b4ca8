"""The ministry's open data of plans: planning and implementation meet in the action they name."""

from collections.abc import Callable
from typing import Any

import pytest

from sep_domain.events.education.pme_published import PmeActionPublished, PmeImplementationPublished
from sep_intake.columns.layout import FileRefusedError
from sep_intake.layouts.pme.published import PmePublicado

Read = Callable[..., Any]

PLANNING = "RBD;COD_DEPE;DIMENSIÓN;ESTIM_TOTAL;ESTIM_SEP;NOM_ACTIVIDAD;DESC_ACTIVIDAD;CONVENIO_SEP"
PLANNED = "1;2;Gestión Pedagógica;1500000;1000000;Tutorías  de lectura;Dos por semana;1"
IMPLEMENTATION = "AÑO;RBD;DIMENSION;NIV_IMPLEM;NOM_ACTIVIDAD"
DONE = "2024;1;GESTION PEDAGOGICA;Implementación adecuada: 50% a 74%;TUTORIAS DE LECTURA"
NAME = "Planificacion_PME_2024.csv"


def test_an_action_is_published_with_its_estimates(read: Read) -> None:
    [action] = read(PmePublicado, PLANNING, PLANNED, name=NAME).facts
    assert isinstance(action, PmeActionPublished)
    assert (action.year, action.rbd, action.dimension) == (2024, 1, "gestion_pedagogica")
    assert (action.estimated_total, action.estimated_sep) == (1_500_000, 1_000_000)
    assert (action.dependency, action.convenio_sep) == ("municipal_daem", True)


def test_planning_and_implementation_meet_by_school_year_dimension_and_name(read: Read) -> None:
    [planned] = read(PmePublicado, PLANNING, PLANNED, name=NAME).facts
    [done] = read(PmePublicado, IMPLEMENTATION, DONE).facts
    assert isinstance(done, PmeImplementationPublished)
    assert (planned.key(), planned.period()) == (done.key(), done.period())


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Implementación inicial: 1% a 24%", (1, 24)),
        ("Implementación parcial", (25, 49)),
        ("Implementación adecuada: 50% a 74%", (50, 74)),
        ("implementacion avanzada", (75, 99)),
        ("Implementación completa: 100%", (100, 100)),
        ("No implementada", (0, 0)),
    ],
)
def test_a_label_stands_for_a_range_of_execution(
    read: Read, label: str, found: tuple[int, int]
) -> None:
    row = DONE.replace("Implementación adecuada: 50% a 74%", label)
    [done] = read(PmePublicado, IMPLEMENTATION, row).of(PmeImplementationPublished)
    assert (done.level_from, done.level_to) == found


def test_an_unknown_label_is_kept_and_reported(read: Read) -> None:
    row = DONE.replace("Implementación adecuada: 50% a 74%", "Casi lista")
    reading = read(PmePublicado, IMPLEMENTATION, row)
    [done] = reading.of(PmeImplementationPublished)
    assert (done.level, done.level_from, done.level_to) == ("Casi lista", None, None)
    [warned] = reading.warnings
    assert (warned.row, warned.field, warned.value) == (1, "niv_implem", "Casi lista")


def test_one_file_may_say_both(read: Read) -> None:
    reading = read(PmePublicado, PLANNING + ";NIV_IMPLEM", PLANNED + ";Completa", name=NAME)
    assert reading.names == ["pme_published.action", "pme_published.implementation"]


@pytest.mark.parametrize(
    ("part", "wrong", "field"),
    [
        ("Gestión Pedagógica", "Deportes", "dimension"),
        (";1500000;", ";-1;", "estim_total"),
        (";1000000;", ";1,5;", "estim_sep"),
        ("1;2;", "1;9;", "cod_depe"),
    ],
)
def test_bad_form_rejects_the_row(read: Read, part: str, wrong: str, field: str) -> None:
    row = PLANNED.replace(part, wrong)
    assert [refused.field for refused in read(PmePublicado, PLANNING, row, name=NAME).rejected] == [
        field
    ]


def test_a_file_that_does_not_say_its_year_is_refused(read: Read) -> None:
    with pytest.raises(FileRefusedError, match="de qué año"):
        read(PmePublicado, PLANNING, PLANNED, name="pme.csv")

"""The registry of advisers: the template with all it may say, and the registry's own words."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sep_domain.events.purchasing.ate import (
    AteCertificationEvaluated,
    AteProviderCertified,
    AteProviderEvaluated,
    AteProviderReinstated,
    AteProviderRemoved,
    AteProviderSuspended,
    ProviderKind,
)
from sep_domain.values.identifiers import Rut
from sep_intake.layouts.ate.registry import AteRegistro, EvaluacionesAte

Read = Callable[..., Any]

ATE = Rut("71430300-7")
TEMPLATE = (
    "rut;nombre;tipo_persona;fecha_certificacion;vigente_hasta;fecha_eliminacion;"
    "motivo_eliminacion;fecha_suspension;suspension_hasta;motivo_suspension;fecha_reincorporacion;"
    "fecha_evaluacion;contrato_evaluado;evaluacion_deficiente"
)
CERTIFIED = "71430300-7;Aprende;natural;2018-01-10;;;"
PUBLISHED = "RUT;Nombre o Razón Social;Tipo;Estado;Fecha Inscripción;Fecha Estado;Motivo"
LISTED = "71.430.300-7;Corporación Aprende;Persona Jurídica;{state};2018-01-10;2021-05-02;{reason}"


def test_a_suspension_and_its_end_are_events_of_their_own(read: Read) -> None:
    row = f"{CERTIFIED};2020-03-01;2020-09-01;Deudas;2020-08-15;;;"
    reading = read(AteRegistro, TEMPLATE, row)
    assert reading.facts[1:] == [
        AteProviderSuspended(
            occurred_on=date(2020, 3, 1), ate=ATE, until=date(2020, 9, 1), reason="Deudas"
        ),
        AteProviderReinstated(occurred_on=date(2020, 8, 15), ate=ATE),
    ]
    assert not reading.warnings


def test_each_row_may_bring_an_evaluation(read: Read) -> None:
    rows = [f"{CERTIFIED};;;;;20{year}-12-20;C-{year};{deficient}" for year, deficient in
            (("19", 0), ("20", 1))]  # fmt: skip
    found = read(AteRegistro, TEMPLATE, *rows).of(AteProviderEvaluated)
    assert [(one.contract, one.deficient) for one in found] == [("C-19", False), ("C-20", True)]


@pytest.mark.parametrize(
    ("end", "field"),
    [
        (";2020-03-01;;;;;;", "motivo_suspension"),
        (";;2020-09-01;;;;;", "suspension_hasta"),
        (";;;;;2020-12-20;;1", "contrato_evaluado"),
        (";;;;;2020-12-20;C-20;quizás", "evaluacion_deficiente"),
    ],
)
def test_half_a_step_is_refused(read: Read, end: str, field: str) -> None:
    [refused] = read(AteRegistro, TEMPLATE, CERTIFIED + end).rejected
    assert refused.field == field


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("Vigente", []),
        ("Suspendida", [AteProviderSuspended]),
        ("ELIMINADA", [AteProviderRemoved]),
    ],
)
def test_the_registry_in_its_own_words_says_how_an_adviser_stands(
    read: Read, state: str, step: list[type[Any]]
) -> None:
    reading = read(AteRegistro, PUBLISHED, LISTED.format(state=state, reason="Dos evaluaciones"))
    certified, *later = reading.facts
    assert certified == AteProviderCertified(
        occurred_on=date(2018, 1, 10),
        ate=ATE,
        name="Corporación Aprende",
        provider_kind=ProviderKind.JURIDICA,
    )
    assert [type(each) for each in later] == step
    assert all(
        (each.occurred_on, each.reason) == (date(2021, 5, 2), "Dos evaluaciones") for each in later
    )
    assert [warned.field for warned in reading.warnings] == ["vigente_hasta"]


def test_an_unknown_state_rejects_the_row(read: Read) -> None:
    [refused] = read(AteRegistro, PUBLISHED, LISTED.format(state="En trámite", reason="")).rejected
    assert (refused.field, refused.value) == ("estado", "En trámite")


def kinds_of(found: list[AteProviderCertified]) -> list[str]:
    return [each.provider_kind.value for each in found]


def test_without_a_column_for_it_the_number_tells_a_person_from_a_body(read: Read) -> None:
    header = "RUT ATE;Razón social;Estado;Fecha registro"
    rows = ["71430300-7;Aprende;Vigente;2018-01-10", "11111111-1;Ana;Vigente;2018-01-10"]
    found = read(AteRegistro, header, *rows).of(AteProviderCertified)
    assert kinds_of(found) == ["juridica", "natural"]


def test_a_body_listed_from_8_june_2018_is_one_without_profit(read: Read) -> None:
    """Ley 20.248 art 30 a), in force three years after 8 June 2015 (Ley 20.845 art 34
    transitorio); of one listed before, nobody can say from its listing."""
    rows = [
        f"71430300-7;Aprende;Persona Jurídica;Vigente;{day}" for day in ("2018-06-07", "2018-06-08")
    ]
    header = "RUT;Razón Social;Tipo;Estado;Fecha Inscripción"
    found = read(AteRegistro, header, *rows).of(AteProviderCertified)
    assert kinds_of(found) == ["juridica", "juridica_sin_fines_de_lucro"]


@pytest.mark.parametrize(
    "word", ["juridica_con_fines_de_lucro", "Persona jurídica con fines de lucro", "Sociedad"]
)
@pytest.mark.parametrize("day", ["2012-03-01", "2018-06-08", "2020-03-02"])
def test_an_adviser_for_profit_loads_whatever_its_day(read: Read, word: str, day: str) -> None:
    """Lawful until 7 June 2018; afterwards a fact of the file all the same, and flagged."""
    row = f"71430300-7;Aprende;{word};{day};;;"
    header = TEMPLATE.partition(";fecha_suspension")[0]
    [found] = read(AteRegistro, header, row).of(AteProviderCertified)
    assert found.provider_kind is ProviderKind.JURIDICA_CON_FINES_DE_LUCRO


def test_the_ministry_judges_in_a_file_of_its_own(read: Read) -> None:
    header = "rut;proceso;fecha;deficiente;resolucion"
    rows = ["71430300-7;2019;2019-10-01;1;Res. Ex. 12", "71430300-7;2021;2021-10-01;0;"]
    assert read(EvaluacionesAte, header, *rows).facts == [
        AteCertificationEvaluated(
            occurred_on=date(2019, 10, 1),
            ate=ATE,
            process="2019",
            deficient=True,
            resolution="Res. Ex. 12",
        ),
        AteCertificationEvaluated(
            occurred_on=date(2021, 10, 1), ate=ATE, process="2021", deficient=False
        ),
    ]

"""Acts of authorities from templates: what the law contradicts is read all the same."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.intake.acts import SANCTIONED, table

from sep_domain.events.education.improvements import ConsejoConsulted
from sep_domain.events.funds.accounting import UtmPublished
from sep_domain.events.legal.acts import ResolutionIssued, ResolutionKind
from sep_domain.events.legal.applications import ApplicationElevated
from sep_domain.events.legal.proceedings import ProceedingOpened, ProceedingSanctioned
from sep_domain.values.identifiers import Rbd, Rut
from sep_intake.columns.template import Template
from sep_intake.layouts.acts.mejoras import Mejoras
from sep_intake.layouts.acts.procedimientos import Procedimientos
from sep_intake.layouts.acts.resoluciones import Resoluciones
from sep_intake.layouts.convenios.postulaciones_elevadas import PostulacionesElevadas
from sep_intake.layouts.reference.utm import Utm

Read = Callable[..., Any]


def reading(read: Read, layout: type[Template], **cells: str) -> Any:
    header, rows = table(layout, cells)
    return read(layout, header, *rows)


def test_a_resolution_is_issued_for_a_school(read: Read) -> None:
    assert reading(read, Resoluciones).facts == [
        ResolutionIssued(
            occurred_on=date(2024, 5, 6),
            authority="subsecretaria",
            year=2024,
            number=1234,
            subject="1",
            kind=ResolutionKind.RETENCION_RENDICION,
            sostenedor=Rut("62000660-2"),
            rbd=Rbd(1),
            from_month="2024-05",
            retained_share=Decimal("0.5"),
        )
    ]


@pytest.mark.parametrize("kind", ResolutionKind)
def test_every_kind_has_a_row(read: Read, kind: ResolutionKind) -> None:
    [issued] = reading(read, Resoluciones, tipo=kind.value).facts
    assert issued.kind is kind


def test_a_resolution_about_all_schools_says_so(read: Read) -> None:
    [issued] = reading(read, Resoluciones, rbd="todos").facts
    assert (issued.rbd, issued.subject) == (None, "62000660-2")


def test_each_date_of_a_resolution_is_a_step(read: Read) -> None:
    names = reading(
        read,
        Resoluciones,
        fecha_notificacion="2024-05-08",
        fecha_impugnacion="2024-05-15",
        fecha_decision="2024-05-28",
        resultado="rechazada",
        fecha_alzamiento="2024-07-01",
        fecha_invalidacion="2024-08-01",
    ).names
    assert names == [
        "resolution.issued",
        "resolution.notified",
        "resolution.challenged",
        "resolution.challenge_resolved",
        "resolution.lifted",
        "resolution.annulled",
    ]


def test_what_the_law_contradicts_is_read_for_views_to_flag(read: Read) -> None:
    found = reading(read, Resoluciones, porcentaje_retenido="40", autoridad="agencia")
    assert found.rejected == []
    assert found.facts[0].retained_share == Decimal("0.4")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"autoridad": "contraloria"}, "autoridad"),
        ({"autoridad": "seremi"}, "autoridad"),
        ({"anio": "2007"}, "anio"),
        ({"numero": "0"}, "numero"),
        ({"tipo": "embargo"}, "tipo"),
        ({"rut_sostenedor": "62000660-3"}, "rut_sostenedor"),
        ({"rbd": "100000"}, "rbd"),
        ({"rbd": ""}, "rbd"),
        ({"fecha": ""}, "fecha"),
        ({"desde": "2024-13"}, "desde"),
        ({"porcentaje_retenido": "101"}, "porcentaje_retenido"),
        ({"porcentaje_pagado": "-1"}, "porcentaje_pagado"),
        ({"monto": "1.500"}, "monto"),
        ({"clasificacion": "SUPERIOR"}, "clasificacion"),
        ({"fecha_decision": "2024-05-28"}, "fecha_decision"),
        ({"fecha_impugnacion": "2024-05-15", "resultado": "acogida"}, "fecha_decision"),
        (
            {
                "fecha_impugnacion": "2024-05-15",
                "fecha_decision": "2024-05-28",
                "resultado": "quizás",
            },
            "resultado",
        ),
    ],
)
def test_a_resolution_that_cannot_be_read_is_told_by_its_column(
    read: Read, cells: dict[str, str], field: str
) -> None:
    [refused] = reading(read, Resoluciones, **cells).rejected
    assert refused.field == field


def test_a_proceeding_is_opened_and_sanctioned(read: Read) -> None:
    found = reading(read, Procedimientos, **SANCTIONED)
    [opened], [sanctioned] = found.of(ProceedingOpened), found.of(ProceedingSanctioned)
    assert opened.fact_ended_on == date(2024, 4, 1)
    assert (sanctioned.fine_utm, sanctioned.aggravated) == (Decimal(501), False)
    assert found.names == [
        "proceeding.opened",
        "proceeding.charged",
        "proceeding.answered",
        "proceeding.sanctioned",
        "proceeding.notified",
    ]


def test_the_claims_against_a_sanction_are_steps(read: Read) -> None:
    names = reading(
        read,
        Procedimientos,
        **SANCTIONED,
        fecha_reclamo="2024-08-01",
        fecha_resolucion_reclamo="2024-09-02",
        resultado_reclamo="rebajado",
        multa_utm_reclamo="400",
        fecha_notificacion_reclamo="2024-09-06",
        fecha_corte="2024-09-20",
        corte="Santiago",
        rol="512-2024",
        fecha_sentencia="2025-01-20",
        resultado_corte="rechazado",
        fecha_firme="2025-01-21",
        fecha_pago="2025-03-31",
        monto_pagado="27000000",
    ).names
    assert names[5:] == [
        "proceeding.claimed",
        "proceeding.claim_resolved",
        "proceeding.notified",
        "proceeding.taken_to_court",
        "proceeding.ruled",
        "proceeding.final",
        "proceeding.fine_paid",
    ]


def test_the_two_notices_of_a_proceeding_are_two_facts(read: Read) -> None:
    cells = {"fecha_notificacion_reclamo": "2024-09-06", **SANCTIONED}
    found = reading(read, Procedimientos, **cells).facts
    assert len({fact.stream() for fact in found}) == len(found)


def test_what_prescribed_or_was_dismissed_is_read(read: Read) -> None:
    dates = {"fecha_sobreseimiento": "2024-06-10", "fecha_prescripcion": "2024-12-01"}
    assert reading(read, Procedimientos, **dates).names == [
        "proceeding.opened",
        "proceeding.dismissed",
        "proceeding.prescribed",
    ]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"multa_utm": "501"}, "multa_utm"),
        ({"agravada": "1"}, "agravada"),
        ({"fecha_notificacion": "2024-07-19"}, "fecha_notificacion"),
        ({**SANCTIONED, "gravedad": "enorme"}, "gravedad"),
        ({**SANCTIONED, "sancion": "cárcel"}, "sancion"),
        ({**SANCTIONED, "multa_utm": "501,5"}, "multa_utm"),
        ({**SANCTIONED, "agravada": "sí"}, "agravada"),
        ({**SANCTIONED, "meses": "0"}, "meses"),
        ({**SANCTIONED, "multa_utm_reclamo": "400"}, "multa_utm_reclamo"),
        ({**SANCTIONED, "multa_utm_corte": "400"}, "multa_utm_corte"),
        ({**SANCTIONED, "fecha_resolucion_reclamo": "2024-09-02"}, "resultado_reclamo"),
        ({**SANCTIONED, "corte": "Santiago"}, "fecha_corte"),
        ({**SANCTIONED, "monto_pagado": "5"}, "fecha_pago"),
        ({"fecha_inicio": ""}, "fecha_inicio"),
    ],
)
def test_a_proceeding_that_cannot_be_read_is_told_by_its_column(
    read: Read, cells: dict[str, str], field: str
) -> None:
    [refused] = reading(read, Procedimientos, **cells).rejected
    assert refused.field == field


def test_an_application_is_elevated_and_perhaps_resolved(read: Read) -> None:
    [elevated] = reading(read, PostulacionesElevadas).facts
    assert elevated == ApplicationElevated(
        occurred_on=date(2023, 11, 6), rbd=1, year=2023, sostenedor=Rut("62000660-2")
    )
    answer = {"fecha_resolucion": "2023-11-20", "aceptada": "1", "clasificacion": "EMERGENTE"}
    names = reading(read, PostulacionesElevadas, **answer).names
    assert names == ["application.elevated", "application.resolved"]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"aceptada": "1"}, "aceptada"),
        ({"clasificacion": "EMERGENTE"}, "clasificacion"),
        ({"fecha_resolucion": "2023-11-20"}, "aceptada"),
        ({"fecha_recepcion": ""}, "fecha_recepcion"),
    ],
)
def test_an_answer_without_its_day_is_told(read: Read, cells: dict[str, str], field: str) -> None:
    [refused] = reading(read, PostulacionesElevadas, **cells).rejected
    assert refused.field == field


def test_an_improvement_is_planned_consulted_and_financed(read: Read) -> None:
    done = {
        "fecha_consulta": "2024-03-25",
        "por_escrito": "1",
        "fecha_credito": "2024-05-02",
        "monto_credito": "69000000",
    }
    found = reading(read, Mejoras, **done)
    assert found.names == [
        "improvement.planned",
        "improvement.consejo_consulted",
        "improvement.financed",
    ]
    [consulted] = found.of(ConsejoConsulted)
    assert consulted.in_writing


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"por_escrito": "1"}, "por_escrito"),
        ({"fecha_consulta": "2024-03-25"}, "por_escrito"),
        ({"monto_credito": "5"}, "fecha_credito"),
        ({"fecha_credito": "2024-05-02"}, "monto_credito"),
        ({"monto": "0"}, "monto"),
        ({"mejora": "0"}, "mejora"),
    ],
)
def test_an_improvement_that_cannot_be_read_is_told_by_its_column(
    read: Read, cells: dict[str, str], field: str
) -> None:
    [refused] = reading(read, Mejoras, **cells).rejected
    assert refused.field == field


def test_the_utm_holds_for_its_month(read: Read) -> None:
    assert read(Utm, "mes;pesos_por_utm", "2024-07;65901").facts == [
        UtmPublished(occurred_on=date(2024, 7, 1), month="2024-07", clp=65_901)
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2024-13;65901", "mes"),
        ("2024-07;65,9", "pesos_por_utm"),
        ("2024-07;65.901", "pesos_por_utm"),
        ("2024-07;65", "pesos_por_utm"),
        ("2024-07;", "pesos_por_utm"),
    ],
)
def test_a_utm_with_a_point_for_thousands_is_none(read: Read, row: str, field: str) -> None:
    [refused] = read(Utm, "mes;pesos_por_utm", row).rejected
    assert refused.field == field

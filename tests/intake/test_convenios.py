"""A row of `convenios.csv` states one event for each date in the life of a convenio."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sep_domain.events.legal.convenios import ConvenioEnded, ConvenioEndReason, ConvenioSigned
from sep_domain.values.identifiers import Rut
from sep_domain.values.schools import SepClassification
from sep_intake.layouts.convenios.convenios import Convenios

Read = Callable[..., Any]

HEADER = (
    "rbd;numero;rut_sostenedor;fecha_solicitud;fecha_firma;fecha_inicio;fecha_termino;"
    "clasificacion_sep;fecha_solicitud_renovacion;prorroga_hasta;fecha_renovacion;fecha_cierre;"
    "motivo_cierre"
)
WHOLE = (
    "1;2;62000660-2;2011-08-01;2011-12-15;2012-03-01;2016-02-29;EN RECUPERACION;2015-11-01;"
    "2017-02-28;2016-06-30;;"
)


def test_a_whole_life_is_one_event_per_date(read: Read) -> None:
    reading = read(Convenios, HEADER, WHOLE)
    assert [(fact.NAME, fact.occurred_on) for fact in reading.facts] == [
        ("convenio.requested", date(2011, 8, 1)),
        ("convenio.signed", date(2011, 12, 15)),
        ("convenio.renewal_requested", date(2015, 11, 1)),
        ("convenio.extended", date(2016, 2, 29)),
        ("convenio.renewed", date(2016, 6, 30)),
    ]


def test_the_signature_says_who_until_when_and_how_classified(read: Read) -> None:
    assert read(Convenios, HEADER, WHOLE).of(ConvenioSigned) == [
        ConvenioSigned(
            occurred_on=date(2011, 12, 15),
            rbd=1,
            number=2,
            sostenedor=Rut("62000660-2"),
            from_date=date(2012, 3, 1),
            to_date=date(2016, 2, 29),
            classification=SepClassification.EN_RECUPERACION,
        )
    ]


def test_a_request_may_stand_alone(read: Read) -> None:
    reading = read(Convenios, HEADER, "1;1;62000660-2;2011-08-01;;;;;;;;;")
    assert reading.names == ["convenio.requested"]


@pytest.mark.parametrize("reason", list(ConvenioEndReason))
def test_a_convenio_ends_for_a_reason(read: Read, reason: ConvenioEndReason) -> None:
    row = WHOLE.replace("2016-06-30;;", f";2016-03-01;{reason}")
    [ended] = read(Convenios, HEADER, row).of(ConvenioEnded)
    assert (ended.occurred_on, ended.reason) == (date(2016, 3, 1), reason)


def test_a_corrected_date_restates_the_step_instead_of_adding_one(read: Read) -> None:
    before = read(Convenios, HEADER, WHOLE).of(ConvenioSigned)[0]
    after = read(Convenios, HEADER, WHOLE.replace("2011-12-15", "2011-12-16")).of(ConvenioSigned)[0]
    assert before.stream() == after.stream()


@pytest.mark.parametrize(
    ("part", "wrong", "field"),
    [
        ("62000660-2", "62000660-3", "rut_sostenedor"),
        ("62000660-2", "62000660", "rut_sostenedor"),
        ("2012-03-01", "", "fecha_inicio"),
        ("2012-03-01", "01-03-2012", "fecha_inicio"),
        ("EN RECUPERACION", "RECUPERACION", "clasificacion_sep"),
        ("2016-06-30;;", ";2016-03-01;", "motivo_cierre"),
        ("2016-06-30;;", ";;caducado", "fecha_cierre"),
        ("2011-08-01;2011-12-15", ";", "fecha_firma"),
    ],
)
def test_bad_form_rejects_the_whole_row(read: Read, part: str, wrong: str, field: str) -> None:
    reading = read(Convenios, HEADER, WHOLE.replace(part, wrong))
    assert [refused.field for refused in reading.rejected] == [field]
    assert not reading.facts


def test_the_header_may_come_in_any_order(read: Read) -> None:
    header, row = (";".join(reversed(text.split(";"))) for text in (HEADER, WHOLE))
    assert read(Convenios, header, row).facts == read(Convenios, HEADER, WHOLE).facts


def test_a_column_of_ones_own_is_reported_and_not_read(read: Read) -> None:
    reading = read(Convenios, HEADER + ";comentario", WHOLE + ";nota")
    assert [warned.field for warned in reading.warnings] == ["comentario"]


def test_a_missing_column_is_not_taken_for_empty() -> None:
    assert not Convenios.recognises(frozenset(HEADER.split(";")) - {"fecha_cierre"})

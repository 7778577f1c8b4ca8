"""Renditions, certificates of balance and recovery plans: what was accounted for, and when."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sep_domain.events.funds.accounting import SaldoCertified
from sep_domain.events.funds.rendicion import RendicionReviewed
from sep_domain.events.legal.convenios import SaldoPlanPresented
from sep_domain.values.identifiers import Rut
from sep_intake.layouts.money.rendicion import CertificadosSaldo, PlanesSaldo, Rendiciones

Read = Callable[..., Any]

RENDITIONS = (
    "rut_sostenedor;rbd;anio;subvencion;fecha_presentacion;fecha_consejo_escolar;"
    "fecha_firma_director;fecha_cierre;monto_aceptado;monto_rechazado"
)
START = "62000660-2;1;2022;SEP;"


def test_each_step_of_a_rendition_is_an_event_on_its_day(read: Read) -> None:
    row = START + "2023-03-25;2023-03-10;2023-03-20;2023-03-31;9000;1000"
    steps = {fact.NAME: fact.occurred_on for fact in read(Rendiciones, RENDITIONS, row).facts}
    assert steps == {
        "rendicion.consejo_informed": date(2023, 3, 10),
        "rendicion.signed": date(2023, 3, 20),
        "rendicion.presented": date(2023, 3, 25),
        "rendicion.reviewed": date(2023, 3, 31),
        "rendicion.closed": date(2023, 3, 31),
    }


def test_a_rendition_without_signatures_is_read_without_them(read: Read) -> None:
    row = START + "2023-03-25;;;2023-03-31;;"
    assert read(Rendiciones, RENDITIONS, row).names == ["rendicion.presented", "rendicion.closed"]


@pytest.mark.parametrize(
    ("closed", "reviewed"), [("2023-03-31", date(2023, 3, 31)), ("", date(2023, 3, 25))]
)
def test_a_review_is_known_when_the_rendition_closes(
    read: Read, closed: str, reviewed: date
) -> None:
    row = START + f"2023-03-25;;;{closed};9000;0"
    [review] = read(Rendiciones, RENDITIONS, row).of(RendicionReviewed)
    assert (review.occurred_on, review.accepted, review.rejected) == (reviewed, 9000, 0)


@pytest.mark.parametrize(
    ("amounts", "field"), [("9000;", "monto_rechazado"), (";1000", "monto_aceptado")]
)
def test_what_is_not_accepted_is_not_thereby_rejected(read: Read, amounts: str, field: str) -> None:
    [refused] = read(Rendiciones, RENDITIONS, START + f"2023-03-25;;;;{amounts}").rejected
    assert refused.field == field


def test_a_rendition_with_no_step_at_all_states_nothing_and_is_reported(read: Read) -> None:
    reading = read(Rendiciones, RENDITIONS, START + ";;;;;")
    assert not reading.facts
    assert not reading.rejected
    assert [warned.row for warned in reading.warnings] == [1]


def test_a_certificate_is_of_an_account_school_and_year(read: Read) -> None:
    header = "rut_sostenedor;rbd;anio;subvencion;cuenta;fecha_certificado;saldo_certificado"
    assert read(CertificadosSaldo, header, START + "00123;2023-01-15;700").facts == [
        SaldoCertified(
            occurred_on=date(2023, 1, 15),
            sostenedor=Rut("62000660-2"),
            rbd=1,
            year=2022,
            subvencion="SEP",
            bank_account="00123",
            amount=700,
        )
    ]


@pytest.mark.parametrize(("executed", "amount"), [("300", 300), ("0", 0), ("", None)])
def test_a_plan_says_what_is_left_by_when_and_how_much_was_used(
    read: Read, executed: str, amount: int | None
) -> None:
    header = "rbd;numero;saldo;fecha_plan;fecha_limite;monto_ejecutado"
    row = f"1;2;5000;2026-04-20;2026-09-30;{executed}"
    assert read(PlanesSaldo, header, row).facts == [
        SaldoPlanPresented(
            occurred_on=date(2026, 4, 20),
            rbd=1,
            number=2,
            saldo=5000,
            deadline=date(2026, 9, 30),
            executed=amount,
        )
    ]


@pytest.mark.parametrize(("told", "amount"), [("2000", 2_000), ("0", 0), ("", None)])
def test_a_plan_may_say_what_of_it_is_of_letter_a(
    read: Read, told: str, amount: int | None
) -> None:
    """Ley 21.796 art 47 letter a): infrastructure and essential furniture."""
    header = "rbd;numero;saldo;fecha_plan;fecha_limite;monto_ejecutado;monto_infraestructura"
    (plan,) = read(PlanesSaldo, header, f"1;2;5000;2026-04-20;2026-12-31;;{told}").facts
    assert isinstance(plan, SaldoPlanPresented)
    assert plan.infrastructure == amount

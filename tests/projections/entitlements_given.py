"""A school of the regime, as the files of several years would tell of it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.events.education.pupils import AttendancePublished, PupilCountsPublished
from sep_domain.events.funds.accounting import AccountDeclared, ExpenditureDeclared
from sep_domain.events.funds.rendicion import RendicionPresented
from sep_domain.events.legal.acts import (
    ResolutionAnnulled,
    ResolutionIssued,
    ResolutionLifted,
    ResolutionNotified,
)
from sep_domain.events.legal.convenios import ConvenioEnded, ConvenioExtended, ConvenioSigned

RBD = 1

Step = TypeVar("Step", ResolutionAnnulled, ResolutionLifted, ResolutionNotified)


def attendance(month: str, present: str = "80", rbd: int = RBD, **more: Any) -> AttendancePublished:
    return AttendancePublished.model_validate(
        {
            "occurred_on": Period(month).last_day,
            "rbd": rbd,
            "month": month,
            "band": "NT1-4B",
            "prioritarios": 100,
            "prioritarios_attendance": Decimal(present),
            "preferentes": 0,
            "preferentes_attendance": Decimal(0),
            "total": 200,
            "total_attendance": Decimal(180),
            **more,
        }
    )


def attended(first: int, last: int, present: str = "80", rbd: int = RBD) -> Iterator[Any]:
    """Every month of the school years from one to another."""
    for year in range(first, last + 1):
        for month in SchoolYear(year).months:
            yield attendance(month, present, rbd)


def convenio(rbd: int = RBD, number: int = 2, **more: Any) -> ConvenioSigned:
    return ConvenioSigned.model_validate(
        {
            "occurred_on": date(2019, 10, 1),
            "rbd": rbd,
            "number": number,
            "sostenedor": "62000660-2",
            "from_date": date(2020, 3, 1),
            "to_date": date(2024, 2, 29),
            "classification": "autonomo",
            **more,
        }
    )


def extended(until: date, rbd: int = RBD, number: int = 2) -> ConvenioExtended:
    return ConvenioExtended(occurred_on=date(2024, 2, 1), rbd=rbd, number=number, until=until)


def ended(on: date, rbd: int = RBD, number: int = 2) -> ConvenioEnded:
    return ConvenioEnded(occurred_on=on, rbd=rbd, number=number, reason="renunciado")


def counts(year: int, classification: str = "autonomo", rbd: int = RBD) -> PupilCountsPublished:
    return PupilCountsPublished.model_validate(
        {
            "occurred_on": date(year, 4, 30),
            "rbd": rbd,
            "year": year,
            "has_convenio": True,
            "classification": classification,
            "gratuitous": True,
            "grades": [],
        }
    )


def ordered(kind: str, number: int = 7, rbd: int | None = RBD, **more: Any) -> ResolutionIssued:
    """A resolution about the school; about all schools of its sostenedor where `rbd` is None."""
    return ResolutionIssued.model_validate(
        {
            "occurred_on": date(2023, 5, 2),
            "authority": "subsecretaria",
            "year": 2023,
            "number": number,
            "subject": "62000660-2" if rbd is None else str(rbd),
            "kind": kind,
            "sostenedor": "62000660-2",
            "rbd": rbd,
            **more,
        }
    )


def step_of(resolution: ResolutionIssued, step: type[Step], on: date, **more: Any) -> Step:
    """A later step of a resolution."""
    named = resolution.model_dump(include={"authority", "year", "number", "subject"})
    return step.model_validate({**named, "occurred_on": on, **more})


def graded(year: int, **prioritarios: int) -> PupilCountsPublished:
    """The same with its prioritarios by grade of media (`m1=25`), no other pupil in them."""
    grades = [
        {"grade": f"{name[1]}M", "total": n, "prioritarios": n, "beneficiarios": n}
        for name, n in prioritarios.items()
    ]
    return PupilCountsPublished.model_validate(
        {**counts(year).model_dump(), "grades": grades, "occurred_on": date(year, 12, 31)}
    )


def not_rendered(year: int, rbd: int = RBD) -> AccountDeclared:
    return AccountDeclared.model_validate(
        {
            "occurred_on": date(year, 12, 31),
            "year": year,
            "sostenedor_id": "1",
            "rbd": rbd,
            "subvencion": "SEP",
            "kind": "ingreso",
            "account": "310301",
            "account_name": "SEP",
            "rendered": False,
            "amount": 1,
        }
    )


def presented(year: int, on: date, rbd: int = RBD) -> RendicionPresented:
    return RendicionPresented.model_validate(
        {
            "occurred_on": on,
            "sostenedor": "62000660-2",
            "rbd": rbd,
            "year": year,
            "subvencion": "SEP",
        }
    )


def whole_school(rbd: int = RBD, first: int = 2021, last: int = 2023) -> list[Any]:
    """A school with its convenio, its classification and its attendance."""
    years = range(first, last + 1)
    return [convenio(rbd), *(counts(y, rbd=rbd) for y in years), *attended(first, last, rbd=rbd)]


def spent(on: date, amount: int, rbd: int = RBD) -> ExpenditureDeclared:
    return ExpenditureDeclared.model_validate(
        {
            "occurred_on": on,
            "year": on.year,
            "sostenedor": "62000660-2",
            "rbd": rbd,
            "subvencion": "SEP",
            "account": "410605",
            "document_type": "FACE",
            "document_number": str(on.year),
            "paid_on": on,
            "document_total": amount,
            "declared": amount,
        }
    )

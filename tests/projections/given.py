"""Facts for tests, said in as few words as matter to them."""

from datetime import date
from typing import Any

from sep_domain.dates.calendar import Period
from sep_domain.events.education.agency import AgencyNoticeGiven
from sep_domain.events.education.results import TestResultPublished
from sep_domain.events.education.schools import PerformanceCategoryAssigned, SchoolRegistered
from sep_domain.events.funds.accounting import AccountDeclared, ExpenditureDeclared, SaldoCertified
from sep_domain.events.funds.payments import PaymentDisbursed, PaymentDiscounted

_SCHOOL = {"school_name": "ESCUELA UNO", "region": 13, "comuna": 13101, "rural": False}


def payment(rbd: int, month: str, sep: int, **components: int) -> PaymentDisbursed:
    return PaymentDisbursed.model_validate(
        {
            **_SCHOOL,
            "occurred_on": Period(month).last_day,
            "rbd": rbd,
            "month": month,
            "dependency": "municipal_daem",
            "sep_total": sep,
            "components": components,
        }
    )


def discount(rbd: int, month: str, amount: int, *, void: bool = False) -> PaymentDiscounted:
    return PaymentDiscounted.model_validate(
        {
            "occurred_on": Period(month).last_day,
            "rbd": rbd,
            "month": month,
            "sostenedor": "62000660-2",
            "reason": "multa",
            "amount": amount,
            "void": void,
        }
    )


def document(rbd: int | None, number: str, declared: int, **changes: Any) -> ExpenditureDeclared:
    return ExpenditureDeclared.model_validate(
        {
            "occurred_on": date(2024, 12, 31),
            "year": 2024,
            "sostenedor": "62000660-2",
            "rbd": rbd,
            "subvencion": "SEP",
            "account": "410500",
            "document_type": "FACTURA",
            "document_number": number,
            "document_total": declared,
            "declared": declared,
            **changes,
        }
    )


def account_line(rbd: int | None, account: str, kind: str, amount: int) -> AccountDeclared:
    return AccountDeclared.model_validate(
        {
            "occurred_on": date(2024, 12, 31),
            "year": 2024,
            "sostenedor_id": "123",
            "rbd": rbd,
            "subvencion": "SEP",
            "kind": kind,
            "account": account,
            "account_name": "CUENTA",
            "rendered": True,
            "amount": amount,
        }
    )


def certificate(rbd: int, amount: int) -> SaldoCertified:
    return SaldoCertified.model_validate(
        {
            "occurred_on": date(2024, 12, 31),
            "sostenedor": "62000660-2",
            "rbd": rbd,
            "year": 2024,
            "subvencion": "SEP",
            "bank_account": "1",
            "amount": amount,
        }
    )


def result(rbd: int, year: int, **scores: int | None) -> TestResultPublished:
    return TestResultPublished.model_validate(
        {
            "occurred_on": date(year, 12, 31),
            "rbd": rbd,
            "year": year,
            "grade": "4b",
            "school_name": "ESCUELA UNO",
            "region": 13,
            "dependency": "municipal_daem",
            "results": [
                {"subject": subject, "score": score, "pupils": 20}
                for subject, score in scores.items()
            ],
        }
    )


def category(rbd: int, year: int, value: str) -> PerformanceCategoryAssigned:
    return PerformanceCategoryAssigned.model_validate(
        {
            "occurred_on": date(year, 12, 31),
            "rbd": rbd,
            "level": "basica",
            "year": year,
            "category": value,
            "school_name": "ESCUELA UNO",
            "dependency": "municipal",
            "region_name": "Metropolitana",
            "comuna_name": "Santiago",
        }
    )


def agency_notice(
    on: date, kind: str = "comunicacion_insuficiente", level: str = "basica", rbd: int = 1
) -> AgencyNoticeGiven:
    return AgencyNoticeGiven.model_validate(
        {"occurred_on": on, "rbd": rbd, "level": level, "kind": kind, "document": "12"}
    )


def school(rbd: int, year: int, **changes: Any) -> SchoolRegistered:
    return SchoolRegistered.model_validate(
        {
            "occurred_on": date(year, 4, 30),
            "rbd": rbd,
            "year": year,
            "check_digit": "9",
            "name": "ESCUELA UNO",
            "sostenedor": "62000660-2",
            "region": 13,
            "comuna": 13101,
            "comuna_name": "SANTIAGO",
            "dependency": "municipal_daem",
            "rural": False,
            "status": "funcionando",
            **changes,
        }
    )

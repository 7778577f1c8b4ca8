"""Facts for tests, said in as few words as matter to them."""

from datetime import date
from typing import Any

from sep_domain.calendar import Period
from sep_domain.events.payments import PaymentDisbursed
from sep_domain.events.results import TestResultPublished
from sep_domain.events.schools import PerformanceCategoryAssigned, SchoolRegistered

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

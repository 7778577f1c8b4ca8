"""Legal numbers of the convenio rules, effective-dated, each with its article and confidence."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import resources

from sep_domain.statute import Confidence


class Unit(StrEnum):
    SHARE = "share"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"
    ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that a rule turns on, and the days between which it holds (open where None)."""

    name: str
    value: Decimal
    unit: Unit
    from_date: date
    to_date: date | None
    article: str
    law: str
    confidence: Confidence

    def covers(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)


@dataclass(frozen=True, slots=True)
class SaldoPlanDate:
    """A date of Ley 21.796 art 47, on plans for the balance of expired convenios.

    The law asks for restitution (31 July) before the plan's execution ends (30 September); both
    dates stand here as they stand there.
    """

    name: str
    day: date
    article: str
    law: str
    confidence: Confidence


def threshold(name: str, day: date) -> Threshold | None:
    """The threshold in force on a day; None where the law fixes none then."""
    return next(
        (found for found in _thresholds() if found.name == name and found.covers(day)), None
    )


@cache
def _thresholds() -> tuple[Threshold, ...]:
    return tuple(
        Threshold(
            name=row["name"],
            value=Decimal(row["value"]),
            unit=Unit(row["unit"]),
            from_date=date.fromisoformat(row["from_date"]),
            to_date=date.fromisoformat(row["to_date"]) if row["to_date"] else None,
            article=row["article"],
            law=row["law"],
            confidence=Confidence(row["confidence"]),
        )
        for row in _rows("thresholds.csv")
    )


@cache
def saldo_plan_dates() -> Mapping[str, SaldoPlanDate]:
    """The dates of Ley 21.796 art 47, by name."""
    return {
        row["name"]: SaldoPlanDate(
            name=row["name"],
            day=date.fromisoformat(row["date"]),
            article=row["article"],
            law=row["law"],
            confidence=Confidence(row["confidence"]),
        )
        for row in _rows("saldo_plan_dates.csv")
    }


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    table = resources.files("sep_domain") / "statute_data" / name
    with table.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines, delimiter=";")

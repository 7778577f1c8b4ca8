"""The single numbers of the law (shares, days, ceilings), effective-dated, in one table.

`law/data/legal_numbers.csv` has each with its article, law and confidence. A number without a
law is a threshold of our own for a signal, named by its rule (RF05, RF30). Values that depend on
pupils and bands are in `statute`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache

from sep_domain.law.data_tables import table_rows
from sep_domain.law.statute import Confidence, NoStatuteError


class Unit(StrEnum):
    """What a number counts; from `DAY_OF_YEAR` on, words of the law and no numbers."""

    SHARE = "share"
    PESOS = "pesos"
    USE = "use"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"
    COUNT = "count"
    UTM = "utm"
    DAY_OF_YEAR = "day_of_year"
    DAY_OF_NEXT_YEAR = "day_of_next_year"
    BASE = "base"
    SUBVENCION = "subvencion"
    MEDIUM = "medium"
    LETTERS = "letters"
    KINDS = "kinds"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class LegalNumber:
    """A number that a rule turns on, and the days between which it holds (open where None)."""

    name: str
    value: str
    unit: Unit
    from_date: date
    to_date: date | None
    article: str
    law: str
    confidence: Confidence

    def covers(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)

    @property
    def whole(self) -> int:
        return int(self.value)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.value)

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.value)


def legal_number(name: str, day: date) -> LegalNumber | None:
    """The number in force on a day; None where the law fixes none then."""
    return next((one for one in legal_numbers() if one.name == name and one.covers(day)), None)


def required_number(name: str, day: date) -> LegalNumber:
    """The number in force on a day. Raises NoStatuteError where the law fixes none then."""
    found = legal_number(name, day)
    if found is None:
        raise NoStatuteError(f"no {name} on {day}")
    return found


@cache
def legal_numbers() -> tuple[LegalNumber, ...]:
    """Every row of the table, in its order."""
    return tuple(_rows())


def _rows() -> Iterator[LegalNumber]:
    for row in table_rows("law/data", "legal_numbers.csv"):
        yield LegalNumber(
            name=row["name"],
            value=row["value"],
            unit=Unit(row["unit"]),
            from_date=date.fromisoformat(row["from_date"]),
            to_date=date.fromisoformat(row["to_date"]) if row["to_date"] else None,
            article=row["article"],
            law=row["law"],
            confidence=Confidence(row["confidence"]),
        )

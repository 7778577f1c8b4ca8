"""The dates of Ley 21.796 art 47, on plans for the balance of expired convenios.

The law asks for restitution (31 July) before the plan's execution ends (30 September); both dates
stand here as they stand there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from sep_domain.law.data_tables import table_rows
from sep_domain.law.statute import Confidence


@dataclass(frozen=True, slots=True)
class SaldoPlanDate:
    """A day that a plan turns on."""

    name: str
    day: date
    article: str
    law: str
    confidence: Confidence


@cache
def saldo_plan_dates() -> Mapping[str, SaldoPlanDate]:
    """All of them, by name."""
    return {
        row["name"]: SaldoPlanDate(
            name=row["name"],
            day=date.fromisoformat(row["date"]),
            article=row["article"],
            law=row["law"],
            confidence=Confidence(row["confidence"]),
        )
        for row in table_rows("law/data", "saldo_plan_dates.csv")
    }

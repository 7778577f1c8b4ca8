"""The numbers that bind advice contracts, as effective-dated data with their article (`rules.csv`).

What only the usual contract says (10 days to review, 5 to correct, a last instalment of 20 %) is
unverified, confidence U. Being late with a review or a correction is shown, and refuses nothing.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from sep_domain.business_days import business_days_after
from sep_domain.events.ate import NoticeMedium
from sep_domain.statute import Confidence


@dataclass(frozen=True, slots=True)
class Rule:
    """A value and the days between which it holds (open where None)."""

    name: str
    from_date: date
    to_date: date | None
    value: str
    article: str
    confidence: Confidence

    def covers(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)


def rule(name: str, day: date) -> Rule | None:
    """The rule in force on a day; None where nothing was fixed then."""
    return next((each for each in rules() if each.name == name and each.covers(day)), None)


@cache
def rules() -> tuple[Rule, ...]:
    """Every row of the data, in its order."""
    return tuple(_rows())


def criteria_points(day: date) -> int | None:
    """What the criteria of a tender add up to."""
    found = rule("criteria_points", day)
    return None if found is None else int(found.value)


def notice_medium(day: date) -> NoticeMedium | None:
    """Where a tender is announced at least."""
    found = rule("notice_medium", day)
    return None if found is None else NoticeMedium(found.value)


def exception_letters(day: date) -> tuple[str, ...] | None:
    """The letters of Ley 19.886 art 8 that may stand in for a tender."""
    found = rule("exception_letters", day)
    return None if found is None else tuple(found.value.split())


def final_share(day: date) -> Decimal:
    """The least part of a contract that its last instalment is, 0 to 1; 0 where none is fixed."""
    found = rule("final_share", day)
    return Decimal(0) if found is None else Decimal(found.value)


def deficient_evaluations(day: date) -> int | None:
    """How many deficient evaluations in a row remove an adviser from the registry."""
    found = rule("deficient_evaluations", day)
    return None if found is None else int(found.value)


def review_due(delivered_on: date) -> date | None:
    """The last day for the counterpart to approve or return a report."""
    return _due("review_business_days", delivered_on)


def correction_due(returned_on: date) -> date | None:
    """The last day for the adviser to hand in a corrected report."""
    return _due("correction_business_days", returned_on)


def _due(name: str, day: date) -> date | None:
    found = rule(name, day)
    return None if found is None else business_days_after(day, int(found.value))


def _rows() -> Iterator[Rule]:
    table = resources.files("sep_domain.ate") / "rules.csv"
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            yield Rule(
                name=row["name"],
                from_date=date.fromisoformat(row["from_date"]),
                to_date=date.fromisoformat(row["to_date"]) if row["to_date"] else None,
                value=row["value"],
                article=row["article"],
                confidence=Confidence(row["confidence"]),
            )

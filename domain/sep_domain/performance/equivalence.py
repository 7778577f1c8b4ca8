"""The SEP classification that the law equates with each category (Ley 20.529 art 11 transitorio).

It is an equivalence and not the classification in force: art 23 of Ley 20.248 asks for reiterated
results before payments change, and files publish the classification on their own. Both are kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from sep_domain.law.data_tables import table_rows
from sep_domain.law.statute import Confidence
from sep_domain.values.schools import PerformanceCategory, SepClassification


@dataclass(frozen=True, slots=True)
class Equivalence:
    """A category and its classification, and the days between which it holds (open where None)."""

    category: PerformanceCategory
    classification: SepClassification
    from_date: date
    to_date: date | None
    article: str
    law: str
    confidence: Confidence

    def covers(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)


def equivalent(category: PerformanceCategory, day: date) -> Equivalence | None:
    """The equivalence in force on a day; None for what is no category, or before there was one."""
    found = (one for one in equivalences() if one.category is category and one.covers(day))
    return next(found, None)


@cache
def equivalences() -> tuple[Equivalence, ...]:
    """Every row of the table, in its order."""
    return tuple(_rows())


def _rows() -> Iterator[Equivalence]:
    for row in table_rows("law/data", "sep_equivalence.csv"):
        yield Equivalence(
            category=PerformanceCategory(row["category"]),
            classification=SepClassification(row["classification"]),
            from_date=date.fromisoformat(row["from_date"]),
            to_date=date.fromisoformat(row["to_date"]) if row["to_date"] else None,
            article=row["article"],
            law=row["law"],
            confidence=Confidence(row["confidence"]),
        )

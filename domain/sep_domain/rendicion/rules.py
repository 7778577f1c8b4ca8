"""The numbers that bind a rendición, as effective-dated data with their article (`rules.csv`).

Years are those rendered, not those in which the rendition is handed in.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from sep_domain.business_days import business_days_after
from sep_domain.calendar import SchoolYear
from sep_domain.money import Clp
from sep_domain.statute import Confidence, NoStatuteError


@dataclass(frozen=True, slots=True)
class Rule:
    """A value that holds for the renditions of some years; open where `to_year` is None."""

    name: str
    from_year: int
    to_year: int | None
    value: str
    article: str
    confidence: Confidence


def deadline(year: SchoolYear) -> date:
    """The last day to render a year: 31 March of the next (Ley 20.529 art 54).

    Raises NoStatuteError for years before that law.
    """
    month, day = map(int, rule("deadline", year).value.split("-"))
    return date(year + 1, month, day)


def latest_extension(year: SchoolYear) -> date:
    """The last day to which the term may be extended (Ley 21.006 art 2).

    Raises NoStatuteError for years that know no such extension.
    """
    return business_days_after(deadline(year), int(rule("extension_business_days", year).value))


def days_late(done: date, due: date) -> int:
    """Calendar days after the due date; 0 where in time."""
    return max((done - due).days, 0)


def needs_consejo_and_director(year: SchoolYear, subvencion: str) -> bool:
    """Whether the director signs, after the Consejo Escolar was informed."""
    found = _in_force("consejo_and_director", year)
    return found is not None and subvencion == found.value


def tolerated_shortfall(balance: Clp, year: SchoolYear) -> Clp:
    """How much less a bank may certify than the balance before a flag is raised (RF05)."""
    percent = Decimal(rule("shortfall_percent", year).value)
    least = int(rule("shortfall_pesos", year).value)
    return Clp(max(Clp.rounded(balance * percent / 100), least))


def rule(name: str, year: SchoolYear) -> Rule:
    """The rule in force for a year. Raises NoStatuteError where there is none."""
    found = _in_force(name, year)
    if found is None:
        raise NoStatuteError(f"no rule {name} for the rendition of {year}")
    return found


@cache
def rules() -> tuple[Rule, ...]:
    """Every row of the data, in its order."""
    return tuple(_rows())


def _in_force(name: str, year: SchoolYear) -> Rule | None:
    for each in rules():
        if each.name == name and each.from_year <= year <= (each.to_year or year):
            return each
    return None


def _rows() -> Iterator[Rule]:
    table = resources.files("sep_domain.rendicion") / "rules.csv"
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            yield Rule(
                name=row["rule"],
                from_year=int(row["from_year"]),
                to_year=int(row["to_year"]) if row["to_year"] else None,
                value=row["value"],
                article=row["article"],
                confidence=Confidence(row["confidence"]),
            )

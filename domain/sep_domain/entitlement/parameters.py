"""The shares that rules on payments turn on, effective-dated, each with its law and confidence."""

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources

from sep_domain.calendar import Period
from sep_domain.statute import Confidence, InForce, NoStatuteError


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule, and from and to which month it holds."""

    name: str
    law: str
    article: str
    value: Fraction
    in_force: InForce
    confidence: Confidence


@cache
def parameter(name: str, month: Period) -> Parameter:
    """The parameter in force in a month.

    Raises NoStatuteError where none is, as for Ley 21.006 before it was law.
    """
    for found in parameters():
        if found.name == name and found.in_force.covers(month):
            return found
    raise NoStatuteError(f"no {name} in {month}")


def value_or(name: str, month: Period, otherwise: Fraction) -> Fraction:
    """Its value in a month, or another where the rule is not in force."""
    try:
        return parameter(name, month).value
    except NoStatuteError:
        return otherwise


@cache
def parameters() -> tuple[Parameter, ...]:
    """Every parameter there is."""
    table = resources.files("sep_domain") / "entitlement" / "parameters.csv"
    with table.open(encoding="utf-8") as lines:
        return tuple(
            Parameter(
                name=row["name"],
                law=row["law"],
                article=row["article"],
                value=Fraction(row["value"]),
                in_force=InForce(
                    Period(row["from_month"]), Period(row["to_month"]) if row["to_month"] else None
                ),
                confidence=Confidence(row["confidence"]),
            )
            for row in csv.DictReader(lines, delimiter=";")
        )

"""What the law and contracts ask for, as data: who owes what, by when, what document shows it, what
follows where it is not done.

`obligations.csv` has a row for each obligation and each time that its words held. A rule with a
value says by when: a number or a day as it stands there, or `@name` of the number in
`legal_numbers.csv` or of the day in `saldo_plan_dates.csv`, so that no number is written twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from sep_domain.law.data_tables import table_rows
from sep_domain.law.statute import Confidence


class Obliged(StrEnum):
    """Who owes it."""

    SOSTENEDOR = "sostenedor"
    DIRECTOR = "director"
    DOCENTE = "docente"
    APODERADO = "apoderado"
    ATE = "ate"
    MINISTERIO = "ministerio"
    SEREMI = "seremi"
    SUBSECRETARIA = "subsecretaria"
    SUPERINTENDENCIA = "superintendencia"
    AGENCIA = "agencia"


class Scope(StrEnum):
    """What it is owed for, once for each."""

    NONE = "none"
    """No school or sostenedor in particular."""
    SCHOOL = "school"
    RECUPERACION = "recuperacion"
    """A school of that category."""
    CONVENIO = "convenio"
    YEAR = "year"
    """A school's year."""
    SOSTENEDOR = "sostenedor"
    SOSTENEDOR_YEAR = "sostenedor_year"
    CONTRATO = "contrato"
    ATE = "ate"
    RESOLUCION = "resolucion"
    """What an authority has ordered."""
    PROCEDIMIENTO = "procedimiento"
    """A sanction proceeding."""
    POSTULACION = "postulacion"
    """An application that was elevated."""


class DueRule(StrEnum):
    """How its day is told; `value` is of the unit that the rule names."""

    ALWAYS = "always"
    EVENT = "event"
    """When something else happens, which `due_text` names."""
    MONTHLY = "monthly"
    YEARLY = "yearly"
    DAY_OF_NEXT_YEAR = "day_of_next_year"
    MONTHS_AFTER_SIGNING = "months_after_signing"
    MONTHS_AFTER_END = "months_after_end"
    MONTHS_AFTER = "months_after"
    """Months after what `due_text` names."""
    DAYS_BEFORE_END = "days_before_end"
    END_OF_TERM = "end_of_term"
    MONTH_BEFORE_START = "month_before_start"
    """A month of the year before the first school year."""
    BEFORE_PRESENTING = "before_presenting"
    BEFORE_SCHOOL_YEAR = "before_school_year"
    DAYS_OF_SCHOOL_YEAR = "days_of_school_year"
    DAYS_AFTER_YEAR = "days_after_year"
    BUSINESS_DAYS = "business_days"
    YEARS_AFTER = "years_after"
    AFTER_DEADLINE = "after_deadline"
    FIXED_DAY = "fixed_day"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that is owed, and the days between which its words hold (open where None)."""

    name: str
    law: str
    """The number of the law; the usual contract, where no law says it."""
    article: str
    from_date: date
    to_date: date | None
    confidence: Confidence
    who: Obliged
    scope: Scope
    text: str
    """What has to be done, in Spanish."""
    rule: DueRule
    value: str | None
    due_text: str
    """By when, in Spanish."""
    document: str
    """What document shows it, in Spanish."""
    shown_by: str | None
    """The dataset by which the ledger sees it; None where it cannot."""
    consequence: str | None
    """What follows where it is not done, in Spanish."""

    def covers(self, day: date) -> bool:
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)


@cache
def obligations() -> tuple[Obligation, ...]:
    """Every row of the table, in its order."""
    return tuple(_rows())


@cache
def latest_obligations() -> Mapping[str, Obligation]:
    """Each obligation by its name, in its latest words."""
    ordered = sorted(obligations(), key=lambda one: one.from_date)
    return {one.name: one for one in ordered}


def obligation_on(name: str, day: date) -> Obligation | None:
    """An obligation as it held on a day; None where it did not."""
    return next((one for one in obligations() if one.name == name and one.covers(day)), None)


def _rows() -> Iterator[Obligation]:
    for row in table_rows("obligations", "obligations.csv"):
        yield Obligation(
            name=row["name"],
            law=row["law"],
            article=row["article"],
            from_date=date.fromisoformat(row["from_date"]),
            to_date=date.fromisoformat(row["to_date"]) if row["to_date"] else None,
            confidence=Confidence(row["confidence"]),
            who=Obliged(row["who"]),
            scope=Scope(row["scope"]),
            text=row["text"],
            rule=DueRule(row["rule"]),
            value=row["value"] or None,
            due_text=row["due_text"],
            document=row["document"],
            shown_by=row["shown_by"] or None,
            consequence=row["consequence"] or None,
        )

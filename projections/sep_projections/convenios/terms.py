"""Convenios with the money of their terms, as the law's rules on them need it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sep_domain.convenio_rules.balances.saldo_plans import SaldoPlan
from sep_domain.convenio_rules.terms import (
    STAFF_ACCOUNT_GROUPS,
    ConvenioTerm,
    RenderedYear,
    Spent,
)
from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.law.legal_numbers import legal_number
from sep_domain.rendicion.law import deadline
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import SchoolStatus
from sep_projections.convenios.convenios import ConvenioFilter
from sep_projections.reading.columns import NUMBER, RBD
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.rows import Row


class TermGap(StrEnum):
    """Why a figure of a convenio's term is absent, or rests on less than all of it."""

    DOCUMENTS_NOT_DECLARED = "documents_not_declared"
    """No document paid in the term."""
    DOCUMENTS_INCOMPLETE = "documents_incomplete"
    """No document of some of its years, while later ones have some: less may be left."""
    PAYMENTS_NOT_PUBLISHED = "payments_not_published"
    """No payment of the ministry in the term."""
    PAYMENTS_INCOMPLETE = "payments_incomplete"
    """No payment of some of its months, while later ones have some: more may be left."""
    BROUGHT_UNKNOWN = "brought_unknown"
    """What a convenio before it left cannot be told, for one of these reasons."""
    OPENING_UNKNOWN = "opening_unknown"
    """What was there when it began, or when the files begin: nothing declares it."""


@dataclass(kw_only=True)
class ConvenioTermFilter:
    """Which convenios."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    """Who holds it now."""
    expired_before: date | None = None
    """Over before this day, and its balance passed to no other."""
    least_saldo: Clp | None = None
    """With at least this much left."""
    renewed: bool | None = None
    """Whether a convenio that exists took it over, and its balance with it. One renewed whose next
    convenio is not known still holds its balance."""
    school_status: SchoolStatus | None = None
    """Of the school, by the latest known edition of the register."""


@dataclass(kw_only=True)
class ConvenioTermRow(Row):
    """The money of a convenio's term. Amounts of different kinds are never merged."""

    rbd: Rbd
    number: int
    sostenedor_rut: Rut
    from_date: date
    to_date: date
    last_day: date
    """The last day it holds, extensions and an early end counted."""
    half_on: date
    """The last day of the first half of the term that was signed, in months."""
    brought: Clp | None = None
    """What was there when it began: what the convenio before it left, where that was renewed into
    this one, else the opening balance of its first year, as declared."""
    carries: bool
    """Whether `brought` is carried from the convenio before, in whose balance it stands too."""
    brought_whole: bool
    """Whether nothing lacks of what `brought` rests on."""
    opening: Clp | None = None
    """Where files begin within the term: the opening balance that they declare first."""
    counted_from: date | None = None
    """The day from which the balance is counted; absent where it is counted from none."""
    uncounted: Clp
    """What is known to have moved in the term before that day."""
    paid: Clp | None = None
    """What the ministry paid in the term, its extension counted."""
    paid_first_half: Clp | None = None
    paid_extension: Clp
    """Of what was paid, that of the extension."""
    months_paid: int
    months_unpaid: list[Period]
    """Months of the term of which no payment is known, those to come among them."""
    declared: Clp | None = None
    """Documents paid in the term, charged to the SEP."""
    document_count: int
    declared_first_half: Clp | None = None
    declared_extension: Clp
    """Of what was declared, that paid in the extension."""
    years_undeclared: list[SchoolYear]
    """Years of the term of which no document is known, those to come among them."""
    rejected: Clp
    """Rejected by the Superintendencia, of the years that end in the term."""
    rejected_first_half: Clp
    rejected_extension: Clp
    staff: Clp | None = None
    """Declared in the account groups 410100 to 410400."""
    staff_justified: bool
    """Whether the PME argues for more than half on staff."""
    planned_years: list[SchoolYear]
    """Years of the term of which actions of the PME are known."""
    saldo: Clp | None = None
    """What was left at its end, or is by now: brought (or opening) + paid − declared + rejected −
    uncounted. Over several convenios it counts what is carried twice: add up `held`."""
    successor: int | None = None
    """The convenio that took its balance over; absent while none is known."""
    passed_on: Clp | None = None
    """What it handed to its successor, whose `brought` it is."""
    held: Clp | None = None
    """What it still holds: saldo − passed on − restored − carried out by a plan."""
    missing: list[TermGap]
    """Why figures are absent, or rest on less than all."""
    years_rendered: int
    years_reviewed: int
    rendered_years: list[SchoolYear]
    """Of the years that end in the term, those whose rendición was presented."""
    rendered_on: list[date]
    """The day of that, year by year."""
    told_years: list[SchoolYear]
    """Of the years that end in the term, those of whose rendición something is known."""
    unrendered_years: list[SchoolYear] | None = None
    """Years that the Estado de resultados marks NO RENDIDO."""
    spoken_years: list[SchoolYear]
    """Years of which something would tell that no rendición was presented: lines marked NO RENDIDO,
    or rendiciones of the sostenedor's schools."""
    spoken_on: list[date]
    """When that was last recorded, year by year: it tells of deadlines before that day."""
    extended_years: list[SchoolYear]
    """Years whose rendición has a later term."""
    extended_until: list[date]
    """That term, year by year."""
    school_status: SchoolStatus | None = None
    renewal_requested_on: date | None = None
    renewed_on: date | None = None
    ended_on: date | None = None
    restored: Clp | None = None
    plan_on: date | None = None
    """When a plan for the balance was presented (Ley 21.796 art 47)."""
    plan_covers: Clp | None = None
    plan_executed: Clp | None = None
    plan_deadline: date | None = None
    plan_infrastructure: Clp | None = None
    """What of the plan is of letter a); absent where it does not say."""

    @property
    def years_due(self) -> int:
        """School years that end in the term."""
        return len(_years_ending(self.from_date, self.last_day))

    def term(self) -> ConvenioTerm:
        """As the rules take it."""
        return ConvenioTerm(
            rbd=self.rbd,
            number=self.number,
            from_date=self.from_date,
            to_date=self.to_date,
            last_day=self.last_day,
            half_on=self.half_on,
            brought=self.brought,
            paid=Clp((self.paid or 0) - self.paid_extension),
            paid_first_half=self.paid_first_half or Clp(0),
            spent=self._spent(
                Clp((self.declared or 0) - self.declared_extension),
                Clp(self.rejected - self.rejected_extension),
            ),
            spent_first_half=self._spent(
                self.declared_first_half or Clp(0), self.rejected_first_half
            ),
            staff=self.staff or Clp(0),
            staff_justified=self.staff_justified,
            renewal_requested_on=self.renewal_requested_on,
            renewed_on=self.renewed_on,
            ended_on=self.ended_on,
            successor=self.successor,
            years=tuple(self._years()),
            months_unpaid=tuple(self.months_unpaid),
            years_undeclared=tuple(self.years_undeclared),
            years_without_plan=tuple(self._years_without_plan()),
            carried=self.carries,
            brought_whole=self.brought_whole,
            paid_extension=self.paid_extension,
            spent_extension=self._spent(self.declared_extension, self.rejected_extension),
            opening=self.opening,
            counted_from=self.counted_from,
            uncounted=self.uncounted,
            received_known=self.paid is not None,
        )

    def _spent(self, declared: Clp, rejected: Clp) -> Spent:
        known = self.paid is not None and self.declared is not None
        reviewed = self.years_reviewed >= self.years_due > 0
        return Spent(declared, rejected, reviewed=reviewed, known=known)

    def _years(self) -> Iterator[RenderedYear]:
        """The years of which the law says when they are due."""
        later = dict(zip(self.extended_years, self.extended_until, strict=True))
        presented = dict(zip(self.rendered_years, self.rendered_on, strict=True))
        for year in _years_ending(self.from_date, self.last_day):
            if legal_number("rendicion_deadline", year.last_day) is not None:
                due_on = max(deadline(year), later.get(year, year.last_day))
                rendered = self._rendered(year, due_on)
                yield RenderedYear(year, due_on, rendered, presented.get(year))

    def _rendered(self, year: SchoolYear, due_on: date) -> bool | None:
        """What was not presented is known from what was recorded after it was due."""
        if year in self.rendered_years:
            return True
        spoken = dict(zip(self.spoken_years, self.spoken_on, strict=True)).get(year)
        return False if spoken is not None and spoken > due_on else None

    def _years_without_plan(self) -> Iterator[SchoolYear]:
        """January and February belong to the school year before."""
        first, last = (_school_year_of(day) for day in (self.from_date, self.last_day))
        for year in range(first, last + 1):
            if year not in self.planned_years:
                yield SchoolYear(year)

    def plan(self) -> SaldoPlan | None:
        """The plan for its balance, where one was presented."""
        if self.plan_on is None or self.plan_covers is None:
            return None
        return SaldoPlan(
            presented_on=self.plan_on,
            covers=self.plan_covers,
            executed=self.plan_executed,
            deadline=self.plan_deadline,
            infrastructure=self.plan_infrastructure,
        )


def _years_ending(from_date: date, last_day: date) -> list[SchoolYear]:
    """School years whose last day lies between two days."""
    last = last_day.year + ((last_day.month, last_day.day) == (12, 31))
    return [SchoolYear(year) for year in range(from_date.year, last)]


def _school_year_of(day: date) -> int:
    """The school year a day belongs to, which ends in February of the next."""
    return day.year if day.month > 2 else day.year - 1


def term_params(known: Known, where: ConvenioTermFilter) -> dict[str, object]:
    """Parameters of the statement. What it filters must not part a convenio from those before."""
    return params_of(
        known,
        ConvenioFilter(rbd=where.rbd, ever_held_by=where.sostenedor),
        staff_groups=[group[:4] for group in STAFF_ACCOUNT_GROUPS],
        of_rbd=where.rbd,
        of_rbds=None,
        of_sostenedor=where.sostenedor,
        expired_before=where.expired_before,
        least_saldo=where.least_saldo,
        renewed=where.renewed,
        school_status=where.school_status,
    )


CONVENIO_TERMS = Listing(
    "convenio_terms", (RBD, NUMBER), ConvenioTermRow, counted="convenio_keys", of_schools=True
)

"""Convenios with the money of their terms, as the law's rules on them need it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sep_domain.convenio_rules.saldos import SaldoPlan
from sep_domain.convenio_rules.terms import STAFF_ACCOUNT_GROUPS, ConvenioTerm, Spent
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_domain.schools import SchoolStatus
from sep_projections.reads.columns import NUMBER, RBD
from sep_projections.reads.convenios import ConvenioFilter
from sep_projections.reads.known import Known
from sep_projections.reads.listing import Listing, params_of
from sep_projections.reads.rows import Row


class TermGap(StrEnum):
    """Why a figure of a convenio's term is absent."""

    DOCUMENTS_NOT_DECLARED = "documents_not_declared"
    """No document paid in the term."""
    PAYMENTS_NOT_PUBLISHED = "payments_not_published"
    """No payment of the ministry in the term."""
    BROUGHT_UNKNOWN = "brought_unknown"
    """What a convenio before it left cannot be told, for one of these reasons."""


@dataclass(kw_only=True)
class ConvenioTermFilter:
    """Which convenios."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    """Who holds it now."""
    expired_before: date | None = None
    """Over before this day, and not renewed."""
    least_saldo: Clp | None = None
    """With at least this much left."""
    renewed: bool | None = None
    """Whether another convenio took it over, and its balance with it."""
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
    """The middle of the term that was signed."""
    brought: Clp | None = None
    """What the convenio before it left, where it was renewed into this one."""
    paid: Clp | None = None
    """What the ministry paid in the term."""
    paid_first_half: Clp | None = None
    months_paid: int
    declared: Clp | None = None
    """Documents paid in the term, charged to the SEP."""
    document_count: int
    declared_first_half: Clp | None = None
    rejected: Clp
    """Rejected by the Superintendencia, of the years that end in the term."""
    rejected_first_half: Clp
    staff: Clp | None = None
    """Declared in the account groups 410100 to 410400."""
    staff_justified: bool
    """Whether the PME argues for more than half on staff."""
    saldo: Clp | None = None
    """What is left: brought + paid − declared + rejected."""
    missing: list[TermGap]
    """Why figures are absent."""
    years_rendered: int
    years_reviewed: int
    school_status: SchoolStatus | None = None
    renewal_requested_on: date | None = None
    renewed_on: date | None = None
    ended_on: date | None = None
    restored: Clp | None = None
    plan_on: date | None = None
    """When a plan for the balance was presented (Ley 21.796 art 47)."""
    plan_covers: Clp | None = None
    plan_executed: Clp | None = None

    @property
    def years_due(self) -> int:
        """School years that end in the term."""
        first, last = self.from_date.year, self.last_day.year
        return last - first + (1 if (self.last_day.month, self.last_day.day) == (12, 31) else 0)

    def term(self) -> ConvenioTerm:
        """As the rules take it."""
        reviewed = self.years_reviewed >= self.years_due > 0
        return ConvenioTerm(
            rbd=self.rbd,
            number=self.number,
            from_date=self.from_date,
            to_date=self.to_date,
            last_day=self.last_day,
            half_on=self.half_on,
            brought=self.brought or Clp(0),
            paid=self.paid or Clp(0),
            paid_first_half=self.paid_first_half or Clp(0),
            spent=_spent(self.paid, self.declared, self.rejected, reviewed=reviewed),
            spent_first_half=_spent(
                self.paid_first_half,
                self.declared_first_half,
                self.rejected_first_half,
                reviewed=reviewed,
            ),
            staff=self.staff or Clp(0),
            staff_justified=self.staff_justified,
            renewal_requested_on=self.renewal_requested_on,
            renewed_on=self.renewed_on,
            ended_on=self.ended_on,
            years_due=self.years_due,
            years_rendered=self.years_rendered,
            received_known=self.paid is not None and self.brought is not None,
        )

    def plan(self) -> SaldoPlan | None:
        """The plan for its balance, where one was presented."""
        if self.plan_on is None or self.plan_covers is None:
            return None
        return SaldoPlan(self.plan_on, self.plan_covers, self.plan_executed)


def _spent(paid: Clp | None, declared: Clp | None, rejected: Clp, *, reviewed: bool) -> Spent:
    known = paid is not None and declared is not None
    return Spent(declared or Clp(0), rejected, reviewed=reviewed, known=known)


def term_params(known: Known, where: ConvenioTermFilter) -> dict[str, object]:
    """Parameters of the statement. What it filters must not part a convenio from those before."""
    return params_of(
        known,
        ConvenioFilter(rbd=where.rbd, ever_held_by=where.sostenedor),
        staff_groups=[group[:4] for group in STAFF_ACCOUNT_GROUPS],
        of_rbd=where.rbd,
        of_sostenedor=where.sostenedor,
        expired_before=where.expired_before,
        least_saldo=where.least_saldo,
        renewed=where.renewed,
        school_status=where.school_status,
    )


CONVENIO_TERMS = Listing("convenio_terms", (RBD, NUMBER), ConvenioTermRow)

"""Payments to advisers, each with what stands behind it: certificate, tender, notice, report."""

from dataclasses import dataclass
from datetime import date

from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_projections.reads.columns import CONTRACT
from sep_projections.reads.contracts import PAYMENT
from sep_projections.reads.listing import Listing
from sep_projections.reads.rows import FactRow


@dataclass(kw_only=True)
class AtePaymentFilter:
    """Which payments; what they lack is a signal, and asked for by law since March 2016."""

    contract: str | None = None
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    ate: Rut | None = None
    paid_from: date | None = None
    paid_to: date | None = None
    uncertified: bool | None = None
    """The registry did not list the adviser on the day of the award, or of the payment (RF17)."""
    without_tender: bool | None = None
    """Neither a tender nor an exception is known (RF18)."""
    without_notice: bool | None = None
    """The tender was not announced in a regional newspaper (RF19)."""
    before_approval: bool | None = None
    """Before its milestone was approved, or for one that never was (RF21)."""
    before_delivery: bool | None = None
    """Before its report was handed in, or without any (RF21)."""


@dataclass(kw_only=True)
class AtePaymentRow(FactRow):
    """A payment to an adviser and what stands behind it. Whole pesos."""

    contract: str
    payment: int
    milestone: int | None = None
    paid_on: date
    amount: Clp
    subvencion: str
    ate_rut: Rut
    sostenedor_rut: Rut
    rbd: Rbd
    tender_number: str | None = None
    awarded_on: date
    """The award, else the signing."""
    certified_at_award: bool
    certified_when_paid: bool
    competed: bool
    """Whether there was a concurso or licitación."""
    exception: str | None = None
    """Letter of Ley 19.886 art 8 that was invoked instead."""
    announced: bool
    """Whether in a regional newspaper (DFL 2/1998 art 3 v)."""
    delivered_on: date | None = None
    """The first report of its milestone."""
    approved_on: date | None = None
    after_delivery: bool
    after_approval: bool


ATE_PAYMENTS = Listing("ate_payments", (CONTRACT, PAYMENT), AtePaymentRow)

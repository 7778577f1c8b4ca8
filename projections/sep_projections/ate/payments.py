"""Payments to advisers, each with what stands behind it: certificate, tender, notice, report."""

from dataclasses import dataclass
from datetime import date

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.ate.contracts import PAYMENT
from sep_projections.reading.columns import CONTRACT
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow


@dataclass(kw_only=True)
class AtePaymentFilter:
    """Which payments, by what the law says of them: what is not known is no failure.

    DFL 2/1998 art 3 v) binds what was signed, announced or paid since 8 June 2016.
    """

    contract: str | None = None
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    ate: Rut | None = None
    paid_from: date | None = None
    paid_to: date | None = None
    uncertified: bool | None = None
    """The registry is known not to list the adviser on the day of the award, or of the payment
    (RF17)."""
    barred: bool | None = None
    """The law did not let such an adviser advise on the day of the award (Ley 20.248 art 30 a)."""
    without_tender: bool | None = None
    """There was neither a tender nor an exception of the law, as far as files tell of the
    sostenedor's tenders of that year (RF18)."""
    without_notice: bool | None = None
    """The concurso público was not announced in a regional newspaper (RF19)."""
    other_source: bool | None = None
    """Paid with another fund than SEP (RF20)."""
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
    """Whether it is known to be; `certification` tells what is not from what is not known."""
    certified_when_paid: bool
    certification: Verdict
    """Whether the registry listed the adviser on the day of the award."""
    certification_when_paid: Verdict
    nature: Verdict
    """Whether the law let such an adviser advise on the day of the award: bodies for profit until 7
    June 2018, natural persons not from 8 June to 24 August 2018."""
    competition: Verdict
    """Whether a tender or an exception of the law stands behind it."""
    notice: Verdict
    """Whether the concurso público was announced in a regional newspaper."""
    funding: Verdict
    """Whether it was paid with SEP, as the law asks since 8 June 2016."""
    competed: bool
    """Whether a concurso or licitación is known."""
    exception: str | None = None
    """Letter of Ley 19.886 art 8 that was invoked instead."""
    announced: bool
    """Whether it is known to be in a regional newspaper (DFL 2/1998 art 3 v)."""
    delivered_on: date | None = None
    """The first report of its milestone."""
    approved_on: date | None = None
    after_delivery: bool | None = None
    """Absent, as the next, where the milestone that the payment names is not known."""
    after_approval: bool | None = None


ATE_PAYMENTS = Listing("ate_payments", (CONTRACT, PAYMENT), AtePaymentRow)

"""Every projection, in the order in which a reader might look for them."""

from sep_projections.acts.projection import ACTS
from sep_projections.ate.projection import ATE
from sep_projections.banking.projection import BANKING
from sep_projections.categories.projection import CATEGORIES
from sep_projections.convenios.projection import CONVENIOS
from sep_projections.documents.projection import ACCOUNTS, EVIDENCE_DOCUMENTS
from sep_projections.engine.projection import Projection
from sep_projections.entitlement.projection import ENTITLEMENTS
from sep_projections.findings.projection import FINDINGS
from sep_projections.funds.projection import FUND_SUMS
from sep_projections.journal.projection import JOURNAL
from sep_projections.log.projection import COVERAGE
from sep_projections.ocds.projection import OCDS
from sep_projections.payments.projection import PAYMENTS
from sep_projections.pme.projection import PME, PME_PUBLISHED
from sep_projections.purchases.projection import PURCHASE_ORDERS
from sep_projections.reconciliation.projection import RECONCILIATION
from sep_projections.reference.projection import REFERENCE
from sep_projections.rendicion.projection import APPROVALS, RENDICIONES
from sep_projections.results.projection import RESULTS
from sep_projections.schools.projection import PUPILS, SCHOOLS

PROJECTIONS: tuple[Projection, ...] = (
    SCHOOLS,
    CATEGORIES,
    RESULTS,
    PUPILS,
    PAYMENTS,
    ENTITLEMENTS,
    ACCOUNTS,
    CONVENIOS,
    PME,
    ATE,
    OCDS,
    PME_PUBLISHED,
    PURCHASE_ORDERS,
    BANKING,
    RECONCILIATION,
    RENDICIONES,
    FINDINGS,
    ACTS,
    APPROVALS,
    EVIDENCE_DOCUMENTS,
    JOURNAL,
    REFERENCE,
    FUND_SUMS,
    COVERAGE,
)

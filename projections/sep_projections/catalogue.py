"""Every projection, in the order in which a reader might look for them."""

from sep_domain.catalogue import event_types
from sep_domain.events import (
    accounting,
    acts,
    agency,
    approvals,
    ate,
    convenios,
    entitlements,
    imports,
    ocds,
    payments,
    periods,
    pme,
    pupils,
    purchase_orders,
    reconciliation,
    rendicion,
    restitutions,
    results,
    schools,
)
from sep_projections.agreements import (
    ACTS,
    ATE,
    CONVENIOS,
    FINDINGS,
    OCDS,
    PME,
    PME_PUBLISHED,
    PURCHASE_ORDERS,
)
from sep_projections.engine.projection import Projection
from sep_projections.journal import JournalProjection

SCHOOLS = Projection(
    name="schools",
    version=1,
    events=(
        schools.SchoolRegistered,
        schools.SchoolChanged,
        schools.SchoolClosed,
        schools.SostenedorChanged,
    ),
    tables=("school_year", "school_transition"),
)

CATEGORIES = Projection(
    name="categories",
    version=3,
    events=(
        schools.PerformanceCategoryAssigned,
        schools.SchoolReclassified,
        agency.AgencyNoticeGiven,
    ),
    tables=("category_year", "reclassification", "agency_notice"),
)

RESULTS = Projection(
    name="results",
    version=1,
    events=(results.TestResultPublished,),
    tables=("test_result", "subject_result"),
)

PUPILS = Projection(
    name="pupils",
    version=2,
    events=(pupils.PupilCountsPublished, pupils.AttendancePublished),
    tables=("pupil_year", "grade_count", "attendance"),
)

PAYMENTS = Projection(
    name="payments",
    version=1,
    events=(
        payments.PaymentDisbursed,
        payments.PaymentRestated,
        payments.PaymentRetained,
        payments.PaymentDiscounted,
    ),
    tables=("payment", "payment_component", "payment_adjustment"),
)

ENTITLEMENTS = Projection(
    name="entitlements",
    version=3,
    events=(entitlements.EntitlementComputed,),
    tables=("entitlement", "entitlement_amount", "entitlement_line"),
)

ACCOUNTS = Projection(
    name="accounts",
    version=3,
    events=(
        accounting.ExpenditureDeclared,
        accounting.AccountDeclared,
        accounting.AccountDefined,
    ),
    tables=("expenditure", "account_line", "account"),
)

BANKING = Projection(
    name="banking",
    version=2,
    events=(accounting.BankMovementRecorded, accounting.SaldoCertified),
    tables=("bank_movement", "saldo_certificate"),
)

RENDICIONES = Projection(
    name="rendiciones",
    version=4,
    events=(
        rendicion.RendicionConsejoInformed,
        rendicion.RendicionSigned,
        rendicion.RendicionPayrollDeclared,
        rendicion.RendicionBooksDeclared,
        rendicion.RendicionBalancesAccredited,
        rendicion.RendicionDeclared,
        rendicion.RendicionPresented,
        rendicion.RendicionExtended,
        rendicion.AllocationObserved,
        rendicion.AllocationCorrected,
        rendicion.AllocationResolved,
        rendicion.RendicionReviewed,
        rendicion.RendicionClosed,
    ),
    tables=("rendicion_step",),
)

APPROVALS = Projection(
    name="approvals",
    version=2,
    events=(
        approvals.ApprovalPrepared,
        approvals.PreparationWithdrawn,
        approvals.TwoPersonsRequired,
        approvals.TwoPersonsLifted,
        ate.ContractPaymentMade,
        rendicion.RendicionPresented,
        rendicion.RendicionClosed,
        rendicion.AllocationCorrected,
        reconciliation.ReconciliationClosed,
    ),
    tables=("approval_step", "two_persons"),
)

_OF_FILES = (
    schools,
    agency,
    pupils,
    results,
    payments,
    entitlements,
    restitutions,
    accounting,
    ocds,
    imports,
)

EVIDENCE_DOCUMENTS = Projection(
    name="evidence_documents",
    version=2,
    # Whatever may be decided; what only files and rules say points to no document.
    events=tuple(
        event_type
        for event_type in event_types().values()
        if event_type.__module__ not in {module.__name__ for module in _OF_FILES}
    ),
    tables=("evidence_document",),
)

JOURNAL = JournalProjection(
    name="journal",
    version=8,
    events=(
        payments.PaymentDisbursed,
        payments.PaymentRestated,
        payments.PaymentRetained,
        payments.PaymentDiscounted,
        accounting.ExpenditureDeclared,
        accounting.AccountDeclared,
        accounting.BankMovementRecorded,
        accounting.SaldoCertified,
        convenios.SaldoPlanPresented,
        convenios.SaldoPlanExecuted,
        convenios.ConvenioSettled,
        restitutions.RestitutionAccrued,
        acts.ResolutionIssued,
        acts.ResolutionNotified,
        acts.ResolutionChallengeResolved,
        acts.ResolutionLifted,
        acts.ResolutionAnnulled,
        entitlements.EntitlementComputed,
        ate.AteContractSigned,
        ate.AteContractAssociated,
        ate.AteContractAmended,
        ate.AteContractEnded,
        ate.ContractPaymentMade,
        rendicion.AllocationCorrected,
        rendicion.RendicionReviewed,
        rendicion.RendicionClosed,
        periods.PeriodClosed,
        periods.PeriodReopened,
    ),
    tables=("entry", "posting", "stated", "ordered", "closing", "unsettled"),
)

RECONCILIATION = Projection(
    name="reconciliation",
    version=1,
    events=(
        reconciliation.MatchProposed,
        reconciliation.MatchAcceptedAutomatically,
        reconciliation.MatchConfirmed,
        reconciliation.MatchRefused,
        reconciliation.ReconciliationClosed,
        reconciliation.ReconciliationReopened,
    ),
    tables=("bank_match", "matched_line", "matched_entry", "reconciliation_step"),
)

REFERENCE = Projection(
    name="reference",
    version=2,
    events=(
        accounting.UseValuePublished,
        accounting.IpcPublished,
        accounting.RelatedPartyDeclared,
        accounting.InventoryChecked,
    ),
    tables=("use_value", "ipc_value", "related_party", "inventory_check"),
)

FUND_SUMS = Projection(
    name="fund_sums",
    version=1,
    events=(
        payments.PaymentDisbursed,
        payments.PaymentRestated,
        payments.PaymentRetained,
        payments.PaymentDiscounted,
        accounting.ExpenditureDeclared,
        accounting.AccountDeclared,
        accounting.SaldoCertified,
    ),
    tables=("fund_sum",),
    sums=True,
)

COVERAGE = Projection(
    name="coverage",
    version=5,
    events=(
        schools.SchoolRegistered,
        schools.PerformanceCategoryAssigned,
        agency.AgencyNoticeGiven,
        results.TestResultPublished,
        pupils.PupilCountsPublished,
        pupils.AttendancePublished,
        payments.PaymentDisbursed,
        accounting.ExpenditureDeclared,
        accounting.AccountDeclared,
        accounting.AccountDefined,
        accounting.UseValuePublished,
        accounting.IpcPublished,
        accounting.UtmPublished,
        accounting.BankMovementRecorded,
        accounting.SaldoCertified,
        accounting.RelatedPartyDeclared,
        accounting.InventoryChecked,
        convenios.ConvenioSigned,
        pme.PmeActionPlanned,
        *PME_PUBLISHED.events,
        purchase_orders.PurchaseOrderPublished,
        ocds.OcdsRecordPublished,
        ocds.OcdsReleasePublished,
        ate.AteProviderCertified,
        ate.AteCertificationEvaluated,
        *RENDICIONES.events,
    ),
    tables=("fact_count",),
    sums=True,
)

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

NAMES = [projection.name for projection in PROJECTIONS]

SEARCH_PATH = ", ".join(NAMES)
"""The schemas a reader looks into; table names are unique across them."""

"""The projection of the journal."""

from sep_domain.events.funds import (
    accounting,
    entitlements,
    payments,
    periods,
    rendicion,
    restitutions,
)
from sep_domain.events.legal import acts, convenios
from sep_domain.events.purchasing import ate
from sep_projections.journal.posting_rules import JournalProjection

JOURNAL = JournalProjection(
    name="journal",
    room="journal",
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
    tables=("entry", "posting", "stated", "ordered", "declared_line", "closing", "unsettled"),
)

"""The projections of rendiciones, and of what one person prepares and another approves."""

from sep_domain.events import approvals
from sep_domain.events.funds import reconciliation, rendicion
from sep_domain.events.purchasing import ate
from sep_projections.engine.projection import Projection

RENDICIONES = Projection(
    name="rendiciones",
    room="rendicion",
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
    room="rendicion",
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

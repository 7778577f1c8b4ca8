"""The projection of what was matched between bank and books."""

from sep_domain.events.funds import reconciliation
from sep_projections.engine.projection import Projection

RECONCILIATION = Projection(
    name="reconciliation",
    room="reconciliation",
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

"""The projection of audit findings."""

from sep_domain.events import (
    findings,
)
from sep_projections.engine.projection import Projection

FINDINGS = Projection(
    name="findings",
    room="findings",
    version=2,
    events=(
        findings.FindingOpened,
        findings.FindingAnswered,
        findings.FindingAccepted,
        findings.FindingRejected,
        findings.FindingEscalated,
        findings.FindingClosed,
        findings.FindingWithdrawn,
    ),
    tables=("finding_step",),
)

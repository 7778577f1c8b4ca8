"""The projection of what authorities decide: resolutions, proceedings, applications, consents."""

from sep_domain.events.education import improvements
from sep_domain.events.funds import accounting
from sep_domain.events.legal import acts, applications, proceedings
from sep_projections.engine.projection import Projection, StatedAnew
from sep_projections.engine.recording import Recorded

ACTS = Projection(
    name="acts",
    room="acts",
    version=1,
    events=(
        acts.ResolutionIssued,
        acts.ResolutionNotified,
        acts.ResolutionChallenged,
        acts.ResolutionChallengeResolved,
        acts.ResolutionLifted,
        acts.ResolutionAnnulled,
        proceedings.ProceedingOpened,
        proceedings.ProceedingCharged,
        proceedings.ProceedingAnswered,
        proceedings.ProceedingDismissed,
        proceedings.ProceedingSanctioned,
        proceedings.ProceedingNotified,
        proceedings.SanctionClaimed,
        proceedings.SanctionClaimResolved,
        proceedings.SanctionTakenToCourt,
        proceedings.SanctionRuled,
        proceedings.SanctionFinal,
        proceedings.FinePaid,
        proceedings.ProceedingPrescribed,
        applications.ApplicationElevated,
        applications.ApplicationResolved,
        improvements.ImprovementPlanned,
        improvements.ConsejoConsulted,
        improvements.ImprovementFinanced,
        accounting.UtmPublished,
    ),
    tables=(
        "act",
        "act_step",
        "proceeding",
        "proceeding_step",
        "application_step",
        "improvement_step",
        "utm_value",
    ),
    records=(
        Recorded(
            "act",
            (acts.ResolutionIssued,),
            renamed={"issued_on": "occurred_on"},
        ),
        Recorded(
            "act_step",
            (
                acts.ResolutionNotified,
                acts.ResolutionChallenged,
                acts.ResolutionChallengeResolved,
                acts.ResolutionLifted,
                acts.ResolutionAnnulled,
            ),
            step="step",
        ),
        Recorded(
            "proceeding",
            (proceedings.ProceedingOpened,),
            renamed={"opened_on": "occurred_on"},
        ),
        Recorded(
            "proceeding_step",
            (
                proceedings.ProceedingCharged,
                proceedings.ProceedingAnswered,
                proceedings.ProceedingDismissed,
                proceedings.ProceedingSanctioned,
                proceedings.ProceedingNotified,
                proceedings.SanctionClaimed,
                proceedings.SanctionClaimResolved,
                proceedings.SanctionTakenToCourt,
                proceedings.SanctionRuled,
                proceedings.SanctionFinal,
                proceedings.FinePaid,
                proceedings.ProceedingPrescribed,
            ),
            step="step",
        ),
        Recorded(
            "application_step",
            (
                applications.ApplicationElevated,
                applications.ApplicationResolved,
            ),
            step="step",
        ),
        Recorded(
            "improvement_step",
            (
                improvements.ImprovementPlanned,
                improvements.ConsejoConsulted,
                improvements.ImprovementFinanced,
            ),
            step="step",
        ),
        Recorded(
            "utm_value",
            (accounting.UtmPublished,),
            renamed={"clp_per_utm": "clp"},
        ),
    ),
    stated_anew=(
        StatedAnew("act", ("authority", "year", "number", "subject"), acts.ResolutionIssued),
        StatedAnew("proceeding", ("authority", "year", "number"), proceedings.ProceedingOpened),
    ),
)

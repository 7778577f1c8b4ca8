"""The projections of improvement plans: a sostenedor's own, and what the ministry publishes."""

from sep_domain.events.education import pme, pme_published
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

PME = Projection(
    name="pme",
    room="pme",
    version=3,
    events=(
        pme.PmeDiagnosed,
        pme.PmeObjectiveSet,
        pme.PmeGoalSet,
        pme.PmeActionDrafted,
        pme.PmePresented,
        pme.PmeModified,
        pme.PmeActionPlanned,
        pme.PmeActionDropProposed,
        pme.PmeActionDropped,
        pme.PmeActionExecuted,
        pme.PmeEvaluated,
    ),
    tables=("pme_action", "pme_action_execution", "pme_step"),
    records=(
        Recorded(
            "pme_action",
            (pme.PmeActionPlanned,),
            renamed={"presented_on": "occurred_on"},
        ),
        Recorded(
            "pme_action_execution",
            (pme.PmeActionExecuted,),
        ),
        Recorded(
            "pme_step",
            (
                pme.PmeDiagnosed,
                pme.PmeObjectiveSet,
                pme.PmeGoalSet,
                pme.PmeActionDrafted,
                pme.PmePresented,
                pme.PmeModified,
                pme.PmeActionDropProposed,
                pme.PmeActionDropped,
                pme.PmeEvaluated,
            ),
            step="step",
        ),
    ),
)

PME_PUBLISHED = Projection(
    name="pme_published",
    room="pme",
    version=1,
    events=(pme_published.PmeActionPublished, pme_published.PmeImplementationPublished),
    tables=("published_action", "published_implementation"),
)

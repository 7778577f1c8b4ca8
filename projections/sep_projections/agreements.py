"""The projections of what is agreed, ordered and questioned, each by its name."""

from sep_domain.catalogue import event_types
from sep_domain.events import (
    accounting,
    acts,
    applications,
    ate,
    ate_milestones,
    ate_tenders,
    convenios,
    findings,
    improvements,
    ocds,
    pme,
    pme_published,
    proceedings,
    purchase_orders,
)
from sep_projections.engine.projection import Projection, StatedAnew

CONVENIOS = Projection(
    name="convenios",
    version=3,
    events=(
        convenios.ConvenioRequested,
        convenios.ConvenioSigned,
        convenios.ConvenioRenewalRequested,
        convenios.ConvenioExtended,
        convenios.ConvenioRenewed,
        convenios.ConvenioTransferred,
        convenios.ConvenioEnded,
        convenios.ConvenioSettled,
        convenios.SaldoPlanPresented,
        convenios.SaldoPlanExecuted,
    ),
    tables=("convenio", "convenio_step"),
)

PME = Projection(
    name="pme",
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
)

ATE = Projection(
    name="ate",
    version=6,
    events=(
        ate.AteProviderApplied,
        ate.AteProviderCertified,
        ate.AteProviderEvaluated,
        ate.AteCertificationEvaluated,
        ate.AteProviderSuspended,
        ate.AteProviderRemoved,
        ate.AteProviderReinstated,
        ate.ConflictOfInterestDeclared,
        ate_tenders.AteTenderTermsApproved,
        ate.AteTenderAnnounced,
        ate_tenders.AteBidReceived,
        ate_tenders.AteBidEvaluated,
        ate_tenders.AteTenderDeclaredVoid,
        ate.AteTenderAwarded,
        ate.AteNeedStated,
        ate.AteContractSigned,
        ate.AteContractAssociated,
        ate.AteContractStarted,
        ate.AteContractAmended,
        ate.AteContractEnded,
        ate.AteContractEvaluated,
        ate_milestones.MilestoneAgreed,
        ate_milestones.MilestoneCancelled,
        ate_milestones.MilestoneDelivered,
        ate_milestones.MilestoneReturned,
        ate_milestones.MilestoneApproved,
        ate_milestones.MilestoneInvoiced,
        ate.ContractPaymentMade,
    ),
    tables=(
        "ate_provider",
        "ate_provider_step",
        "ate_tender",
        "ate_award",
        "ate_tender_step",
        "ate_contract",
        "ate_contract_step",
        "ate_milestone",
        "ate_milestone_step",
        "ate_contract_payment",
        "ate_payment_statement",
    ),
    stated_anew=(
        StatedAnew("ate_tender", ("tender",), ate.AteTenderAnnounced),
        StatedAnew("ate_award", ("tender",), ate.AteTenderAwarded),
        StatedAnew("ate_contract", ("contract",), ate.AteContractSigned),
        StatedAnew("ate_milestone", ("contract", "milestone"), ate_milestones.MilestoneAgreed),
        StatedAnew("ate_contract_payment", ("contract", "payment"), ate.ContractPaymentMade),
    ),
)

OCDS = Projection(
    name="ocds",
    version=4,
    events=(
        *(
            event_type
            for name, event_type in event_types().items()
            if name.startswith(("ate_tender.", "ate_contract.", "ate_milestone."))
        ),
        ocds.OcdsRecordPublished,
        ocds.OcdsReleasePublished,
    ),
    tables=("told", "published_record", "published_release"),
)

PME_PUBLISHED = Projection(
    name="pme_published",
    version=1,
    events=(pme_published.PmeActionPublished, pme_published.PmeImplementationPublished),
    tables=("published_action", "published_implementation"),
)

PURCHASE_ORDERS = Projection(
    name="purchase_orders",
    version=1,
    events=(purchase_orders.PurchaseOrderPublished, purchase_orders.PurchaseOrderItemPublished),
    tables=("purchase_order", "purchase_order_item"),
)

FINDINGS = Projection(
    name="findings",
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

ACTS = Projection(
    name="acts",
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
    stated_anew=(
        StatedAnew("act", ("authority", "year", "number", "subject"), acts.ResolutionIssued),
        StatedAnew("proceeding", ("authority", "year", "number"), proceedings.ProceedingOpened),
    ),
)

"""The projection that counts the facts of each dataset."""

from sep_domain.events.education import agency, pme, pupils, results, schools
from sep_domain.events.funds import accounting, payments
from sep_domain.events.legal import convenios
from sep_domain.events.purchasing import ate, ocds, purchase_orders
from sep_projections.engine.projection import Projection
from sep_projections.pme.projection import PME_PUBLISHED
from sep_projections.rendicion.projection import RENDICIONES

COVERAGE = Projection(
    name="coverage",
    room="log",
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

"""The yearly rendición: how it stands, its whole story, what changed since it was handed in."""

from dataclasses import dataclass
from datetime import date

from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.funds.funds import FundGap
from sep_projections.reading.columns import POSITION, RBD, SOSTENEDOR, SUBVENCION, YEAR
from sep_projections.reading.known import Position
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row

KEY = (RBD, YEAR, SUBVENCION, SOSTENEDOR)
"""What tells one rendición from the others."""


@dataclass(kw_only=True)
class RendicionFilter:
    """Which rendiciones."""

    year: SchoolYear | None = None
    subvencion: str | None = None
    presented: bool | None = None
    late: bool | None = None
    """Presented after the due date."""


@dataclass(kw_only=True)
class RendicionRow(Row):
    """The rendición of a school, subvención and year, from its steps. Amounts are whole pesos."""

    sostenedor_rut: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    due_on: date
    """31 March of the next year, or the end of an extraordinary term."""
    extended_until: date | None = None
    """The end of the extraordinary term (Ley 21.006 art 2)."""
    consejo_informed_on: date | None = None
    signed_on: date | None = None
    consejo_first: bool | None = None
    """Whether the Consejo Escolar was informed before the director signed, or on that day."""
    signed_before_presenting: bool | None = None
    payroll_on: date | None = None
    """Stage 1, remuneraciones."""
    payroll: Clp | None = None
    payroll_why_different: str | None = None
    """Why what stage 1 declares differs from what the log said of it then."""
    books_on: date | None = None
    """Stage 2, ingresos y gastos."""
    opening: Clp | None = None
    """As stated in stage 2."""
    income: Clp | None = None
    spending: Clp | None = None
    books_why_different: str | None = None
    """The same of stage 2."""
    accredited_on: date | None = None
    """Stage 3, acreditación de saldos."""
    balance: Clp | None = None
    """What was to be accredited in stage 3."""
    accredited: Clp | None = None
    """Sum of the certificates of stage 3."""
    accredited_why_different: str | None = None
    """The same of stage 3."""
    declared_on: date | None = None
    """Stage 4, the sostenedor's declaration."""
    signatory: Rut | None = None
    """Who declared for the sostenedor."""
    presented_on: date | None = None
    days_late: int | None = None
    """Days from the due date to the day it was presented; 0 where in time."""
    reviewed_on: date | None = None
    closed_on: date | None = None
    """Stage 5, cierre."""
    closing_days_late: int | None = None
    """Days from the due date to the closing; 0 where in time."""
    accepted: Clp | None = None
    """In total, as the last review or act on an allocation states it; see `review` for what of it
    stands."""
    rejected: Clp | None = None
    allocations_accepted: Clp | None = None
    """Sum over the allocations that were decided one by one."""
    allocations_rejected: Clp | None = None
    allocations_pending: int | None = None
    """Allocations observed or corrected and not decided since."""
    accepted_difference: Clp | None = None
    """The review's total less the sum over allocations; 0 where they agree."""
    rejected_difference: Clp | None = None
    observations: int
    corrections: int
    rectifications: int
    """Corrections recorded after the closing."""


@dataclass(kw_only=True)
class RendicionStepRow(FactRow):
    """A step of a rendición. Amounts are whole pesos, absent where not of that step."""

    sostenedor_rut: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    step: str
    occurred_on: date
    after_due: bool
    """Whether it happened after the due date."""
    after_closing: bool
    """Whether it was recorded after the closing."""
    until: date | None = None
    signatory: Rut | None = None
    payroll: Clp | None = None
    opening: Clp | None = None
    income: Clp | None = None
    spending: Clp | None = None
    balance: Clp | None = None
    certified: Clp | None = None
    document: str | None = None
    account: str | None = None
    reason: str | None = None
    correction: str | None = None
    amount: Clp | None = None
    before: Clp | None = None
    """What the allocation amounted to before a correction."""
    to_account: str | None = None
    to_subvencion: str | None = None
    to_rbd: Rbd | None = None
    accepted: Clp | None = None
    """Of a review, in total after it; of one allocation, of that."""
    rejected: Clp | None = None
    pending: Clp | None = None
    """Of the allocation by which the totals of a review moved; absent of a statement over all."""
    why_different: str | None = None
    """Why a declared total differs from what the log said of it."""
    known_at: Position | None = None
    """Up to which position of the log a declaration was held against its sources."""


@dataclass(kw_only=True)
class RendicionReviewRow(Row):
    """What is accepted, rejected and pending: accepted + rejected + pending = declared, always.

    Whole pesos. What the last review or act on an allocation states stands, but for what was
    accepted of allocations that were restated since they were resolved, which is pending again, and
    for what is beyond everything declared.
    """

    sostenedor_rut: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    reviewed_on: date | None = None
    """Of the last review or act; absent before there is any: then all is pending."""
    declared: Clp | None = None
    """What is up for review; absent where nothing was declared."""
    declared_by: str | None = None
    """`documentos`, with what corrections changed of them since; without any
    `estado_resultado`, else `rendicion`: stage 2."""
    by_corrections: Clp
    """Of `declared`: by corrections that no restated document has in it yet."""
    accepted: Clp
    rejected: Clp
    pending: Clp | None = None
    """Neither accepted nor rejected; negative only where what is declared is, by credit notes."""
    stated_accepted: Clp | None = None
    """As the last review or act states it; the journal's amount."""
    stated_rejected: Clp | None = None
    restated: Clp | None = None
    """Stated as accepted of allocations that have another amount since: it is pending again. What
    was rejected of them stays rejected."""
    beyond_declared: Clp
    """Stated as accepted or rejected beyond everything that is declared, and as rejected of an
    allocation beyond what it amounts to since."""
    allocations_pending: int
    """Allocations observed, corrected or restated and not decided since."""


@dataclass(kw_only=True)
class RendicionKnownRow(Row):
    """What each source says of a rendición's totals; whole pesos, absent where it is silent."""

    sostenedor_rut: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    documents: Clp | None = None
    payroll: Clp | None = None
    """Payroll sheets among the documents."""
    opening: Clp | None = None
    income: Clp | None = None
    spending: Clp | None = None
    paid: Clp | None = None
    """By the ministry; SEP only."""
    months_paid: int
    certified: Clp | None = None
    """By bank certificates of files, the latest known of each account."""
    carried: Clp | None = None
    """What the rendición of the year before declares as left."""
    rendered_before: bool
    """Whether the rendición of the year before was handed in or closed, by whatever source."""
    held_by: list[Rut]
    """Sostenedores that any source names as the school's in that year; empty where none does."""


@dataclass(kw_only=True)
class RendicionAmountsRow(Row):
    """What was declared for a rendición, from documents and from account lines; whole pesos."""

    sostenedor_rut: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    declared: Clp | None = None
    """Sum of the declared documents."""
    documents: int
    payroll_documents: int
    documents_without_backing: int
    """Without a number, or without an issuer and no payroll sheet."""
    declared_without_backing: Clp | None = None
    account_lines: int
    """Lines of the Estado de resultados."""
    rendered_lines: int
    """Lines of the Estado de resultados marked RENDIDO."""
    opening: Clp | None = None
    """Account 500001 of the Estado de resultados."""
    income: Clp | None = None
    spending: Clp | None = None
    missing: list[FundGap]
    """Why figures are absent."""
    retained: Clp
    """Kept back by the ministry from April to December of the year it was due; SEP only."""


@dataclass(kw_only=True)
class RendicionAsFiledRow(Row):
    """What the log said when it first knew that the rendición was handed in, and says now."""

    sostenedor_rut: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    position: Position
    """At which it was first known to be handed in."""
    filed_on: date
    declared_then: Clp
    declared_now: Clp
    income_then: Clp
    income_now: Clp
    spending_then: Clp
    spending_now: Clp


@dataclass(kw_only=True)
class ReallocationRow(FactRow):
    """An amount moved to another account, fund or school, and the observation that it answers."""

    sostenedor_rut: Rut
    rbd: Rbd
    year: SchoolYear
    subvencion: str
    occurred_on: date
    document: str
    amount: Clp
    before: Clp | None = None
    from_account: str | None = None
    to_account: str | None = None
    to_subvencion: str
    to_rbd: Rbd
    reason: str | None = None
    observed_on: date | None = None
    observed: Clp | None = None
    observation: str | None = None


RENDICIONES = Listing("rendiciones", KEY, RendicionRow)
RENDICION_STEPS = Listing("rendicion_steps", (*KEY, POSITION), RendicionStepRow)
RENDICION_REVIEWS = Listing("rendicion_reviews", KEY, RendicionReviewRow)
RENDICION_KNOWN = Listing("rendicion_known", KEY, RendicionKnownRow)
"""For those only that are asked for as parents."""
RENDICION_AMOUNTS = Listing("rendicion_amounts", KEY, RendicionAmountsRow)
RENDICIONES_AS_FILED = Listing("rendicion_as_filed", KEY, RendicionAsFiledRow)
REALLOCATIONS = Listing("rendicion_reallocations", (*KEY, POSITION), ReallocationRow)

"""Sanction proceedings of the Superintendencia, as their steps have left them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sep_domain.dates.calendar import Period
from sep_domain.events.legal.proceedings import ClaimOutcome, Gravity, SanctionKind
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.columns import NUMBER
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow


@dataclass(kw_only=True)
class SanctionFilter:
    """Which proceedings."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    sanction: SanctionKind | None = None
    gravity: Gravity | None = None
    sanctioned: bool | None = None
    """Whether a sanction was imposed."""
    final: bool | None = None
    """Whether it was declared that nothing can be said against it."""
    void: bool | None = None
    """Whether nothing is left of it: a claim succeeded, or it prescribed."""


@dataclass(kw_only=True)
class SanctionRow(FactRow):
    """A sanction proceeding (Ley 20.529 arts 66–86), from its opening to its payment."""

    authority: str
    """The office that opened it."""
    year: int
    number: int
    opened_on: date
    sostenedor_rut: Rut
    rbd: Rbd | None = None
    """Absent where it is about the sostenedor."""
    fact_ended_on: date | None = None
    """The last day of what is pursued; prescription runs from it."""
    charged_on: date | None = None
    article: str | None = None
    """Which the charges say was broken."""
    answered_on: date | None = None
    dismissed_on: date | None = None
    sanctioned_on: date | None = None
    sanction: SanctionKind | None = None
    gravity: Gravity | None = None
    """Of the sanction, or of the charges before."""
    aggravated: bool | None = None
    imposed_utm: Decimal | None = None
    """The fine as it was imposed."""
    claim_utm: Decimal | None = None
    """What the Superintendente brought it down to."""
    ruled_utm: Decimal | None = None
    """What the court brought it down to."""
    fine_utm: Decimal | None = None
    """The fine as last decided."""
    fixed_clp: Clp | None = None
    """Of a fine that was fixed in pesos: half of what was diverted (DFL 2/1998 art 3 ter)."""
    months: int | None = None
    """How long the subvención is withheld."""
    sanction_notified_on: date | None = None
    claimed_on: date | None = None
    claim_resolved_on: date | None = None
    claim_outcome: ClaimOutcome | None = None
    claim_notified_on: date | None = None
    taken_to_court_on: date | None = None
    court: str | None = None
    docket: str | None = None
    ruled_on: date | None = None
    ruling: ClaimOutcome | None = None
    final_on: date | None = None
    paid_on: date | None = None
    paid: Clp | None = None
    """Of the fine, in all, in whole pesos."""
    highest_utm: Clp | None = None
    """In whole pesos, the highest known from the month of the sanction to that of the payment; by
    it more was paid than the fine, or not. Absent while nothing is paid, or where none is known."""
    prescribed_on: date | None = None
    void: bool
    utm_month: Period | None = None
    """The month of the sanction, whose UTM turns it into pesos; absent where it is not known."""
    clp_per_utm: Clp | None = None
    fine_clp: Clp | None = None
    """The fine in whole pesos, by the UTM of its month; absent where that is not known."""


SANCTIONS = Listing(
    "sanctions",
    (Column("authority", "text"), Column("year", "integer"), NUMBER),
    SanctionRow,
)

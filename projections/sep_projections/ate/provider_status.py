"""Where an adviser stands in the registry on a day, and how its deliverables stood on it."""

from dataclasses import dataclass
from datetime import date

from sep_domain.ate.standings import DeliverableStanding, ProviderStanding
from sep_domain.events.purchasing.ate_milestones import MilestoneKind
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.columns import ATE, CONTRACT
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row


@dataclass(kw_only=True)
class ProviderStandingRow(Row):
    """Where an adviser stands in the registry on a day."""

    ate_rut: Rut
    standing: ProviderStanding
    certified: bool
    """Whether the registry lists it on that day, as far as is known (DFL 2/1998 art 3 v); its
    `rulings` say whether the law lets such an adviser advise."""
    since: date | None = None
    """The day from which it stands so; absent where nothing says it."""
    until: date | None = None
    """The last day of the certificate or of the suspension; absent where it has none."""
    reason: str | None = None
    """Of a suspension or removal."""


@dataclass(kw_only=True)
class DeliverableRow(FactRow):
    """A milestone as it stood on a day. Amounts are whole pesos."""

    contract: str
    milestone: int
    kind: MilestoneKind
    title: str
    due_on: date
    ate_rut: Rut
    sostenedor_rut: Rut
    rbd: Rbd
    standing: DeliverableStanding
    delivered_on: date | None = None
    """Of the last report."""
    returned_on: date | None = None
    approved_on: date | None = None
    invoiced_on: date | None = None
    last_paid_on: date | None = None
    amount: Clp
    """As agreed."""
    invoiced: Clp | None = None
    paid: Clp
    unpaid: Clp
    """As agreed less what was paid."""
    ended_on: date | None = None
    """When the contract ended, if it had."""


PROVIDER_STANDINGS = Listing("provider_standings", (ATE,), ProviderStandingRow)
DELIVERABLES = Listing("deliverables", (CONTRACT, Column("milestone", "smallint")), DeliverableRow)

"""What waits for a second person, and which sostenedores ask for two."""

from dataclasses import dataclass
from datetime import date

from sep_domain.values.identifiers import Rut
from sep_projections.reading.columns import POSITION
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow
from sep_projections.reading.table_listings import listing_of_table


@dataclass(kw_only=True)
class PendingApprovalFilter:
    """Which preparations."""

    sostenedor: Rut | None = None
    entity: str | None = None
    """As in the address of its commands: `contrato-ate`."""
    not_prepared_by: str | None = None
    """Those that this person may approve, not having prepared them."""


@dataclass(kw_only=True)
class PendingApprovalRow(FactRow):
    """What one person prepared and another is to approve; its stream is the entity's."""

    entity: str
    """As in the address of its commands: `contrato-ate`."""
    about: str
    """The command that waits, and the part that it is about: `pay/3`."""
    sostenedor_rut: Rut | None = None
    prepared_on: date
    prepared_by: str
    terms: str
    """What was prepared, as JSON: the command's own fields, and figures that it rests on."""


@dataclass(kw_only=True)
class TwoPersonsFilter:
    """Whose setting."""

    sostenedor: Rut | None = None


@dataclass(kw_only=True)
class TwoPersonsRow(FactRow):
    """That a sostenedor asks for two persons from a day on, or for two no longer."""

    sostenedor_rut: Rut
    required: bool
    from_date: date
    """The first day on which it holds."""
    decided_on: date
    reason: str | None = None


PENDING_APPROVALS = Listing("pending_approvals", (POSITION,), PendingApprovalRow)
TWO_PERSONS = listing_of_table(
    "two_persons",
    (POSITION,),
    TwoPersonsRow,
    where=TwoPersonsFilter,
    renamed={"decided_on": "occurred_on"},
)

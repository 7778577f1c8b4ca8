"""The whole story of a contract with an adviser, step by step, from the need to the judgement."""

from dataclasses import dataclass
from datetime import date

from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp
from sep_projections.reading.columns import CONTRACT, POSITION
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow


@dataclass(kw_only=True)
class ContractStoryRow(FactRow):
    """A step in the story of a contract; its source is the row of a file, or who decided it."""

    contract: str
    step: str
    """The name of the event, such as `ate_milestone.approved`."""
    occurred_on: date
    """The day of the step; of what was agreed, the day of the signing or of the amendment."""
    milestone: int | None = None
    due_on: date | None = None
    """When bids close, a report is due, or the contract ends."""
    ate_rut: Rut | None = None
    sostenedor_rut: Rut | None = None
    amount: Clp | None = None
    points: int | None = None
    """Of a bid."""
    deficient: bool | None = None
    document_type: str | None = None
    document_number: str | None = None
    text: str | None = None
    """The reason, else what the step is about: the subject, the title, the notice, the fund."""


CONTRACT_STORY = Listing(
    "contract_story", (CONTRACT, Column("occurred_on", "date"), POSITION), ContractStoryRow
)

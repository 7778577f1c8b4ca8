"""What is decided about a bank account's month: which lines belong to what in the books."""

from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from sep_domain.dates.calendar import Period
from sep_domain.events.base import Event
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp

BookEntryKey = Annotated[str, Field(pattern=r"^(payment|document|ate_payment):")]
"""The natural key of a book entry: `payment:2024-05:50001`."""


class _OfReconciliation(Event):
    sostenedor: Rut
    bank_account: str
    month: Period


class _MatchFound(_OfReconciliation):
    match: UUID
    """Made of the lines and entries, so that the same pairing has the same name everywhere."""
    lines: tuple[UUID, ...] = Field(min_length=1)
    """Streams of the bank's lines."""
    entries: tuple[BookEntryKey, ...] = Field(min_length=1)
    bank_amount: Clp
    """What the lines came to when the match was found."""
    book_amount: Clp
    """What the entries came to then."""
    confidence: Decimal = Field(ge=0, lt=1)
    reasons: tuple[str, ...]
    """Sentences in Spanish, for the person who decides."""


class MatchProposed(_MatchFound):
    """Lines and entries that may belong together; a person is to say."""

    NAME: ClassVar[str] = "reconciliation.match_proposed"


class MatchAcceptedAutomatically(_MatchFound):
    """Lines and entries that belong together by the rule that the source names."""

    NAME: ClassVar[str] = "reconciliation.match_accepted_automatically"


class MatchConfirmed(_OfReconciliation):
    """A person says that a proposed match is right."""

    NAME: ClassVar[str] = "reconciliation.match_confirmed"

    match: UUID


class MatchRefused(_OfReconciliation):
    """A person says that a match is wrong; it is undone and never proposed again."""

    NAME: ClassVar[str] = "reconciliation.match_refused"

    match: UUID
    reason: str


class ReconciliationClosed(_OfReconciliation):
    """The month of the account is settled: nothing in it is decided any more."""

    NAME: ClassVar[str] = "reconciliation.closed"

    prepared_by: str | None = None
    """Who prepared it, where somebody did; who approved it is in the event's origin."""


class ReconciliationReopened(_OfReconciliation):
    """The month of the account is taken up again."""

    NAME: ClassVar[str] = "reconciliation.reopened"

    reason: str

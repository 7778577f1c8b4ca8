"""Two persons: that a sostenedor asks for it, and what one prepares that another is to approve."""

from datetime import date
from typing import ClassVar

from sep_domain.events.base import Event
from sep_domain.values.identifiers import Rut


class _OfSostenedor(Event):
    sostenedor: Rut
    from_date: date
    """The first day on which it holds."""


class TwoPersonsRequired(_OfSostenedor):
    """The sostenedor wants payments and rendiciones prepared by one and approved by another."""

    NAME: ClassVar[str] = "sostenedor.two_persons_required"


class TwoPersonsLifted(_OfSostenedor):
    """The sostenedor asks for two persons no longer."""

    NAME: ClassVar[str] = "sostenedor.two_persons_lifted"

    reason: str
    prepared_by: str | None = None
    """Who prepared it; who approved it is in the event's origin."""


class _OfApproval(Event):
    entity: str
    """The kind of entity in whose stream it stands: `contrato-ate`."""
    about: str
    """What waits: the name of the command, and the part that it is about: `pay/3`."""
    sostenedor: Rut | None = None


class ApprovalPrepared(_OfApproval):
    """One person has prepared something for another to approve; a later one takes its place."""

    NAME: ClassVar[str] = "approval.prepared"

    terms: str
    """What was prepared, as JSON: the command's own fields, and figures that it rests on."""
    prepared_by: str


class PreparationWithdrawn(_OfApproval):
    """What was prepared is not to be approved."""

    NAME: ClassVar[str] = "approval.withdrawn"

    reason: str

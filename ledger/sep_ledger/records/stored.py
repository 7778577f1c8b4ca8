"""An event as stored: a row of `ledger.events`, on its way in or out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing import persistence

NO_METADATA = b"{}"


@dataclass(frozen=True)
class StoredEvent(persistence.Notification):
    """A row of the log, which is the library's stored event and notification in one.

    Beside the library's columns it has the provenance and what the database gives: `id`, which is
    the position, 0 until recorded, and the instant.
    """

    originator_id: UUID
    id: int = 0
    metadata: bytes = NO_METADATA
    recorded_at: datetime | None = None

    @property
    def position(self) -> int:
        """Where it stands in the log: 1, 2, 3, …; 0 until recorded."""
        return self.id

    @property
    def instant(self) -> datetime:
        """When it was recorded. Raises LookupError for an event on its way in."""
        if self.recorded_at is None:
            raise LookupError(
                f"version {self.originator_version} of {self.originator_id}: not recorded"
            )
        return self.recorded_at

    @classmethod
    def of(cls, event: persistence.StoredEvent) -> "StoredEvent":
        """An event of the library's own kind, which has no provenance."""
        if isinstance(event, cls):
            return event
        stream = event.originator_id
        return cls(
            originator_id=stream if isinstance(stream, UUID) else UUID(stream),
            originator_version=event.originator_version,
            topic=event.topic,
            state=event.state,
        )

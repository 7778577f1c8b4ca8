"""The library's stored event and notification, with the provenance that we store beside them."""

from dataclasses import dataclass
from datetime import datetime

from eventsourcing.persistence import Notification, StoredEvent

NO_METADATA = b"{}"


@dataclass(frozen=True)
class LedgerStoredEvent(StoredEvent):
    """A row of the log on its way in, or out: then with what the database gave it."""

    metadata: bytes = NO_METADATA
    position: int | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class LedgerNotification(Notification):
    """A row of the log as a subscriber gets it; `id` is its position."""

    metadata: bytes = NO_METADATA
    recorded_at: datetime | None = None

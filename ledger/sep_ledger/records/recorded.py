"""An event together with where it stands in the log, and the bytes it is stored as.

Domain events are pure: they know neither their stream nor their version nor who said so.
`RecordedEvent` holds these beside the event, and is what the `eventsourcing` library takes for a
domain event.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from sep_domain.events.base import Event
from sep_domain.provenance import Provenance


@dataclass(frozen=True)
class RecordedEvent:
    """An event of a stream, to be recorded or read back.

    `position` and `recorded_at` are the database's to give: None until read.
    Raises ValueError for a version below 1.
    """

    originator_id: UUID
    originator_version: int
    event: Event
    provenance: Provenance
    position: int | None = None
    recorded_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.originator_version < 1:
            raise ValueError(f"a stream's first version is 1, not {self.originator_version}")


def state_bytes(event: Event) -> bytes:
    """The event as it is stored: JSON in the order of its fields, absent values left out.

    Equal events give equal bytes; this is what "the same content" means to the log.
    """
    return _json(event)


def states_bytes(kind: type[Event], events: Iterable[Event]) -> list[bytes]:
    """As `state_bytes` of each, for events that are all of one class."""
    to_json = kind.__pydantic_serializer__.to_json
    return [to_json(event, exclude_none=True) for event in events]


def metadata_bytes(provenance: Provenance) -> bytes:
    """The provenance as it is stored, JSON like the state."""
    return _json(provenance)


def _json(model: BaseModel) -> bytes:
    return model.__pydantic_serializer__.to_json(model, exclude_none=True)

"""From recorded events to stored bytes and back, old versions brought up on the way.

The topic `cl.sep.<name>.v<n>` says which class and which version wrote the bytes. A class at a
later version takes them through its `upcast_v1_v2(state)`, `upcast_v2_v3(state)`, …, each changing
the dictionary in place, as the `eventsourcing` library has it.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from eventsourcing import persistence
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, Transcoder
from pydantic import ValidationError

from sep_domain import catalogue
from sep_domain.events.base import Event
from sep_domain.provenance import Provenance
from sep_ledger.records.recorded import RecordedEvent, metadata_bytes, state_bytes
from sep_ledger.records.stored import StoredEvent

ResolveTopic = Callable[[str], tuple[type[Event], int]]


class EventTranscoder(Transcoder):
    """Events as JSON bytes, and JSON bytes as the plain state that upcasters work on."""

    def encode(self, obj: Event) -> bytes:
        return state_bytes(obj)

    def decode(self, data: bytes) -> dict[str, Any]:
        """Raises ValueError where the bytes are not a JSON object."""
        state = orjson.loads(data)
        if isinstance(state, dict):
            return state
        raise ValueError(f"an event's state is a JSON object, not {type(state).__name__}")


class LedgerMapper(Mapper[UUID]):
    """The library's mapper for `RecordedEvent` events.

    It neither compresses nor encrypts: the stored bytes are what evidence is given about.
    """

    def __init__(self, resolve: ResolveTopic = catalogue.resolve) -> None:
        super().__init__(transcoder=EventTranscoder())
        self._resolve = resolve

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Raises TypeError for all but `RecordedEvent`, which alone says where it comes from."""
        if not isinstance(domain_event, RecordedEvent):
            raise TypeError(f"wrap the event in RecordedEvent; got {type(domain_event).__name__}")
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.event.topic(),
            state=self.transcoder.encode(domain_event.event),
            metadata=metadata_bytes(domain_event.provenance),
        )

    def to_domain_event(self, stored_event: persistence.StoredEvent) -> RecordedEvent:
        """Raises UnknownTopicError, and MapperDeserialisationError for bytes that do not fit."""
        stored = StoredEvent.of(stored_event)
        event_type, written = self._resolve(stored.topic)
        try:
            return RecordedEvent(
                originator_id=stored.originator_id,
                originator_version=stored.originator_version,
                event=self._event(event_type, written, stored.state),
                provenance=Provenance.model_validate_json(stored.metadata),
                position=stored.position or None,
                recorded_at=stored.recorded_at,
            )
        except (ValidationError, ValueError) as error:
            raise MapperDeserialisationError(
                f"cannot read version {stored.originator_version} of stream "
                f"{stored.originator_id} as {stored.topic}: {error}"
            ) from error

    def _event(self, event_type: type[Event], written: int, state: bytes) -> Event:
        if written == event_type.class_version:
            return event_type.model_validate_json(state)
        values = self.transcoder.decode(state)
        for version in range(written, event_type.class_version):
            getattr(event_type, f"upcast_v{version}_v{version + 1}")(values)
        # Through JSON again, for JSON is what the fields' types are read from.
        return event_type.model_validate_json(orjson.dumps(values))

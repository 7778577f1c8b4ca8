"""What is stored is read back the same, and what an old version wrote is brought up to today's."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import MapperDeserialisationError

from sep_domain.catalogue import UnknownTopicError, resolve
from sep_domain.events.base import Event
from sep_domain.provenance import CommandSource, FileSource, Provenance
from sep_ledger.recorder import LedgerRecorder
from sep_ledger.records.mapper import LedgerMapper
from sep_ledger.records.recorded import RecordedEvent, metadata_bytes, state_bytes
from sep_ledger.records.stored import StoredEvent


class UseFixed(Event):
    """In the words of a test: a USE value, which once was a float without a source."""

    NAME: ClassVar[str] = "test.use_fixed"
    class_version: ClassVar[int] = 3

    clp: Decimal
    decree: str
    note: str | None = None

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["clp"] = str(state.pop("amount"))

    @staticmethod
    def upcast_v2_v3(state: dict[str, Any]) -> None:
        state["decree"] = "unknown"


def resolve_in_test(topic: str) -> tuple[type[Event], int]:
    stem, _, version = topic.rpartition(".v")
    if stem != "cl.sep.test.use_fixed":
        raise UnknownTopicError(topic)
    return UseFixed, int(version)


MAPPER = LedgerMapper(resolve_in_test)
EVENT = UseFixed(occurred_on=date(2024, 3, 1), clp=Decimal("33054.10"), decree="Nº 12 de 2024")
PROVENANCE = Provenance(
    source=FileSource(sha256="ab" * 32, name="use.csv", dataset="USE", row=7),
    correlation_id=UUID(int=1),
)


def stored(topic: str, state: bytes, metadata: bytes | None = None) -> StoredEvent:
    return StoredEvent(uuid4(), 1, topic, state, metadata=metadata or metadata_bytes(PROVENANCE))


def test_an_event_survives_the_round_trip_with_its_provenance() -> None:
    recorded = RecordedEvent(uuid4(), 2, EVENT, PROVENANCE)
    assert MAPPER.to_domain_event(MAPPER.to_stored_event(recorded)) == recorded


def test_position_and_time_are_added_when_it_is_read_from_the_log(recorder: LedgerRecorder) -> None:
    recorded = RecordedEvent(uuid4(), 1, EVENT, PROVENANCE)
    recorder.insert_events([MAPPER.to_stored_event(recorded)])
    (event,) = map(MAPPER.to_domain_event, recorder.select_events(recorded.originator_id))
    (notified,) = map(MAPPER.to_domain_event, recorder.select_notifications(1, 1))
    assert event == notified
    assert (event.position, event.event) == (1, EVENT)
    assert event.recorded_at is not None


def test_the_topic_is_the_event_s_own_and_no_python_path() -> None:
    topic = MAPPER.to_stored_event(RecordedEvent(uuid4(), 1, EVENT, PROVENANCE)).topic
    assert topic == "cl.sep.test.use_fixed.v3"


def test_equal_events_give_equal_bytes_in_field_order_without_absent_values() -> None:
    expected = '{"occurred_on":"2024-03-01","clp":"33054.10","decree":"Nº 12 de 2024"}'.encode()
    assert state_bytes(EVENT) == expected
    assert state_bytes(UseFixed.model_validate_json(expected)) == expected


def test_provenance_stays_out_of_the_state() -> None:
    by_command = Provenance(source=CommandSource(actor="ana", command_id=UUID(int=2)))
    states = {
        MAPPER.to_stored_event(RecordedEvent(uuid4(), 1, EVENT, origin)).state
        for origin in (PROVENANCE, by_command)
    }
    assert len(states) == 1


@pytest.mark.parametrize(
    ("version", "state"),
    [
        (1, b'{"occurred_on":"2024-03-01","amount":33054}'),
        (2, b'{"occurred_on":"2024-03-01","clp":"33054"}'),
        (3, b'{"occurred_on":"2024-03-01","clp":"33054","decree":"unknown"}'),
    ],
)
def test_each_version_s_bytes_become_today_s_event(version: int, state: bytes) -> None:
    recorded = MAPPER.to_domain_event(stored(f"cl.sep.test.use_fixed.v{version}", state))
    assert recorded.event == UseFixed(
        occurred_on=date(2024, 3, 1), clp=Decimal(33054), decree="unknown"
    )


@pytest.mark.parametrize(
    ("state", "metadata"),
    [
        (b"not json", None),
        (b'{"occurred_on":"2024-03-01"}', None),
        (b"[]", None),
        (state_bytes(EVENT), b"{}"),
    ],
)
@pytest.mark.parametrize("version", [2, 3])
def test_bytes_that_do_not_fit_are_named_with_their_stream(
    version: int, state: bytes, metadata: bytes | None
) -> None:
    event = stored(f"cl.sep.test.use_fixed.v{version}", state, metadata)
    with pytest.raises(MapperDeserialisationError, match=str(event.originator_id)):
        MAPPER.to_domain_event(event)


def test_a_topic_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownTopicError):
        LedgerMapper(resolve).to_domain_event(stored("sep_domain.events:Event", b"{}"))


def test_an_event_without_stream_and_provenance_is_refused() -> None:
    with pytest.raises(TypeError, match="wrap the event in RecordedEvent"):
        MAPPER.to_stored_event(EVENT)  # type: ignore[arg-type]


def test_a_stream_starts_at_version_one() -> None:
    with pytest.raises(ValueError, match="first version is 1"):
        RecordedEvent(uuid4(), 0, EVENT, PROVENANCE)

"""Decisions stand on the library's application: its save, its event store, its notification log."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from sep_domain.events.base import Event
from sep_domain.events.findings import (
    FindingAccepted,
    FindingAnswered,
    FindingOpened,
    FindingSubject,
)
from sep_domain.provenance import CommandSource, Provenance
from sep_ledger.application import Ledger
from sep_ledger.recorder import connection_pool
from sep_ledger.records.recorded import RecordedEvent

DAY = date(2024, 3, 1)
BY_ANA = Provenance(source=CommandSource(actor="ana", command_id=UUID(int=1)))


@dataclass(frozen=True)
class Finding:
    """As much of a finding as a test needs: where it stands."""

    id: UUID
    version: int
    status: str


def evolve(finding: Finding | None, recorded: RecordedEvent) -> Finding:
    match recorded.event:
        case FindingOpened():
            return Finding(recorded.originator_id, recorded.originator_version, "open")
        case FindingAnswered():
            status = "answered"
        case _:
            status = "closed"
    assert finding is not None
    return replace(finding, version=recorded.originator_version, status=status)


def folded(ledger: Ledger, stream: UUID, *, lte: int | None = None) -> Finding | None:
    finding = None
    for recorded in ledger.events.get(stream, lte=lte):
        assert isinstance(recorded, RecordedEvent)
        finding = evolve(finding, recorded)
    return finding


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    with Ledger(database) as application:
        yield application


def opened(stream: UUID) -> RecordedEvent:
    return RecordedEvent(stream, 1, an_opening(stream), BY_ANA)


def an_opening(stream: UUID) -> Event:
    return FindingOpened(
        occurred_on=DAY,
        finding=stream,
        subject_kind=FindingSubject.EVENT,
        subject="17",
        text="Factura sin respaldo",
    )


def test_an_entity_is_folded_from_what_was_saved(ledger: Ledger) -> None:
    stream = uuid4()
    answered = FindingAnswered(occurred_on=DAY, finding=stream, text="Se adjunta")
    ledger.save(opened(stream), RecordedEvent(stream, 2, answered, BY_ANA))
    assert folded(ledger, stream) == Finding(stream, 2, "answered")
    assert folded(ledger, stream, lte=1) == Finding(stream, 1, "open")


def test_saving_answers_with_positions(ledger: Ledger) -> None:
    ledger.save(opened(uuid4()))
    (recording,) = ledger.save(opened(uuid4()))
    assert recording.notification.id == 2


def test_of_two_decisions_on_one_state_the_second_is_refused(ledger: Ledger) -> None:
    stream = uuid4()
    ledger.save(opened(stream))
    accepted = FindingAccepted(occurred_on=DAY, finding=stream, text="Conforme")
    answered = FindingAnswered(occurred_on=DAY, finding=stream, text="Se adjunta")
    ledger.save(RecordedEvent(stream, 2, accepted, BY_ANA))
    with pytest.raises(IntegrityError):
        ledger.save(RecordedEvent(stream, 2, answered, BY_ANA))
    assert folded(ledger, stream) == Finding(stream, 2, "closed")


def test_the_notification_log_shows_everything_in_order(ledger: Ledger) -> None:
    streams = [uuid4(), uuid4()]
    ledger.save(*map(opened, streams))
    notifications = ledger.notification_log.select(start=1, limit=10)
    assert [(row.id, row.originator_id) for row in notifications] == list(enumerate(streams, 1))
    assert {row.topic for row in notifications} == {"cl.sep.finding.opened.v1"}


def test_a_given_pool_stays_open_for_its_owner(database: str) -> None:
    with connection_pool(database) as pool:
        with Ledger(pool) as application:
            application.save(opened(uuid4()))
        assert not pool.closed

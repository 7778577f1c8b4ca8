"""A database of version 0.1.0 is brought up to date, and loses nothing on the way.

Its events are the same bytes, each is read by the classes of today, what was proven then is proven
still, and every view is what a rebuild makes of the log.
"""

from collections.abc import Iterator

import psycopg
import pytest
from tests.conftest import Server
from tests.torture.closing import assert_gapless, assert_views_equal_rebuilt_ones
from tests.upgrades.conftest import Db, Kept, Rows, everything

from sep_domain.events.funds.periods import PeriodReopened
from sep_ledger.evidence.checking import bundle
from sep_ledger.evidence.checking.discrepancies import Discrepancy
from sep_ledger.evidence.checking.fsck import fsck
from sep_ledger.evidence.formats.notes import Verifier
from sep_ledger.reading.events import read_events
from sep_ledger.records.mapper import LedgerMapper
from sep_ledger.records.recorded import RecordedEvent
from sep_ledger.records.stored import StoredEvent
from sep_projections.update import prepare, update

RECORDED_BY_0_1_0 = 9_029
"""So many events; what comes after them was derived by the version that upgraded."""

LAST_SIGNED = 9_029


@pytest.fixture(scope="module")
def restored(postgres: Server, kept: Kept) -> Iterator[str]:
    """As 0.1.0 left it."""
    with kept.restored(postgres) as dsn:
        yield dsn


@pytest.fixture(scope="module")
def events_before(restored: str) -> list[StoredEvent]:
    """The log as it is stored before the upgrade."""
    columns = "originator_id, originator_version, topic, state, position, metadata, recorded_at"
    query = f"select {columns} from ledger.events order by position"
    with psycopg.connect(restored) as conn:
        return [StoredEvent(*row) for row in conn.execute(query.encode()).fetchall()]


@pytest.fixture(scope="module")
def upgraded(restored: str, events_before: list[StoredEvent]) -> str:
    """The same, upgraded and brought up to date as a start of the service does it."""
    start(restored)
    return restored


@pytest.fixture
def conn(upgraded: str) -> Iterator[Db]:
    with psycopg.connect(upgraded, autocommit=True) as connection:
        yield connection


def start(dsn: str) -> None:
    prepare(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        update(connection)


def changed(before: Rows, after: Rows) -> set[str]:
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}


def read(stored: StoredEvent) -> RecordedEvent:
    return LedgerMapper().to_domain_event(stored)


def test_every_event_is_the_same_and_is_read(conn: Db, events_before: list[StoredEvent]) -> None:
    rows = read_events(conn, after=0, limit=RECORDED_BY_0_1_0)
    assert rows == events_before
    assert len(rows) == RECORDED_BY_0_1_0
    events = [read(row) for row in rows]
    assert [each.position for each in events] == list(range(1, RECORDED_BY_0_1_0 + 1))
    reopened = [each.event for each in events if isinstance(each.event, PeriodReopened)]
    assert [event.reason for event in reopened] == ["Faltaba una planilla"]


def test_what_this_version_derives_is_read_too(conn: Db) -> None:
    number = assert_gapless(conn)
    derived = read_events(conn, after=RECORDED_BY_0_1_0, limit=number)
    assert [read(row).position for row in derived] == [row.position for row in derived]
    assert {row.topic.split(".")[2] for row in derived} <= {"entitlement", "restitution"}


def test_the_tree_and_its_checkpoints_hold(conn: Db, kept: Kept) -> None:
    found: list[Discrepancy] = []
    checked = fsck(conn, found.append, Verifier.parse(kept.key), kept.checkpoints)
    assert found == []
    assert (checked.events, checked.signed, checked.checkpoints) == (
        assert_gapless(conn),
        LAST_SIGNED,
        2,
    )


def test_what_was_proven_then_is_proven_still(kept: Kept, events_before: list[StoredEvent]) -> None:
    found: list[Discrepancy] = []
    proven = [
        bundle.verify(bundle.Bundle.from_json(proof), Verifier.parse(kept.key), found.append)
        for proof in kept.proofs
    ]
    assert found == []
    assert [signed.size for signed, _ in proven] == [9_024, LAST_SIGNED]
    for _, event in proven:
        assert event == events_before[event.position - 1]


def test_proofs_of_today_verify_against_the_checkpoints_of_then(conn: Db, kept: Kept) -> None:
    found: list[Discrepancy] = []
    first, last = kept.checkpoints
    proof = bundle.prove(conn, 1_234, first)
    signed, _ = bundle.verify(proof, Verifier.parse(kept.key), found.append, [first, last])
    assert (signed.size, found) == (LAST_SIGNED, [])


def test_every_view_is_what_a_rebuild_makes_of_the_log(upgraded: str) -> None:
    with psycopg.connect(upgraded, autocommit=True) as connection:
        assert_views_equal_rebuilt_ones(connection, assert_gapless(connection))


def test_a_second_start_changes_nothing(upgraded: str) -> None:
    before = everything(upgraded)
    start(upgraded)
    after = everything(upgraded)
    # The rules of derivation look once at what they derived themselves, and note that they did.
    assert changed(before, after) <= {"projections.checkpoint"}
    start(upgraded)
    assert changed(after, everything(upgraded)) == set()

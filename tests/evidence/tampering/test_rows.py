"""Rows of events that are changed, deleted, added or exchanged are found and named."""

import pytest
from tests.evidence.conftest import APPEND, Tamper
from tests.evidence.tampering.conftest import ZERO, Db, check, kinds, named

from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind
from sep_ledger.evidence.checking.fsck import fsck

IN_TILE, IN_TAIL = 100, 590

FLIPS = {
    "originator_id": f"encode({ZERO.format('uuid_send(originator_id)')}, 'hex')::uuid",
    "originator_version": "originator_version # 2",
    "topic": "overlay(topic placing 'x' from 1 for 1)",
    "state": ZERO.format("state"),
    "metadata": ZERO.format("metadata"),
    "recorded_at": "recorded_at + interval '1 microsecond'",
}
TURN_ROUND = "update ledger.events set position = -position where"


def test_an_honest_log_has_no_findings(conn: Db, kept: str) -> None:
    found: list[Discrepancy] = []
    checked = fsck(conn, found.append, None, [kept])
    assert (checked.events, checked.signed, checked.checkpoints, found) == (610, 600, 2, [])


class TestRows:
    """What an event says, where it stands, whether it is there."""

    def test_no_column_is_left_out_here(self, conn: Db) -> None:
        columns = conn.execute(
            "select attname from pg_attribute"
            " where attrelid = 'ledger.events'::regclass and attnum > 0 and not attisdropped"
        ).fetchall()
        # Position and leaf hash have tests of their own below.
        assert {name for (name,) in columns} == {*FLIPS, "position", "leaf_hash"}

    @pytest.mark.parametrize("position", [IN_TILE, IN_TAIL])
    @pytest.mark.parametrize("column", FLIPS)
    def test_a_flipped_bit_in_a_column(
        self, conn: Db, tamper: Tamper, column: str, position: int
    ) -> None:
        tamper(f"update ledger.events set {column} = {FLIPS[column]} where position = {position}")
        found = check(conn)
        assert named(found, Kind.EVENT_CHANGED) == [f"posición {position}"]
        assert kinds(found) <= {Kind.EVENT_CHANGED, Kind.VERSION_GAP}

    @pytest.mark.parametrize("position", [IN_TILE, IN_TAIL])
    def test_an_event_given_another_position(self, conn: Db, tamper: Tamper, position: int) -> None:
        tamper(f"update ledger.events set position = position + 8192 where position = {position}")
        found = check(conn)
        assert f"posición {position}" in named(found, Kind.EVENT_MISSING)
        assert f"posición {position + 8192}" in named(found, Kind.EVENT_UNCOUNTED)
        assert Kind.HEAD_CHANGED in kinds(found)

    def test_two_events_that_changed_places(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            """
            update ledger.events set position = 9999 where position = 100;
            update ledger.events set position = 100 where position = 400;
            update ledger.events set position = 400 where position = 9999
            """
        )
        found = check(conn)
        assert named(found, Kind.EVENT_MOVED) == ["posición 100", "posición 400"]
        assert [finding.detail for finding in found] == [
            "estaba en la posición 400",
            "estaba en la posición 100",
        ]

    def test_two_events_that_exchanged_what_they_say(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            """
            update ledger.events as one set state = other.state from ledger.events as other
            where (one.position, other.position) in ((7, 8), (8, 7))
            """
        )
        assert named(check(conn), Kind.EVENT_CHANGED) == ["posición 7", "posición 8"]

    def test_an_order_turned_round(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            """
            update ledger.events set position = position + 9000 where position between 11 and 20;
            update ledger.events set position = 9031 - position where position > 9000
            """
        )
        moved = named(check(conn), Kind.EVENT_MOVED)
        assert moved == [f"posición {position}" for position in range(11, 21)]

    @pytest.mark.parametrize("position", [1, IN_TILE, 256, 300, IN_TAIL, 600])
    def test_a_deleted_event(self, conn: Db, tamper: Tamper, position: int) -> None:
        tamper(f"delete from ledger.events where position = {position}")
        found = check(conn)
        assert [tuple(finding) for finding in found] == [
            (Kind.EVENT_MISSING, f"posición {position}", "")
        ]

    def test_a_deleted_event_whose_place_was_closed_up(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            f"""
            delete from ledger.events where position = 590;
            {TURN_ROUND} position > 590;
            update ledger.events set position = -position - 1 where position < 0;
            update ledger.head set position = position - 1
            """
        )
        found = check(conn)
        assert named(found, Kind.EVENT_MOVED) == [f"posición {p}" for p in range(590, 600)]
        assert named(found, Kind.EVENT_CHANGED) == ["posición 600"]

    def test_an_event_put_in_between(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            f"""
            {TURN_ROUND} position >= 100;
            update ledger.events set position = 1 - position where position < 0;
            insert into ledger.events (position, originator_id, originator_version, topic, state)
            values (100, gen_random_uuid(), 1, 't', '{{}}');
            update ledger.head set position = position + 1
            """
        )
        found = check(conn)
        assert named(found, Kind.EVENT_CHANGED)[0] == "posición 100"
        assert named(found, Kind.EVENT_MOVED)[0] == "posición 101"

    def test_an_event_put_on_a_taken_position(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            """
            alter table ledger.events drop constraint events_position_key;
            insert into ledger.events (position, originator_id, originator_version, topic, state)
            values (100, gen_random_uuid(), 1, 't', '{}')
            """
        )
        assert named(check(conn), Kind.EVENT_REPEATED) == ["posición 100"]

    def test_an_event_smuggled_in_behind_the_last(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            """
            insert into ledger.events (position, originator_id, originator_version, topic, state)
            values (611, gen_random_uuid(), 1, 't', '{}')
            """
        )
        found = check(conn)
        assert named(found, Kind.EVENT_UNCOUNTED) == ["posición 611"]
        assert Kind.HEAD_CHANGED in kinds(found)

    @pytest.mark.parametrize(
        "harm",
        [
            "update ledger.head set position = position + (1::bigint << 62)",
            "update ledger.events set position = position + (1::bigint << 62) where position > 609",
            "update ledger.tiles set number = number + (1::bigint << 62)",
            "update ledger.checkpoints set size = size + (1::bigint << 62)",
            "update ledger.checkpoint_signatures set number = number + (1::bigint << 62)",
        ],
    )
    def test_a_number_far_out_is_named_soon(self, conn: Db, tamper: Tamper, harm: str) -> None:
        tamper(harm)
        steps: list[int] = []
        found: list[Discrepancy] = []
        fsck(conn, found.append, progress=lambda covered, _: steps.append(covered))
        assert 0 < len(found) < 10
        assert len(steps) == 1

    def test_all_but_the_last_event(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            "delete from ledger.tiles; delete from ledger.events where position < 610;"
            " update ledger.events set position = 1::bigint << 62;"
            " update ledger.head set position = 1::bigint << 62"
        )
        found = check(conn)
        assert named(found, Kind.EVENT_MISSING) == [
            "posiciones 1 a 600",
            "posiciones 601 a 4611686018427387903",
        ]
        assert named(found, Kind.EVENT_UNCOUNTED) == ["posición 4611686018427387904"]

    def test_a_stream_with_a_version_left_out(self, conn: Db) -> None:
        conn.execute(APPEND.replace("gen_random_uuid(), 1", "gen_random_uuid(), 3"), {"count": 1})
        (finding,) = check(conn)
        assert (finding.kind, finding.where) == (Kind.VERSION_GAP, "posición 611")

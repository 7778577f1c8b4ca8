"""Whoever owns the server may rewrite rows behind the triggers' backs; each way is found and named.

600 events are signed at 300 and at 600; ten more are not signed yet. Then a superuser, with the
guards switched off, does what the law forbids.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from tests.evidence.conftest import APPEND, ORIGIN, Append, Sign, Tamper

from sep_ledger.evidence import keyfile, signing, store
from sep_ledger.evidence.findings import Finding, Kind
from sep_ledger.evidence.fsck import fsck
from sep_ledger.evidence.growth import HistoryRewrittenError
from sep_ledger.evidence.notes import COSIGNATURE, Note, Signer, Verifier

Db = Connection[Any]

IN_TILE, IN_TAIL = 100, 590

ZERO = "set_byte({0}, 0, get_byte({0}, 0) # 1)"
FLIPS = {
    "originator_id": f"encode({ZERO.format('uuid_send(originator_id)')}, 'hex')::uuid",
    "originator_version": "originator_version # 2",
    "topic": "overlay(topic placing 'x' from 1 for 1)",
    "state": ZERO.format("state"),
    "metadata": ZERO.format("metadata"),
    "recorded_at": "recorded_at + interval '1 microsecond'",
}


@pytest.fixture(autouse=True)
def log(append: Append, sign: Sign) -> None:
    append(300)
    sign()
    append(300)
    sign()
    append(10)


@pytest.fixture
def kept(log: None, conn: Db) -> str:
    """A checkpoint that an outsider has kept: the last one."""
    signed = store.latest(conn)
    assert signed
    return str(signed.note)


def check(conn: Db, *kept: str, pinned: Verifier | None = None) -> list[Finding]:
    found: list[Finding] = []
    fsck(conn, found.append, pinned, kept)
    return found


def kinds(found: list[Finding]) -> set[Kind]:
    return {finding.kind for finding in found}


def named(found: list[Finding], kind: Kind) -> list[str]:
    return [finding.where for finding in found if finding.kind == kind]


def test_an_honest_log_has_no_findings(conn: Db, kept: str) -> None:
    found: list[Finding] = []
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
        found: list[Finding] = []
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


TURN_ROUND = "update ledger.events set position = -position where"


class TestLeafHashes:
    """The hash beside the event, however it was got at."""

    def test_an_event_changed_under_its_old_hash(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            """
            alter table ledger.events rename column leaf_hash to computed;
            alter table ledger.events add column leaf_hash bytea;
            update ledger.events set leaf_hash = computed;
            update ledger.events set state = 'forged' where position = 100;
            alter table ledger.events drop column computed
            """
        )
        found = check(conn)
        assert named(found, Kind.EVENT_CHANGED) == ["posición 100"]
        assert named(found, Kind.GUARD_MISSING) == ["generated column leaf_hash"]

    def test_nothing_more_is_signed_over_an_expression_that_overlooks_the_state(
        self, conn: Db, append: Append, sign: Sign, tamper: Tamper
    ) -> None:
        tamper(
            "alter table ledger.events drop column leaf_hash,"
            " add column leaf_hash bytea generated always as (sha256(metadata))"
        )
        append(1)
        with pytest.raises(HistoryRewrittenError):
            sign()


class TestGuards:
    """What keeps the database from rewriting, taken off and not put back as it was."""

    @pytest.mark.parametrize(
        ("harm", "guard"),
        [
            (
                "alter table ledger.events disable trigger events_only_grow",
                "trigger events_only_grow",
            ),
            (
                "alter table ledger.tiles enable replica trigger tiles_only_grow",
                "trigger tiles_only_grow",
            ),
            ("drop trigger head_stays on ledger.head", "trigger head_stays"),
            (
                (
                    "drop trigger head_only_rises on ledger.head; create trigger head_only_rises"
                    " before update of only_row on ledger.head for each row"
                    " execute function ledger.refuse_head_going_back();"
                    " alter table ledger.head enable always trigger head_only_rises"
                ),
                "trigger head_only_rises",
            ),
            (
                (
                    "create or replace function ledger.refuse_rewriting() returns trigger"
                    " language plpgsql as $$ begin return null; end $$"
                ),
                "function refuse_rewriting",
            ),
            (
                "alter table ledger.events drop constraint events_position_key",
                "constraint events_position_key",
            ),
            (
                (
                    "alter table ledger.checkpoint_signatures"
                    " drop constraint checkpoint_signatures_size_fkey"
                ),
                "constraint checkpoint_signatures_size_fkey",
            ),
            (
                (
                    "alter table ledger.events drop column leaf_hash,"
                    " add column leaf_hash bytea generated always as (sha256(state))"
                ),
                "generated column leaf_hash",
            ),
            (
                (
                    "do $$ declare expression text := pg_get_expr(adbin, adrelid) from pg_attrdef"
                    " join pg_attribute on attrelid = adrelid and attnum = adnum"
                    " where attname = 'leaf_hash' and adrelid = 'ledger.events'::regclass; begin"
                    " alter table ledger.events drop column leaf_hash;"
                    " execute 'alter table ledger.events add column leaf_hash bytea generated"
                    " always as (' || expression || ') stored'; end $$"
                ),
                "generated column leaf_hash",
            ),
            (
                "grant delete on ledger.events to sep_ledger_app",
                "grant DELETE on events to sep_ledger_app",
            ),
            ("grant truncate on ledger.tiles to public", "grant TRUNCATE on tiles to public"),
            (
                "grant update (state) on ledger.events to sep_ledger_app",
                "grant UPDATE on events to sep_ledger_app",
            ),
        ],
    )
    def test_each_is_missed(self, conn: Db, harm: str, guard: str) -> None:
        assert check(conn) == []
        conn.execute(harm.encode())
        assert named(check(conn), Kind.GUARD_MISSING) == [guard]


class TestTree:
    """Tiles, and the hashes noted with checkpoints."""

    def test_a_flipped_bit_in_a_tile(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            "update ledger.tiles set hashes = set_byte(hashes, 320, get_byte(hashes, 320) # 1)"
            " where (level, number) = (0, 1)"
        )
        found = check(conn)
        assert [tuple(finding) for finding in found if finding.kind == Kind.TILE_CHANGED] == [
            (Kind.TILE_CHANGED, "bloque 0/1", "su raíz no es la de sus hashes"),
            (Kind.TILE_CHANGED, "bloque 0/1", "hash 10, posición 267"),
        ]
        assert kinds(found) == {Kind.TILE_CHANGED}

    def test_a_changed_root_of_a_tile(self, conn: Db, tamper: Tamper) -> None:
        tamper("update ledger.tiles set root = sha256('x') where (level, number) = (0, 0)")
        assert named(check(conn), Kind.TILE_CHANGED) == ["bloque 0/0"]

    def test_a_deleted_tile(self, conn: Db, tamper: Tamper) -> None:
        tamper("delete from ledger.tiles where (level, number) = (0, 0)")
        assert [tuple(f) for f in check(conn)] == [(Kind.TILE_MISSING, "bloque 0/0", "")]

    def test_two_tiles_that_changed_places(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            """
            update ledger.tiles set number = 9 where number = 0;
            update ledger.tiles set number = 0 where number = 1;
            update ledger.tiles set number = 1 where number = 9
            """
        )
        found = check(conn)
        assert kinds(found) == {Kind.TILE_CHANGED}
        assert set(named(found, Kind.TILE_CHANGED)) == {"bloque 0/0", "bloque 0/1"}

    def test_a_tile_that_no_event_is_under(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            "insert into ledger.tiles select level + 3, number, hashes, root from ledger.tiles"
            " where number = 0"
        )
        assert named(check(conn), Kind.TILE_UNCALLED_FOR) == ["bloque 3/0"]

    def test_an_event_and_its_tile_changed_alike(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            """
            update ledger.events set state = 'forged' where position = 100;
            update ledger.tiles set hashes = overlay(
                hashes placing (select leaf_hash from ledger.events where position = 100)
                from 99 * 32 + 1)
            where number = 0
            """
        )
        found = check(conn)
        assert named(found, Kind.CHECKPOINT_CONTRADICTS) == [
            "punto de control 300",
            "punto de control 600",
        ]

    def test_the_hashes_noted_with_a_checkpoint(self, conn: Db, tamper: Tamper) -> None:
        tamper("update ledger.checkpoints set leaves = set_byte(leaves, 0, 1) where size = 600")
        found = check(conn)
        assert kinds(found) == {Kind.CHECKPOINT_LEAVES_CHANGED}

    def test_a_tile_above_the_leaves(
        self, conn: Db, append: Append, sign: Sign, tamper: Tamper
    ) -> None:
        append(65_536)
        sign()
        assert check(conn) == []
        tamper(
            "update ledger.tiles set hashes = set_byte(hashes, 64, get_byte(hashes, 64) # 1)"
            " where level = 1"
        )
        found = check(conn)
        assert ("bloque 1/0", "hash 2") in [finding[1:] for finding in found]
        assert kinds(found) == {Kind.TILE_CHANGED}
        tamper("delete from ledger.tiles where level = 1")
        assert named(check(conn), Kind.TILE_MISSING) == ["bloque 1/0"]


class TestCheckpoints:
    """What was signed, and who signed it."""

    def test_a_changed_root(self, conn: Db, tamper: Tamper) -> None:
        tamper("update ledger.checkpoints set root = sha256('x') where size = 300")
        found = check(conn)
        assert named(found, Kind.SIGNATURE_FALSE) == ["punto de control 300"]
        assert named(found, Kind.CHECKPOINT_UNSIGNED) == ["punto de control 300"]

    def test_a_flipped_bit_in_a_signature(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            "update ledger.checkpoint_signatures"
            f" set signature = {ZERO.format('signature')} where size = 600"
        )
        assert named(check(conn), Kind.SIGNATURE_FALSE) == ["punto de control 600"]

    def test_a_signature_taken_away(self, conn: Db, tamper: Tamper) -> None:
        tamper("delete from ledger.checkpoint_signatures where size = 300")
        assert named(check(conn), Kind.CHECKPOINT_UNSIGNED) == ["punto de control 300"]

    def test_a_deleted_checkpoint(self, conn: Db, tamper: Tamper) -> None:
        tamper("delete from ledger.checkpoints where size = 300")
        assert named(check(conn), Kind.CHECKPOINT_MISSING) == ["punto de control 300"]

    @pytest.mark.parametrize(
        "close_up", ["", "; update ledger.checkpoint_signatures set number = number - 1"]
    )
    def test_a_checkpoint_deleted_with_its_signature(
        self, conn: Db, tamper: Tamper, close_up: str
    ) -> None:
        tamper(
            "delete from ledger.checkpoint_signatures where size = 300;"
            f" delete from ledger.checkpoints where size = 300{close_up}"
        )
        found = check(conn)
        assert named(found, Kind.SEAL_BROKEN) == ["punto de control 600"]
        assert named(found, Kind.SIGNATURE_MISSING) == ([] if close_up else ["firma 1"])

    def test_the_last_checkpoint_deleted_with_its_signature(
        self, conn: Db, tamper: Tamper, kept: str
    ) -> None:
        tamper(
            "delete from ledger.checkpoint_signatures where size = 600;"
            " delete from ledger.checkpoints where size = 600"
        )
        assert check(conn) == []  # only who kept it can know
        assert named(check(conn, kept), Kind.CHECKPOINT_MISSING) == ["punto de control 600"]

    def test_a_changed_seal(self, conn: Db, tamper: Tamper) -> None:
        tamper("update ledger.checkpoints set seal = sha256('x') where size = 600")
        assert named(check(conn), Kind.SIGNATURE_FALSE) == ["punto de control 600"]

    def test_a_seal_taken_away(self, conn: Db, tamper: Tamper) -> None:
        tamper("update ledger.checkpoints set sealed = null, seal = null where size = 600")
        assert named(check(conn), Kind.SIGNATURE_FALSE) == ["punto de control 600"]

    def test_one_of_the_two_signatures_where_the_key_changed(
        self, conn: Db, tamper: Tamper, key_file: Path
    ) -> None:
        former = keyfile.load(key_file).verifier
        signing.hand_over(conn, key_file, ORIGIN)
        size = conn.execute("select max(size) from ledger.checkpoints").fetchone()
        assert check(conn) == []
        for vkey in (str(former), str(keyfile.load(key_file).verifier)):
            (row,) = tamper(
                "delete from ledger.checkpoint_signatures where (size, vkey) = (%s, %s)"
                " returning number, size, vkey, signature",
                *(size or ()),
                vkey,
            )
            where = f"punto de control {row[1]}"
            assert Finding(Kind.SIGNATURE_MISSING, where, vkey) in check(conn)
            tamper("insert into ledger.checkpoint_signatures values (%s, %s, %s, %s)", *row)

    def test_a_witness_s_signature(
        self, conn: Db, tamper: Tamper, kept: str, append: Append, sign: Sign
    ) -> None:
        witness = Signer("witness.example/w1", Signer.generate("w").private, COSIGNATURE)
        text = Note.parse(kept).text
        cosigned = Note(text, (witness.sign(text, at=100),))
        signing.add_cosignatures(conn, cosigned, witness.verifier)
        append(1)
        sign()
        assert check(conn) == []
        tamper("delete from ledger.checkpoint_signatures where number = 3")
        found = check(conn)
        assert named(found, Kind.SIGNATURE_MISSING) == ["firma 3"]
        assert named(found, Kind.SEAL_BROKEN) == ["punto de control 611"]

    def test_two_signatures_that_changed_places(self, conn: Db, tamper: Tamper) -> None:
        tamper("update ledger.checkpoint_signatures set number = 10 - number; ")
        assert named(check(conn), Kind.SEAL_BROKEN) == ["punto de control 600"]

    def test_a_log_rolled_back_with_all_that_was_signed_since(
        self, conn: Db, tamper: Tamper, kept: str
    ) -> None:
        tamper(ROLL_BACK)
        assert check(conn) == []  # only who kept a checkpoint can know
        assert [tuple(finding) for finding in check(conn, kept)] == [
            (Kind.HISTORY_ROLLED_BACK, "punto de control 600", "ahora 300")
        ]

    def test_a_log_rolled_back_and_grown_again_with_the_true_key(
        self, conn: Db, tamper: Tamper, kept: str, append: Append, sign: Sign
    ) -> None:
        tamper(ROLL_BACK)
        append(500)
        sign()
        assert check(conn) == []
        assert named(check(conn, kept), Kind.HISTORY_FORKED) == ["punto de control 600"]

    def test_everything_signed_anew_with_another_key(
        self, conn: Db, tamper: Tamper, tmp_path: Path, key_file: Path, kept: str
    ) -> None:
        tamper(
            """
            delete from ledger.checkpoint_signatures; delete from ledger.checkpoints;
            delete from ledger.log_keys; delete from ledger.tiles;
            update ledger.events set state = 'forged' where position = 100
            """
        )
        signing.sign(conn, signing.signer_of(conn, tmp_path / "forged.key", ORIGIN))
        assert check(conn) == []
        pinned = keyfile.load(key_file).verifier
        found = check(conn, kept, pinned=pinned)
        assert Kind.KEY_CHANGED in kinds(found)
        assert named(found, Kind.HISTORY_FORKED) == ["punto de control 600"]

    def test_a_key_put_behind_the_true_one(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            "insert into ledger.log_keys (number, vkey, since, statement)"
            " values (2, 'forged+00000000+AQ==', 600, E'not signed\\n\\nby anyone\\n')"
        )
        assert kinds(check(conn)) == {Kind.KEY_CHANGED}


ROLL_BACK = """
delete from ledger.checkpoint_signatures where size > 300;
delete from ledger.checkpoints where size > 300;
delete from ledger.tiles where number = 1;
delete from ledger.events where position > 300;
update ledger.head set position = 300
"""


class TestSigning:
    """The log itself does not sign what contradicts what it signed."""

    @pytest.fixture(autouse=True)
    def nothing_more_is_signed(self, conn: Db, tamper: Tamper, sign: Sign) -> Iterator[None]:
        yield
        with pytest.raises(HistoryRewrittenError):
            sign()
        signed = store.latest(conn)
        assert signed is None or signed.checkpoint.size <= 600
        assert conn.execute("select count(*) from ledger.tiles").fetchone() == (2,)

    def test_over_a_changed_event_at_the_edge(self, tamper: Tamper) -> None:
        tamper("update ledger.events set state = 'forged' where position = 590")

    def test_over_a_deleted_event_at_the_edge(self, tamper: Tamper) -> None:
        tamper("delete from ledger.events where position = 590")

    def test_over_a_changed_event_where_the_edge_has_become_a_tile(
        self, tamper: Tamper, append: Append
    ) -> None:
        append(2_000)
        tamper("update ledger.events set state = 'forged' where position = 590")

    def test_over_a_changed_tile(self, tamper: Tamper) -> None:
        tamper("update ledger.tiles set root = sha256('x') where number = 0")

    def test_over_a_shorter_log(self, tamper: Tamper) -> None:
        tamper(
            "delete from ledger.events where position > 500; update ledger.head set position = 500"
        )

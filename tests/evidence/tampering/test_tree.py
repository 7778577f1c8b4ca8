"""A tile that is not what its events come to is found and named."""

from tests.evidence.conftest import Append, Sign, Tamper
from tests.evidence.tampering.conftest import Db, check, kinds, named

from sep_ledger.evidence.checking.discrepancies import Kind


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

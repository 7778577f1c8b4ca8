"""A checkpoint, a signature or a key that is not what it was is found and named."""

from pathlib import Path

import pytest
from tests.evidence.conftest import ORIGIN, Append, Sign, Tamper
from tests.evidence.tampering.conftest import ZERO, Db, check, kinds, named

from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind
from sep_ledger.evidence.formats.notes import COSIGNATURE, Note, Signer
from sep_ledger.evidence.writing import keyfile, signing

ROLL_BACK = """
delete from ledger.checkpoint_signatures where size > 300;
delete from ledger.checkpoints where size > 300;
delete from ledger.tiles where number = 1;
delete from ledger.events where position > 300;
update ledger.head set position = 300
"""


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

    @pytest.mark.parametrize("rest", ["''", "substr(leaves, 33)"])
    def test_hashes_of_leaves_taken_away(self, conn: Db, tamper: Tamper, rest: str) -> None:
        tamper(f"update ledger.checkpoints set leaves = {rest} where size = 600")
        found = check(conn)
        assert named(found, Kind.CHECKPOINT_LEAVES_CHANGED) == ["punto de control 600"]

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
            assert Discrepancy(Kind.SIGNATURE_MISSING, where, vkey) in check(conn)
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

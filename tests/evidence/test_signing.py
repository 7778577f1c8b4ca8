"""Who signs: keys are kept safe and change hands traceably; witnesses can put their names below."""

import stat
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from tests.evidence.conftest import ORIGIN, Append, Sign

from sep_ledger.database.statements import statements_of
from sep_ledger.evidence import store
from sep_ledger.evidence.checking import bundle
from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind
from sep_ledger.evidence.checking.fsck import fsck
from sep_ledger.evidence.formats.checkpoints import (
    Checkpoint,
    Handover,
    Term,
    terms_from,
    trusted_checkpoint,
)
from sep_ledger.evidence.formats.merkle import Span
from sep_ledger.evidence.formats.notes import (
    COSIGNATURE,
    BadSignatureError,
    MalformedKeyError,
    MalformedNoteError,
    Note,
    Signer,
    Verifier,
)
from sep_ledger.evidence.writing import keyfile, signing

STATEMENTS = statements_of(signing.__name__)

Db = Connection[Any]

# Go's own example, golang.org/x/mod/sumdb/note: made by software that is not ours.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb"
    "6KE6RyyBwJnAM=\n"
)


def test_a_note_of_go_is_read_and_written_again_byte_by_byte() -> None:
    note, key = Note.parse(GO_NOTE), Verifier.parse(GO_KEY)
    assert (note.signed_by([key]), str(note), str(key)) == ([key], GO_NOTE, GO_KEY)


@pytest.mark.parametrize(
    "written",
    ["", "text\n", "text\n\n", GO_NOTE[:-1], GO_NOTE + "x\n", "\x01" + GO_NOTE, "x" * 100_001],
)
def test_other_text_is_no_note(written: str) -> None:
    with pytest.raises(MalformedNoteError):
        Note.parse(written)


def test_a_false_signature_of_a_known_key_spoils_the_note() -> None:
    forged = Note.parse(GO_NOTE.replace("answer", "ANSWER"))
    with pytest.raises(BadSignatureError, match="false"):
        forged.signed_by([Verifier.parse(GO_KEY)])
    with pytest.raises(BadSignatureError, match="no key"):
        forged.signed_by([Verifier("PeterNeumann", 1, bytes(32))])


def test_keys_are_written_and_read(tmp_path: Path) -> None:
    signer = Signer.generate(ORIGIN)
    assert Signer.parse(signer.encode()).verifier == signer.verifier
    assert Verifier.parse(str(signer.verifier)) == signer.verifier
    for wrong in ("", "a b+00000000+AQ==", str(signer.verifier).replace("ledger", "l")):
        with pytest.raises(MalformedKeyError):
            Verifier.parse(wrong)
    with pytest.raises(MalformedKeyError):
        Signer.generate("a b")


def test_the_private_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "evidence" / "log.key"
    first = keyfile.load_or_create(path, ORIGIN)
    assert keyfile.load_or_create(path, ORIGIN).verifier == first.verifier
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(keyfile.KeyFileError, match="keeps its origin"):
        keyfile.load_or_create(path, "other.example/log")
    path.chmod(0o640)
    with pytest.raises(keyfile.KeyFileError, match="chmod 600"):
        keyfile.load(path)


def test_a_lost_key_is_missed_and_no_other_made_in_its_place(
    append: Append, sign: Sign, key_file: Path
) -> None:
    append(3)
    sign()
    key_file.unlink()
    with pytest.raises(signing.LostKeyError, match="respaldo"):
        sign()
    assert not key_file.exists()


def test_another_private_key_does_not_sign_for_the_log(
    conn: Db, append: Append, sign: Sign, tmp_path: Path
) -> None:
    append(3)
    sign()
    stranger = keyfile.load_or_create(tmp_path / "other.key", ORIGIN)
    with pytest.raises(signing.NotTheLogsKeyError):
        signing.sign(conn, stranger)


class TestHandingOver:
    """A new key follows the old one; whoever trusts the old can trust the new."""

    def test_both_sign_the_checkpoint_at_which_it_happens(
        self, conn: Db, append: Append, sign: Sign, signer: Signer, key_file: Path
    ) -> None:
        append(300)
        before = sign()
        signed = signing.hand_over(conn, key_file, ORIGIN)
        following = keyfile.load(key_file).verifier
        assert signed.checkpoint == before.checkpoint
        assert signed.note.signed_by([signer.verifier]) == [signer.verifier]
        assert signed.note.signed_by([following]) == [following]
        append(5)
        with pytest.raises(BadSignatureError):
            sign().note.signed_by([signer.verifier])

    def test_who_trusts_the_first_key_follows_to_the_last(
        self, conn: Db, append: Append, sign: Sign, signer: Signer, key_file: Path
    ) -> None:
        for size in (10, 20, 30):
            append(10)
            assert sign().checkpoint.size == size
            signing.hand_over(conn, key_file, ORIGIN)
        append(10)
        signed, handovers = sign(), store.handovers(store.keys(conn))
        terms = terms_from(signer.verifier, handovers)
        assert [(term.since, term.until) for term in terms] == [
            (0, 10),
            (10, 20),
            (20, 30),
            (30, None),
        ]
        assert trusted_checkpoint(str(signed.note), terms).size == 40
        assert (
            trusted_checkpoint(str(signed.note), terms_from(terms[2].verifier, handovers)).size
            == 40
        )
        proof, found = bundle.prove(conn, 7), list[Discrepancy]()
        bundle.verify(proof, signer.verifier, found.append)
        fsck(conn, found.append, signer.verifier)
        assert found == []

    def test_an_old_key_signs_nothing_beyond_its_term(self, signer: Signer) -> None:
        text = f"{ORIGIN}\n11\n{'A' * 43}=\n"
        written = str(Note(text, (signer.sign(text),)))
        with pytest.raises(BadSignatureError):
            trusted_checkpoint(written, [Term(signer.verifier, 0, 10)])

    def test_a_handover_that_the_old_key_has_not_signed_leads_nowhere(self, signer: Signer) -> None:
        thief = Signer.generate(ORIGIN)
        text = f"sep-ledger.cl/key-handover/v1\n{ORIGIN}\n0\n{thief.verifier}\n"
        line = thief.sign(text)._replace(key_id=signer.verifier.key_id)
        with pytest.raises(BadSignatureError):
            terms_from(signer.verifier, [str(Note(text, (line,)))])

    def test_no_handover_goes_back_in_time(self, signer: Signer) -> None:
        second, third = Signer.generate(ORIGIN), Signer.generate(ORIGIN)
        handovers = []
        for old, new, since in ((signer, second, 20), (second, third, 10)):
            text = Handover(ORIGIN, since, str(new.verifier)).text
            handovers.append(str(Note(text, (old.sign(text),))))
        assert len(terms_from(signer.verifier, handovers[:1])) == 2
        with pytest.raises(BadSignatureError, match="not this log's next"):
            terms_from(signer.verifier, handovers)

    def test_what_a_former_key_signs_later_does_not_count(
        self, conn: Db, append: Append, sign: Sign, signer: Signer, key_file: Path
    ) -> None:
        append(3)
        signing.hand_over(conn, key_file, ORIGIN)
        append(3)
        root = store.hashes(conn, [Span(0, 6)])[0]
        row = {"size": 6, "vkey": str(signer.verifier)}
        checkpoint = Checkpoint(ORIGIN, 6, root)
        value = signer.sign(checkpoint.text).value
        unsealed = {"origin": ORIGIN, "size": 6, "root": root, "sealed": None, "seal": None}
        ((_, leaves),) = store.read_leaf_runs(conn, 3, 6)
        conn.execute(STATEMENTS["checkpoint_add"], {**unsealed, "leaves": leaves})
        conn.execute(STATEMENTS["signature_add"], {**row, "signature": value})
        found: list[Discrepancy] = []
        fsck(conn, found.append)
        assert found == [Discrepancy(Kind.CHECKPOINT_UNSIGNED, "punto de control 6")]

    @pytest.mark.parametrize("known_to_database", [False, True])
    def test_one_cut_short_is_finished_or_forgotten(
        self,
        conn: Db,
        append: Append,
        sign: Sign,
        key_file: Path,
        monkeypatch: pytest.MonkeyPatch,
        *,
        known_to_database: bool,
    ) -> None:
        append(3)
        sign()
        cut = "adopt_next" if known_to_database else "prepare_next"
        real = getattr(keyfile, cut)

        def crash(*arguments: Any) -> None:
            if not known_to_database:
                real(*arguments)
            raise KeyboardInterrupt

        monkeypatch.setattr(keyfile, cut, crash)
        with pytest.raises(KeyboardInterrupt):
            signing.hand_over(conn, key_file, ORIGIN)
        monkeypatch.undo()
        append(3)
        assert sign().checkpoint.size == 6
        assert len(store.keys(conn)) == 1 + known_to_database
        assert signing.hand_over(conn, key_file, ORIGIN).checkpoint.size == 6


class TestWitnesses:
    """A cosignature is kept with its checkpoint and served with it (c2sp.org/tlog-cosignature)."""

    @pytest.fixture
    def witness(self) -> Signer:
        return Signer("witness.example/w1", Signer.generate("w").private, COSIGNATURE)

    def test_the_example_of_the_specification_has_the_right_shape(self) -> None:
        line = (
            "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dl"
            "rDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
        )
        (signature,) = Note.parse("text\n\n" + line).signatures
        assert int.from_bytes(signature.value[:8]) == 1_679_315_147
        assert len(signature.value) == 8 + 64

    def test_a_cosignature_is_added_once_and_the_latest_is_shown(
        self, conn: Db, append: Append, sign: Sign, witness: Signer, signer: Signer
    ) -> None:
        append(3)
        note = sign().note
        first = Note(note.text, (witness.sign(note.text, at=100),))
        later = Note(note.text, (witness.sign(note.text, at=200),))
        added = [
            signing.add_cosignatures(conn, cosigned, witness.verifier)
            for cosigned in (first, first, later)
        ]
        signed = store.latest(conn)
        assert added == [1, 0, 1]
        assert signed
        assert signed.note.signatures == (*note.signatures, *later.signatures)
        assert signed.note.signed_by([witness.verifier]) == [witness.verifier]
        assert trusted_checkpoint(str(signed.note), [Term(signer.verifier, 0, None)]).size == 3

    def test_a_false_one_and_one_for_another_checkpoint_are_refused(
        self, conn: Db, append: Append, sign: Sign, witness: Signer, signer: Signer
    ) -> None:
        append(3)
        note = sign().note
        line = witness.sign(note.text + "x", at=100)
        with pytest.raises(BadSignatureError):
            signing.add_cosignatures(conn, Note(note.text, (line,)), witness.verifier)
        other = note.text.replace("\n3\n", "\n4\n")
        with pytest.raises(signing.UnknownCheckpointError):
            signing.add_cosignatures(
                conn, Note(other, (witness.sign(other, at=1),)), witness.verifier
            )
        with pytest.raises(BadSignatureError, match="cosignatures"):
            signing.add_cosignatures(conn, note, signer.verifier)

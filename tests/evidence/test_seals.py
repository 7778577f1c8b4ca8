"""Each checkpoint seals the signatures before it, those of a log that had not sealed yet, too."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from tests.evidence.conftest import APPEND, ORIGIN, Append, Sign

from sep_ledger.database.schema import migrate
from sep_ledger.evidence import store
from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind
from sep_ledger.evidence.checking.fsck import fsck
from sep_ledger.evidence.formats.checkpoints import NO_SIGNATURES, Checkpoint
from sep_ledger.evidence.formats.merkle import Span
from sep_ledger.evidence.formats.notes import Signer
from sep_ledger.evidence.writing import signing


def test_the_seal_is_in_what_is_signed(conn: Connection[Any], append: Append, sign: Sign) -> None:
    append(3)
    first = sign()
    append(3)
    second = sign()
    seal = NO_SIGNATURES
    assert first.checkpoint.seal == seal
    for row in store.signatures(conn)[:1]:
        seal = seal.with_signature(*row)
    assert second.checkpoint.seal == seal
    assert second.note.text.splitlines()[3] == str(seal)
    assert Checkpoint.parse(second.note.text) == second.checkpoint


@pytest.fixture
def before_seals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with the migrations from before there were seals."""
    with as_file(files("sep_ledger") / "migrations") as folder:
        shutil.copytree(folder, tmp_path / "before_seals" / "migrations")
    for script in (tmp_path / "before_seals" / "migrations").glob("*.sql"):
        if script.name >= "0004":
            script.unlink()
    monkeypatch.syspath_prepend(tmp_path)
    return "before_seals"


def sign_without_seal(conn: Connection[Any], signer: Signer, size: int, number: int) -> None:
    (root,) = store.hashes(conn, [Span(0, size)])
    signature = signer.sign(Checkpoint(ORIGIN, size, root).text).value
    conn.execute(
        "insert into ledger.checkpoints (size, origin, root, leaves)"
        " select %s, %s, %s, string_agg(leaf_hash, '' order by position)"
        " from ledger.events where position > %s - 3",
        [size, ORIGIN, root, size],
    )
    conn.execute(
        "insert into ledger.checkpoint_signatures (number, size, vkey, signature)"
        " overriding system value values (%s, %s, %s, %s)",
        [number, size, str(signer.verifier), signature],
    )


def test_a_log_that_has_not_sealed_yet_seals_all_it_signed(
    empty_database: str, before_seals: str, tmp_path: Path
) -> None:
    assert migrate(empty_database, package=before_seals)
    with psycopg.connect(empty_database, autocommit=True) as conn:
        signer = signing.signer_of(conn, tmp_path / "log.key", ORIGIN)
        conn.execute(
            "insert into ledger.log_keys (number, vkey, since) values (1, %s, 0)",
            [str(signer.verifier)],
        )
        for size, number in ((3, 2), (6, 7)):
            conn.execute(APPEND.encode(), {"count": 3})
            sign_without_seal(conn, signer, size, number)
        assert migrate(empty_database)[0] == "0004_seals"
        found: list[Discrepancy] = []
        fsck(conn, found.append)
        conn.execute(APPEND.encode(), {"count": 3})
        seal = signing.sign(conn, signer).checkpoint.seal
        fsck(conn, found.append)
        assert (seal and seal.number, found) == (2, [])
        conn.execute("alter table ledger.checkpoint_signatures disable trigger user")
        conn.execute("delete from ledger.checkpoint_signatures where size = 3")
        fsck(conn, found.append)
        assert {Kind.SIGNATURE_MISSING, Kind.SEAL_BROKEN} <= {finding.kind for finding in found}

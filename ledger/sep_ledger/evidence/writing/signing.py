"""Signs the root of the tree, hands the log over to another key, takes cosignatures in.

The log signs nothing that contradicts what it signed before: under one lock, the root of the last
checkpoint is computed again from the tree before a new one is signed.
"""

from pathlib import Path
from typing import Any

from psycopg import Connection

from sep_ledger.database.statements import statements_of
from sep_ledger.evidence import store
from sep_ledger.evidence.formats.checkpoints import NO_SIGNATURES, Checkpoint, Handover, Seal
from sep_ledger.evidence.formats.merkle import TILE_WIDTH, Span
from sep_ledger.evidence.formats.notes import (
    COSIGNATURE,
    BadSignatureError,
    Note,
    Signature,
    Signer,
    Verifier,
)
from sep_ledger.evidence.store import SignedCheckpoint
from sep_ledger.evidence.writing import keyfile
from sep_ledger.evidence.writing.growth import Progress, full_tiles, grow, keep_word, take_turn
from sep_ledger.reading.events import head

_SQL = statements_of(__name__)


class NotTheLogsKeyError(Exception):
    """The private key is not the one that the log signs with now."""


class LostKeyError(keyfile.KeyFileError):
    """The log has signed with a key that is not here; another would not be the log's."""

    def __init__(self, path: Path, vkey: str) -> None:
        super().__init__(
            f"falta la clave privada del registro en {path}: firma con {vkey}. Póngala ahí desde "
            "su respaldo (o nombre su lugar en SEP_LEDGER_EVIDENCE_KEY_FILE); no se hizo otra, "
            "porque lo que ella firmara no sería de este registro."
        )


class UnknownCheckpointError(LookupError):
    """The log has signed no such checkpoint."""


def signer_of(conn: Connection[Any], path: Path, origin: str) -> Signer:
    """The log's private key: made on first use, and any change of keys cut short is finished.

    Raises LostKeyError where the log has a key already and none is here.
    """
    following, rows = keyfile.load_next(path), store.keys(conn)
    if following and rows and rows[-1].vkey == str(following.verifier):
        keyfile.adopt_next(path)
    if rows and not path.exists():
        raise LostKeyError(path, rows[-1].vkey)
    return keyfile.load_or_create(path, origin)


def sign(
    conn: Connection[Any],
    signer: Signer,
    progress: Progress = lambda _covered, _head: None,
) -> SignedCheckpoint:
    """Grow the tree and sign its root; the last checkpoint where nothing was appended since.

    Raises HistoryRewrittenError, and NotTheLogsKeyError for another key than the log's.
    """
    grow(conn, progress)
    with conn.transaction():
        take_turn(conn)
        keep_word(conn)
        _take_office(conn, signer.verifier)
        _sign_head(conn, signer)
    return _latest(conn)


def hand_over(conn: Connection[Any], path: Path, origin: str) -> SignedCheckpoint:
    """Make a new key, have the present one sign that it follows, and sign with it from now on.

    The old private key is gone afterwards. Raises what `sign` does.
    """
    signer = signer_of(conn, path, origin)
    sign(conn, signer)
    following = keyfile.prepare_next(path, signer.name)
    with conn.transaction():
        take_turn(conn)
        _take_office(conn, signer.verifier)
        last = _latest(conn).checkpoint
        handover = Handover(signer.name, last.size, str(following.verifier))
        note = Note(handover.text, (signer.sign(handover.text),))
        _add_key(conn, following.verifier, handover.since, str(note))
        _add_signature(conn, last.size, following.verifier, following.sign(last.text))
    keyfile.adopt_next(path)
    return sign(conn, following)


def add_cosignatures(conn: Connection[Any], note: Note, witness: Verifier) -> int:
    """Put a witness's signatures under the checkpoint they are for; how many are new.

    Raises UnknownCheckpointError, and BadSignatureError where the witness has not signed it.
    """
    if witness.kind != COSIGNATURE:
        raise BadSignatureError(f"the key of {witness.name} is not one for cosignatures")
    checkpoint = Checkpoint.parse(note.text)
    known = store.latest(conn, checkpoint.size)
    if known is None or known.note.text != note.text:
        raise UnknownCheckpointError(f"the log has signed no such checkpoint at {checkpoint.size}")
    note.signed_by([witness])
    lines = filter(witness.is_of, note.signatures)
    with conn.transaction():
        take_turn(conn)
        return sum(_add_signature(conn, checkpoint.size, witness, line) for line in lines)


def _sign_head(conn: Connection[Any], signer: Signer) -> None:
    before = store.latest(conn)
    full = full_tiles(conn, 0) * TILE_WIDTH
    # What came since the tree was grown may fill further tiles; that is for the next time.
    size = min(head(conn), full + TILE_WIDTH - 1)
    if before is None or size > before.checkpoint.size:
        (root,) = store.hashes(conn, [Span(0, size)])
        seal = _seal(conn, before.checkpoint.seal if before else None)
        checkpoint = Checkpoint(signer.name, size, root, seal)
        row = {"origin": signer.name, "size": size, "root": root}
        row |= {"sealed": seal.number, "seal": seal.chain}
        after = max(full, before.checkpoint.size if before else 0)
        leaves = b"".join(run for _, run in store.read_leaf_runs(conn, after, size))
        conn.execute(_SQL["checkpoint_add"], {**row, "leaves": leaves})
    elif any(map(signer.verifier.is_of, before.note.signatures)):
        return
    else:
        checkpoint = before.checkpoint
    _add_signature(conn, checkpoint.size, signer.verifier, signer.sign(checkpoint.text))


def _seal(conn: Connection[Any], before: Seal | None) -> Seal:
    """The seal over all signatures there are, from the one before on."""
    seal = before or NO_SIGNATURES
    for row in store.signatures(conn, after=seal.number):
        seal = seal.with_signature(*row)
    return seal


def _take_office(conn: Connection[Any], verifier: Verifier) -> None:
    """See that the key is the log's; the first one ever becomes it."""
    rows = store.keys(conn)
    if not rows:
        _add_key(conn, verifier, 0, None)
    elif rows[-1].vkey != str(verifier):
        raise NotTheLogsKeyError(
            f"the log signs with {rows[-1].vkey}, the private key belongs to {verifier}"
        )


def _add_key(conn: Connection[Any], verifier: Verifier, since: int, statement: str | None) -> None:
    row = {"vkey": str(verifier), "since": since, "statement": statement}
    conn.execute(_SQL["key_add"], row)


def _add_signature(
    conn: Connection[Any], size: int, verifier: Verifier, signature: Signature
) -> int:
    row = {"size": size, "vkey": str(verifier), "signature": signature.value}
    return conn.execute(_SQL["signature_add"], row).rowcount


def _latest(conn: Connection[Any]) -> SignedCheckpoint:
    signed = store.latest(conn)
    if signed is None:
        raise store.NotSignedError("the log has signed no checkpoint yet")
    return signed

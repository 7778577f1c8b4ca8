"""The signatures of the database: those under its checkpoints, and those from key to key."""

from collections.abc import Sequence
from typing import NamedTuple

from sep_ledger.evidence import findings
from sep_ledger.evidence.auditing import SignedRoot
from sep_ledger.evidence.checkpoints import (
    Checkpoint,
    MalformedCheckpointError,
    Term,
    terms_from,
)
from sep_ledger.evidence.findings import Finding, Kind, Report
from sep_ledger.evidence.notes import (
    BadSignatureError,
    MalformedKeyError,
    MalformedNoteError,
    Verifier,
)
from sep_ledger.evidence.store import KeyRow, handovers

_KEYS = "claves del registro"


class CheckpointRow(NamedTuple):
    """A checkpoint as it is stored, with every signature under it."""

    size: int
    origin: str
    root: bytes
    leaves: bytes
    vkeys: list[str]
    signatures: list[bytes]

    @property
    def signed(self) -> SignedRoot:
        """What the tree has to lead to."""
        return SignedRoot(self.size, self.root)


def check_signatures(row: CheckpointRow, terms: Sequence[Term], report: Report) -> bool:
    """Whether the log has signed the checkpoint; every false signature is reported, too."""
    text = Checkpoint(row.origin, row.size, row.root).text
    where = findings.checkpoint(row.size)
    in_office = {str(term.verifier) for term in terms if term.covers(row.size)}
    fitting = set()
    for vkey, signature in zip(row.vkeys, row.signatures, strict=True):
        if _fits(vkey, text, signature):
            fitting.add(vkey)
        else:
            report(Finding(Kind.SIGNATURE_FALSE, where, vkey))
    if not fitting & in_office:
        report(Finding(Kind.CHECKPOINT_UNSIGNED, where))
        return False
    return True


def trusted_terms(rows: Sequence[KeyRow], pinned: Verifier | None, report: Report) -> list[Term]:
    """The keys to trust, and for which sizes; whatever does not fit together is reported.

    A pinned key is trusted first of all, and what it handed over to.
    """
    first = _verifier(rows[0].vkey) if rows else None
    if pinned and str(pinned) not in [row.vkey for row in rows]:
        if rows:
            report(Finding(Kind.KEY_CHANGED, _KEYS, f"falta {pinned}"))
        first = pinned
    if first is None:
        return []
    try:
        terms = terms_from(first, handovers(rows))
    except (BadSignatureError, MalformedNoteError, MalformedCheckpointError, ValueError) as error:
        report(Finding(Kind.KEY_CHANGED, _KEYS, str(error)))
        return [Term(first, 0, None)]
    listed = [(row.vkey, row.since) for row in rows]
    if rows and listed != [(str(term.verifier), term.since) for term in terms]:
        report(Finding(Kind.KEY_CHANGED, _KEYS, "no son las que se entregaron una a otra"))
    return terms


def _fits(vkey: str, text: str, signature: bytes) -> bool:
    verifier = _verifier(vkey)
    return verifier is not None and verifier.fits(text, signature)


def _verifier(vkey: str) -> Verifier | None:
    try:
        return Verifier.parse(vkey)
    except MalformedKeyError:
        return None

"""The signatures of the database: under its checkpoints, from key to key, all in their order."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from sep_ledger.evidence import findings
from sep_ledger.evidence.auditing import SignedRoot
from sep_ledger.evidence.checkpoints import (
    NO_SIGNATURES,
    Checkpoint,
    MalformedCheckpointError,
    Seal,
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
from sep_ledger.evidence.store import KeyRow, SignatureRow, handovers


class CheckpointRow(NamedTuple):
    """A checkpoint as it is stored, with every signature under it."""

    size: int
    origin: str
    root: bytes
    sealed: int | None
    seal: bytes | None
    leaves: bytes
    vkeys: list[str]
    signatures: list[bytes]

    @property
    def checkpoint(self) -> Checkpoint:
        """What should be signed."""
        sealed = None if self.sealed is None or self.seal is None else Seal(self.sealed, self.seal)
        return Checkpoint(self.origin, self.size, self.root, sealed)

    @property
    def signed(self) -> SignedRoot:
        """What the tree has to lead to."""
        return SignedRoot(self.size, self.root)


def check_signatures(row: CheckpointRow, terms: Sequence[Term], report: Report) -> bool:
    """Whether the log has signed the checkpoint. Every false signature is reported, and each of the
    log's that is not there: where a key hands over to another, both sign.
    """
    text = row.checkpoint.text
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
    for vkey in sorted(in_office - fitting):
        report(Finding(Kind.SIGNATURE_MISSING, where, vkey))
    return True


def check_seals(
    checkpoints: Iterable[Checkpoint], rows: Sequence[SignatureRow], report: Report
) -> None:
    """Hold all signatures, in their order, against what the checkpoints sealed.

    `checkpoints` are those that the log has signed, the smallest first.
    """
    _check_numbers([row.number for row in rows], report)
    before, at = NO_SIGNATURES, 0
    for checkpoint in checkpoints:
        if checkpoint.seal is None:
            continue
        reached = before
        while at < len(rows) and rows[at].number <= checkpoint.seal.number:
            reached = reached.with_signature(*rows[at])
            at += 1
        if reached != checkpoint.seal:
            span = f"entre la {before.number + 1} y la {checkpoint.seal.number}"
            report(Finding(Kind.SEAL_BROKEN, findings.checkpoint(checkpoint.size), span))
        before = checkpoint.seal


def _check_numbers(numbers: Sequence[int], report: Report) -> None:
    """Signatures are numbered 1, 2, 3, …; the place of each run that is left out is named."""
    for before, number in pairwise((0, *numbers)):
        if number != before + 1:
            upto = f"hasta la {number - 1}" if number > before + 2 else ""
            report(Finding(Kind.SIGNATURE_MISSING, findings.signature(before + 1), upto))


def trusted_terms(rows: Sequence[KeyRow], pinned: Verifier | None, report: Report) -> list[Term]:
    """The keys to trust, and for which sizes; whatever does not fit together is reported.

    A pinned key is trusted first of all, and what it handed over to.
    """
    first = _verifier(rows[0].vkey) if rows else None
    if pinned and str(pinned) not in [row.vkey for row in rows]:
        if rows:
            report(Finding(Kind.KEY_CHANGED, findings.KEYS, f"falta {pinned}"))
        first = pinned
    if first is None:
        return []
    try:
        terms = terms_from(first, handovers(rows))
    except (BadSignatureError, MalformedNoteError, MalformedCheckpointError, ValueError) as error:
        report(Finding(Kind.KEY_CHANGED, findings.KEYS, str(error)))
        return [Term(first, 0, None)]
    listed = [(row.vkey, row.since) for row in rows]
    if rows and listed != [(str(term.verifier), term.since) for term in terms]:
        report(Finding(Kind.KEY_CHANGED, findings.KEYS, "no son las que se entregaron una a otra"))
    return terms


def _fits(vkey: str, text: str, signature: bytes) -> bool:
    verifier = _verifier(vkey)
    return verifier is not None and verifier.fits(text, signature)


def _verifier(vkey: str) -> Verifier | None:
    try:
        return Verifier.parse(vkey)
    except MalformedKeyError:
        return None

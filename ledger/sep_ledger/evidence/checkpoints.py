"""What the log signs: its checkpoints (c2sp.org/tlog-checkpoint) and its changes of key."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from sep_ledger.evidence.merkle import HASH_SIZE
from sep_ledger.evidence.notes import ED25519, BadSignatureError, Note, Verifier

_TEXT = re.compile(r"([^\s+]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*")
_HANDOVER_TITLE = "sep-ledger.cl/key-handover/v1"
_HANDOVER = re.compile(re.escape(_HANDOVER_TITLE) + r"\n([^\s+]+)\n(0|[1-9][0-9]{0,18})\n(\S+)\n")


class MalformedCheckpointError(ValueError):
    """A text that is not a checkpoint, or not a handover."""


class Checkpoint(NamedTuple):
    """That the log of this origin had this many events, and this root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a note's text; what further lines say is no concern of ours.

        Raises MalformedCheckpointError.
        """
        found = _TEXT.fullmatch(text)
        root = b64decode(found[3]) if found else b""
        if found is None or len(root) != HASH_SIZE:
            raise MalformedCheckpointError("a checkpoint is three lines: origin, size, root hash")
        return cls(found[1], int(found[2]), root)


class Handover(NamedTuple):
    """That from this size on the log signs with another key. The key before signs it."""

    origin: str
    since: int
    vkey: str

    @property
    def text(self) -> str:
        """What is signed; no checkpoint, since its second line is no number."""
        return f"{_HANDOVER_TITLE}\n{self.origin}\n{self.since}\n{self.vkey}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises MalformedCheckpointError."""
        found = _HANDOVER.fullmatch(text)
        if found is None:
            raise MalformedCheckpointError("not a statement that hands over to another key")
        return cls(found[1], int(found[2]), found[3])


class Term(NamedTuple):
    """A key of the log, and the sizes of the checkpoints that it may sign, both included."""

    verifier: Verifier
    since: int
    until: int | None

    def covers(self, size: int) -> bool:
        """Whether the key may sign a checkpoint of this size."""
        return self.since <= size and (self.until is None or size <= self.until)


def terms_from(pinned: Verifier, handovers: Iterable[str]) -> list[Term]:
    """The keys to trust for who trusts one: itself, and those it led to by handovers in order.

    The pinned key's own beginning is not questioned. Raises BadSignatureError for a handover that
    is not signed by the key before, MalformedNoteError and MalformedCheckpointError.
    """
    if pinned.kind != ED25519:
        raise BadSignatureError(f"the key of {pinned.name} is a witness's, not a log's")
    terms = [Term(pinned, 0, None)]
    for written in handovers:
        note = Note.parse(written)
        last = terms[-1]
        if not any(map(last.verifier.is_of, note.signatures)):
            continue  # from before the pinned key
        note.signed_by([last.verifier])
        handover = Handover.parse(note.text)
        if handover.origin != last.verifier.name or handover.since < last.since:
            raise BadSignatureError(f"the handover at {handover.since} is not this log's next")
        terms[-1] = last._replace(until=handover.since)
        terms.append(Term(Verifier.parse(handover.vkey), handover.since, None))
    return terms


def trusted(written: str, terms: Sequence[Term]) -> Checkpoint:
    """The checkpoint of a note, signed by a key of the log that may sign at its size.

    Raises MalformedNoteError, MalformedCheckpointError, BadSignatureError.
    """
    note = Note.parse(written)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != terms[0].verifier.name:
        raise BadSignatureError(
            f"a checkpoint of {checkpoint.origin}, not of {terms[0].verifier.name}"
        )
    note.signed_by([term.verifier for term in terms if term.covers(checkpoint.size)])
    return checkpoint

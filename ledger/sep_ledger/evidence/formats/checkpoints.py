"""What the log signs: its checkpoints (c2sp.org/tlog-checkpoint) and its changes of key."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple, Self

from sep_ledger.evidence.formats.merkle import HASH_SIZE
from sep_ledger.evidence.formats.notes import ED25519, BadSignatureError, Note, Verifier

_TEXT = re.compile(r"([^\s+]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*")
_SEAL = re.compile(r"seal (0|[1-9][0-9]{0,18}) ([A-Za-z0-9+/]{43}=)")
_HANDOVER_TITLE = "sep-ledger.cl/key-handover/v1"
_HANDOVER = re.compile(re.escape(_HANDOVER_TITLE) + r"\n([^\s+]+)\n(0|[1-9][0-9]{0,18})\n(\S+)\n")


class MalformedCheckpointError(ValueError):
    """A text that is not a checkpoint, or not a handover."""


class Seal(NamedTuple):
    """How many signatures the log had under its checkpoints, and a hash chain over them."""

    number: int
    chain: bytes

    def with_signature(self, number: int, size: int, vkey: str, signature: bytes) -> Self:
        """The seal over one more: its number, by this key, under the checkpoint of this size."""
        line = f"{number} {size} {vkey} {b64encode(signature).decode()}\n"
        return type(self)(number, sha256(self.chain + line.encode()).digest())

    def __str__(self) -> str:
        return f"seal {self.number} {b64encode(self.chain).decode()}"

    @classmethod
    def parse(cls, line: str) -> Self | None:
        """From a line of a checkpoint, if it is one."""
        found = _SEAL.fullmatch(line)
        return cls(int(found[1]), b64decode(found[2])) if found else None


NO_SIGNATURES = Seal(0, bytes(HASH_SIZE))


class Checkpoint(NamedTuple):
    """That the log of this origin had this many events, and this root over them.

    The seal is over all signatures before its own; the log's first checkpoints may lack it.
    """

    origin: str
    size: int
    root: bytes
    seal: Seal | None = None

    @property
    def text(self) -> str:
        """What is signed."""
        seal = f"{self.seal}\n" if self.seal else ""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n{seal}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a note's text; further lines than the seal are no concern of ours.

        Raises MalformedCheckpointError.
        """
        found = _TEXT.fullmatch(text)
        root = b64decode(found[3]) if found else b""
        if found is None or len(root) != HASH_SIZE:
            raise MalformedCheckpointError("a checkpoint is three lines: origin, size, root hash")
        return cls(found[1], int(found[2]), root, Seal.parse(text.split("\n")[3]))


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


def trusted_checkpoint(written: str, terms: Sequence[Term]) -> Checkpoint:
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

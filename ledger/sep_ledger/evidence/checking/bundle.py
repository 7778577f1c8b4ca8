"""A proof to hand out: one event, and all it takes to check offline that the log holds it.

One JSON object. `content` is the event as stored (base64); `proof` leads from it to a signed
checkpoint, in the text format of c2sp.org/tlog-proof; `since`, where asked for, leads from an older
checkpoint to that one; `keys` are the notes by which the log changed keys.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import orjson

from sep_ledger.database.questions import Steps, answered
from sep_ledger.evidence import store
from sep_ledger.evidence.checking.discrepancies import (
    Discrepancy,
    Kind,
    Report,
    checkpoint,
    position,
)
from sep_ledger.evidence.formats import leaf
from sep_ledger.evidence.formats.checkpoints import Checkpoint, terms_from, trusted_checkpoint
from sep_ledger.evidence.formats.merkle import (
    Span,
    Tile,
    consistency_spans,
    inclusion_spans,
    span_hash,
    tiles_of,
    verify_consistency,
    verify_inclusion,
)
from sep_ledger.evidence.formats.notes import Note, Verifier
from sep_ledger.evidence.store import Content, KeyRow, SignedCheckpoint
from sep_ledger.records.stored import StoredEvent

FORMAT = "sep-ledger/proof/v1"
_PROOF_TITLE = "c2sp.org/tlog-proof@v1"
_INDEX = "index "


class MalformedBundleError(ValueError):
    """The file is not a proof of this format."""


class NotProvableError(LookupError):
    """The log cannot prove that: it has no such event, or signed nothing that covers it."""


class Since(NamedTuple):
    """An older checkpoint, and the proof that the log only grew from there."""

    note: str
    consistency: tuple[bytes, ...]


class Bundle(NamedTuple):
    """The event's content, its leaf, the hashes up to the root, and the checkpoint with it."""

    content: bytes
    leaf_index: int
    inclusion: tuple[bytes, ...]
    note: str
    since: Since | None
    handovers: tuple[str, ...]

    def to_json(self) -> bytes:
        """The file."""
        since = self.since and {
            "checkpoint": self.since.note,
            "consistency": list(map(_encoded, self.since.consistency)),
        }
        written = {
            "format": FORMAT,
            "content": _encoded(self.content),
            "proof": self.tlog_proof,
            "since": since,
            "keys": self.handovers,
        }
        return orjson.dumps(written, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    @property
    def tlog_proof(self) -> str:
        """The proof of inclusion as other software reads it."""
        lines = [_PROOF_TITLE, f"{_INDEX}{self.leaf_index}", *map(_encoded, self.inclusion), ""]
        return "\n".join(lines) + "\n" + self.note

    @classmethod
    def from_json(cls, written: bytes) -> Self:
        """Raises MalformedBundleError."""
        try:
            return cls._from(orjson.loads(written))
        except (binascii.Error, ValueError, KeyError, TypeError, AttributeError) as error:
            raise MalformedBundleError(f"not a proof of format {FORMAT}: {error}") from error

    @classmethod
    def _from(cls, given: dict[str, Any]) -> Self:
        if given["format"] != FORMAT:
            raise MalformedBundleError(f"the format is {given['format']}")
        proof, _, note = given["proof"].partition("\n\n")
        title, index, *hashes = proof.split("\n")
        if title != _PROOF_TITLE or not index.startswith(_INDEX):
            raise MalformedBundleError("the proof does not begin as it should")
        since = given["since"]
        return cls(
            _decoded(given["content"]),
            int(index.removeprefix(_INDEX)),
            tuple(map(_decoded, hashes)),
            note,
            since and Since(since["checkpoint"], tuple(map(_decoded, since["consistency"]))),
            tuple(map(str, given["keys"])),
        )


class Plan(NamedTuple):
    """What to prove, before anything is read: so the same serves both kinds of connection."""

    event: int
    signed: SignedCheckpoint
    since: str | None
    inclusion: list[Span]
    consistency: list[Span]

    @classmethod
    def of(cls, event: int, signed: SignedCheckpoint | None, since: str | None = None) -> Self:
        """`since` is the note of an older checkpoint.

        Raises NotProvableError, MalformedNoteError, MalformedCheckpointError.
        """
        if signed is None or not 0 < event <= signed.checkpoint.size:
            raise NotProvableError(f"nothing that is signed covers position {event}")
        size = signed.checkpoint.size
        old = Checkpoint.parse(Note.parse(since).text).size if since else size
        if old > size:
            raise NotProvableError(f"the log has signed {size} events, not {old}")
        return cls(
            event, signed, since, inclusion_spans(event - 1, size), consistency_spans(old, size)
        )

    def tiles(self) -> set[Tile]:
        """The tiles to read."""
        return tiles_of(self.inclusion + self.consistency)

    def bundle(
        self, contents: list[Content], tiles: Mapping[Tile, bytes], keys: list[KeyRow]
    ) -> Bundle:
        """What to hand out. Raises NotProvableError where the event is gone."""
        if not contents:
            raise NotProvableError(f"the log has no event at position {self.event}")
        _, content = contents[0]
        consistency = tuple(span_hash(span, tiles) for span in self.consistency)
        return Bundle(
            content,
            self.event - 1,
            tuple(span_hash(span, tiles) for span in self.inclusion),
            str(self.signed.note),
            Since(self.since, consistency) if self.since else None,
            tuple(store.handovers(keys)),
        )


@answered
def prove(event: int, since: str | None = None) -> Steps[Bundle]:
    """The proof that the log holds the event at this position, under its last checkpoint.

    Raises what `Plan` does.
    """
    plan = Plan.of(event, (yield from store.latest.within()), since)
    contents = yield from store.contents.within(event - 1, event)
    tiles = yield from store.read_tiles.within(plan.tiles())
    return plan.bundle(contents, tiles, (yield from store.keys.within()))


def verify(
    bundle: Bundle, pinned: Verifier, report: Report, kept: Sequence[str] = ()
) -> tuple[Checkpoint, StoredEvent]:
    """Check all that a proof says; what it then proves: the checkpoint and the event in it.

    `kept` are notes of checkpoints that the caller has from elsewhere. What is returned holds
    only where nothing was reported. Raises BadSignatureError, and the errors of malformed notes.
    """
    terms = terms_from(pinned, bundle.handovers)
    signed, event = trusted_checkpoint(bundle.note, terms), leaf.event_of(bundle.content)
    hashed = leaf.leaf_hash(leaf.entry(bundle.content))
    index, where = event.position - 1, position(event.position)
    if index != bundle.leaf_index:
        report(Discrepancy(Kind.PROOF_FALSE, where, f"la prueba es de la hoja {bundle.leaf_index}"))
    elif not verify_inclusion(hashed, index, signed.size, bundle.inclusion, signed.root):
        report(Discrepancy(Kind.PROOF_FALSE, where))
    if bundle.since:
        old = trusted_checkpoint(bundle.since.note, terms)
        _verify_growth(old, signed, bundle.since.consistency, report)
    for note in kept:
        _compare_kept(trusted_checkpoint(note, terms), signed, bundle, report)
    return signed, event


def _verify_growth(
    old: Checkpoint, new: Checkpoint, proof: tuple[bytes, ...], report: Report
) -> None:
    where = checkpoint(old.size)
    if old.size > new.size:
        report(Discrepancy(Kind.HISTORY_ROLLED_BACK, where, f"ahora {new.size}"))
    elif not verify_consistency(old.size, new.size, proof, old.root, new.root):
        report(Discrepancy(Kind.HISTORY_FORKED, where, f"contra el {checkpoint(new.size)}"))


def _compare_kept(kept: Checkpoint, new: Checkpoint, bundle: Bundle, report: Report) -> None:
    """The kept checkpoint must be the one proven, or the older one that it is proven from."""
    if kept.size >= new.size:
        _verify_growth(kept, new, (), report)
    elif not bundle.since or Note.parse(bundle.since.note).text != kept.text:
        detail = "la prueba no parte de este punto de control"
        report(Discrepancy(Kind.PROOF_FALSE, checkpoint(kept.size), detail))


def _encoded(value: bytes) -> str:
    return b64encode(value).decode()


def _decoded(text: str) -> bytes:
    return b64decode(text, validate=True)

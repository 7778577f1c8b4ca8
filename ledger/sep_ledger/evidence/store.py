"""Reads the tree, the checkpoints and the keys from the database; needs only SELECT."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sep_ledger.database.questions import Question, Steps, answered
from sep_ledger.database.statements import statements_of
from sep_ledger.evidence.formats import leaf
from sep_ledger.evidence.formats.checkpoints import Checkpoint, Seal, Term, terms_from
from sep_ledger.evidence.formats.merkle import TILE_WIDTH, Span, Tile, span_hash, tiles_of
from sep_ledger.evidence.formats.notes import Note, Signature, Verifier

_SQL = statements_of(__name__)
GREATEST_SIZE = (1 << 63) - 1

Content = tuple[int, bytes]
"""A position, and the stored bytes of the event there."""


class SignedCheckpoint(NamedTuple):
    """A checkpoint and the note that carries it."""

    checkpoint: Checkpoint
    note: Note


class KeyRow(NamedTuple):
    """A key of the log, from which size on it signs, and the note by which it was handed over."""

    vkey: str
    since: int
    statement: str | None


class SignatureRow(NamedTuple):
    """A signature under the checkpoint of a size, and the how manieth it is in the log."""

    number: int
    size: int
    vkey: str
    signature: bytes


class NotSignedError(LookupError):
    """The log has signed no checkpoint yet."""


@answered
def read_tiles(tiles: Iterable[Tile]) -> Steps[dict[Tile, bytes]]:
    """The tiles, each as wide as the log makes it now."""
    known, edge = _tiles((yield Question(_SQL["read_tiles"], _wanted(tiles))))
    for tile in edge:
        known[tile] = _edge((yield Question(_SQL["leaf_runs"], _span(tile))))
    return known


@answered
def read_leaf_runs(after: int, upto: int) -> Steps[list[tuple[int, bytes]]]:
    """The leaf hashes of the positions in (after, upto], by tile, from the events themselves."""
    runs = yield Question(_SQL["leaf_runs"], {"after": after, "upto": upto})
    return [(number, leaf.leaf_hashes(leaves, lengths)) for number, leaves, lengths in runs]


@answered
def hashes(spans: list[Span]) -> Steps[list[bytes]]:
    """The hashes of subtrees. Raises LookupError where the tree does not reach that far."""
    tiles = yield from read_tiles.within(tiles_of(spans))
    return [span_hash(span, tiles) for span in spans]


@answered
def latest(upto: int = GREATEST_SIZE) -> Steps[SignedCheckpoint | None]:
    """The largest checkpoint of at most this size, with all its signatures."""
    found = yield Question(_SQL["checkpoint"], {"upto": upto})
    return _signed(found[0]) if found else None


@answered
def keys() -> Steps[list[KeyRow]]:
    """The keys of the log, the first first."""
    return (yield Question(_SQL["keys"], row=KeyRow))


def handovers(rows: Iterable[KeyRow]) -> list[str]:
    """The notes by which the keys followed each other."""
    return [row.statement for row in rows if row.statement is not None]


def terms(rows: list[KeyRow]) -> list[Term]:
    """The keys and when they sign, for who trusts the first. Raises NotSignedError for none."""
    if not rows:
        raise NotSignedError("the log has no key yet, for it has signed nothing")
    return terms_from(Verifier.parse(rows[0].vkey), handovers(rows))


@answered
def signatures(after: int = 0) -> Steps[list[SignatureRow]]:
    """The signatures under all checkpoints that came after so many, in their order."""
    return (yield Question(_SQL["signatures"], {"after": after}, SignatureRow))


@answered
def entries(after: int, upto: int) -> Steps[list[bytes]]:
    """The tree's entries for the positions in (after, upto]."""
    found = yield from contents.within(after, upto)
    return [leaf.entry(content) for _, content in found]


@answered
def contents(after: int, upto: int) -> Steps[list[Content]]:
    """The stored bytes of the events at positions in (after, upto]."""
    return (yield Question(_SQL["contents"], {"after": after, "upto": upto}))


def _wanted(tiles: Iterable[Tile]) -> dict[str, list[int]]:
    wanted = sorted(tiles)
    return {"levels": [tile.level for tile in wanted], "numbers": [tile.number for tile in wanted]}


def _tiles(rows: list[tuple[int, int, bytes | None]]) -> tuple[dict[Tile, bytes], list[Tile]]:
    """The tiles that are known, and those that only the events tell."""
    known = {Tile(level, number): hashes for level, number, hashes in rows if hashes is not None}
    return known, [Tile(level, number) for level, number, hashes in rows if hashes is None]


def _span(tile: Tile) -> dict[str, int]:
    return {"after": tile.number * TILE_WIDTH, "upto": (tile.number + 1) * TILE_WIDTH}


def _edge(runs: list[tuple[int, bytes, list[int]]]) -> bytes:
    """The hashes of a tile that is not full; none where the log has no such tile."""
    return b"".join(leaf.leaf_hashes(leaves, lengths) for _, leaves, lengths in runs)


def _signed(row: tuple[Any, ...]) -> SignedCheckpoint:
    size, origin, root, sealed, seal, vkeys, signatures = row
    checkpoint = Checkpoint(origin, size, root, None if seal is None else Seal(sealed, seal))
    # Of a witness who cosigned more than once the last word counts.
    last = dict(zip(vkeys or (), signatures or (), strict=True))
    lines = tuple(_line(vkey, signature) for vkey, signature in last.items())
    return SignedCheckpoint(checkpoint, Note(checkpoint.text, lines))


def _line(vkey: str, signature: bytes) -> Signature:
    verifier = Verifier.parse(vkey)
    return Signature(verifier.name, verifier.key_id, signature)

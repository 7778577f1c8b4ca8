"""Reads the tree, the checkpoints and the keys from the database; needs only SELECT.

The functions that end in `_async` serve the service. Both run the same statements.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from psycopg import AsyncConnection, Connection
from psycopg.rows import args_row

from sep_ledger.evidence import leaf
from sep_ledger.evidence.checkpoints import Checkpoint, Seal, Term, terms_from
from sep_ledger.evidence.merkle import TILE_WIDTH, Span, Tile, span_hash, tiles_of
from sep_ledger.evidence.notes import Note, Signature, Verifier
from sep_ledger.statements import statement

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


def sql(name: str) -> bytes:
    """A statement of this package."""
    return statement(name, "sep_ledger.evidence")


def read_tiles(conn: Connection[Any], tiles: Iterable[Tile]) -> dict[Tile, bytes]:
    """The tiles, each as wide as the log makes it now."""
    with conn.cursor(binary=True) as cursor:
        known, edge = _tiles(cursor.execute(sql("read_tiles"), _wanted(tiles)).fetchall())
        for tile in edge:
            known[tile] = _edge(cursor.execute(sql("leaf_runs"), _span(tile)).fetchall())
    return known


async def read_tiles_async(conn: AsyncConnection[Any], tiles: Iterable[Tile]) -> dict[Tile, bytes]:
    """As `read_tiles`."""
    async with conn.cursor(binary=True) as cursor:
        await cursor.execute(sql("read_tiles"), _wanted(tiles))
        known, edge = _tiles(await cursor.fetchall())
        for tile in edge:
            await cursor.execute(sql("leaf_runs"), _span(tile))
            known[tile] = _edge(await cursor.fetchall())
    return known


def read_leaf_runs(conn: Connection[Any], after: int, upto: int) -> list[tuple[int, bytes]]:
    """The leaf hashes of the positions in (after, upto], by tile, from the events themselves."""
    with conn.cursor(binary=True) as cursor:
        runs = cursor.execute(sql("leaf_runs"), {"after": after, "upto": upto}).fetchall()
    return [(number, leaf.leaf_hashes(leaves, lengths)) for number, leaves, lengths in runs]


def hashes(conn: Connection[Any], spans: list[Span]) -> list[bytes]:
    """The hashes of subtrees. Raises LookupError where the tree does not reach that far."""
    tiles = read_tiles(conn, tiles_of(spans))
    return [span_hash(span, tiles) for span in spans]


async def hashes_async(conn: AsyncConnection[Any], spans: list[Span]) -> list[bytes]:
    """As `hashes`."""
    tiles = await read_tiles_async(conn, tiles_of(spans))
    return [span_hash(span, tiles) for span in spans]


def latest(conn: Connection[Any], upto: int = GREATEST_SIZE) -> SignedCheckpoint | None:
    """The largest checkpoint of at most this size, with all its signatures."""
    with conn.cursor(binary=True) as cursor:
        return _signed(cursor.execute(sql("checkpoint"), {"upto": upto}).fetchone())


async def latest_async(
    conn: AsyncConnection[Any], upto: int = GREATEST_SIZE
) -> SignedCheckpoint | None:
    """As `latest`."""
    async with conn.cursor(binary=True) as cursor:
        await cursor.execute(sql("checkpoint"), {"upto": upto})
        return _signed(await cursor.fetchone())


def keys(conn: Connection[Any]) -> list[KeyRow]:
    """The keys of the log, the first first."""
    with conn.cursor(row_factory=args_row(KeyRow)) as cursor:
        return cursor.execute(sql("keys")).fetchall()


async def keys_async(conn: AsyncConnection[Any]) -> list[KeyRow]:
    """As `keys`."""
    async with conn.cursor(row_factory=args_row(KeyRow)) as cursor:
        await cursor.execute(sql("keys"))
        return await cursor.fetchall()


def handovers(rows: Iterable[KeyRow]) -> list[str]:
    """The notes by which the keys followed each other."""
    return [row.statement for row in rows if row.statement is not None]


def terms(rows: list[KeyRow]) -> list[Term]:
    """The keys and when they sign, for who trusts the first. Raises NotSignedError for none."""
    if not rows:
        raise NotSignedError("the log has no key yet, for it has signed nothing")
    return terms_from(Verifier.parse(rows[0].vkey), handovers(rows))


def signatures(conn: Connection[Any], after: int = 0) -> list[SignatureRow]:
    """The signatures under all checkpoints that came after so many, in their order."""
    with conn.cursor(row_factory=args_row(SignatureRow), binary=True) as cursor:
        return cursor.execute(sql("signatures"), {"after": after}).fetchall()


def entries(conn: Connection[Any], after: int, upto: int) -> list[bytes]:
    """The tree's entries for the positions in (after, upto]."""
    return [leaf.entry(content) for _, content in contents(conn, after, upto)]


async def entries_async(conn: AsyncConnection[Any], after: int, upto: int) -> list[bytes]:
    """As `entries`."""
    return [leaf.entry(content) for _, content in await contents_async(conn, after, upto)]


def contents(conn: Connection[Any], after: int, upto: int) -> list[Content]:
    """The stored bytes of the events at positions in (after, upto]."""
    with conn.cursor(binary=True) as cursor:
        return cursor.execute(sql("contents"), {"after": after, "upto": upto}).fetchall()


async def contents_async(conn: AsyncConnection[Any], after: int, upto: int) -> list[Content]:
    """As `contents`."""
    async with conn.cursor(binary=True) as cursor:
        await cursor.execute(sql("contents"), {"after": after, "upto": upto})
        return await cursor.fetchall()


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


def _signed(row: tuple[Any, ...] | None) -> SignedCheckpoint | None:
    if row is None:
        return None
    size, origin, root, sealed, seal, vkeys, signatures = row
    checkpoint = Checkpoint(origin, size, root, None if seal is None else Seal(sealed, seal))
    # Of a witness who cosigned more than once the last word counts.
    last = dict(zip(vkeys or (), signatures or (), strict=True))
    lines = tuple(_line(vkey, signature) for vkey, signature in last.items())
    return SignedCheckpoint(checkpoint, Note(checkpoint.text, lines))


def _line(vkey: str, signature: bytes) -> Signature:
    verifier = Verifier.parse(vkey)
    return Signature(verifier.name, verifier.key_id, signature)

"""Grows the tree over what was appended: tiles of 256 hashes, written once they are full.

What is not full yet is never stored: it is read from the events themselves. So there is no state
but the tiles, and growing again after a crash goes on where the last commit ended.
"""

from collections.abc import Callable, Iterator
from typing import Any

from psycopg import Connection
from psycopg.rows import scalar_row

from sep_ledger.database.sessions import pin_names
from sep_ledger.database.statements import statements_of
from sep_ledger.evidence import store
from sep_ledger.evidence.formats.merkle import TILE_WIDTH, Span, perfect_root
from sep_ledger.reading.events import head

_SQL = statements_of(__name__)
TILES_AT_ONCE = 256
"""Tiles of leaves that one transaction writes: 65,536 events."""

_LEAVES_A_READ = 16 * TILE_WIDTH
"""Events whose stored bytes are in memory at once."""

_COPY = "copy ledger.tiles (level, number, hashes, root) from stdin (format binary)"
_COPY_TYPES = ["int2", "int8", "bytea", "bytea"]

Progress = Callable[[int, int], None]
"""Told how many events are in the tree, and how many there are."""


class HistoryRewrittenError(Exception):
    """The log no longer is what it has signed; nothing more is signed. `sep-ledger fsck` says what
    was changed.
    """


def grow(conn: Connection[Any], progress: Progress = lambda _covered, _head: None) -> int:
    """Write every tile that is full and not written; how many events are in full tiles then.

    Commits batch by batch and lets one grow at a time, so call it outside any transaction. Raises
    HistoryRewrittenError where events are missing or differ from what was signed last.
    """
    covered, end = -1, 0
    while covered < end - end % TILE_WIDTH:
        with conn.transaction():
            take_turn(conn)
            keep_word(conn)
            covered, end = _grow_once(conn)
        progress(covered, end)
    return covered


def take_turn(conn: Connection[Any]) -> None:
    """Wait until nobody else grows the tree or signs; holds until the transaction ends.

    Until then names are pinned, too: what is hashed and signed is what is stored.
    """
    pin_names(conn)
    conn.execute(_SQL["take_turn"])


def keep_word(conn: Connection[Any]) -> None:
    """See that the tree still has the root that was signed last. Raises HistoryRewrittenError."""
    signed = store.latest(conn)
    if signed is None:
        return
    size, root = signed.checkpoint.size, signed.checkpoint.root
    try:
        (now,) = store.hashes(conn, [Span(0, size)])
    except LookupError as error:
        raise HistoryRewrittenError(
            f"{size} events were signed, and some are gone: {error}"
        ) from error
    if now != root:
        raise HistoryRewrittenError(
            f"the first {size} events were signed with the root {root.hex()}, and have {now.hex()}"
        )


def full_tiles(conn: Connection[Any], level: int) -> int:
    """How many tiles of a level are written."""
    with conn.cursor(row_factory=scalar_row) as cursor:
        count: int = cursor.execute(_SQL["full_tiles"], {"level": level}).fetchall()[0]
        return count


def _grow_once(conn: Connection[Any]) -> tuple[int, int]:
    covered, end = full_tiles(conn, 0) * TILE_WIDTH, head(conn)
    upto = min(covered + TILES_AT_ONCE * TILE_WIDTH, end - end % TILE_WIDTH)
    if upto <= covered:
        return covered, end
    _write(conn, 0, _leaf_runs(conn, covered, upto))
    _grow_upwards(conn)
    return upto, end


def _leaf_runs(conn: Connection[Any], after: int, upto: int) -> list[tuple[int, bytes]]:
    runs: list[tuple[int, bytes]] = []
    for start in range(after, upto, _LEAVES_A_READ):
        runs += store.read_leaf_runs(conn, start, min(start + _LEAVES_A_READ, upto))
    return _whole(runs, after // TILE_WIDTH, upto // TILE_WIDTH)


def _grow_upwards(conn: Connection[Any]) -> None:
    """Write the tiles whose 256 tiles below are all there now."""
    level, first = 1, full_tiles(conn, 1)
    while (stop := full_tiles(conn, level - 1) // TILE_WIDTH) > first:
        span = {"level": level - 1, "first": first * TILE_WIDTH, "stop": stop * TILE_WIDTH}
        with conn.cursor(binary=True) as cursor:
            runs = cursor.execute(_SQL["root_runs"], span).fetchall()
        _write(conn, level, _whole(runs, first, stop))
        level, first = level + 1, full_tiles(conn, level + 1)


def _whole(runs: list[tuple[int, bytes]], first: int, stop: int) -> list[tuple[int, bytes]]:
    """The runs, if they are all there and each is full."""
    for expected, (number, hashes) in zip(range(first, stop), runs, strict=False):
        if number != expected or len(hashes) != TILE_WIDTH * 32:
            raise HistoryRewrittenError(f"the hashes of tile {expected} are not complete")
    if len(runs) != stop - first:
        raise HistoryRewrittenError(f"there are {len(runs)} of {stop - first} runs from {first} on")
    return runs


def _write(conn: Connection[Any], level: int, runs: list[tuple[int, bytes]]) -> None:
    with conn.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_COPY_TYPES)
        for row in _rows(level, runs):
            copy.write_row(row)


def _rows(level: int, runs: list[tuple[int, bytes]]) -> Iterator[tuple[int, int, bytes, bytes]]:
    for number, hashes in runs:
        yield level, number, hashes, perfect_root(hashes)

"""Writes the log as files that any web server can serve (c2sp.org/tlog-tiles).

Full tiles and bundles never change and are written once. The checkpoint comes last, so whoever
reads it finds all that it speaks of. Run again at any time: only what is missing is written.
"""

import os
import re
from pathlib import Path
from typing import Any

import orjson
from psycopg import Connection

from sep_ledger.database.statements import statements_of
from sep_ledger.evidence import store
from sep_ledger.evidence.formats.merkle import HASH_SIZE, TILE_WIDTH
from sep_ledger.evidence.formats.tiles import CHECKPOINT, KEYS, TileName, bundle, names_at
from sep_ledger.evidence.store import KeyRow, NotSignedError
from sep_ledger.evidence.writing.growth import TILES_AT_ONCE, Progress

_SQL = statements_of(__name__)
_DRAFT = re.compile(r"\.(checkpoint|keys|[0-9]+)\.[0-9]+")


def publish(
    conn: Connection[Any], folder: Path, progress: Progress = lambda _covered, _head: None
) -> int:
    """Write everything up to the last checkpoint; its size. Raises NotSignedError.

    One at a time publishes, whatever its process or thread, each over a connection of its own. So
    no two write one draft, and a draft that lies there was left by one that was killed, and goes.
    """
    with conn.transaction():
        conn.execute(_SQL["publish_alone"])
        _remove_drafts(folder)
        return _publish(conn, folder, progress)


def _publish(conn: Connection[Any], folder: Path, progress: Progress) -> int:
    signed = store.latest(conn)
    if signed is None:
        raise NotSignedError("the log has signed no checkpoint yet")
    size = signed.checkpoint.size
    missing = [name for name in names_at(size) if not (folder / name.path).exists()]
    for at in range(0, len(missing), TILES_AT_ONCE):
        _write_tiles(conn, folder, missing[at : at + TILES_AT_ONCE])
    _write_bundles(conn, folder, size, progress)
    _write(folder / KEYS, keys_json(store.keys(conn)))
    _write(folder / CHECKPOINT, str(signed.note).encode())
    return size


def _remove_drafts(folder: Path) -> None:
    """Only those that lie where this writes: a web server's folder may hold more."""
    for found in (*folder.glob(".*"), *folder.glob("tile/**/.*")):
        if _DRAFT.fullmatch(found.name) and found.is_file():
            found.unlink()


def keys_json(rows: list[KeyRow]) -> bytes:
    """The keys of the log, the first first; each but that with the note that handed over to it."""
    listed = [row._asdict() for row in rows]
    return orjson.dumps({"keys": listed}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _write_tiles(conn: Connection[Any], folder: Path, names: list[TileName]) -> None:
    tiles = store.read_tiles(conn, {name.tile for name in names})
    for name in names:
        _write(folder / name.path, tiles[name.tile][: name.width * HASH_SIZE])


def _write_bundles(conn: Connection[Any], folder: Path, size: int, progress: Progress) -> None:
    step = TILES_AT_ONCE * TILE_WIDTH
    for after in range(0, size, step):
        upto = min(after + step, size)
        names = [
            TileName(None, at // TILE_WIDTH, min(TILE_WIDTH, upto - at))
            for at in range(after, upto, TILE_WIDTH)
        ]
        if not all((folder / name.path).exists() for name in names):
            entries = store.entries(conn, after, upto)
            for name in names:
                first = name.number * TILE_WIDTH - after
                _write(folder / name.path, bundle(entries[first : first + name.width]))
        progress(upto, size)


def _write(path: Path, content: bytes) -> None:
    """All of the file or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)

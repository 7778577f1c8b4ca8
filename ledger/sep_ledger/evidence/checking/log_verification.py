"""Checks a published log from its files and one public key, without a database.

Every event is hashed, every tile compared, and the root must be the signed one.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

import orjson

from sep_ledger.evidence.checking import discrepancies
from sep_ledger.evidence.checking.auditing import (
    MISSING,
    Auditor,
    SignedRoot,
    UpperTiles,
    compare_tile,
)
from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind, Report
from sep_ledger.evidence.checking.sources import Source, SourceError
from sep_ledger.evidence.formats import leaf
from sep_ledger.evidence.formats.checkpoints import Checkpoint, Term, terms_from, trusted_checkpoint
from sep_ledger.evidence.formats.merkle import EMPTY_ROOT, HASH_SIZE, TILE_WIDTH, Tile
from sep_ledger.evidence.formats.notes import Verifier
from sep_ledger.evidence.formats.tiles import CHECKPOINT, KEYS, TileName, entries_of, width_at
from sep_ledger.evidence.writing.growth import Progress

_TILES_AT_ONCE = 256


class _Files(NamedTuple):
    """A bundle of entries and the tile of their hashes, as they were found."""

    number: int
    width: int
    bundle: bytes | None
    tile: bytes | None


def verify_log(
    source: Source,
    pinned: Verifier,
    report: Report,
    kept: Sequence[str] = (),
    progress: Progress = lambda _covered, _head: None,
) -> Checkpoint:
    """Check a whole log; the checkpoint it was checked against.

    `kept` are notes of checkpoints that the caller has from elsewhere. Raises SourceError,
    BadSignatureError, and the errors of malformed notes.
    """
    terms = terms_from(pinned, _handovers(source))
    signed = trusted_checkpoint(_required(source, CHECKPOINT).decode(), terms)
    roots = _roots(signed, kept, terms, report)
    auditor = Auditor(report, lambda position: _entry(source, position, signed.size))
    above = UpperTiles()
    for files in _files(source, signed.size):
        derived, tile = _derived(files, report), _tile(files, report)
        first = files.number * TILE_WIDTH
        due = [root for root in roots if first < root.size <= first + files.width]
        auditor.audit(derived, tile or derived, due)
        progress(first + files.width, signed.size)
    auditor.finish()
    for root in auditor.roots():
        _compare(source, above.push(root), report)
    _compare(source, above.edge(), report)
    return signed


def _roots(
    signed: Checkpoint, kept: Iterable[str], terms: list[Term], report: Report
) -> list[SignedRoot]:
    """The signed roots to meet on the way, the smallest first."""
    roots = {SignedRoot(signed.size, signed.root)}
    for old in (trusted_checkpoint(note, terms) for note in kept):
        if old.size > signed.size:
            where = discrepancies.checkpoint(old.size)
            report(Discrepancy(Kind.HISTORY_ROLLED_BACK, where, f"ahora {signed.size}"))
        elif old != signed:
            roots.add(SignedRoot(old.size, old.root, Kind.HISTORY_FORKED))
    for root in roots:
        if root.size == 0 and root.root != EMPTY_ROOT:
            report(Discrepancy(root.otherwise, discrepancies.checkpoint(0)))
    return sorted(roots)


def _files(source: Source, size: int) -> Iterator[_Files]:
    tiles = -(-size // TILE_WIDTH)
    for start in range(0, tiles, _TILES_AT_ONCE):
        numbers = range(start, min(start + _TILES_AT_ONCE, tiles))
        widths = [width_at(size, Tile(0, number)) for number in numbers]
        named = list(zip(numbers, widths, strict=True))
        bundles = source.read_all(TileName(None, *name).path for name in named)
        hashes = source.read_all(TileName(0, *name).path for name in named)
        for (number, width), bundle, tile in zip(named, bundles, hashes, strict=True):
            yield _Files(
                number,
                width,
                _or_full(source, bundle, TileName(None, number, width)),
                _or_full(source, tile, TileName(0, number, width)),
            )


def _or_full(source: Source, found: bytes | None, name: TileName) -> bytes | None:
    """Where a partial one is gone, the full one that took its place."""
    if found is not None or name.width == TILE_WIDTH:
        return found
    return source.read(name._replace(width=TILE_WIDTH).path)


def _derived(files: _Files, report: Report) -> bytes:
    """What the events hash to; those that cannot be read count as missing."""
    entries = _entries(files, report)[: files.width]
    hashes = b"".join([sha256(b"\x00" + entry).digest() for entry in entries])
    first = files.number * TILE_WIDTH + 1
    stated = b"".join([entry[1:9] for entry in entries])
    if stated != struct.pack(f">{len(entries)}q", *range(first, first + len(entries))):
        _report_misplaced(entries, first, report)
    return hashes + MISSING * (files.width - len(entries))


def _entries(files: _Files, report: Report) -> list[bytes]:
    where = discrepancies.tile("entries", files.number)
    if files.bundle is None:
        report(Discrepancy(Kind.ENTRIES_MALFORMED, where, "falta el archivo"))
        return []
    try:
        entries = entries_of(files.bundle)
    except ValueError:
        report(Discrepancy(Kind.ENTRIES_MALFORMED, where, "termina dentro de un evento"))
        return []
    if len(entries) not in (files.width, TILE_WIDTH):
        detail = f"{len(entries)} eventos en lugar de {files.width}"
        report(Discrepancy(Kind.ENTRIES_MALFORMED, where, detail))
    return entries


def _report_misplaced(entries: list[bytes], first: int, report: Report) -> None:
    for position, entry in enumerate(entries, first):
        said = leaf.position_of(entry)
        if said != position:
            where = discrepancies.position(position)
            report(Discrepancy(Kind.EVENT_MOVED, where, f"dice {discrepancies.position(said)}"))


def _tile(files: _Files, report: Report) -> bytes | None:
    """The tile's hashes; None, reported, where it does not have as many as it should."""
    expected, found = files.width * HASH_SIZE, files.tile or b""
    if len(found) in (expected, TILE_WIDTH * HASH_SIZE):
        return found[:expected]
    kind = Kind.TILE_MISSING if files.tile is None else Kind.TILE_CHANGED
    report(Discrepancy(kind, discrepancies.tile(0, files.number), f"mide {len(found)} bytes"))
    return None


def _compare(source: Source, tiles: Iterable[tuple[Tile, bytes]], report: Report) -> None:
    for tile, expected in tiles:
        name = TileName(tile.level, tile.number, len(expected) // HASH_SIZE)
        found = _or_full(source, source.read(name.path), name) or b""
        if len(found) == TILE_WIDTH * HASH_SIZE:
            found = found[: len(expected)]
        compare_tile(tile, expected, found, report)


def _entry(source: Source, position: int, size: int) -> bytes | None:
    """One entry, read again."""
    number, at = divmod(position - 1, TILE_WIDTH)
    name = TileName(None, number, width_at(size, Tile(0, number)))
    bundle = _or_full(source, source.read(name.path), name)
    return entries_of(bundle)[at] if bundle else None


def _handovers(source: Source) -> list[str]:
    listed = source.read(KEYS)
    if listed is None:
        return []
    try:
        keys = orjson.loads(listed)["keys"]
        return [key["statement"] for key in keys if key["statement"] is not None]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(f"the list of keys cannot be read: {error}") from error


def _required(source: Source, path: str) -> bytes:
    content = source.read(path)
    if content is None:
        raise SourceError(f"there is no {path}")
    return content

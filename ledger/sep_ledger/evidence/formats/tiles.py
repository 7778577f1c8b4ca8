"""The files of a tiled log (c2sp.org/tlog-tiles): their names, and bundles of entries."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sep_ledger.evidence.formats.leaf import MAX_ENTRY
from sep_ledger.evidence.formats.merkle import TILE_HEIGHT, TILE_WIDTH, Tile

CHECKPOINT = "checkpoint"
KEYS = "keys"
"""Not of the specification: the log's public keys, each handed over to by the one before."""

_LENGTH = 2
_GROUP = 1000
_DIGITS = len("000")
_MAX_LEVEL = 7


class BadTilePathError(ValueError):
    """No file of a tiled log has this name."""


class TileName(NamedTuple):
    """A tile or, where `level` is None, a bundle of entries; 256 wide, or cut to its width."""

    level: int | None
    number: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Under the log's prefix: `tile/0/x001/234.p/17`, `tile/entries/000`."""
        kind = "entries" if self.level is None else str(self.level)
        cut = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{kind}/{_number_path(self.number)}{cut}"

    @property
    def tile(self) -> Tile:
        """The tile; for a bundle, that of its entries' hashes."""
        return Tile(self.level or 0, self.number)

    @classmethod
    def parse(cls, kind: str, rest: str) -> "TileName":
        """From `0` or `entries`, and what comes after it. Raises BadTilePathError."""
        number, _, width = rest.partition(".p/")
        name = cls(
            None if kind == "entries" else _number(kind),
            _number_of(number),
            _number(width) if width else TILE_WIDTH,
        )
        if name.path != f"tile/{kind}/{rest}" or not 0 < name.width <= TILE_WIDTH:
            raise BadTilePathError(f"no tile is called {kind}/{rest}")
        if (name.level or 0) > _MAX_LEVEL:
            raise BadTilePathError(f"no tree is as high as level {kind}")
        return name


def width_at(size: int, tile: Tile) -> int:
    """How many hashes a tile holds in a tree of this size; 0 where the tree has no such tile."""
    hashes = size >> TILE_HEIGHT * tile.level
    return max(0, min(TILE_WIDTH, hashes - tile.number * TILE_WIDTH))


def names_at(size: int) -> Iterator[TileName]:
    """Every tile of the tree of this size, from the leaves up; not the bundles."""
    level = 0
    while hashes := size >> TILE_HEIGHT * level:
        full, rest = divmod(hashes, TILE_WIDTH)
        yield from (TileName(level, number) for number in range(full))
        if rest:
            yield TileName(level, full, rest)
        level += 1


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries one after the other, each after its length in two bytes."""
    return b"".join(part for entry in entries for part in (_prefix(entry), entry))


def entries_of(bundle: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError where it ends within one."""
    entries, at = [], 0
    while at < len(bundle):
        start = at + _LENGTH
        at = start + int.from_bytes(bundle[at:start])
        entries.append(bundle[start:at])
    if at != len(bundle):
        raise ValueError(f"the bundle ends within its entry {len(entries)}")
    return entries


def _prefix(entry: bytes) -> bytes:
    if len(entry) > MAX_ENTRY:
        raise ValueError(f"an entry of {len(entry)} bytes, more than {MAX_ENTRY}")
    return len(entry).to_bytes(_LENGTH)


def _number_path(number: int) -> str:
    last = f"{number % _GROUP:03}"
    groups = []
    while number := number // _GROUP:
        groups.append(f"x{number % _GROUP:03}")
    return "/".join([*reversed(groups), last])


def _number_of(path: str) -> int:
    groups = [group.removeprefix("x") for group in path.split("/")]
    if any(len(group) != _DIGITS for group in groups) or len(groups) > _MAX_LEVEL:
        raise BadTilePathError(f"no number is written {path}")
    return _number("".join(groups))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise BadTilePathError(f"not a number: {text}")
    return int(text)

"""Compares what events hash to with what the tree holds, and lets signed roots decide who is right.

Where the two differ, one of them was altered. At the next signed root it shows: if the tree leads
to it, the event was altered; if the events do, the tree was. So every finding has a name.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from sep_ledger.evidence.checking import discrepancies
from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind, Report
from sep_ledger.evidence.formats import leaf
from sep_ledger.evidence.formats.merkle import (
    HASH_SIZE,
    TILE_HEIGHT,
    TILE_WIDTH,
    Frontier,
    Tile,
    perfect_root,
)

MISSING = bytes(HASH_SIZE)
"""Stands for the hash of an event that is not there."""

_MOST_TO_RELATE = 256
"""Altered events that are compared with each other, to see which of them changed places."""

_MOST_TO_KEEP = 100_000
"""Differences held in memory until a root decides; where there are more, these are named."""


class SignedRoot(NamedTuple):
    """A root that the log has signed, over so many events."""

    size: int
    root: bytes
    otherwise: Kind = Kind.CHECKPOINT_CONTRADICTS
    """What is found where neither events nor tree lead to it."""


class _Difference(NamedTuple):
    derived: bytes
    kept: bytes
    keeper: Kind


class Auditor:
    """Takes the leaves of a tree, one tile after the other, and reports what is wrong.

    `content_at` reads the content of an event once more, to tell what was moved.
    """

    def __init__(self, report: Report, content_at: Callable[[int], bytes | None]) -> None:
        self._report = report
        self._content_at = content_at
        self._derived, self._kept = Frontier(), Frontier()
        self._differing: dict[int, _Difference] = {}
        self._altered: dict[int, bytes] = {}
        self._undecided: list[tuple[bytes, bytes]] = []
        self._above: list[bytes] = []
        self.size = 0

    def audit(
        self,
        derived: bytes,
        kept: bytes,
        signed: Sequence[SignedRoot],
        keeper: Kind = Kind.TILE_CHANGED,
    ) -> None:
        """The next up to 256 leaves: as the events give them, as the tree holds them.

        MISSING leaves are reported already. `signed` are the roots within them, in order of size;
        `keeper` is what is found where the tree is wrong.
        """
        for checkpoint in signed:
            derived, kept = self._settle(checkpoint, derived, kept, keeper)
        self._compare(derived, kept, keeper)
        if len(kept) == TILE_WIDTH * HASH_SIZE:
            theirs = perfect_root(kept)
            ours = theirs if derived == kept else perfect_root(derived)
            self._kept.push(TILE_HEIGHT, theirs)
            self._derived.push(TILE_HEIGHT, ours)
            self._undecided.append((ours, theirs))
        self.size += len(kept) // HASH_SIZE

    def finish(self) -> None:
        """Report what no signed root has decided, and which of the altered events were moved."""
        self._report_undecided()
        self._decide_roots(for_events=False)
        related = list(self._altered)[:_MOST_TO_RELATE]
        for position in self._altered:
            before = self._place_before(position, related) if position <= related[-1] else None
            self._report_altered(position, before)
        self._altered.clear()

    def _report_undecided(self) -> None:
        for position, pair in self._differing.items():
            if pair.derived != MISSING:
                self._report(
                    Discrepancy(Kind.EVENT_OR_TILE_CHANGED, discrepancies.position(position))
                )
        self._differing.clear()

    def roots(self) -> list[bytes]:
        """The true roots of full tiles that were decided since this was last asked."""
        roots, self._above = self._above, []
        return roots

    def _settle(
        self, signed: SignedRoot, derived: bytes, kept: bytes, keeper: Kind
    ) -> tuple[bytes, bytes]:
        """Let a root decide what differs up to it; from there on both sides agree."""
        end = (signed.size - self.size) * HASH_SIZE
        self._compare(derived[:end], kept[:end], keeper)
        if self._derived.with_leaves(derived[:end]).root() == signed.root:
            self._accuse_tree()
            self._decide_roots(for_events=True)
            self._kept = self._derived.copy()
            return derived, derived[:end] + kept[end:]
        if self._kept.with_leaves(kept[:end]).root() == signed.root:
            self._accuse_events()
        else:
            self._report_undecided()
            self._report(Discrepancy(signed.otherwise, discrepancies.checkpoint(signed.size)))
        self._decide_roots(for_events=False)
        self._derived = self._kept.copy()
        return kept[:end] + derived[end:], kept

    def _decide_roots(self, *, for_events: bool) -> None:
        self._above += [ours if for_events else theirs for ours, theirs in self._undecided]
        self._undecided.clear()

    def _compare(self, derived: bytes, kept: bytes, keeper: Kind) -> None:
        if derived == kept:
            return
        for at in range(0, len(kept), HASH_SIZE):
            pair = _Difference(derived[at : at + HASH_SIZE], kept[at : at + HASH_SIZE], keeper)
            if pair.derived != pair.kept and len(self._differing) < _MOST_TO_KEEP:
                self._differing[self.size + at // HASH_SIZE + 1] = pair

    def _accuse_tree(self) -> None:
        for position, pair in self._differing.items():
            number, at = divmod(position - 1, TILE_WIDTH)
            where, detail = (
                discrepancies.tile(0, number),
                f"hash {at}, {discrepancies.position(position)}",
            )
            self._report(Discrepancy(pair.keeper, where, detail))
        self._differing.clear()

    def _accuse_events(self) -> None:
        for position, pair in self._differing.items():
            if pair.derived != MISSING and len(self._altered) < _MOST_TO_KEEP:
                self._altered[position] = pair.kept
        self._differing.clear()

    def _report_altered(self, position: int, before: int | None) -> None:
        kind = Kind.EVENT_MOVED if before else Kind.EVENT_CHANGED
        detail = f"estaba en la {discrepancies.position(before)}" if before else ""
        self._report(Discrepancy(kind, discrepancies.position(position), detail))

    def _place_before(self, position: int, related: Iterable[int]) -> int | None:
        """Where the event that is now here stood when it was signed, if it still says the same."""
        content = self._content_at(position)
        if content is None:
            return None
        for other in related:
            if self._altered[other] == leaf.leaf_hash(leaf.entry(leaf.content_at(content, other))):
                return other
        return None


class UpperTiles:
    """The tiles above the leaves, as they follow from the roots of the full tiles below."""

    def __init__(self) -> None:
        self._edge: dict[int, bytes] = {}
        self._numbers: dict[int, int] = {}

    def push(self, root: bytes, level: int = 1) -> Iterator[tuple[Tile, bytes]]:
        """Take the root of the next full tile below; the full tiles which that completes."""
        number = self._numbers.setdefault(level, 0)
        hashes = self._edge.get(level, b"") + root
        full = len(hashes) == TILE_WIDTH * HASH_SIZE
        self._edge[level] = b"" if full else hashes
        if full:
            self._numbers[level] = number + 1
            yield Tile(level, number), hashes
            yield from self.push(perfect_root(hashes), level + 1)

    def edge(self) -> list[tuple[Tile, bytes]]:
        """The tiles at the right edge, which are not full."""
        edge = self._edge.items()
        return [(Tile(level, self._numbers[level]), hashes) for level, hashes in edge if hashes]


def compare_tile(tile: Tile, expected: bytes, kept: bytes, report: Report) -> None:
    """Report each hash of a tile that is not what it should be."""
    where = discrepancies.tile(*tile)
    if len(kept) != len(expected):
        kind = Kind.TILE_CHANGED if kept else Kind.TILE_MISSING
        report(Discrepancy(kind, where, f"mide {len(kept)} bytes"))
        return
    for at in range(0, len(expected) if kept != expected else 0, HASH_SIZE):
        if kept[at : at + HASH_SIZE] != expected[at : at + HASH_SIZE]:
            report(Discrepancy(Kind.TILE_CHANGED, where, f"hash {at // HASH_SIZE}"))

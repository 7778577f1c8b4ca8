"""Derives everything again from the rows of the database, and names each thing that does not fit.

It trusts the signatures, by the first key of the log or by one that the caller pins, and the
checkpoints that the caller has kept elsewhere. Without any of these, whoever owns the server could
have exchanged everything, signatures and all.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import args_row, scalar_row

from sep_ledger.evidence import findings, leaf, store
from sep_ledger.evidence.auditing import MISSING, Auditor, SignedRoot, UpperTiles, compare_tile
from sep_ledger.evidence.checkpoints import Checkpoint, trusted
from sep_ledger.evidence.findings import Finding, Kind, Report
from sep_ledger.evidence.fsck_checkpoints import (
    CheckpointRow,
    check_seals,
    check_signatures,
    trusted_terms,
)
from sep_ledger.evidence.fsck_ends import read_ends
from sep_ledger.evidence.growth import TILES_AT_ONCE, Progress
from sep_ledger.evidence.merkle import EMPTY_ROOT, HASH_SIZE, TILE_WIDTH, Tile, perfect_root
from sep_ledger.evidence.notes import Verifier
from sep_ledger.evidence.store import GREATEST_SIZE, sql

_STEP = TILES_AT_ONCE * TILE_WIDTH
_MOST_VERSION_GAPS = 1_000


class Checked(NamedTuple):
    """How much was checked."""

    events: int
    signed: int
    """Events that a checkpoint covers; what came later nobody has signed."""
    checkpoints: int


class _TileRow(NamedTuple):
    hashes: bytes
    root: bytes


def fsck(
    conn: Connection[Any],
    report: Report,
    pinned: Verifier | None = None,
    kept: Sequence[str] = (),
    progress: Progress = lambda _covered, _head: None,
) -> Checked:
    """Check the whole log, as it stands at one moment, and report every finding.

    `pinned` is a key that the log is known to sign with; `kept` are notes of checkpoints from
    elsewhere. Raises BadSignatureError and the errors of malformed notes for these alone.
    """
    with conn.transaction():
        conn.execute("set transaction isolation level repeatable read, read only")
        return _Check(conn, report, pinned, kept).run(progress)


class _Check:
    def __init__(
        self,
        conn: Connection[Any],
        report: Report,
        pinned: Verifier | None,
        kept: Sequence[str],
    ) -> None:
        self._conn, self._report = conn, report
        self._terms = trusted_terms(store.keys(conn), pinned, report)
        self._kept = [trusted(note, self._terms) for note in kept]
        self._auditor, self._above = Auditor(report, self._content), UpperTiles()
        self._checkpoints = 0
        self._signed = list[Checkpoint]()
        self._ends = read_ends(conn, spare=_STEP)

    def run(self, progress: Progress) -> Checked:
        """All of it."""
        self._check_guards()
        self._check_ends()
        last = self._ends.last
        self._read_signed(-1, 0)
        for after in range(0, last, _STEP):
            upto = min(after + _STEP, last)
            self._check_range(after, upto)
            progress(upto, last)
        self._auditor.finish()
        self._check_upper_tiles()
        self._check_beyond(last)
        self._check_seals()
        self._check_key_numbers()
        self._check_versions()
        return Checked(self._ends.event, self._ends.checkpoint, self._checkpoints)

    def _check_guards(self) -> None:
        with self._conn.cursor(row_factory=scalar_row) as cursor:
            for guard in cursor.execute(sql("fsck_guards")):
                self._report(Finding(Kind.GUARD_MISSING, guard))

    def _check_ends(self) -> None:
        ends = self._ends
        if ends.head != ends.last_event:
            detail = f"dice {ends.head}, el último evento es {ends.last_event}"
            self._report(Finding(Kind.HEAD_CHANGED, "cuenta del registro", detail))
        if ends.first < 1 and ends.last_event:
            self._found(Kind.EVENT_UNCOUNTED, ends.first)
        for kept in self._kept:
            if kept.size > ends.event:
                where = findings.checkpoint(kept.size)
                self._report(Finding(Kind.HISTORY_ROLLED_BACK, where, f"ahora {ends.event}"))

    def _check_range(self, after: int, upto: int) -> None:
        """Hash the events of a range, and hold tiles and checkpoints against them."""
        rows, signed = self._read_signed(after, upto)
        hashed, tiles = self._leaves(after, upto), self._tiles(0, after, upto)
        for start in range(after, upto, TILE_WIDTH):
            stop = min(start + TILE_WIDTH, upto)
            derived = b"".join(hashed[start - after : stop - after])
            number = start // TILE_WIDTH
            here = [row for row in rows if start < row.size <= stop]
            kept = self._kept_leaves(number, derived, tiles.get(number), here)
            due = [root for root in signed if start < root.size <= stop]
            keeper = Kind.TILE_CHANGED if number in tiles else Kind.CHECKPOINT_LEAVES_CHANGED
            self._auditor.audit(derived, kept, due, keeper)
        self._check_upper_tiles()

    def _read_signed(self, after: int, upto: int) -> tuple[list[CheckpointRow], list[SignedRoot]]:
        """The checkpoints of a range of sizes, and the roots that are to be met there."""
        with self._conn.cursor(row_factory=args_row(CheckpointRow), binary=True) as cursor:
            rows = cursor.execute(
                sql("fsck_checkpoints"), {"after": after, "upto": upto}
            ).fetchall()
        self._checkpoints += len(rows)
        signed = [row for row in rows if check_signatures(row, self._terms, self._report)]
        self._signed += [row.checkpoint for row in signed]
        roots = {row.signed for row in signed}
        for kept in self._kept:
            if after < kept.size <= upto and SignedRoot(kept.size, kept.root) not in roots:
                roots.add(SignedRoot(kept.size, kept.root, Kind.HISTORY_FORKED))
        for root in roots:
            if root.size == 0 and root.root != EMPTY_ROOT:
                self._report(Finding(root.otherwise, findings.checkpoint(0)))
        return rows, sorted(roots)

    def _leaves(self, after: int, upto: int) -> list[bytes]:
        """What the rows of a range hash to; MISSING where there is none."""
        hashed = [MISSING] * (upto - after)
        for at, content in store.contents(self._conn, after, upto):
            if hashed[at - after - 1] is not MISSING:
                self._found(Kind.EVENT_REPEATED, at)
            if at > self._ends.head:
                self._found(Kind.EVENT_UNCOUNTED, at)
            hashed[at - after - 1] = leaf.leaf_hash(leaf.entry(content))
        for first, last in _runs(at for at, own in enumerate(hashed, after + 1) if own is MISSING):
            self._report(Finding(Kind.EVENT_MISSING, findings.positions(first, last)))
        return hashed

    def _content(self, position: int) -> bytes | None:
        found = store.contents(self._conn, position - 1, position)
        return found[0][1] if found else None

    def _tiles(self, level: int, after: int, upto: int) -> dict[int, _TileRow]:
        """The kept tiles over a range of hashes of a level."""
        span = {"first": after // TILE_WIDTH, "stop": -(-upto // TILE_WIDTH), "level": level}
        with self._conn.cursor(binary=True) as cursor:
            rows = cursor.execute(sql("fsck_tiles"), span).fetchall()
        tiles = {number: _TileRow(hashes, root) for number, hashes, root in rows}
        for number, row in tiles.items():
            if perfect_root(row.hashes) != row.root:
                where = findings.tile(level, number)
                self._report(Finding(Kind.TILE_CHANGED, where, "su raíz no es la de sus hashes"))
        return tiles

    def _kept_leaves(
        self, number: int, derived: bytes, row: _TileRow | None, here: list[CheckpointRow]
    ) -> bytes:
        """What the tree holds for a tile: as it is kept, else as the checkpoints noted it."""
        first = number * TILE_WIDTH
        if row is None and first + TILE_WIDTH <= self._ends.grown:
            self._report(Finding(Kind.TILE_MISSING, findings.tile(0, number)))
        noted = bytearray(row.hashes if row else derived)
        for checkpoint in here:
            end = (checkpoint.size - first) * HASH_SIZE
            start = end - len(checkpoint.leaves)
            theirs = (noted[start:end], derived[start:end]) if row else (checkpoint.leaves,)
            if start < 0 or checkpoint.leaves not in theirs:
                where = findings.checkpoint(checkpoint.size)
                self._report(Finding(Kind.CHECKPOINT_LEAVES_CHANGED, where))
            elif not row:
                noted[start:end] = checkpoint.leaves
        return bytes(noted)

    def _check_upper_tiles(self) -> None:
        for root in self._auditor.roots():
            for tile, expected in self._above.push(root):
                self._check_upper(tile, expected)

    def _check_upper(self, tile: Tile, expected: bytes) -> None:
        """A full tile above the leaves; one not grown yet is no finding."""
        first = tile.number * TILE_WIDTH
        kept = self._tiles(tile.level, first, first + TILE_WIDTH).get(tile.number)
        due = (tile.number + 1) * TILE_WIDTH ** (tile.level + 1) <= self._ends.grown
        if kept or due:
            compare_tile(tile, expected, kept.hashes if kept else b"", self._report)

    def _check_beyond(self, last: int) -> None:
        """What stands so far out that not every place before it was gone through."""
        after = last
        for first, upto in self._conn.execute(sql("fsck_beyond"), {"after": last}).fetchall():
            self._report(Finding(Kind.EVENT_MISSING, findings.positions(after + 1, first - 1)))
            self._report(Finding(Kind.EVENT_UNCOUNTED, findings.positions(first, upto)))
            after = upto
        if self._ends.claimed > after:
            where = findings.positions(after + 1, self._ends.claimed)
            self._report(Finding(Kind.EVENT_MISSING, where))
        self._read_signed(last, GREATEST_SIZE)
        events = max(self._ends.event, self._ends.checkpoint)
        for tile in self._conn.execute(sql("fsck_tiles_beyond"), {"events": events}).fetchall():
            self._report(Finding(Kind.TILE_UNCALLED_FOR, findings.tile(*tile)))

    def _check_seals(self) -> None:
        """That no checkpoint and no signature before the last one is gone."""
        check_seals(self._signed, store.signatures(self._conn), self._report)
        with self._conn.cursor(row_factory=scalar_row) as cursor:
            missing = set(cursor.execute(sql("fsck_orphans")).fetchall())
        listed = set(self._signed)
        missing |= {
            kept.size for kept in self._kept if kept.size <= self._ends.event and kept not in listed
        }
        for size in sorted(missing):
            self._report(Finding(Kind.CHECKPOINT_MISSING, findings.checkpoint(size)))

    def _check_key_numbers(self) -> None:
        with self._conn.cursor(row_factory=scalar_row) as cursor:
            numbers = cursor.execute(sql("fsck_key_numbers")).fetchall()
        if numbers != list(range(1, len(numbers) + 1)):
            detail = "llevan los números " + ", ".join(map(str, numbers))
            self._report(Finding(Kind.KEY_CHANGED, findings.KEYS, detail))

    def _check_versions(self) -> None:
        gaps = self._conn.execute(sql("fsck_versions"), {"limit": _MOST_VERSION_GAPS})
        for position, version, before in gaps:
            detail = f"versión {version} " + (f"tras la {before}" if before else "al comienzo")
            where = findings.position(position)
            self._report(Finding(Kind.VERSION_GAP, where, detail))

    def _found(self, kind: Kind, position: int) -> None:
        self._report(Finding(kind, findings.position(position)))


def _runs(positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive positions, by their first and last."""
    first = last = None
    for position in positions:
        if last is not None and position == last + 1:
            last = position
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = position
    if first is not None and last is not None:
        yield first, last

"""Derives everything again from the rows of the database, and names each thing that does not fit.

It trusts the signatures, by the first key of the log or by one that the caller pins, and the
checkpoints that the caller has kept elsewhere. Without any of these, whoever owns the server could
have exchanged everything, signatures and all.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import args_row, scalar_row

from sep_ledger.database.sessions import pin_names
from sep_ledger.database.statements import statements_of
from sep_ledger.evidence import store
from sep_ledger.evidence.checking import discrepancies
from sep_ledger.evidence.checking.auditing import (
    MISSING,
    Auditor,
    SignedRoot,
    UpperTiles,
    compare_tile,
)
from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind, Report
from sep_ledger.evidence.formats import leaf
from sep_ledger.evidence.formats.checkpoints import (
    NO_SIGNATURES,
    Checkpoint,
    MalformedCheckpointError,
    Seal,
    Term,
    terms_from,
    trusted_checkpoint,
)
from sep_ledger.evidence.formats.merkle import EMPTY_ROOT, HASH_SIZE, TILE_WIDTH, Tile, perfect_root
from sep_ledger.evidence.formats.notes import (
    BadSignatureError,
    MalformedKeyError,
    MalformedNoteError,
    Verifier,
)
from sep_ledger.evidence.store import GREATEST_SIZE, KeyRow, SignatureRow, handovers
from sep_ledger.evidence.writing.growth import TILES_AT_ONCE, Progress

_SQL = statements_of(__name__)
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


class _CheckpointRow(NamedTuple):
    """A checkpoint as it is stored, with every signature under it."""

    size: int
    origin: str
    root: bytes
    sealed: int | None
    seal: bytes | None
    leaves: bytes
    vkeys: list[str]
    signatures: list[bytes]

    @property
    def checkpoint(self) -> Checkpoint:
        """What should be signed."""
        sealed = None if self.sealed is None or self.seal is None else Seal(self.sealed, self.seal)
        return Checkpoint(self.origin, self.size, self.root, sealed)

    @property
    def signed(self) -> SignedRoot:
        """What the tree has to lead to."""
        return SignedRoot(self.size, self.root)


class _Ends(NamedTuple):
    """Where the log ends, as each of its tables has it."""

    head: int
    head_in_reach: int
    """0 where the head is further out than so many rows could be about; so with the others."""
    first: int
    last_event: int
    event: int
    last_checkpoint: int
    checkpoint: int
    tile: int

    @property
    def claimed(self) -> int:
        """The last event that anything speaks of."""
        return max(self.head, self.last_event, self.last_checkpoint)

    @property
    def grown(self) -> int:
        """Up to where tiles have to be: a checkpoint is signed once they are full."""
        return max(self.tile, self.checkpoint // TILE_WIDTH * TILE_WIDTH)

    @property
    def last(self) -> int:
        """Up to where to go event by event."""
        return max(self.head_in_reach, self.event, self.checkpoint, self.tile)


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
        pin_names(conn)
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
        self._terms = _trusted_terms(store.keys(conn), pinned, report)
        self._kept = [trusted_checkpoint(note, self._terms) for note in kept]
        self._auditor, self._above = Auditor(report, self._content), UpperTiles()
        self._checkpoints = 0
        self._signed = list[Checkpoint]()
        self._ends = _read_ends(conn, spare=_STEP)

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
            for guard in cursor.execute(_SQL["guards"]):
                self._report(Discrepancy(Kind.GUARD_MISSING, guard))

    def _check_ends(self) -> None:
        ends = self._ends
        if ends.head != ends.last_event:
            detail = f"dice {ends.head}, el último evento es {ends.last_event}"
            self._report(Discrepancy(Kind.HEAD_CHANGED, "cuenta del registro", detail))
        if ends.first < 1 and ends.last_event:
            self._found(Kind.EVENT_UNCOUNTED, ends.first)
        for kept in self._kept:
            if kept.size > ends.event:
                where = discrepancies.checkpoint(kept.size)
                self._report(Discrepancy(Kind.HISTORY_ROLLED_BACK, where, f"ahora {ends.event}"))

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

    def _read_signed(self, after: int, upto: int) -> tuple[list[_CheckpointRow], list[SignedRoot]]:
        """The checkpoints of a range of sizes, and the roots that are to be met there."""
        with self._conn.cursor(row_factory=args_row(_CheckpointRow), binary=True) as cursor:
            rows = cursor.execute(_SQL["checkpoints"], {"after": after, "upto": upto}).fetchall()
        self._checkpoints += len(rows)
        signed = [row for row in rows if _check_signatures(row, self._terms, self._report)]
        self._signed += [row.checkpoint for row in signed]
        roots = {row.signed for row in signed}
        for kept in self._kept:
            if after < kept.size <= upto and SignedRoot(kept.size, kept.root) not in roots:
                roots.add(SignedRoot(kept.size, kept.root, Kind.HISTORY_FORKED))
        for root in roots:
            if root.size == 0 and root.root != EMPTY_ROOT:
                self._report(Discrepancy(root.otherwise, discrepancies.checkpoint(0)))
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
            self._report(Discrepancy(Kind.EVENT_MISSING, discrepancies.positions(first, last)))
        return hashed

    def _content(self, position: int) -> bytes | None:
        found = store.contents(self._conn, position - 1, position)
        return found[0][1] if found else None

    def _tiles(self, level: int, after: int, upto: int) -> dict[int, _TileRow]:
        """The kept tiles over a range of hashes of a level."""
        span = {"first": after // TILE_WIDTH, "stop": -(-upto // TILE_WIDTH), "level": level}
        with self._conn.cursor(binary=True) as cursor:
            rows = cursor.execute(_SQL["tiles"], span).fetchall()
        tiles = {number: _TileRow(hashes, root) for number, hashes, root in rows}
        for number, row in tiles.items():
            if perfect_root(row.hashes) != row.root:
                where = discrepancies.tile(level, number)
                self._report(
                    Discrepancy(Kind.TILE_CHANGED, where, "su raíz no es la de sus hashes")
                )
        return tiles

    def _kept_leaves(
        self, number: int, derived: bytes, row: _TileRow | None, here: list[_CheckpointRow]
    ) -> bytes:
        """What the tree holds for a tile: as it is kept, else as the checkpoints noted it."""
        first = number * TILE_WIDTH
        if row is None and first + TILE_WIDTH <= self._ends.grown:
            self._report(Discrepancy(Kind.TILE_MISSING, discrepancies.tile(0, number)))
        noted = bytearray(row.hashes if row else derived)
        before = first
        for checkpoint in here:
            end = (checkpoint.size - first) * HASH_SIZE
            start = end - len(checkpoint.leaves)
            theirs = (noted[start:end], derived[start:end]) if row else (checkpoint.leaves,)
            # From the last full tile on or the checkpoint before, none of them may be missing.
            due = max(before, checkpoint.size // TILE_WIDTH * TILE_WIDTH) - first
            before = checkpoint.size
            if start < 0 or start > due * HASH_SIZE or checkpoint.leaves not in theirs:
                where = discrepancies.checkpoint(checkpoint.size)
                self._report(Discrepancy(Kind.CHECKPOINT_LEAVES_CHANGED, where))
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
        for first, upto in self._conn.execute(_SQL["beyond"], {"after": last}).fetchall():
            self._report(
                Discrepancy(Kind.EVENT_MISSING, discrepancies.positions(after + 1, first - 1))
            )
            self._report(Discrepancy(Kind.EVENT_UNCOUNTED, discrepancies.positions(first, upto)))
            after = upto
        if self._ends.claimed > after:
            where = discrepancies.positions(after + 1, self._ends.claimed)
            self._report(Discrepancy(Kind.EVENT_MISSING, where))
        self._read_signed(last, GREATEST_SIZE)
        events = max(self._ends.event, self._ends.checkpoint)
        for tile in self._conn.execute(_SQL["tiles_beyond"], {"events": events}).fetchall():
            self._report(Discrepancy(Kind.TILE_UNCALLED_FOR, discrepancies.tile(*tile)))

    def _check_seals(self) -> None:
        """That no checkpoint and no signature before the last one is gone."""
        _check_seals(self._signed, store.signatures(self._conn), self._report)
        with self._conn.cursor(row_factory=scalar_row) as cursor:
            missing = set(cursor.execute(_SQL["orphans"]).fetchall())
        listed = set(self._signed)
        missing |= {
            kept.size for kept in self._kept if kept.size <= self._ends.event and kept not in listed
        }
        for size in sorted(missing):
            self._report(Discrepancy(Kind.CHECKPOINT_MISSING, discrepancies.checkpoint(size)))

    def _check_key_numbers(self) -> None:
        with self._conn.cursor(row_factory=scalar_row) as cursor:
            numbers = cursor.execute(_SQL["key_numbers"]).fetchall()
        if numbers != list(range(1, len(numbers) + 1)):
            detail = "llevan los números " + ", ".join(map(str, numbers))
            self._report(Discrepancy(Kind.KEY_CHANGED, discrepancies.KEYS, detail))

    def _check_versions(self) -> None:
        gaps = self._conn.execute(_SQL["versions"], {"limit": _MOST_VERSION_GAPS})
        for position, version, before in gaps:
            detail = f"versión {version} " + (f"tras la {before}" if before else "al comienzo")
            where = discrepancies.position(position)
            self._report(Discrepancy(Kind.VERSION_GAP, where, detail))

    def _found(self, kind: Kind, position: int) -> None:
        self._report(Discrepancy(kind, discrepancies.position(position)))


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


def _read_ends(conn: Connection[Any], spare: int) -> _Ends:
    """Where the log ends. In reach is what is no further out than the rows there are, and so many
    more, could be about.
    """
    with conn.cursor(row_factory=args_row(_Ends)) as cursor:
        (ends,) = cursor.execute(_SQL["ends"], {"spare": spare}).fetchall()
    return ends


def _check_signatures(row: _CheckpointRow, terms: Sequence[Term], report: Report) -> bool:
    """Whether the log has signed the checkpoint. Every false signature is reported, and each of the
    log's that is not there: where a key hands over to another, both sign.
    """
    text = row.checkpoint.text
    where = discrepancies.checkpoint(row.size)
    in_office = {str(term.verifier) for term in terms if term.covers(row.size)}
    fitting = set()
    for vkey, signature in zip(row.vkeys, row.signatures, strict=True):
        if _fits(vkey, text, signature):
            fitting.add(vkey)
        else:
            report(Discrepancy(Kind.SIGNATURE_FALSE, where, vkey))
    if not fitting & in_office:
        report(Discrepancy(Kind.CHECKPOINT_UNSIGNED, where))
        return False
    for vkey in sorted(in_office - fitting):
        report(Discrepancy(Kind.SIGNATURE_MISSING, where, vkey))
    return True


def _check_seals(
    checkpoints: Iterable[Checkpoint], rows: Sequence[SignatureRow], report: Report
) -> None:
    """Hold all signatures, in their order, against what the checkpoints sealed.

    `checkpoints` are those that the log has signed, the smallest first.
    """
    _check_numbers([row.number for row in rows], report)
    before, at = NO_SIGNATURES, 0
    for checkpoint in checkpoints:
        if checkpoint.seal is None:
            continue
        reached = before
        while at < len(rows) and rows[at].number <= checkpoint.seal.number:
            reached = reached.with_signature(*rows[at])
            at += 1
        if reached != checkpoint.seal:
            span = f"entre la {before.number + 1} y la {checkpoint.seal.number}"
            report(Discrepancy(Kind.SEAL_BROKEN, discrepancies.checkpoint(checkpoint.size), span))
        before = checkpoint.seal


def _check_numbers(numbers: Sequence[int], report: Report) -> None:
    """Signatures are numbered 1, 2, 3, …; the place of each run that is left out is named."""
    for before, number in pairwise((0, *numbers)):
        if number != before + 1:
            upto = f"hasta la {number - 1}" if number > before + 2 else ""
            report(Discrepancy(Kind.SIGNATURE_MISSING, discrepancies.signature(before + 1), upto))


def _trusted_terms(rows: Sequence[KeyRow], pinned: Verifier | None, report: Report) -> list[Term]:
    """The keys to trust, and for which sizes; whatever does not fit together is reported.

    A pinned key is trusted first of all, and what it handed over to.
    """
    first = _verifier(rows[0].vkey) if rows else None
    if pinned and str(pinned) not in [row.vkey for row in rows]:
        if rows:
            report(Discrepancy(Kind.KEY_CHANGED, discrepancies.KEYS, f"falta {pinned}"))
        first = pinned
    if first is None:
        return []
    try:
        terms = terms_from(first, handovers(rows))
    except (BadSignatureError, MalformedNoteError, MalformedCheckpointError, ValueError) as error:
        report(Discrepancy(Kind.KEY_CHANGED, discrepancies.KEYS, str(error)))
        return [Term(first, 0, None)]
    listed = [(row.vkey, row.since) for row in rows]
    if rows and listed != [(str(term.verifier), term.since) for term in terms]:
        report(
            Discrepancy(
                Kind.KEY_CHANGED, discrepancies.KEYS, "no son las que se entregaron una a otra"
            )
        )
    return terms


def _fits(vkey: str, text: str, signature: bytes) -> bool:
    verifier = _verifier(vkey)
    return verifier is not None and verifier.fits(text, signature)


def _verifier(vkey: str) -> Verifier | None:
    try:
        return Verifier.parse(vkey)
    except MalformedKeyError:
        return None

"""Withdrawing an import, and reapplying one: every fact as though it had not been, or had been,
read.

What a fact says is what was last said first-hand by a file that counts, by a person or by a rule.
So withdrawing an import and reapplying it are the same work: for each stream in which it said
something, see what now counts and append that where something else stands. It reads and appends
some streams at a time, and run again after an interruption it appends only what is missing.

What another file says that was equal when it was read is not in the log again; such files are
named, to be imported once more (`that_said_the_same`)."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID, uuid4

import orjson
from psycopg import Connection
from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from sep_domain.catalogue import resolve
from sep_domain.dates.days import today
from sep_domain.events.base import Event
from sep_domain.events.imports import (
    FactWithdrawn,
    ImportReapplied,
    ImportSettled,
    ImportWithdrawn,
    WithdrawalReason,
)
from sep_domain.imports import ImportKey
from sep_domain.provenance import CommandSource, Provenance
from sep_domain.streams import FIRST_ENTITY
from sep_intake.imports.exclusive_imports import exclusive_undoing
from sep_intake.imports.precedence import GONE, Said, Uncounted, stands, what_counts
from sep_intake.imports.register import ImportRecord, recorded_imports
from sep_ledger.appending.batches import append_next
from sep_ledger.appending.binary import copy_events
from sep_ledger.appending.head import lock_head, raise_head
from sep_ledger.database.statements import statement
from sep_ledger.reading.events import head
from sep_ledger.reading.wakeups import wake_readers
from sep_ledger.records.recorded import metadata_bytes, state_bytes
from sep_ledger.records.stored import StoredEvent

_POSITIONS = 100_000
"""Positions looked through at a time for streams of an import."""

_STREAMS = 2_000
"""Streams seen to in one transaction."""


OnStreams = Callable[[int], None]
"""Told how many streams have been seen to."""


@dataclass(slots=True)
class Effect:
    """What becomes of the facts in which an import said something."""

    back_to: Counter[str] = field(default_factory=Counter)
    """How many say again what another source says, by its name."""
    gone: int = 0
    """How many nothing else that counts has said."""
    as_they_are: int = 0
    """How many say what counts already."""
    position: int = 0
    """The head of the log afterwards; 0 where nothing was appended."""

    @property
    def changed(self) -> int:
        return self.back_to.total() + self.gone


@dataclass(frozen=True, slots=True)
class Undoing:
    """Who asked for what, and why."""

    actor: str
    reason: str | None = None
    on: date = field(default_factory=today)


def preview(conn: Connection, record: ImportRecord, *, withdrawing: bool) -> Effect:
    """What withdrawing an import, or reapplying it, would do. Appends nothing."""
    effect = Effect()
    uncounted = _uncounted(conn, record.key, withdrawing=withdrawing)
    for streams in _streams_of(conn, record):
        for rows in _histories(conn, streams):
            _note(effect, rows[-1], what_counts(rows, uncounted))
    return effect


def withdraw(
    conn: Connection, record: ImportRecord, undoing: Undoing, told: OnStreams | None = None
) -> Effect:
    """Take an import back, unless it has been, and see to every stream in which it said something.

    The connection must be in autocommit. Run again, it goes on where it was interrupted.
    """
    return _carry_out(conn, record, undoing, told, withdrawing=True)


def reapply(
    conn: Connection, record: ImportRecord, undoing: Undoing, told: OnStreams | None = None
) -> Effect:
    """Let a withdrawn import count again. As `withdraw`."""
    return _carry_out(conn, record, undoing, told, withdrawing=False)


def that_said_the_same(conn: Connection, record: ImportRecord) -> list[ImportRecord]:
    """Imports of the same dataset and years, read later, of which some facts were equal or
    superseded then: what they said in them is not in the log, so they are to be imported once
    more."""
    done = record.state.finished
    years = set(done.years) if done else set()
    return [
        other
        for other in recorded_imports(conn, dataset=record.key.dataset)
        if other.key != record.key
        and other.last_at > record.first_at
        and not other.state.withdrawn
        and (said := other.state.finished) is not None
        and said.equal + said.superseded
        and (not years or not years.isdisjoint(said.years))
    ]


def _carry_out(
    conn: Connection,
    record: ImportRecord,
    undoing: Undoing,
    told: OnStreams | None,
    *,
    withdrawing: bool,
) -> Effect:
    source = CommandSource(actor=undoing.actor, command_id=uuid4())
    effect, seen = Effect(), 0
    begins = record.state.withdrawn is not withdrawing
    with exclusive_undoing(conn):
        if begins:
            kind = ImportWithdrawn if withdrawing else ImportReapplied
            effect.position = _record(conn, record.key, undoing, source, kind)
        uncounted = _uncounted(conn, record.key, withdrawing=withdrawing)
        for streams in _streams_of(conn, record):
            effect.position = _settle(conn, streams, uncounted, source, effect) or effect.position
            seen += len(streams)
            if told is not None:
                told(seen)
        if begins or not record.state.settled:
            effect.position = _record(conn, record.key, undoing, source, ImportSettled)
    wake_readers(conn)
    return effect


def _record(
    conn: Connection,
    key: ImportKey,
    undoing: Undoing,
    source: CommandSource,
    kind: type[ImportWithdrawn | ImportReapplied | ImportSettled],
) -> int:
    said = {"occurred_on": undoing.on, "dataset": key.dataset, "sha256": key.sha256}
    if kind is not ImportSettled:
        said["reason"] = undoing.reason
    event = kind.model_validate({**said, "file_name": key.name})
    with conn.transaction():
        return append_next(conn, import_entry(key, event, Provenance(source=source)))


def import_entry(key: ImportKey, event: Event, provenance: Provenance) -> StoredEvent:
    """An event of an import's stream, its version still to be told."""
    return StoredEvent(
        key.stream(), 0, event.topic(), state_bytes(event), metadata=metadata_bytes(provenance)
    )


def _uncounted(conn: Connection, key: ImportKey, *, withdrawing: bool) -> Uncounted:
    """Once this one is withdrawn, or reapplied."""
    withdrawn = {record.key for record in recorded_imports(conn) if record.state.withdrawn}
    this = {key}
    return withdrawn | this if withdrawing else withdrawn - this


def _streams_of(conn: Connection, record: ImportRecord) -> Iterator[list[UUID]]:
    """The streams of facts in which an import said something, some at a time."""
    seen: set[UUID] | None = set() if len(record.state.runs) > 1 else None
    end = head(conn)
    key = record.key
    source = {"source": {"dataset": key.dataset, "sha256": key.sha256, "name": key.name}}
    for run in record.state.runs:
        for after in range(run.start - 1, min(run.stop - 1, end), _POSITIONS):
            given = {
                "after": after,
                "upto": min(after + _POSITIONS, run.stop - 1, end),
                "sha256": record.key.sha256,
                "entities": FIRST_ENTITY,
                "source": Jsonb(source),
            }
            found = [
                stream
                for (stream,) in conn.execute(
                    statement("import_streams", "sep_intake.imports"), given
                )
            ]
            if seen is not None:  # only another run may find a stream again
                found = [stream for stream in found if stream not in seen]
                seen.update(found)
            for start in range(0, len(found), _STREAMS):
                yield found[start : start + _STREAMS]


def _histories(conn: Connection, streams: Sequence[UUID]) -> list[list[Said]]:
    with conn.cursor(row_factory=args_row(Said)) as cursor:
        rows = cursor.execute(
            statement("stream_statements", "sep_intake.imports"), {"streams": list(streams)}
        ).fetchall()
    return [list(history) for _, history in groupby(rows, attrgetter("stream"))]


def _note(effect: Effect, latest: Said, counting: Said | None) -> None:
    if stands(latest, counting):
        effect.as_they_are += 1
    elif counting is None or counting.topic in GONE:
        effect.gone += 1
    else:
        source = counting.provenance["source"]
        effect.back_to[source.get("name") or source.get("actor") or source.get("rule", "")] += 1


def _settle(
    conn: Connection,
    streams: Sequence[UUID],
    uncounted: Uncounted,
    source: CommandSource,
    effect: Effect,
) -> int:
    """Append to some streams what counts, where something else stands; the last position, or 0."""
    with conn.transaction():
        last = lock_head(conn)
        entries: list[StoredEvent] = []
        for history in _histories(conn, streams):
            latest, counting = history[-1], what_counts(history, uncounted)
            _note(effect, latest, counting)
            if not stands(latest, counting):
                entries.append(_entry(latest, counting, source))
        if not entries:
            return 0
        copy_events(conn, entries, after=last)
        raise_head(conn, last + len(entries))
    return last + len(entries)


def _entry(latest: Said, counting: Said | None, source: CommandSource) -> StoredEvent:
    stream, version = latest.stream, latest.version + 1
    if counting is None:
        gone = withdrawal(latest.topic, latest.state, WithdrawalReason.IMPORT_WITHDRAWN)
        provenance = metadata_bytes(Provenance(source=source))
        return StoredEvent(stream, version, gone.topic(), state_bytes(gone), metadata=provenance)
    counted = Provenance.model_validate_json(counting.metadata)
    restored = metadata_bytes(counted.model_copy(update={"restores": counting.position}))
    return StoredEvent(stream, version, counting.topic, counting.state, metadata=restored)


def withdrawal(topic: str, state: bytes, reason: WithdrawalReason) -> FactWithdrawn:
    """The event that ends a fact, from what the fact says."""
    kind, _ = resolve(topic)
    said = orjson.loads(state)
    return FactWithdrawn(
        occurred_on=said["occurred_on"],
        event=kind.NAME,
        reason=reason,
        rbd=said.get("rbd"),
        sostenedor=said.get("sostenedor"),
    )

"""PostgreSQL's binary formats of arrays and of COPY rows, packed here.

psycopg packs them value by value with a look-up for each. For the log's known columns that is up to
half the time of a bulk append, and 0.1 ms of each commit.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from struct import Struct
from typing import LiteralString, Self

from psycopg import Connection
from psycopg.adapt import Dumper
from psycopg.pq import Format

from sep_ledger.records.stored import StoredEvent

UUID_OID, INT4_OID, TEXT_OID, BYTEA_OID = 2950, 23, 25, 17

_ARRAY_HEAD = Struct("!5i").pack
_INT4_ITEM = Struct("!ii").pack
_LENGTH = Struct("!i").pack
# Of six fields the first three: position int8, stream uuid, version int4.
_EVENT_KEY = Struct("!hiqi16sii").pack

_COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = b"\xff\xff"
_ROWS_A_WRITE = 500

_COPY_EVENTS: LiteralString = (
    "copy ledger.events"
    " (position, originator_id, originator_version, topic, state, metadata)"
    " from stdin (format binary)"
)


class UuidArray(bytes):
    """Streams, packed as uuid[]; a parameter for cursors that know `UuidArrayDumper`."""

    @classmethod
    def of(cls, streams: Sequence[bytes]) -> Self:
        return cls(_array(UUID_OID, streams))


class UuidArrayDumper(Dumper):
    """Hands a packed array over as it is."""

    format = Format.BINARY
    oid = 2951

    def dump(self, obj: UuidArray) -> bytes:
        return obj


def event_arrays(events: Sequence[StoredEvent]) -> list[bytes]:
    """The events by column: uuid[], int4[], text[], bytea[], bytea[]."""
    return [
        _array(UUID_OID, [event.originator_id.bytes for event in events]),
        _int4_array([event.originator_version for event in events]),
        _array(TEXT_OID, [event.topic.encode() for event in events]),
        _array(BYTEA_OID, [event.state for event in events]),
        _array(BYTEA_OID, [event.metadata for event in events]),
    ]


def _array(oid: int, values: Sequence[bytes]) -> bytes:
    items = [_LENGTH(len(value)) + value for value in values]
    return _ARRAY_HEAD(1, 0, oid, len(items), 1) + b"".join(items)


def _int4_array(values: Sequence[int]) -> bytes:
    items = [_INT4_ITEM(4, value) for value in values]
    return _ARRAY_HEAD(1, 0, INT4_OID, len(items), 1) + b"".join(items)


def pack_contents(topic: bytes, state: bytes, metadata: bytes) -> bytes:
    """The three fields of a COPY row that vary in length, each after its length."""
    return b"".join(
        (_LENGTH(len(topic)), topic, _LENGTH(len(state)), state, _LENGTH(len(metadata)), metadata)
    )


def copy_events(conn: Connection, events: Iterable[StoredEvent], *, after: int) -> None:
    """COPY events into the log at the positions that follow `after`; the caller holds the head."""
    copy_rows(conn, _COPY_EVENTS, event_rows(events, after + 1))


def copy_first_versions(
    conn: Connection, streams: Sequence[bytes], contents: Sequence[bytes], *, after: int
) -> None:
    """As `copy_events`: version 1 of each stream, of contents that are packed already."""
    copy_rows(conn, _COPY_EVENTS, first_version_rows(streams, contents, after + 1))


def copy_rows(conn: Connection, statement: LiteralString, rows: Iterator[bytes]) -> None:
    """COPY rows that are packed already."""
    with conn.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_COPY_HEAD)
        while some := b"".join(islice(rows, _ROWS_A_WRITE)):
            copy.write(some)
        copy.write(_COPY_END)


def event_rows(events: Iterable[StoredEvent], first: int) -> Iterator[bytes]:
    """Rows of the log, their positions counted from `first`."""
    for position, event in enumerate(events, first):
        stream, version = event.originator_id.bytes, event.originator_version
        key = _EVENT_KEY(6, 8, position, 16, stream, 4, version)
        yield key + pack_contents(event.topic.encode(), event.state, event.metadata)


def first_version_rows(
    streams: Sequence[bytes], contents: Sequence[bytes], first: int
) -> Iterator[bytes]:
    """Rows of the log: version 1 of each stream, their positions counted from `first`."""
    for position, (stream, content) in enumerate(zip(streams, contents, strict=True), first):
        yield _EVENT_KEY(6, 8, position, 16, stream, 4, 1) + content

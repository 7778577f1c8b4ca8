"""PostgreSQL's binary formats of arrays and of COPY rows, packed here.

psycopg packs them value by value with a look-up for each. For the log's known columns that is up to
half the time of a bulk append, and 0.1 ms of each commit.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from struct import Struct
from typing import LiteralString, NamedTuple, Self

from psycopg import Connection
from psycopg.adapt import Dumper
from psycopg.pq import Format

from sep_ledger.packed import PackedFacts, pack_contents

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


class Entry(NamedTuple):
    """An event as the log's columns take it, its topic in UTF-8."""

    stream: bytes
    version: int
    topic: bytes
    state: bytes
    metadata: bytes


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


def entry_arrays(entries: Sequence[Entry]) -> list[bytes]:
    """The entries by column: uuid[], int4[], text[], bytea[], bytea[]."""
    streams, versions, topics, states, metadata = zip(*entries, strict=True)
    return [
        _array(UUID_OID, streams),
        _int4_array(versions),
        _array(TEXT_OID, topics),
        _array(BYTEA_OID, states),
        _array(BYTEA_OID, metadata),
    ]


def _array(oid: int, values: Sequence[bytes]) -> bytes:
    items = [_LENGTH(len(value)) + value for value in values]
    return _ARRAY_HEAD(1, 0, oid, len(items), 1) + b"".join(items)


def _int4_array(values: Sequence[int]) -> bytes:
    items = [_INT4_ITEM(4, value) for value in values]
    return _ARRAY_HEAD(1, 0, INT4_OID, len(items), 1) + b"".join(items)


def copy_events(conn: Connection, entries: Iterable[Entry], *, after: int) -> None:
    """COPY entries into the log at the positions that follow `after`; the caller holds the head."""
    copy_rows(conn, _COPY_EVENTS, event_rows(entries, after + 1))


def copy_first_versions(
    conn: Connection, facts: PackedFacts, streams: Sequence[bytes], *, after: int
) -> None:
    """As `copy_events`: facts as version 1 of `streams`, one for each."""
    copy_rows(conn, _COPY_EVENTS, first_version_rows(facts, streams, after + 1))


def copy_rows(conn: Connection, statement: LiteralString, rows: Iterator[bytes]) -> None:
    """COPY rows that are packed already."""
    with conn.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_COPY_HEAD)
        while some := b"".join(islice(rows, _ROWS_A_WRITE)):
            copy.write(some)
        copy.write(_COPY_END)


def event_rows(entries: Iterable[Entry], first: int) -> Iterator[bytes]:
    """Rows of the log, their positions counted from `first`."""
    for position, (stream, version, topic, state, metadata) in enumerate(entries, first):
        key = _EVENT_KEY(6, 8, position, 16, stream, 4, version)
        yield key + pack_contents(topic, state, metadata)


def first_version_rows(facts: PackedFacts, streams: Sequence[bytes], first: int) -> Iterator[bytes]:
    """Rows of the log: facts as version 1 of `streams`, their positions counted from `first`."""
    pairs = zip(streams, facts.contents, strict=True)
    for position, (stream, content) in enumerate(pairs, first):
        yield _EVENT_KEY(6, 8, position, 16, stream, 4, 1) + content

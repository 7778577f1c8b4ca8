"""What of an event is hashed: the stored bytes of every column, as the tree's entry for it.

The definition is the column `ledger.events.leaf_hash`; here is the same for those who have no
database, and for growing the tree, which by OpenSSL takes half of what it takes PostgreSQL without.

    content   0x01, position int8, stream 16 bytes, version int4,
              recorded_at int8 (microseconds since 2000-01-01 UTC),
              topic, state, metadata, each after its length as int4; integers are big-endian
    entry     the content, or where that exceeds 65,535 bytes: 0x02, the same four fixed columns,
              SHA-256(content)
    leaf hash SHA-256(0x00, entry), RFC 9162 section 2.1.1
"""

import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import accumulate, pairwise
from uuid import UUID

from sep_ledger.records.stored import StoredEvent

MAX_ENTRY = 65_535
"""What a 16-bit length can say (c2sp.org/tlog-tiles)."""

_WHOLE, _HASHED = 1, 2
_HEADER = struct.Struct(">Bq16siq")
_LENGTH = struct.Struct(">i")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class MalformedContentError(ValueError):
    """The bytes are not the content of an event."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(leaves: bytes, lengths: Iterable[int]) -> bytes:
    """The hashes of leaves that lie one after the other: each 0x00 and a content, together so long
    as `lengths` says."""
    ends = pairwise(accumulate(lengths, initial=0))
    return b"".join([_hash_of(leaves[start:end]) for start, end in ends])


def _hash_of(leaf: bytes) -> bytes:
    if len(leaf) > 1 + MAX_ENTRY:
        return leaf_hash(entry(leaf[1:]))
    return sha256(leaf).digest()


def entry(content: bytes) -> bytes:
    """The tree's entry for an event of this content."""
    if len(content) <= MAX_ENTRY:
        return content
    return bytes([_HASHED]) + content[1 : _HEADER.size] + sha256(content).digest()


def content(event: StoredEvent) -> bytes:
    """The stored bytes of an event, as they are hashed."""
    recorded = (event.instant - _EPOCH) // _MICROSECOND
    stream, version = event.originator_id.bytes, event.originator_version
    header = _HEADER.pack(_WHOLE, event.position, stream, version, recorded)
    varying = (event.topic.encode(), event.state, event.metadata)
    return b"".join((header, *(part for text in varying for part in (_size(text), text))))


def content_at(content: bytes, position: int) -> bytes:
    """The content, had it been recorded at another position."""
    return content[:1] + position.to_bytes(8, signed=True) + content[9:]


def position_of(entry: bytes) -> int:
    """Where an entry says that it stands."""
    return int.from_bytes(entry[1:9], signed=True)


def event_of(content: bytes) -> StoredEvent:
    """The event that a content tells of. Raises MalformedContentError."""
    try:
        kind, position, stream, version, recorded = _HEADER.unpack_from(content)
        topic, at = _prefixed(content, _HEADER.size)
        state, at = _prefixed(content, at)
        metadata, at = _prefixed(content, at)
        recorded_at = _EPOCH + recorded * _MICROSECOND
        text = topic.decode()
    except (struct.error, ValueError, OverflowError, IndexError) as error:
        raise MalformedContentError(f"not an event's content: {error}") from error
    if kind != _WHOLE or at != len(content):
        raise MalformedContentError("not an event's content: wrong kind or length")
    return StoredEvent(UUID(bytes=stream), version, text, state, position, metadata, recorded_at)


def _size(text: bytes) -> bytes:
    return _LENGTH.pack(len(text))


def _prefixed(content: bytes, at: int) -> tuple[bytes, int]:
    (length,) = _LENGTH.unpack_from(content, at)
    start = at + _LENGTH.size
    if length < 0 or start + length > len(content):
        raise IndexError(f"a length of {length} at byte {at}")
    return content[start : start + length], start + length

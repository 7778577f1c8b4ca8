"""Facts on their way to the log, by column, what varies packed as a COPY takes it.

So they go from one process to another, and into a COPY, at next to no cost a row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from struct import Struct

from sep_ledger.appending.binary import pack_contents

_LENGTH = Struct("!i").pack
_UNPACK_LENGTH = Struct("!i").unpack_from
_LENGTH_SIZE = 4


def unpack_contents(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Topic, state and metadata, as `pack_contents` was given them."""
    fields, start = [], 0
    for _ in range(3):
        (length,) = _UNPACK_LENGTH(content, start)
        start += _LENGTH_SIZE
        fields.append(content[start : start + length])
        start += length
    topic, state, metadata = fields
    return topic, state, metadata


@dataclass(slots=True)
class PackedFacts:
    """Facts ready for the log, in order, by column."""

    rows: list[int] = field(default_factory=list)
    """The row of the file that each comes from; a row may hold several."""
    streams: list[bytes] = field(default_factory=list)
    """16 bytes each."""
    twins: bytearray = field(default_factory=bytearray)
    """1 where the file may show the key several times, each time as a fact of its own; else 0."""
    contents: list[bytes] = field(default_factory=list)
    """Topic, state and metadata of each, as `pack_contents` has them."""

    def __len__(self) -> int:
        return len(self.rows)

    def add(
        self, row: int, stream: bytes, topic: bytes, state: bytes, metadata: bytes, *, twins: bool
    ) -> None:
        """The topic in UTF-8; the rest as the log has it."""
        self.rows.append(row)
        self.streams.append(stream)
        self.twins.append(twins)
        self.contents.append(pack_contents(topic, state, metadata))

    def extend(
        self,
        rows: Sequence[int],
        streams: Sequence[bytes],
        topic: bytes,
        states: Iterable[bytes],
        metadata: Iterable[bytes],
        *,
        twins: bool,
    ) -> None:
        """As `add` of each; they share their topic."""
        self.rows += rows
        self.streams += streams
        self.twins += bytes((twins,)) * len(rows)
        begins = _LENGTH(len(topic)) + topic
        self.contents += [
            b"".join((begins, _LENGTH(len(state)), state, _LENGTH(len(stored)), stored))
            for state, stored in zip(states, metadata, strict=True)
        ]

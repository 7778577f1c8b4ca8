"""Facts on their way to the log as a few long columns.

So they go from one process to another, and into a COPY, at next to no cost a row.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from struct import Struct

_LENGTH = Struct("!i").pack
_STREAM_BYTES = 16


def pack_contents(topic: bytes, state: bytes, metadata: bytes) -> bytes:
    """The three fields of a COPY row that vary in length, each after its length."""
    return b"".join(
        (_LENGTH(len(topic)), topic, _LENGTH(len(state)), state, _LENGTH(len(metadata)), metadata)
    )


@dataclass(frozen=True, slots=True)
class PackedFacts:
    """Facts ready for the log, in order, by column."""

    rows: "array[int]"
    """The row of the file that each comes from; a row may hold several."""
    streams: bytes
    """16 bytes each."""
    twins: bytes
    """1 where the file may show the key several times, each time as a fact of its own; else 0."""
    contents: bytes
    """Topic, state and metadata of each, as `pack_contents` has them."""
    ends: "array[int]"
    """Where in `contents` each ends."""

    def __len__(self) -> int:
        return len(self.rows)

    def each_stream(self) -> list[bytes]:
        streams = self.streams
        places = range(0, len(streams), _STREAM_BYTES)
        return [streams[place : place + _STREAM_BYTES] for place in places]

    def each_content(self) -> Iterator[bytes]:
        contents = self.contents
        return (contents[start:end] for start, end in pairwise((0, *self.ends)))


class FactPacker:
    """Packs facts one after the other."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._streams: list[bytes] = []
        self._twins = bytearray()
        self._contents: list[bytes] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(
        self, row: int, stream: bytes, topic: bytes, state: bytes, metadata: bytes, *, twins: bool
    ) -> None:
        """The topic in UTF-8; the rest as `PackedFacts` and the log have it."""
        self._rows.append(row)
        self._streams.append(stream)
        self._twins.append(twins)
        self._contents.append(pack_contents(topic, state, metadata))

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
        self._rows += rows
        self._streams += streams
        self._twins += bytes((twins,)) * len(rows)
        begins = _LENGTH(len(topic)) + topic
        self._contents += [
            b"".join((begins, _LENGTH(len(state)), state, _LENGTH(len(beside)), beside))
            for state, beside in zip(states, metadata, strict=True)
        ]

    def packed(self) -> PackedFacts:
        """All that has been added so far."""
        return PackedFacts(
            array("q", self._rows),
            b"".join(self._streams),
            bytes(self._twins),
            b"".join(self._contents),
            array("Q", accumulate(map(len, self._contents))),
        )

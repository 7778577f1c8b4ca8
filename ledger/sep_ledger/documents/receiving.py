"""Bytes on their way in or out: hashed and counted as they come, in a file without a name.

Memory holds one piece at a time, and whoever is killed meanwhile leaves nothing behind.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO

MEGABYTE = 1 << 20
MOST_MEGABYTES = 512
"""No document is larger, whatever the settings say."""


class TooLargeError(Exception):
    """A document is larger than may be kept."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} bytes")
        self.most = most


class EmptyDocumentError(Exception):
    """A document without a byte is evidence of nothing."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True)
class Content:
    """What a document is known by."""

    sha256: str
    size: int
    """In bytes."""


class Received:
    """Takes bytes, at most so many."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file = file
        self._most = most
        self._digest = sha256()
        self._size = 0

    def write(self, piece: bytes | memoryview) -> None:
        """Takes a piece. Raises TooLargeError."""
        self._size += len(piece)
        if self._size > self._most:
            raise TooLargeError(self._most)
        self._digest.update(piece)
        self._file.write(piece)

    @property
    def content(self) -> Content:
        """What has come so far."""
        return Content(self._digest.hexdigest(), self._size)

    def mapped(self) -> mmap:
        """What has come, one byte at least, as a part of memory that the file stands behind."""
        self._file.flush()
        return mmap(self._file.fileno(), 0, access=ACCESS_READ)

    def rewound(self) -> IO[bytes]:
        """What has come, from its beginning; gone once it is closed."""
        self._file.seek(0)
        return self._file


def begin_receiving(folder: Path, most: int) -> Received:
    """Room for at most so many bytes, on the disk of a folder, until its file is closed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Received(tempfile.TemporaryFile(dir=folder), most)


@contextmanager
def received_document(folder: Path, most: int) -> Iterator[Received]:
    """As `begin_receiving`; the bytes are gone when the block ends."""
    received = begin_receiving(folder, most)
    try:
        yield received
    finally:
        received.rewound().close()

"""The store of documents: each content once, under its SHA-256, never overwritten.

    store = DocumentStore("file:///var/lib/sep-ledger/documents", spool=Path("/var/tmp"))
    with store.receiving() as received:
        received.write(b"...")
        kept = store.keep(received)
    with store.opened(kept.sha256) as file: ...

Whatever is read is hashed first: bytes that are no longer those that were kept are never given.
"""

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256 as new_sha256
from mmap import mmap
from pathlib import Path
from typing import IO

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, S3Store

from sep_ledger.documents.places import S3Access, folder_of, place_of
from sep_ledger.documents.receiving import (
    MEGABYTE,
    MOST_MEGABYTES,
    Content,
    EmptyDocumentError,
    Received,
    TooLargeError,
    begin_receiving,
    received_document,
)

_PIECE = MEGABYTE
_LEFT_OVER_SECONDS = 3_600
"""A write that was begun so long ago is not going to end."""


class DocumentStoreError(Exception):
    """The place where documents are kept does not answer, or refuses."""


class UnknownDocumentError(LookupError):
    """No document has this SHA-256."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"no document {sha256}")
        self.sha256 = sha256


class AlteredDocumentError(Exception):
    """What is kept under a SHA-256 has another: it was altered after it was kept."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"document {sha256} was altered: its bytes have another SHA-256")
        self.sha256 = sha256


@dataclass(frozen=True)
class Kept(Content):
    """A document that is kept."""

    is_new: bool
    """Whether it was not kept before."""


class DocumentStore:
    """For many threads. The place is looked for when it is first needed."""

    def __init__(
        self,
        url: str,
        *,
        spool: Path,
        access: S3Access = S3Access(),  # noqa: B008 (frozen)
        most: int = MOST_MEGABYTES * MEGABYTE,
    ) -> None:
        """`spool` is where bytes wait on their way; `most` how many one document may have."""
        self.url = url
        self.most = most
        self._spool = spool
        self._access = access

    def receiving(self) -> AbstractContextManager[Received]:
        """Where the bytes of a new document go."""
        return received_document(self._spool, self.most)

    def keep(self, received: Received) -> Kept:
        """Keeps what was received; the same content again is a success.

        Raises EmptyDocumentError, DocumentStoreError, and AlteredDocumentError where this content
        was kept before and is no longer what it was.
        """
        content = received.content
        if not content.size:
            raise EmptyDocumentError
        is_new = self._put(content.sha256, received.mapped())
        if not is_new:
            self.verify(content.sha256)
        return Kept(content.sha256, content.size, is_new)

    def size_of(self, sha256: str) -> int | None:
        """How many bytes are kept; None where nothing is. Raises DocumentStoreError."""
        try:
            with _store_errors():
                return obstore.head(self._place, _key(sha256))["size"]
        except FileNotFoundError:
            return None

    def verify(self, sha256: str) -> int:
        """Hashes what is kept; its size. Raises as `opened`."""
        digest, size = new_sha256(), 0
        for piece in self._pieces(sha256):
            digest.update(piece)
            size += len(piece)
        if digest.hexdigest() != sha256:
            raise AlteredDocumentError(sha256)
        return size

    def opened(self, sha256: str) -> IO[bytes]:
        """A document from its first byte, every byte of it hashed before; the caller closes it.

        Raises UnknownDocumentError, AlteredDocumentError, DocumentStoreError.
        """
        received = begin_receiving(self._spool, MOST_MEGABYTES * MEGABYTE)
        try:
            self._receive(sha256, received)
        except BaseException:
            received.rewound().close()
            raise
        return received.rewound()

    def sweep(self) -> int:
        """Removes what writes left that were killed, and counts it; such parts are never read.

        In an S3 store a rule of the bucket does so: abort incomplete uploads.
        """
        folder, before = folder_of(self.url), time.time() - _LEFT_OVER_SECONDS
        if folder is None:
            return 0
        left = [path for path in folder.rglob("*#*") if path.stat().st_mtime < before]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    @cached_property
    def _place(self) -> LocalStore | S3Store:
        return place_of(self.url, self._access)

    def _put(self, sha256: str, content: mmap) -> bool:
        key = _key(sha256)
        try:
            with _store_errors():
                obstore.put(self._place, key, content, mode="create", use_multipart=False)
                self._settle(key)
        except AlreadyExistsError:
            return False
        return True

    def _settle(self, key: str) -> None:
        """Waits until a new file and the folders that name it are on the disk."""
        if folder := folder_of(self.url):
            path = folder / key
            for each in (path, *path.relative_to(folder).parents):
                _to_disk(folder / each)

    def _receive(self, sha256: str, received: Received) -> None:
        try:
            for piece in self._pieces(sha256):
                received.write(piece)
        except TooLargeError as error:
            raise AlteredDocumentError(sha256) from error
        if received.content.sha256 != sha256:
            raise AlteredDocumentError(sha256)

    def _pieces(self, sha256: str) -> Iterator[memoryview]:
        try:
            with _store_errors():
                found = obstore.get(self._place, _key(sha256))
                for piece in found.stream(min_chunk_size=_PIECE):
                    yield memoryview(piece)
        except FileNotFoundError as error:
            raise UnknownDocumentError(sha256) from error


def _key(sha256: str) -> str:
    # Folders of a 256th each, for a folder with a million files is slow to read.
    return f"sha256/{sha256[:2]}/{sha256}"


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except (AlreadyExistsError, FileNotFoundError):
        raise
    except (BaseError, OSError) as error:
        # The library adds pages of its own state after the first line.
        raise DocumentStoreError(str(error).partition("\n")[0]) from error

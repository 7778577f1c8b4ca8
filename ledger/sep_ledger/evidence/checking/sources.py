"""Where the files of a published log are read from: a folder or a web server."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

_LARGEST = 256 * (2 + 65_535)
"""A bundle of the largest entries; no file of a log is larger."""

_AT_ONCE = 8
_TIMEOUT_SECONDS = 30
_NOT_FOUND = 404


class SourceError(Exception):
    """The log's files cannot be read from there."""


class Source(Protocol):
    """Gives files by their path under the log's prefix."""

    def read(self, path: str) -> bytes | None:
        """The file; None where there is none. Raises SourceError."""
        ...

    def read_all(self, paths: Iterable[str]) -> Iterator[bytes | None]:
        """The files in order; many may be under way at once."""
        ...


class Folder:
    """A folder that `publish` has written."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes | None:
        try:
            return (self._root / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SourceError(f"cannot read {self._root / path}: {error}") from error

    def read_all(self, paths: Iterable[str]) -> Iterator[bytes | None]:
        return map(self.read, paths)


class Web:
    """A log under an http or https prefix."""

    def __init__(self, prefix: str) -> None:
        if not prefix.startswith(("http://", "https://")):
            raise SourceError(f"not a web address: {prefix}")
        self._prefix = prefix.rstrip("/")

    def read(self, path: str) -> bytes | None:
        url = f"{self._prefix}/{path}"
        try:
            with urlopen(url, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 (checked above)
                content: bytes = answer.read(_LARGEST + 1)
        except HTTPError as error:
            if error.code == _NOT_FOUND:
                return None
            raise SourceError(f"{url} answers {error.code}") from error
        except (URLError, HTTPException, OSError) as error:
            raise SourceError(f"cannot read {url}: {error}") from error
        if len(content) > _LARGEST:
            raise SourceError(f"{url} is larger than any file of a log")
        return content

    def read_all(self, paths: Iterable[str]) -> Iterator[bytes | None]:
        with ThreadPoolExecutor(_AT_ONCE) as executor:
            yield from executor.map(self.read, paths)


def source_of(place: str) -> Source:
    """A web address or a folder. Raises SourceError where it is neither."""
    if "://" in place:
        return Web(place)
    if not Path(place).is_dir():
        raise SourceError(f"no such folder: {place}")
    return Folder(Path(place))

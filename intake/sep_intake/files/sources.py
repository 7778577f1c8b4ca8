"""Where the bytes of a table are: a file, or (see `archives`) what an archive holds.

A source is a name for bytes, not the bytes. It is opened anew for each pass, here or in the process
beside, to which it travels.
"""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from sep_intake.cells.encodings import UTF_8


@dataclass(frozen=True)
class Source:
    """A file on disk."""

    path: Path
    """What lies on disk: the file, or the archive that holds it."""

    @property
    def name(self) -> str:
        """What a person and provenance call it, without folders: `archive.zip/member.csv`."""
        return legible(self.path.name)

    @property
    def own_name(self) -> str:
        """Its last part, from which some layouts take the year: `member.csv`."""
        return PurePosixPath(self.name).name

    @property
    def display_name(self) -> Path:
        """What a report calls it, with its folder."""
        return Path(legible(str(self.path.parent))) / self.name

    @property
    def path_for_lists(self) -> Path:
        """The path after which a file about it is named, where a folder can hold it."""
        return self.path.with_name(".".join(PurePosixPath(self.name).parts))

    @property
    def size(self) -> int:
        """Bytes that reading it gives, as far as that is known beforehand."""
        return self.path.stat().st_size

    def open(self) -> IO[bytes]:
        """Raises OSError; FileRefusedError, also while it is read, where an archive is damaged."""
        return self.path.open("rb")


def legible(name: str) -> str:
    """A file name as text. On disk it is bytes, which need not be UTF-8: an archive unpacked with
    another code page leaves names that no text can hold."""
    return os.fsencode(name).decode(*UTF_8)

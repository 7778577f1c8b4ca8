"""The lists that an import writes about a file: where they stand, and how they are told."""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

REJECTIONS = ".rechazos.csv"
ABSENCES = ".ausentes.csv"


def is_own_list(name: str) -> bool:
    """Whether a file of that name is one of them."""
    return REJECTIONS in name or ABSENCES in name


def beside(source: Path, folder: Path | None, suffix: str) -> Path:
    """Where to write what is told of a file: beside it under its name; in any other folder with a
    mark of where it comes from, for two files of the same name would write over each other
    there."""
    chosen = _writable_folder(folder or source.parent).resolve()
    home = source.resolve().parent
    if chosen == home:
        return source.with_name(source.name + suffix)
    mark = sha256(os.fsencode(home)).hexdigest()[:8]
    return chosen / f"{source.name}.{mark}{suffix}"


def _writable_folder(folder: Path) -> Path:
    """The folder, or where it is read-only a temporary one; the report names the path."""
    return folder if os.access(folder, os.W_OK) else Path(tempfile.gettempdir())

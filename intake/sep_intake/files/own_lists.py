"""The lists that an import writes about a file: where they stand, and how they are told."""

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path

REJECTIONS = ".rechazos.csv"
ABSENCES = ".ausentes.csv"

_FORMULA_OPENINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*")


def is_own_list(name: str) -> bool:
    """Whether a file of that name is one of them."""
    return REJECTIONS in name or ABSENCES in name


def list_path(source: Path, folder: Path | None, suffix: str) -> Path:
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


def safe_cell(cell: str | int | None) -> str:
    """A cell that a spreadsheet takes for what it is: one that begins as a formula does would be
    reckoned, and may have been written for that. A number remains one."""
    text = "" if cell is None else str(cell)
    if text.startswith(_FORMULA_OPENINGS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text

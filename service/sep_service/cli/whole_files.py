"""Files that are written whole or not at all: beside their place, and renamed when done."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

STDOUT = "-"


@contextmanager
def open_target(target: str) -> Iterator[BinaryIO]:
    """A file to write to, or standard output where the target is `-`.

    Whatever ends the block before its end leaves a file that was there as it was. A device or a
    pipe is written to as it is.
    """
    if target == STDOUT:
        yield sys.stdout.buffer
        return
    path = Path(target).resolve()  # of a link, what it leads to
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)

"""The log's private key on disk: made on first use, readable by its owner alone.

While keys change hands the next one lies beside it, with `.next` behind its name. It takes the
place of the old one once the database knows it; a crash in between is made good at the next start.
"""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from sep_ledger.evidence.formats.notes import Signer


class KeyFileError(Exception):
    """The private key cannot be used as it lies there."""


def load(path: Path) -> Signer:
    """The key of a file. Raises KeyFileError where others could read it, MalformedKeyError."""
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path} can be read by others than its owner: chmod 600 {path}")
    return Signer.parse(path.read_text(encoding="ascii"))


def load_or_create(path: Path, origin: str) -> Signer:
    """The log's key, made now if there is none. Of two who make it at once, one prevails.

    Raises what `load` does, and KeyFileError for the key of a log of another origin.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path, Signer.generate(origin))
    signer = load(path)
    if signer.name != origin:
        raise KeyFileError(
            f"the key in {path} is that of {signer.name}, not of {origin}: "
            "a log keeps its origin for ever"
        )
    return signer


def prepare_next(path: Path, origin: str) -> Signer:
    """The key that will follow, on disk before anything is said about it."""
    following = _next(path)
    if not following.exists():
        _write_new(following, Signer.generate(origin))
    return load(following)


def load_next(path: Path) -> Signer | None:
    """The key that was about to follow, if a change of keys was cut short."""
    following = _next(path)
    return load(following) if following.exists() else None


def adopt_next(path: Path) -> None:
    """Put the next key in the place of the old, which is gone then."""
    _next(path).replace(path)
    _sync(path.parent)


def _next(path: Path) -> Path:
    return path.with_name(path.name + ".next")


def _write_new(path: Path, signer: Signer) -> None:
    """All of the file or nothing: written under another name, linked where none is yet."""
    # Of its own name even among threads, and readable by its owner alone.
    descriptor, name = mkstemp(prefix=f"{path.name}.", dir=path.parent)
    draft = Path(name)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(signer.encode() + "\n")
        file.flush()
        os.fsync(descriptor)
    try:
        # Another may have been first; its key is then the log's.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Which files are meant by the files and folders that a person names, and what among them is none.

Nothing is passed over in silence but what nobody means to import: hidden files, our own lists of
rejected rows, the answer key of a sample, and the file that declares bank accounts.
"""

import errno
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sep_intake.banks.accounts import ACCOUNTS_FILE
from sep_intake.banks.formats.mapping import is_mapping
from sep_intake.files.own_lists import is_own_list

ANSWER_KEY = "anomalias.csv"
"""What a sample holds beside its sources: it tells what is wrong with them."""

_LEFT_BY_PROGRAMS = ("__MACOSX",)
_KINDS = (
    (stat.S_ISFIFO, "es una tubería (FIFO), no un archivo"),
    (stat.S_ISSOCK, "es un socket, no un archivo"),
    (stat.S_ISCHR, "es un dispositivo, no un archivo"),
    (stat.S_ISBLK, "es un dispositivo, no un archivo"),
)
_WHY = {
    errno.ENOENT: "no existe",
    errno.ENOTDIR: "no existe",
    errno.EACCES: "no hay permiso para leerlo",
    errno.EPERM: "no hay permiso para leerlo",
    errno.ELOOP: "es un enlace que lleva a sí mismo",
    errno.ENAMETOOLONG: "su nombre es demasiado largo",
    errno.EISDIR: "es una carpeta",
    errno.EIO: "el disco no lo entrega",
    errno.ENOSPC: "no queda espacio en el disco",
    errno.EMFILE: "hay demasiados archivos abiertos",
}


class Found(NamedTuple):
    """A file, or what is named like one and cannot be imported."""

    path: Path
    why_not: str | None = None
    """In Spanish; None for a file."""


def files_in(paths: Iterable[Path]) -> Iterator[Found]:
    """The files named, and those in folders named, in the order of their names.

    Links are followed, also out of the folder: who laid them there means what they lead to. A
    folder to which several ways lead is walked once.
    """
    walked: set[tuple[int, int]] = set()
    for path in paths:
        yield from _at(path, walked, named=True)


def is_beside_the_point(name: str) -> bool:
    """Whether a file or folder is not meant where it is not named itself."""
    return (
        name.startswith(".")
        or is_own_list(name)
        or name in (ANSWER_KEY, ACCOUNTS_FILE, *_LEFT_BY_PROGRAMS)
    )


def why_unreadable(error: OSError) -> str:
    """In Spanish."""
    return _WHY.get(error.errno or 0, f"el sistema responde con el error {error.errno}")


def _at(path: Path, walked: set[tuple[int, int]], *, named: bool = False) -> Iterator[Found]:
    try:
        status = path.stat()
    except OSError as error:
        dangling = error.errno == errno.ENOENT and path.is_symlink()
        why = "es un enlace a algo que no existe" if dangling else why_unreadable(error)
        yield Found(path, why)
        return
    if stat.S_ISREG(status.st_mode):
        yield Found(path)
    elif stat.S_ISDIR(status.st_mode):
        yield from _within(path, (status.st_dev, status.st_ino), walked, named=named)
    else:
        kinds = (what for is_kind, what in _KINDS if is_kind(status.st_mode))
        yield Found(path, next(kinds, "no es un archivo"))


def _within(
    folder: Path, identity: tuple[int, int], walked: set[tuple[int, int]], *, named: bool
) -> Iterator[Found]:
    if identity in walked:
        if folder.is_symlink():
            yield Found(folder, "es un enlace a una carpeta que ya se recorrió")
        return
    walked.add(identity)
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        yield Found(folder, f"la carpeta no se puede leer: {why_unreadable(error)}")
        return
    meant = [path for path in paths if not (is_beside_the_point(path.name) or is_mapping(path))]
    if named and not meant:
        yield Found(folder, "la carpeta no contiene archivos que importar")
    for path in meant:
        yield from _at(path, walked)

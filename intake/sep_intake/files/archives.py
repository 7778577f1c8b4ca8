"""ZIP and gzip archives, whose files are read as if they lay beside the archive.

Nothing is unpacked to disk: a member is a stream, decompressed anew for each pass. What an archive
may hold is bounded before a byte of it is decompressed, one level deep; what it then gives is
bounded again, for an archive's own word on its size proves nothing.
"""

import errno
import gzip
import io
import lzma
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo, is_zipfile

from sep_intake.columns.layout import FileRefusedError
from sep_intake.files.sources import Source, legible

ZIP = b"PK\x03\x04"
GZIP = b"\x1f\x8b"
NESTED = (GZIP, b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
"""How archives begin that are no ZIP; spreadsheets begin as a ZIP does (see `WORKBOOKS`)."""
WORKBOOKS = {"[Content_Types].xml", "content.xml"}
"""Of a ZIP that is xlsx or xlsb, or ods, the member that tells."""

_DAMAGED = (
    BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OverflowError,
    RuntimeError,
    ValueError,
)

MOST_MEMBERS = 1_000
LARGEST = 16 << 30
"""Bytes that an archive may come to. The largest official file, a year of documents, has four."""
MOST_PACKED = 250
"""How many times its size on disk an archive may come to, beyond `SMALL`. The text of official
files packs to a tenth, rows that are all alike to a hundredth."""
SMALL = 256 << 20

_DRIVE = re.compile("[A-Za-z]:")
_ENCRYPTED = 1
_UNPACK = "descomprímalo e importe lo que contiene"
_BUFFER = 1 << 18


@dataclass(frozen=True)
class ZipMember(Source):
    """A file in a ZIP archive."""

    member: str

    @property
    def name(self) -> str:
        return f"{super().name}/{self.member}"

    @property
    def size(self) -> int:
        with _zip(self.path) as archive:
            return archive.getinfo(self.member).file_size

    def open(self) -> IO[bytes]:
        with _damage_told(self.name):
            archive = ZipFile(self.path)
            try:
                member = archive.open(self.member)
            finally:
                archive.close()  # the member keeps the file open for as long as it is read
            return io.BufferedReader(_Unpacked(self.name, member), _BUFFER)


@dataclass(frozen=True)
class LeftOut(ZipMember):
    """A file in a ZIP archive that is not read; opening it says why."""

    why: str

    def open(self) -> IO[bytes]:
        """Raises FileRefusedError."""
        raise FileRefusedError(f"{self.name} no se leyó: {self.why}")


@dataclass(frozen=True)
class Gzipped(Source):
    """The one file in a gzip archive."""

    @property
    def name(self) -> str:
        inner = super().name
        return f"{inner}/{inner[:-3] if inner.lower().endswith('.gz') else inner}"

    @property
    def size(self) -> int:
        """As the archive's end says it, modulo 2^32."""
        with self.path.open("rb") as file:
            file.seek(-4, io.SEEK_END)
            return int(struct.unpack("<I", file.read(4))[0])

    def open(self) -> IO[bytes]:
        packed = self.path.stat().st_size
        most = min(LARGEST, max(packed * MOST_PACKED, SMALL))
        member = gzip.GzipFile(self.path)
        return io.BufferedReader(_Unpacked(self.name, member, most), _BUFFER)


def sources_in(path: Path) -> list[Source]:
    """A file, or the files in the archive that it is, by name; also those that are not read.

    Raises FileRefusedError where an archive is damaged, encrypted or larger than is read, OSError.
    """
    with path.open("rb") as file:
        begins = file.read(4)
    if begins.startswith(GZIP):
        return [Gzipped(path)]
    if begins != ZIP:
        return [Source(path)]
    name = legible(path.name)
    with _zip(path) as archive:
        members = archive.infolist()
    names = [member.filename for member in members]
    if WORKBOOKS.intersection(names):
        return [Source(path)]
    _require_bounded(name, path.stat().st_size, members)
    if "" in names:
        raise _damaged(name)
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise FileRefusedError(f"{name} contiene dos veces {twice}; {_UNPACK}")
    files = sorted(name for name in names if not (name.endswith("/") or _is_litter(name)))
    return [_member(path, file) for file in files]


def nested_archive(name: str) -> FileRefusedError:
    return FileRefusedError(
        f"{name} es un archivo comprimido dentro de otro; descomprima el de afuera e importe lo que"
        " contiene"
    )


def _member(path: Path, name: str) -> ZipMember:
    why = _why_left_out(name)
    return ZipMember(path, name) if why is None else LeftOut(path, name, why)


def _is_litter(name: str) -> bool:
    """What macOS leaves behind."""
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name == ".DS_Store" or path.name.startswith("._")


def _why_left_out(name: str) -> str | None:
    """In Spanish; None for a file that is read."""
    path = PurePosixPath(name.replace("\\", "/"))
    if ".." in path.parts:
        return "su ruta sale del archivo comprimido («..»)"
    if path.is_absolute() or _DRIVE.match(name):
        return "su ruta es absoluta, fuera del archivo comprimido"
    if any(part.startswith(".") for part in path.parts):
        return (
            "está oculto, pues su nombre o su carpeta empieza con punto; si trae datos, renómbrelo"
        )
    return None


def _require_bounded(name: str, packed: int, members: list[ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FileRefusedError(f"{name} tiene contraseña; {_UNPACK}")
    if len(members) > MOST_MEMBERS:
        raise FileRefusedError(
            f"{name} contiene {len(members)} archivos y se leen hasta {MOST_MEMBERS}; {_UNPACK}"
        )
    if unpacked > LARGEST or unpacked > max(packed * MOST_PACKED, SMALL):
        raise FileRefusedError(
            f"{name} ocupa {unpacked >> 20} MB descomprimido, más de lo que se lee de un archivo"
            f" comprimido; {_UNPACK}"
        )


@contextmanager
def _zip(path: Path) -> Iterator[ZipFile]:
    name = legible(path.name)
    if not is_zipfile(path):
        raise FileRefusedError(
            f"{name} no se puede leer como planilla ni como ZIP: está dañado; vuelva a descargarlo"
        )
    with _damage_told(name), ZipFile(path) as archive:
        yield archive


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    """What the libraries raise of bytes that are no archive, as one sentence for a person."""
    try:
        yield
    except FileRefusedError:
        raise
    except (NotImplementedError, LargeZipFile):
        raise FileRefusedError(
            f"{name} está comprimido de una forma que no se lee; {_UNPACK}"
        ) from None
    except Exception as error:
        if not is_damage(error):
            raise
        raise _damaged(name) from None


def is_damage(error: BaseException) -> bool:
    """Whether a library complains of bytes that are no archive."""
    if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
        return error.errno == errno.EINVAL  # a place before the archive's own beginning
    return isinstance(error, _DAMAGED)


def _damaged(name: str) -> FileRefusedError:
    return FileRefusedError(f"{name} está dañado: no se puede descomprimir; vuelva a descargarlo")


class _Unpacked(io.RawIOBase):
    """What an archive's file gives, read once from its beginning to its end."""

    def __init__(self, name: str, member: IO[bytes] | gzip.GzipFile, most: int = LARGEST) -> None:
        self._name = name
        self._member = member
        self._most = most
        self._given = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._given

    def readinto(self, buffer: Any) -> int:
        with _damage_told(self._name):
            given = self._member.read(len(buffer))
        self._given += len(given)
        if self._given > self._most:
            raise FileRefusedError(
                f"{self._name} ocupa descomprimido más de {self._most >> 20} MB, que es lo que se"
                f" lee de un archivo comprimido; {_UNPACK}"
            )
        buffer[: len(given)] = given
        return len(given)

    def close(self) -> None:
        self._member.close()
        super().close()

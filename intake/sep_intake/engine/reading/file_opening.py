"""Opens what a person holds as the tables in it: text, spreadsheet, bank statement, OCDS package,
each as it is or in an archive."""

import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from sep_intake.banks.accounts import ACCOUNTS_FILE, account_by_name
from sep_intake.banks.table import StatementTable, open_statement
from sep_intake.columns.layout import FileHead, FileRefusedError
from sep_intake.engine.reading.folders import is_beside_the_point
from sep_intake.files.archives import NESTED, ZIP, LeftOut, nested_archive, sources_in
from sep_intake.files.delimited import DelimitedTable
from sep_intake.files.ocds_packages import open_package
from sep_intake.files.sources import Source
from sep_intake.files.spreadsheets import Knows, SheetTable, Workbook, tables_in
from sep_intake.files.tables import CHUNK, Table

_SPREADSHEETS = (ZIP, b"\xd0\xcf\x11\xe0")
_IMAGE = "es una imagen"
_NOT_TABLES = {
    b"%PDF": "es un PDF",
    b"Rar!": "es un archivo RAR; descomprímalo primero",
    b"7z\xbc\xaf": "es un archivo 7z; descomprímalo primero",
    b"PK\x05\x06": "es un ZIP vacío",
    b"\xff\xfe": "está en UTF-16; guárdelo como CSV UTF-8",
    b"\xfe\xff": "está en UTF-16; guárdelo como CSV UTF-8",
    b"\x89PNG": _IMAGE,
    b"\xff\xd8\xff": _IMAGE,
    b"GIF8": _IMAGE,
    b"RIFF": _IMAGE,
    b"II*\0": _IMAGE,
    b"MM\0*": _IMAGE,
    b"{": "es JSON",
    b"<": "es HTML o XML",
}
_INSIDE = {(4, b"ftyp"): "es una imagen o un video", (257, b"ustar"): "es un archivo tar"}
"""What other files have not at their beginning, but at some place."""
_EXPECTED = "se espera una tabla CSV, TXT o XLSX"
_LARGEST_STATEMENT = 64 << 20
"""Bytes of a file in an archive that may be a bank statement; a year of a large account has one."""


def sources_of(path: Path, knows: Knows) -> list[Source]:
    """What is read as one table each: a file, each file in an archive, sheets of a workbook.

    `knows` tells headers in workbooks from rows above them. Raises FileRefusedError where an
    archive is damaged, encrypted, empty or larger than is read, OSError. What is wrong with one of
    several says `open_table`.
    """
    held = [each for each in sources_in(path) if _is_to_be_read(each)]
    if not held:
        raise FileRefusedError(f"{Source(path).name} es un archivo comprimido sin archivos")
    return [source for each in held for source in _tables_of(each, knows)]


def open_table(source: Source | Path) -> Table:
    """The table in a source, its header read. A path is of a file with one table, in a workbook the
    one with most columns in its header.

    Raises FileRefusedError where the file holds no table, OSError where it cannot be read.
    """
    if isinstance(source, Path):
        source = _only(source)
    if isinstance(source, Workbook):
        return SheetTable(source)
    sample = _sample(source)
    if not sample:
        raise FileRefusedError(f"{source.own_name} está vacío")
    _require_not_nested(source, sample)
    statement = _statement(source, sample)
    if statement is not None:
        return statement
    if sample.startswith(_SPREADSHEETS):
        return SheetTable(tables_in(source, _nothing)[0])
    package = open_package(source, sample)
    if package is not None:
        return package
    _require_text(source, sample)
    return DelimitedTable(source, sample)


def _is_to_be_read(source: Source) -> bool:
    """What is left out of an archive is not passed over in silence."""
    by_itself = type(source) is Source or isinstance(source, LeftOut)
    return by_itself or not is_beside_the_point(source.own_name)


def head_of(source: Source) -> FileHead:
    """The header of the table in a source, told without opening a workbook again. Raises as
    `open_table` does."""
    return source.head if isinstance(source, Workbook) else open_table(source).head


def _only(path: Path) -> Source:
    sources = sources_of(path, _nothing)
    if len(sources) > 1:
        name = Source(path).name
        raise FileRefusedError(f"{name} contiene {len(sources)} archivos; se espera uno")
    return sources[0]


def _nothing(head: FileHead) -> str | None:  # noqa: ARG001 - no header is known
    return None


def _tables_of(source: Source, knows: Knows) -> Iterator[Source]:
    try:
        if _sample(source, 4).startswith(_SPREADSHEETS) and not _is_declared(source):
            yield from tables_in(source, knows)
            return
    except (FileRefusedError, OSError):
        pass  # it is raised again by whoever opens the table, and told of this source alone
    yield source


def _is_declared(source: Source) -> bool:
    """Whether the accounts beside a file say that it is a bank's statement."""
    return account_by_name(source.path.with_name(source.own_name)) is not None


def _sample(source: Source, size: int = CHUNK) -> bytes:
    with source.open() as file:
        return file.read(size)


def _require_not_nested(source: Source, sample: bytes) -> None:
    """An archive is read one level deep; a spreadsheet in it is an archive of its own kind."""
    in_archive = type(source) is not Source
    if in_archive and sample.startswith(NESTED):
        raise nested_archive(source.own_name)


def _statement(source: Source, sample: bytes) -> StatementTable | None:
    """The statement in a file; one in an archive belongs to the accounts declared beside that.

    Statements are read from paths, and as a whole: a copy lives for as long as that takes.
    """
    if type(source) is Source:
        return open_statement(source.path, sample)
    if source.size > _LARGEST_STATEMENT:
        return None
    with TemporaryDirectory() as folder:
        copy = Path(folder) / source.own_name
        copy.write_bytes(_sample(source, _LARGEST_STATEMENT))
        accounts = source.path.with_name(ACCOUNTS_FILE)
        if accounts.is_file():
            shutil.copy(accounts, folder)
        statement = open_statement(copy, sample)
    if statement is not None:
        statement.source = source
    return statement


def _require_text(source: Source, sample: bytes) -> None:
    begins = (what for magic, what in _NOT_TABLES.items() if sample.startswith(magic))
    holds = (what for (at, magic), what in _INSIDE.items() if sample.startswith(magic, at))
    for what in chain(begins, holds):
        raise FileRefusedError(f"{source.own_name} {what}; {_EXPECTED}")

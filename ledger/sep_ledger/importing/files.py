"""Opens a file of rows as the table it is: text, spreadsheet, bank statement, OCDS package."""

from pathlib import Path

from sep_ledger.importing.delimited import DelimitedTable
from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.ocds import open_package
from sep_ledger.importing.spreadsheets import SheetTable
from sep_ledger.importing.statements.table import open_statement
from sep_ledger.importing.tables import CHUNK, Table

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NOT_TABLES = {
    b"%PDF": "es un PDF",
    b"Rar!": "es un archivo RAR; descomprímalo primero",
    b"7z\xbc\xaf": "es un archivo 7z; descomprímalo primero",
    b"\x1f\x8b": "es un archivo gzip; descomprímalo primero",
    b"\xff\xfe": "está en UTF-16; guárdelo como CSV UTF-8",
    b"\xfe\xff": "está en UTF-16; guárdelo como CSV UTF-8",
    b"{": "es JSON",
    b"<": "es HTML o XML",
}


def open_table(path: Path) -> Table:
    """The table in a file, its header read.

    Raises FileRefusedError where the file holds no table, OSError where it cannot be read.
    """
    with path.open("rb") as file:
        sample = file.read(CHUNK)
    if not sample:
        raise FileRefusedError(f"{path.name} está vacío")
    statement = open_statement(path, sample)
    if statement is not None:
        return statement
    if sample.startswith(_SPREADSHEETS):
        return SheetTable(path)
    package = open_package(path, sample)
    if package is not None:
        return package
    _require_text(path, sample)
    return DelimitedTable(path, sample)


def _require_text(path: Path, sample: bytes) -> None:
    for magic, what in _NOT_TABLES.items():
        if sample.startswith(magic):
            raise FileRefusedError(f"{path.name} {what}; se espera una tabla CSV, TXT o XLSX")

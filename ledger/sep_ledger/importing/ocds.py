"""Record packages of the Open Contracting Data Standard 1.1 as a table: a row for each record."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.tables import Record, Table

COLUMNS = ("ocds_package", "ocds_record")
"""JSON texts: the package without its records, and the record."""

LARGEST = 64 << 20
"""Bytes of a file, which is read as a whole."""


class RecordPackageTable(Table):
    """The records of one package. Its header is `COLUMNS`."""

    def __init__(self, path: Path, package: dict[str, Any]) -> None:
        super().__init__(path, COLUMNS)
        self._records: list[Any] = package["records"]
        named = {name: value for name, value in package.items() if name != "records"}
        self._package = orjson.dumps(named).decode()
        self._rows_read = 0

    @property
    def bytes_read(self) -> int:
        return self.size * self._rows_read // max(len(self._records), 1)

    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:  # noqa: ARG002 - JSON has neither
        for number, record in enumerate(self._records, start=1):
            self._rows_read = number
            yield Record(number, [self._package, orjson.dumps(record).decode()])


def open_record_package(path: Path, sample: bytes) -> RecordPackageTable | None:
    """The records in a file; None where it holds anything else.

    Raises FileRefusedError where JSON is damaged or larger than is read.
    """
    if not sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    if path.stat().st_size > LARGEST:
        raise FileRefusedError(f"{path.name} es JSON de más de {LARGEST >> 20} MB; divídalo")
    try:
        package = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise FileRefusedError(f"{path.name} es JSON dañado: {error}") from None
    is_package = isinstance(package, dict) and isinstance(package.get("records"), list)
    return RecordPackageTable(path, package) if is_package else None

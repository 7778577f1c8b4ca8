"""Packages of the Open Contracting Data Standard 1.1 as tables of their records or releases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.tables import Record, Table

PACKAGE = "ocds_package"
ITEMS = {"records": "ocds_record", "releases": "ocds_release"}
"""What a package may be of, and the column of each of them. Columns hold JSON texts; that of the
package is without its records or releases."""

LARGEST = 64 << 20
"""Bytes of a file, which is read as a whole."""


class PackageTable(Table):
    """The records or the releases of one package. Its header is `PACKAGE` and their column."""

    def __init__(self, path: Path, package: dict[str, Any], items: str) -> None:
        super().__init__(path, (PACKAGE, ITEMS[items]))
        self._items: list[Any] = package[items]
        named = {name: value for name, value in package.items() if name != items}
        self._package = orjson.dumps(named).decode()
        self._rows_read = 0

    @property
    def bytes_read(self) -> int:
        return self.size * self._rows_read // max(len(self._items), 1)

    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:  # noqa: ARG002 - JSON has neither
        for number, item in enumerate(self._items, start=1):
            self._rows_read = number
            yield Record(number, [self._package, orjson.dumps(item).decode()])


def open_package(path: Path, sample: bytes) -> PackageTable | None:
    """The records or releases in a file; None where it holds anything else.

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
    content = package if isinstance(package, dict) else {}
    found = (name for name in ITEMS if isinstance(content.get(name), list))
    items = next(found, None)
    return PackageTable(path, content, items) if items else None

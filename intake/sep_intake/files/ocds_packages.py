"""Packages of the Open Contracting Data Standard 1.1 as tables of their records or releases."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import orjson

from sep_intake.cells.rows import RowError
from sep_intake.columns.layout import FileRefusedError
from sep_intake.files.sources import Source
from sep_intake.files.tables import NUL_SHOWN, WHOLE_ROW, Record, Table, nul_fault

PACKAGE = "ocds_package"
ITEMS = {"records": "ocds_record", "releases": "ocds_release"}
"""What a package may be of, and the column of each of them. Columns hold JSON texts; that of the
package is without its records or releases."""

LARGEST = 64 << 20
"""Bytes of a file, which is read as a whole."""


_ESCAPED = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""How JSON writes the two kinds of characters that no text can hold: NUL, and half of a pair."""
_UNHOLDABLE = re.compile("[\0\ud800-\udfff]")


class PackageTable(Table):
    """The records or the releases of one package. Its header is `PACKAGE` and their column."""

    def __init__(
        self, source: Source, package: dict[str, Any], items: str, *, suspect: bool
    ) -> None:
        """`suspect` where a text in it may hold characters that no text can hold."""
        super().__init__(source, (PACKAGE, ITEMS[items]))
        self._items: list[Any] = package[items]
        named = {name: value for name, value in package.items() if name != items}
        if suspect and (fault := _fault_in(named)):
            raise FileRefusedError(f"{self.head.name}: «{fault.field}» {fault.reason}")
        self._package = orjson.dumps(named).decode()
        self._suspect = suspect
        self._rows_read = 0

    @property
    def bytes_read(self) -> int:
        return self.size * self._rows_read // max(len(self._items), 1)

    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:  # noqa: ARG002 - JSON has neither
        for number, item in enumerate(self._items, start=1):
            self._rows_read = number
            if self._suspect and (fault := _fault_in(item)):
                yield Record(number, self._at_fault(number, fault))
            else:
                yield Record(number, [self._package, orjson.dumps(item).decode()])


def open_package(source: Source, sample: bytes) -> PackageTable | None:
    """The records or releases in a file; None where it holds anything else.

    Raises FileRefusedError where JSON is damaged or larger than is read.
    """
    if not sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    with source.open() as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FileRefusedError(f"{source.own_name} es JSON de más de {LARGEST >> 20} MB; divídalo")
    content = content.removeprefix(b"\xef\xbb\xbf")
    package = _loaded(source.own_name, content)
    found = (name for name in ITEMS if isinstance(package.get(name), list))
    items = next(found, None)
    suspect = _ESCAPED.search(content) is not None
    return PackageTable(source, package, items, suspect=suspect) if items else None


def _loaded(name: str, content: bytes) -> dict[str, Any]:
    """Raises FileRefusedError."""
    try:
        package = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        package = _loaded_with_halves(content)
        if package is None:
            raise FileRefusedError(
                f"{name} es JSON dañado en la línea {error.lineno}, columna {error.colno}; se"
                " espera un paquete OCDS en UTF-8"
            ) from None
    return package if isinstance(package, dict) else {}


def _loaded_with_halves(content: bytes) -> Any:
    """What a faster reader refuses whole for half of a pair in one text; None where the JSON is
    damaged otherwise."""
    if _ESCAPED.search(content) is None:
        return None
    try:
        return json.loads(content.decode(), parse_constant=_no_number, parse_int=_integer)
    except (ValueError, RecursionError):
        return None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _integer(digits: str) -> int | float:
    """As the faster reader has it, which keeps 64 bits."""
    number = int(digits)
    return number if -(1 << 63) <= number < 1 << 64 else float(digits)


def _fault_in(value: Any) -> RowError | None:
    """The first text in a JSON value, or name in an object, that no text can hold."""
    open_values: list[tuple[str, Any]] = [("", value)]
    while open_values:
        path, here = open_values.pop()
        if isinstance(here, str):
            if _UNHOLDABLE.search(here):
                return _unholdable(path, here)
        elif isinstance(here, list):
            open_values += [(path, each) for each in reversed(here)]
        elif isinstance(here, dict):
            for key in here:
                if _UNHOLDABLE.search(key):
                    return _unholdable(path, key)
            open_values += [(f"{path}.{key}".lstrip("."), here[key]) for key in reversed(here)]
    return None


def _unholdable(path: str, text: str) -> RowError:
    if "\0" in text:
        return nul_fault(path or WHOLE_ROW, _UNHOLDABLE.sub(NUL_SHOWN, text))
    return RowError(
        path or WHOLE_ROW,
        _UNHOLDABLE.sub("�", text),
        "contiene medio carácter (un sustituto suelto de UTF-16)",
        "un texto UTF-8",
    )

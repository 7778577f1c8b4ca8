"""Whether a table that no layout knows may be the statement of a bank that nobody declared."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sep_intake.banks.accounts import ACCOUNTS_FILE
from sep_intake.banks.formats.mapping import plain
from sep_intake.cells.encodings import guess_encoding
from sep_intake.files.sources import Source
from sep_intake.files.spreadsheets import HEADER_WITHIN, Workbook
from sep_intake.files.workbooks import OpenWorkbook

HINT = f"Si es una cartola, nómbrela en «archivos» de {ACCOUNTS_FILE}"

_DELIMITER = re.compile("[;,~|\t]")
_SAMPLE = 1 << 16
"""Bytes of a text that hold its first rows."""
_MONEY = ("abono", "saldo", "deposito", "giro", "haber")
"""What banks call a column, and few others do; `cargo` is also what somebody is employed as."""


def may_be_statement(source: Source) -> bool:
    """By a header in its first rows, or because accounts are declared beside it. Raises
    FileRefusedError, OSError."""
    declared = source.path.with_name(ACCOUNTS_FILE).is_file()
    return declared or any(map(_is_header, _first_rows(source)))


def _first_rows(source: Source) -> Iterator[Sequence[str]]:
    if isinstance(source, Workbook):
        opened = OpenWorkbook(source.held)
        for name in opened.names:
            yield from (row.cells for row in islice(opened.rows(name), HEADER_WITHIN))
        return
    with source.open() as file:
        sample = file.read(_SAMPLE)
    filled = filter(str.strip, sample.decode(*guess_encoding(sample)).splitlines())
    yield from map(_DELIMITER.split, islice(filled, HEADER_WITHIN))


def _is_header(cells: Iterable[str]) -> bool:
    names = [plain(cell) for cell in cells]
    dated = any(name.startswith("fecha") for name in names)
    return dated and any(word in name for name in names for word in _MONEY)

"""A bank statement as a table of our own template."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from sep_intake.banks.accounts import (
    ACCOUNTS_FILE,
    Account,
    account_by_name,
    account_of,
)
from sep_intake.banks.balances import gap_without_lines
from sep_intake.banks.formats.camt import is_camt, read_camt
from sep_intake.banks.formats.mapped_tables import read_mapped
from sep_intake.banks.formats.mapping import mapping_of
from sep_intake.banks.formats.ofx import is_ofx, read_ofx
from sep_intake.banks.formats.swift import is_mt940, read_mt940
from sep_intake.banks.lines import BankStatement, put_in_order
from sep_intake.banks.rows import HEADER, rows_of
from sep_intake.banks.statement_pages import Span, Spans, span_of
from sep_intake.cells.encodings import EncodingScan
from sep_intake.columns.layout import FileRefusedError, Warned
from sep_intake.files.own_lists import is_own_list
from sep_intake.files.tables import Record, Table

_FORMATS: tuple[tuple[Callable[[bytes], bool], Callable[[Path], list[BankStatement]]], ...] = (
    (is_camt, read_camt),
    (is_ofx, read_ofx),
    (is_mt940, read_mt940),
)
_SAMPLE = 4096
"""Bytes by which every format is told."""


class _Owned(NamedTuple):
    statement: BankStatement
    account: Account


class StatementTable(Table):
    """The statements in a file. They are small, a month of an account, and are read whole."""

    may_be_empty = True

    def __init__(self, path: Path, owned: Sequence[_Owned]) -> None:
        """Raises FileRefusedError where pages before them are missing."""
        super().__init__(path, HEADER)
        self._owned = owned
        here = _spans(path.name, owned)
        spans = Spans([*here, *_spans_beside(path)])
        self._already = [spans.already(span) for span in here]
        """For each statement, the lines of its first day on pages before it."""
        self.remarks = [
            remark
            for (statement, _), span in zip(owned, here, strict=True)
            for remark in _remarks(statement, spans.gap_before(span))
        ]
        self._read = 0
        self._scan = EncodingScan()
        lines = [line for statement, _ in owned for line in statement.lines]
        for line in sorted(lines, key=attrgetter("number")):
            if line.place is not None:
                self.places.follow(line.number, *line.place)

    @property
    def bytes_read(self) -> int:
        return self._read

    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:  # noqa: ARG002 - a statement has true cells
        for (statement, account), before in zip(self._owned, self._already, strict=True):
            for row in rows_of(statement, account.owned, before):
                yield Record(row.number, row.cells)
        self._read = self.size

    def _look_at(self, chunk: bytes) -> None:
        self._judge(self._scan, chunk)


def open_statement(path: Path, sample: bytes) -> StatementTable | None:
    """The statement in a file; None where it is none. Raises FileRefusedError, OSError."""
    owned = _statements(path, sample)
    return None if owned is None else StatementTable(path, owned)


def _statements(path: Path, sample: bytes) -> list[_Owned] | None:
    for recognises, read in _FORMATS:
        if recognises(sample[:_SAMPLE]):
            found = [_Owned(each, account_of(path, each.account)) for each in read(path)]
            if not found:
                raise FileRefusedError(f"{path.name} no trae ninguna cartola")
            return _in_order(found)
    account = account_by_name(path)
    if account is None:
        return None
    statements = read_mapped(path, account, mapping_of(account, path))
    return _in_order([_Owned(each, account) for each in statements])


def _in_order(owned: list[_Owned]) -> list[_Owned]:
    for statement, _ in owned:
        put_in_order(statement)
    return owned


def _remarks(statement: BankStatement, gap: int | None) -> Iterator[Warned]:
    yield from statement.remarks
    inside = gap_without_lines(statement)
    if inside is not None:
        yield inside
    if gap:
        reason = (
            f"el saldo inicial no sigue del final de la cartola anterior: faltan o sobran "
            f"{abs(gap)} pesos entre las dos"
        )
        yield Warned(0, "saldo", str(statement.opening), reason)


def _spans(name: str, owned: Sequence[_Owned]) -> list[Span]:
    return [
        span_of(name, place, account.owned, statement)
        for place, (statement, account) in enumerate(owned)
    ]


def _spans_beside(path: Path) -> Iterator[Span]:
    """Of the statements in the files of the same folder, as far as they can be read."""
    accounts = path.with_name(ACCOUNTS_FILE)
    if not accounts.is_file():
        return
    declared = accounts.stat().st_mtime_ns
    with os.scandir(path.parent) as entries:
        others = [entry for entry in entries if _may_be_a_statement(entry, path.name)]
    for other in others:
        state = other.stat()
        yield from _spans_of(other.path, state.st_mtime_ns, state.st_size, declared)


def _may_be_a_statement(entry: os.DirEntry[str], but: str) -> bool:
    name = entry.name
    return name != but and not name.startswith(".") and not is_own_list(name) and entry.is_file()


@lru_cache(maxsize=1 << 12)
def _spans_of(name: str, _changed: int, _size: int, _declared: int) -> tuple[Span, ...]:
    """Remembered, for each file of a folder asks for all others."""
    path = Path(name)
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
        owned = _statements(path, sample)
    except (FileRefusedError, OSError):
        return ()
    return tuple(_spans(path.name, owned or ()))

"""A bank statement as a table of our own template."""

from collections.abc import Callable, Iterator
from pathlib import Path

from sep_ledger.importing.statements.accounts import (
    Account,
    account_by_name,
    account_of,
)
from sep_ledger.importing.statements.camt import is_camt, read_camt
from sep_ledger.importing.statements.lines import HEADER, Statement, rows_of
from sep_ledger.importing.statements.mapped import mapping_of, read_mapped
from sep_ledger.importing.statements.ofx import is_ofx, read_ofx
from sep_ledger.importing.statements.swift import is_mt940, read_mt940
from sep_ledger.importing.tables import Record, Table

_FORMATS: tuple[tuple[Callable[[bytes], bool], Callable[[Path], list[Statement]]], ...] = (
    (is_camt, read_camt),
    (is_ofx, read_ofx),
    (is_mt940, read_mt940),
)


class StatementTable(Table):
    """The statements in a file. They are small, a month of an account, and are read whole."""

    def __init__(self, path: Path, statements: list[Statement], account: Account | None) -> None:
        """`account` where the file itself does not name it. Raises FileRefusedError."""
        super().__init__(path, HEADER)
        self._statements = [
            (statement, account or account_of(path, statement.account)) for statement in statements
        ]
        self._read = 0

    @property
    def bytes_read(self) -> int:
        return self._read

    def records(self, *, quoted: bool, breaks_lines: bool) -> Iterator[Record]:  # noqa: ARG002 - a statement has true cells
        for statement, account in self._statements:
            only_sep = str(int(account.exclusiva_sep))
            owner = (account.rut, account.banco, account.numero, only_sep)
            for row in rows_of(statement, owner):
                yield Record(row.number, row.cells)
        self._read = self.size


def open_statement(path: Path, sample: bytes) -> StatementTable | None:
    """The statement in a file; None where it is none. Raises FileRefusedError, OSError."""
    for recognises, read in _FORMATS:
        if recognises(sample):
            return StatementTable(path, read(path), None)
    account = account_by_name(path)
    if account is None or account.formato is None:
        return None
    statements = read_mapped(path, account, mapping_of(account, path))
    return StatementTable(path, statements, account)

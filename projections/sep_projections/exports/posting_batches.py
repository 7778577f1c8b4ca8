"""Reads a part of the journal for an export: every posting once, in order, a batch at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import args_row, tuple_row

from sep_domain.accounting.accounts import account_of
from sep_domain.values.identifiers import Rbd, Rut
from sep_projections.reading import statements
from sep_projections.reading.known import Known, Position
from sep_projections.reading.listing import params_of
from sep_projections.reading.schemas import NAMES, SEARCH_PATH

BATCH = 20_000
"""Postings held in memory at once."""


@dataclass(frozen=True)
class Selection:
    """Which part of the journal; all of it where nothing is said.

    Every entry in it balances: what is selected by is the same for all postings of an entry, and
    where it is the fund, the entry balances in each.
    """

    sostenedor: Rut | None = None
    rbd: Rbd | None = None
    fund: str | None = None
    from_date: date | None = None
    to_date: date | None = None


class Line(NamedTuple):
    """A posting with its entry. `amount` is whole pesos, a debit positive."""

    number: int
    line: int
    effective: date
    year: int
    event: str
    description: str
    account: str
    fund: str
    rbd: int | None
    sostenedor: str | None
    convenio: int | None
    bank_account: str | None
    amount: int
    late: bool
    late_by: str
    """`edición` or `importación`: the clock by which it is judged to be late."""
    edition_on: date | None
    file: str | None
    row: int | None


class Account(NamedTuple):
    """An account in a fund, and the first day on which it moves; the bank's by bank account."""

    code: str
    fund: str
    sostenedor: str | None
    bank_account: str | None
    since: date


class UnknownPositionError(ValueError):
    """The views have not reached the position that was asked for."""

    def __init__(self, position: int, reached: int) -> None:
        super().__init__(f"position {position} is asked for; the views stand at {reached}")
        self.position, self.reached = position, reached


@dataclass(frozen=True)
class Part:
    """A part of the journal as known at a position, to be read while its transaction is open."""

    known: int
    selection: Selection
    accounts: list[Account]
    _connection: Connection[Any] = field(repr=False)

    def batches(self) -> Iterator[list[Line]]:
        """Its postings in the order of date, entry and line."""
        query = statements.part("journal_export")
        with self._connection.cursor("journal_export", row_factory=args_row(Line)) as cursor:
            cursor.execute(query, _params(self.known, self.selection))
            while batch := cursor.fetchmany(BATCH):
                yield batch

    def entries(self) -> Iterator[list[Line]]:
        """Its postings, those of an entry together."""
        lines = (line for batch in self.batches() for line in batch)
        for _, entry in groupby(lines, key=lambda line: line.number):
            yield list(entry)


@contextmanager
def open_part(conninfo: str, selection: Selection, position: int | None = None) -> Iterator[Part]:
    """A part of the journal as known at a position, or now, on a connection of its own.

    All is read from one snapshot. Raises UnknownPositionError.
    """
    with snapshot(conninfo, position) as (connection, known):
        with connection.cursor(row_factory=args_row(Account)) as cursor:
            query = statements.part("journal_accounts")
            accounts = cursor.execute(query, _params(known, selection)).fetchall()
        yield Part(known, selection, accounts, connection)


@contextmanager
def snapshot(
    conninfo: str, position: int | None = None
) -> Iterator[tuple[Connection[Any], Position]]:
    """A connection of its own on which all is read from one snapshot, and the position to read at.

    Raises UnknownPositionError.
    """
    with Connection.connect(conninfo, row_factory=tuple_row) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        connection.execute("select set_config('search_path', %s, true)", [SEARCH_PATH])
        connection.execute("set local jit = off")
        reached = _reached(connection)
        if position is not None and not 0 <= position <= reached:
            raise UnknownPositionError(position, reached)
        yield connection, Position(reached if position is None else position)


def _reached(connection: Connection[Any]) -> int:
    row = connection.execute(
        statements.named_statement("known_now"), {"projections": NAMES}
    ).fetchone()
    return int(row[0]) if row else 0


def _params(known: int, selection: Selection) -> dict[str, Any]:
    return params_of(
        Known(Position(known), None),
        selection,
        account=None,
        convenio=None,
        year=None,
        bank_account=None,
        bank=account_of("banco"),
        effective=selection.to_date,
    )

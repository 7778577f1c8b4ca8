"""Lists of rows, a page at a time.

A `Listing` is a named statement that selects rows by its parameters, and the unique key that orders
them. A page continues after the key of the row before it, never after a count of rows: what the
ledger adds meanwhile shifts nothing. The same statement serves the page, its total, and the pages
of many parents at once (one statement for all of them, however many there are).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, Generic, TypeVar

from psycopg import AsyncConnection
from psycopg.rows import tuple_row

from sep_projections.reading import statements
from sep_projections.reading.cursors import Column, KeyValue, PageRequest, decode, encode
from sep_projections.reading.known import Known
from sep_projections.reading.rows import Row, rows_of
from sep_projections.reading.statements import PageBounds

R = TypeVar("R", bound=Row)
T = TypeVar("T", bound=Row)
Connection = AsyncConnection[Any]
Params = Mapping[str, Any]
Parent = tuple[KeyValue, ...]

MOST_ROWS = 50_000
"""Rows one statement may answer with for all its parents together."""


class TooManyRowsError(ValueError):
    """The question selects more rows than one answer may hold: ask for fewer, or page by page."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def params_of(known: Known, filters: object = None, **more: Any) -> dict[str, Any]:
    """Parameters of a statement: the position, the fields of a filter, and any others."""
    given: dict[str, Any] = {"known": known.position, **more}
    if is_dataclass(filters):
        given |= {field.name: getattr(filters, field.name) for field in fields(filters)}
    return {name: plain(value) for name, value in given.items()}


def plain(value: Any) -> Any:
    """A value of the domain's types as one that psycopg knows.

    It would take a list of our own integers to be as wide as the first of them.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list):
        return [plain(one) for one in value]
    for base in (bool, int, str):
        if isinstance(value, base):
            return base(value)
    return value


@dataclass(frozen=True)
class Page(Generic[R]):
    """Some rows of a list, in order, and whether others follow."""

    rows: list[R]
    key: tuple[Column, ...]
    has_next: bool
    has_previous: bool

    def cursor(self, row: R) -> str:
        """Where a list continues after one of these rows."""
        return encode([getattr(row, column.name) for column in self.key])


@dataclass(frozen=True)
class Listing(Generic[R]):
    """A statement whose rows have a unique key, none of its columns null."""

    statement: str
    key: tuple[Column, ...]
    row: type[R]
    counted: str | None = None
    """A statement with a row for each of these, and less beside it, to count instead."""
    of_schools: bool = False
    """Whether a page asks what is counted, which has the key, of which schools it is, and the
    statement of these alone (`of_rbds`): where a row needs much, but nothing of other schools."""

    def into(self, row: type[T]) -> "Listing[T]":
        """The same list, its rows read as another class (of the same columns, or fewer)."""
        return replace(self, row=row)  # type: ignore[arg-type, return-value]

    async def page(self, connection: Connection, params: Params, wanted: PageRequest) -> Page[R]:
        """Some rows, in the order of the list. Raises CursorError."""
        query = statements.page(self.statement, self.key, _window(wanted))
        given = {**params, **self._bounds(wanted)}
        if self.of_schools:
            given["of_rbds"] = await self._schools(connection, given, _window(wanted))
        async with connection.cursor(row_factory=rows_of(self.row), binary=True) as cursor:
            await cursor.execute(query, given)
            rows = await cursor.fetchall()
        return self._page(rows, wanted)

    async def _schools(
        self, connection: Connection, given: Params, bounds: PageBounds
    ) -> list[KeyValue]:
        query = statements.schools_of_page(self.counted or self.statement, self.key, bounds)
        async with connection.cursor(row_factory=tuple_row) as cursor:
            await cursor.execute(query, given)
            return [rbd for (rbd,) in await cursor.fetchall()]

    async def rows(self, connection: Connection, params: Params) -> list[R]:
        """Every row, in order. Raises TooManyRowsError instead of leaving any out."""
        page = await self.page(connection, params, PageRequest(MOST_ROWS))
        if page.has_next:
            raise TooManyRowsError
        return page.rows

    async def count(self, connection: Connection, params: Params) -> int:
        """How many rows there are on all pages."""
        query = statements.count(self.counted or self.statement)
        async with connection.cursor(row_factory=tuple_row) as cursor:
            await cursor.execute(query, params)
            ((total,),) = await cursor.fetchall()
        return int(total)

    async def pages_of(
        self,
        connection: Connection,
        columns: tuple[Column, ...],
        parents: Sequence[Parent],
        params: Params,
        wanted: PageRequest,
    ) -> list[Page[R]]:
        """One page for each parent, in the parents' order, by one statement.

        A parent is the values of `columns` that its rows share. Raises TooManyRowsError.
        """
        query = statements.pages_of(
            self.statement, self.key, columns, MOST_ROWS + 1, _window(wanted)
        )
        given = {**params, **self._bounds(wanted), **_columnwise(parents)}
        make = rows_of(self.row)
        found: list[list[R]] = [[] for _ in parents]
        async with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
            await cursor.execute(query, given)
            make_row = make(cursor)
            values = await cursor.fetchall()
        if len(values) > MOST_ROWS:
            raise TooManyRowsError
        for value in values:
            found[value[0] - 1].append(make_row(value))
        return [self._page(rows, wanted) for rows in found]

    async def counts_of(
        self,
        connection: Connection,
        columns: tuple[Column, ...],
        parents: Sequence[Parent],
        params: Params,
    ) -> list[int]:
        """How many rows each parent has, in the parents' order, by one statement."""
        query = statements.counts_of(self.counted or self.statement, columns)
        async with connection.cursor(row_factory=tuple_row) as cursor:
            await cursor.execute(query, {**params, **_columnwise(parents)})
            return [total for (total,) in await cursor.fetchall()]

    def _page(self, rows: list[R], wanted: PageRequest) -> Page[R]:
        more = len(rows) > wanted.size
        kept = rows[: wanted.size]
        return Page(
            rows=kept[::-1] if wanted.backward else kept,
            key=self.key,
            has_next=wanted.before is not None if wanted.backward else more,
            has_previous=more if wanted.backward else wanted.after is not None,
        )

    def _bounds(self, wanted: PageRequest) -> dict[str, KeyValue]:
        ends = {"after": wanted.after, "before": wanted.before}
        bounds: dict[str, KeyValue] = {
            f"{end}_{n}": value
            for end, cursor in ends.items()
            if cursor is not None
            for n, value in enumerate(decode(cursor, self.key))
        }
        return bounds | {"limit": wanted.size + 1}


def _window(wanted: PageRequest) -> PageBounds:
    return PageBounds(wanted.after is not None, wanted.before is not None, wanted.backward)


def _columnwise(parents: Sequence[Parent]) -> dict[str, list[KeyValue]]:
    columns = enumerate(zip(*parents, strict=True))
    return {f"parent_{n}": [plain(value) for value in values] for n, values in columns}

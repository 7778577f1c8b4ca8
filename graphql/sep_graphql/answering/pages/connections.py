"""Keyset connections (Relay's form), and the ways in which resolvers read lists.

However many parents a list is asked for in one answer, it is read by one statement.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import strawberry

from sep_graphql.answering.context import Info, Operation, view_of
from sep_graphql.answering.descriptions import describe_type
from sep_graphql.answering.errors import ArgumentError
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_projections.reading.cursors import Column, PageRequest
from sep_projections.reading.listing import (
    Listing,
    Page,
    Parent,
    TooManyRowsError,
    params_of,
    plain,
)
from sep_projections.reading.rows import Row

N = TypeVar("N", bound=Row)

LIST_BOUND = 2_000
"""Rows of a plain list under one parent; what can be longer is a connection."""


@strawberry.type
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool
    """Whether rows follow it: of a page from the end, whether a cursor was given to end before."""
    has_previous_page: bool
    """Whether rows precede it: of a page from the beginning, whether a cursor was given to start
    from."""
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[N]):
    """A row and where the list continues after it."""

    node: N
    cursor: str


@strawberry.type
class Connection(Generic[N]):
    """A page of a list. It continues after a row, so what is added meanwhile shifts nothing."""

    page: strawberry.Private[Page[N]]
    total: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field
    def nodes(self) -> list[N]:
        """The rows of this page."""
        return self.page.rows

    @strawberry.field
    def edges(self) -> list[Edge[N]]:
        """The rows of this page, each with its cursor."""
        return [Edge(node=row, cursor=self.page.cursor(row)) for row in self.page.rows]

    @strawberry.field
    def page_info(self) -> PageInfo:
        """Whether there is more, and from where."""
        rows = self.page.rows
        return PageInfo(
            has_next_page=self.page.has_next,
            has_previous_page=self.page.has_previous,
            start_cursor=self.page.cursor(rows[0]) if rows else None,
            end_cursor=self.page.cursor(rows[-1]) if rows else None,
        )

    @strawberry.field
    async def total_count(self) -> int:
        """Rows on all pages; counted only when asked for."""
        return await self.total()


for _type in (Edge, Connection):
    # Here and not with the rest: each connection is a copy, made when it is first named.
    describe_type(_type)


async def params(info: Info, filters: object = None, **more: Any) -> dict[str, Any]:
    """Parameters of a statement, at the position that the view reflects."""
    known = await info.context.operation.known(view_of(info))
    return params_of(known, filters, **more)


async def connection(
    info: Info,
    listing: Listing[N],
    given: Mapping[str, Any],
    page: Paging = FIRST_PAGE,
) -> Connection[N]:
    """A page of a list that stands alone."""
    operation = info.context.operation
    wanted = _wanted(operation, page)
    async with operation.reading() as connection:
        found = await listing.page(connection, given, wanted)
    operation.spend(len(found.rows))

    async def total() -> int:
        async with operation.reading() as connection:
            return await listing.count(connection, given)

    return Connection(page=found, total=total)


async def connection_of(
    info: Info,
    listing: Listing[N],
    columns: tuple[Column, ...],
    parent: Parent,
    given: Mapping[str, Any],
    *,
    page: Paging = FIRST_PAGE,
) -> Connection[N]:
    """A page of the rows that share the values of `columns` with their parent."""
    operation = info.context.operation
    wanted = _wanted(operation, page)
    found: Page[N] = await _pages(operation, listing, columns, given, wanted).load(parent)
    operation.spend(len(found.rows))

    async def total() -> int:
        async def count(parents: list[Parent]) -> list[int]:
            async with operation.reading() as connection:
                return await listing.counts_of(connection, columns, parents, given)

        identity = ("count", listing.statement, columns, _frozen(given))
        return await operation.loader(identity, count).load(parent)

    return Connection(page=found, total=total)


async def rows_of_parent(
    info: Info,
    listing: Listing[N],
    columns: tuple[Column, ...],
    parent: Parent,
    given: Mapping[str, Any],
) -> list[N]:
    """Every row that shares the values of `columns` with its parent, of lists that are short.

    Raises TooManyRowsError beyond `LIST_BOUND`: a list is whole, or it is not answered.
    """
    operation = info.context.operation
    pages = _pages(operation, listing, columns, given, PageRequest(LIST_BOUND))
    page: Page[N] = await pages.load(parent)
    if page.has_next:
        raise TooManyRowsError
    operation.spend(len(page.rows))
    return page.rows


async def row_of(
    info: Info,
    listing: Listing[N],
    columns: tuple[Column, ...],
    parent: Parent,
    given: Mapping[str, Any],
) -> N | None:
    """The one row that has these values, where there is one."""
    rows = await rows_of_parent(info, listing, columns, parent, given)
    return rows[0] if rows else None


async def row_by_key(
    info: Info, listing: Listing[N], parameter: str, key: Hashable, given: Mapping[str, Any]
) -> N | None:
    """The row of a key, from a statement that takes all keys in one array; ordered by that key."""
    operation = info.context.operation

    async def load(keys: list[Hashable]) -> list[N | None]:
        async with operation.reading() as connection:
            rows = await listing.rows(connection, {**given, parameter: plain(keys)})
        found = {getattr(row, listing.key[0].name): row for row in rows}
        return [found.get(key) for key in keys]

    operation.spend(1)
    return await operation.loader((listing.statement, _frozen(given)), load).load(key)


def _pages(
    operation: Operation,
    listing: Listing[N],
    columns: tuple[Column, ...],
    given: Mapping[str, Any],
    wanted: PageRequest,
) -> Any:
    async def load(parents: list[Parent]) -> Sequence[Page[N]]:
        async with operation.reading() as connection:
            return await listing.pages_of(connection, columns, parents, given, wanted)

    identity = (listing.statement, columns, _frozen(given), wanted)
    return operation.loader(identity, load)


def _wanted(operation: Operation, page: Paging) -> PageRequest:
    """The rows of a page. Raises PageSizeError, and ArgumentError for both ends at once."""
    if page.first is not None and page.last is not None:
        raise ArgumentError("ask for `first` or for `last`, not for both")
    backward = page.last is not None or (page.first is None and page.before is not None)
    size = operation.page_size(page.last if backward else page.first)
    return PageRequest(size, page.after, page.before, backward)


def _frozen(given: Mapping[str, Any]) -> Hashable:
    return tuple(sorted((name, repr(value)) for name, value in given.items()))

"""What the resolvers of one operation share: connections, known positions, loaders."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

import strawberry
from psycopg import AsyncConnection
from strawberry.dataloader import DataLoader

from sep_graphql.answering.errors import BudgetError, PageSizeError
from sep_graphql.answering.limits import Limits
from sep_ledger.reading.events import AsyncPool
from sep_ledger.reading.wakeups import Wakeups
from sep_projections.reading.known import Known, known_at
from sep_projections.reading.read_your_writes import position_of, wait_until_folded

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MAX_BATCH = 2_000
"""Keys that one statement of a loader looks up."""


class Operation:
    """The state of one operation, gone with its answer."""

    def __init__(self, pool: AsyncPool, limits: Limits, wait_for: str | None = None) -> None:
        self._pool = pool
        self._limits = limits
        self._wait_for = wait_for
        self._instants: dict[str | int, datetime | None] = {}
        self._known: dict[datetime | None, asyncio.Future[Known]] = {}
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}
        self._rows = 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection for one statement; never hold it while another field is awaited."""
        async with self._pool.connection() as connection:
            yield connection

    def begin(self, view: str | int, as_of: datetime | None) -> None:
        """A view of the query root starts, to be answered as known at an instant, or now."""
        self._instants[view] = as_of

    def instant(self, view: str | int) -> datetime | None:
        """The instant as known at which a view is asked for; None where it is now."""
        return self._instants.get(view)

    async def known(self, view: str | int) -> Known:
        """The position that a view reflects; resolved once for each instant that is asked for."""
        instant = self._instants.get(view)
        if instant not in self._known:
            self._known[instant] = asyncio.ensure_future(self._resolve(instant))
        return await self._known[instant]

    async def reflected(self) -> list[Known]:
        """The positions that this answer reflects, the latest first."""
        done = [one for one in self._known.values() if one.done() and not one.exception()]
        return sorted((one.result() for one in done), key=lambda known: -known.position)

    async def _resolve(self, instant: datetime | None) -> Known:
        if self._wait_for is not None:
            await wait_until_folded(self._pool, position_of(self._wait_for))
        async with self.reading() as connection:
            return await known_at(connection, instant)

    def loader(
        self, identity: Hashable, load: Callable[[list[K]], Awaitable[Sequence[V]]]
    ) -> DataLoader[K, V]:
        """The loader of this identity: whatever is asked of it together is looked up together."""
        if identity not in self._loaders:
            self._loaders[identity] = DataLoader(load_fn=load, max_batch_size=MAX_BATCH)
        return self._loaders[identity]

    def page_size(self, asked: int | None) -> int:
        """How many rows a page is to hold. Raises PageSizeError."""
        if asked is None:
            return self._limits.default_page_size
        if not 1 <= asked <= self._limits.max_page_size:
            raise PageSizeError(asked, self._limits.max_page_size)
        return asked

    def spend(self, rows: int) -> None:
        """Counts rows against the bound of the answer. Raises BudgetError beyond it.

        A row counts each time it is shown, for one that was read once can be shown without end.
        """
        self._rows += rows
        if self._rows > self._limits.max_rows:
            raise BudgetError


class Context:
    """What the service gives to every operation; a WebSocket shares one among many of them."""

    def __init__(
        self,
        pool: AsyncPool,
        limits: Limits,
        wakeups: Wakeups | None = None,
        wait_for: str | None = None,
    ) -> None:
        self.pool = pool
        self.limits = limits
        self.wakeups = wakeups
        self.wait_for = wait_for
        """A position, as the caller wrote it, that the views must have folded first."""
        self.operation = Operation(pool, limits, wait_for)

    def for_operation(self) -> "Context":
        """The context of one operation."""
        return Context(self.pool, self.limits, self.wakeups, self.wait_for)


Info = strawberry.Info[Context, None]


def view_of(info: Info) -> str | int:
    """The key, in the answer, of the root field that a field stands under."""
    path = info.path
    while path.prev is not None:
        path = path.prev
    return path.key

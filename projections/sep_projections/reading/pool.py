"""Connections that can only read, and see every projection's tables by their plain names."""

from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import tuple_row
from psycopg_pool import AsyncConnectionPool

from sep_ledger.reading.events import AsyncPool
from sep_projections.reading.schemas import SEARCH_PATH

STATEMENT_TIMEOUT_MS = 30_000
"""No question may keep the database busy for longer."""

WORK_MEM = "64MB"
"""Totals group by school first, up to a million groups: with the default they went to disk."""


def read_pool(
    conninfo: str,
    *,
    size: int,
    connection_class: type[AsyncConnection[Any]] = AsyncConnection,
) -> AsyncPool:
    """A pool, not yet open, of at most `size` connections."""
    return AsyncConnectionPool(
        conninfo,
        min_size=1,
        max_size=size,
        open=False,
        name="reads",
        configure=_configure,
        connection_class=connection_class,
        kwargs={"autocommit": True, "row_factory": tuple_row},
    )


async def _configure(connection: AsyncConnection[Any]) -> None:
    # Filters are optional conditions on parameters, which only a plan made for the given values
    # folds away: a generic plan would scan whole tables.
    await connection.execute(
        """
        select set_config('search_path', %s, false),
               set_config('plan_cache_mode', 'force_custom_plan', false),
               set_config('default_transaction_read_only', 'on', false),
               set_config('statement_timeout', %s, false),
               set_config('work_mem', %s, false),
               set_config('jit', 'off', false)
        """,
        [SEARCH_PATH, str(STATEMENT_TIMEOUT_MS), WORK_MEM],
    )

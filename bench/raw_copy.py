"""The raw limit: what PostgreSQL takes when nothing is asked of it but to store the rows.

*Raw COPY* is one binary COPY of the same rows into the same indexes: a table with the columns,
keys, checks and defaults of the log, in one transaction. It has no triggers, no head and no look at
what is there already: these are the log's work, and what a ratio to the raw limit is about. The
values of the rows are given as bytes; packing them in COPY's format counts, here as for the log.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import psycopg

from sep_ledger.appending.binary import copy_rows, event_rows
from sep_ledger.records.stored import StoredEvent

_COPY = (
    "copy public.raw (position, originator_id, originator_version, topic, state, metadata)"
    " from stdin (format binary)"
)


def raw_copy(conn: psycopg.Connection[Any], events: Sequence[StoredEvent]) -> float:
    """Copy the rows into a table made for them, in a migrated database; the seconds it took."""
    conn.execute("create table public.raw (like ledger.events including all)")
    started = perf_counter()
    copy_rows(conn, _COPY, event_rows(events, 1))
    return perf_counter() - started

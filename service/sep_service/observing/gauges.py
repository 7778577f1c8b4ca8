"""What the log, the pool and the disk tell an operator, read when Prometheus asks for it.

Where the database does not answer, `sep_ledger_database_up` is 0 and what only the database knows
is left out: a figure that is not known is not zero.
"""

import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psycopg
from prometheus_client.core import GaugeMetricFamily
from psycopg_pool import PoolTimeout

from sep_ledger.reading.events import AsyncPool
from sep_projections.auditing.last_audit import LastAudit, last_audit
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine.runner import Lag, lags

_log = logging.getLogger(__name__)

ASK_SECONDS = 2.0
"""How long a scrape waits for a connection, so that it never hangs."""


async def database_gauges(pool: AsyncPool) -> list[GaugeMetricFamily]:
    """What the database tells, or only that it does not answer."""
    try:
        async with pool.connection(timeout=ASK_SECONDS) as connection:
            standing = await lags.awaited(connection, PROJECTIONS)
            audited = await last_audit.awaited(connection, PROJECTIONS)
    except (psycopg.Error, PoolTimeout) as error:
        _log.warning("metrics without what the database knows: %s", error)
        return [_database_up(0)]
    return [_database_up(1), *_of_projections(standing), *_of_audit(audited)]


def pool_gauges(stats: Mapping[str, int]) -> Iterator[GaugeMetricFamily]:
    """How many connections the process holds, and how many requests wait for one."""
    held, free = stats.get("pool_size", 0), stats.get("pool_available", 0)
    connections = _gauge("pool_connections", "Connections to the database.", "state")
    connections.add_metric(("free",), free)
    connections.add_metric(("used",), held - free)
    yield connections
    waiting = _gauge("pool_waiting_requests", "Requests that wait for a connection.")
    waiting.add_metric((), stats.get("requests_waiting", 0))
    yield waiting


def disk_gauges(folder: Path) -> Iterator[GaugeMetricFamily]:
    """The room left on the disk of a folder, in bytes; nothing where there is no such folder."""
    if folder.exists():
        free = _gauge("disk_free_bytes", "Bytes free where the data directory lies.")
        free.add_metric((), shutil.disk_usage(folder).free)
        yield free


def _database_up(up: int) -> GaugeMetricFamily:
    found = _gauge("database_up", "1 where the database answers in two seconds, else 0.")
    found.add_metric((), up)
    return found


def _of_projections(standing: Sequence[Lag]) -> Iterator[GaugeMetricFamily]:
    head = _gauge("head_position", "The last position of the log.")
    head.add_metric((), max((one.position + one.positions_behind for one in standing), default=0))
    yield head
    position = _gauge("projection_position", "The position folded.", "projection")
    seconds = _gauge(
        "projection_lag_seconds",
        "Age of the oldest event that is not folded; 0 where there is none.",
        "projection",
    )
    parked = _gauge(
        "projection_parked_events", "Events that could not be folded and stand apart.", "projection"
    )
    for one in standing:
        position.add_metric((one.name,), one.position)
        seconds.add_metric((one.name,), one.seconds_behind)
        parked.add_metric((one.name,), one.parked)
    yield from (position, seconds, parked)


def _of_audit(last: LastAudit | None) -> Iterator[GaugeMetricFamily]:
    """Nothing where the views were never audited: that is not "no findings"."""
    if last is not None:
        ended = _gauge("audit_timestamp_seconds", "When all views were audited, in Unix time.")
        ended.add_metric((), last.ended_at.timestamp())
        yield ended
        findings = _gauge("audit_findings", "What the last audit of all views found.")
        findings.add_metric((), last.findings)
        yield findings


def _gauge(name: str, told: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"sep_ledger_{name}", told, labels=labels)

"""A reader who hears nothing looks by itself, and so misses nothing."""

from collections.abc import Callable
from random import Random
from threading import Event, Thread
from time import monotonic, sleep

import psycopg
import pytest

from sep_ledger.recorder import LedgerRecorder
from tests.torture.closing import Closing
from tests.torture.given import fresh
from tests.torture.proxy import CuttingProxy
from tests.torture.readers import Readers

_LISTENERS = "datname = current_database() and query ilike 'listen %'"


def test_a_reader_who_hears_no_wakeup_misses_nothing(
    log: Closing, proxy: CuttingProxy, recorder: LedgerRecorder
) -> None:
    proxy.drop_answer = of_a_wakeup
    with Readers(proxy.conninfo).reading() as seen:
        log.seen += seen
        for _ in range(100):
            recorder.insert_events(fresh(1))
            sleep(0.005)
    assert proxy.dropped > 0
    assert all(len(each) == 100 for each in seen)


def of_a_wakeup(chunk: bytes) -> bool:
    """Whether a chunk of the server's is notifications and nothing else."""
    while chunk[:1] == b"A" and len(chunk) >= 5:
        chunk = chunk[1 + int.from_bytes(chunk[1:5], "big") :]
        if not chunk:
            return True
    return False


@pytest.mark.usefixtures("alive")
def test_who_loses_the_connection_that_listens_misses_nothing(
    *,
    log: Closing,
    database: str,
    recorder: LedgerRecorder,
    seconds: float,
    chance: Callable[[int], Random],
) -> None:
    done, random = Event(), chance(60)
    ended: list[int] = []
    ending = Thread(target=end_listeners, args=(database, done, random, ended))
    ending.start()
    until = monotonic() + seconds / 2
    while monotonic() < until:
        recorder.insert_events(fresh(1, 2))
        sleep(random.choice((0, 0, 0.01, 0.1)))
    done.set()
    ending.join()
    log.kills += sum(ended)
    assert sum(ended) > 0


def end_listeners(database: str, done: Event, random: Random, ended: list[int]) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        while not done.wait(random.uniform(0.02, 0.2)):
            query = f"select pg_terminate_backend(pid) from pg_stat_activity where {_LISTENERS}"
            ended.append(conn.execute(query.encode()).rowcount)

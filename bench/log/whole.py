"""The whole work of the log in bulk: events are encoded and appended, and the tree grows over them.

It is divided as between an import and a service: one process encodes a batch while those before are
appended, another grows the tree over what is committed. Timed from the first event on until the
last full tile is written.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from time import perf_counter, sleep

import psycopg

from sep_domain.events.base import Fact
from sep_domain.provenance import FileSource
from sep_ledger.evidence.formats.merkle import TILE_WIDTH
from sep_ledger.evidence.writing.growth import grow
from sep_ledger.facts.bulk import FactAppend
from sep_ledger.facts.encoding import FileMetadata, packed_facts
from sep_ledger.facts.interpreter import short_turns
from sep_ledger.facts.verdicts import BatchOutcome

_FACTS_A_BATCH = 10_000
_BATCHES_AHEAD = 2
_GROW_EVERY_SECONDS = 0.02

Stated = Sequence[tuple[int, Fact]]
"""Facts, each with its row."""


def seconds(conninfo: str, facts: Stated, source: FileSource) -> float:
    """How long it takes to bring the facts of a file into an empty log and under its tree."""
    with (
        psycopg.connect(conninfo, autocommit=True) as conn,
        short_turns(),
        ThreadPoolExecutor(1) as appending,
        _process_beside(conninfo) as growing,
    ):
        started = perf_counter()
        grown = growing.submit(_grow_until, conninfo, len(facts))
        _append(FactAppend(conn), facts, FileMetadata(source), appending)
        grown.result()
        return perf_counter() - started


def _append(append: FactAppend, facts: Stated, metadata: FileMetadata, appending: Executor) -> None:
    under_way: deque[Future[BatchOutcome]] = deque()
    for start in range(0, len(facts), _FACTS_A_BATCH):
        batch = packed_facts(facts[start : start + _FACTS_A_BATCH], metadata)
        if len(under_way) == _BATCHES_AHEAD:
            under_way.popleft().result()
        under_way.append(appending.submit(append.append, batch))
    for each in under_way:
        each.result()


@contextmanager
def _process_beside(conninfo: str) -> Iterator[Executor]:
    """A process that has started and imported what it needs: what is measured is its work."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        executor.submit(_grow_until, conninfo, 0).result()
        yield executor


def _grow_until(conninfo: str, size: int) -> None:
    """Grow the tree over what is appended until it holds every full tile of so many events."""
    with psycopg.connect(conninfo, autocommit=True) as conn:
        while grow(conn) < size - size % TILE_WIDTH:
            sleep(_GROW_EVERY_SECONDS)

"""Whether an append or a proof costs the same in a large log as in a small one.

One log grows through the sizes named. At each it is measured several times over what one more batch
of facts costs, one more event from 1 and from 16 writers, one more proof; a figure is the median,
to be compared with that at the first size. There, too, the log is published and verified offline.

    python -m bench.log.growth [--sizes 1000000,2000000,5000000,10000000] [--repeats 7] [--data DIR]

It takes about 1 kB of disk an event and 5 GB beside, and refuses to begin where that is not free.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import psycopg
from bench.log import single
from bench.log.measuring import run_threads

from sep_domain.streams import Dataset, fact_stream
from sep_ledger.database.schema import migrate
from sep_ledger.evidence.checking.bundle import prove
from sep_ledger.evidence.checking.discrepancies import Discrepancy
from sep_ledger.evidence.checking.log_verification import verify_log
from sep_ledger.evidence.checking.sources import Folder
from sep_ledger.evidence.formats.merkle import TILE_WIDTH
from sep_ledger.evidence.formats.notes import Signer
from sep_ledger.evidence.writing.publishing import publish
from sep_ledger.evidence.writing.signing import sign
from sep_ledger.facts.bulk import FactAppend
from sep_ledger.facts.packed_facts import PackedFacts
from sep_ledger.reading.events import head
from sep_ledger.recorder import LedgerRecorder
from sep_service.storage import postgres

FLAT = 0.15
VERIFIED_PER_SECOND = 300_000
PROOF_P99_MS = 5.0

_FACTS_A_BATCH, _FACTS_A_MONTH = 10_000, 100_000
_BATCHES, _SECONDS, _PROOFS, _PROOFS_TIMED = 2, 1.0, 200, 1_000
_BYTES_AN_EVENT, _BYTES_BESIDE = 1_000, 5_000_000_000

Connection = psycopg.Connection[Any]


class Facts:
    """Facts without end: so many a month, month after month, as the files of a ministry come."""

    def __init__(self) -> None:
        self._next = 0

    def batch(self, size: int) -> PackedFacts:
        """The next ones."""
        first, self._next = self._next, self._next + size
        packed, topic = PackedFacts(), single.TOPIC.encode()
        for number in range(first, self._next):
            year, month = divmod(number // _FACTS_A_MONTH, 12)
            stream = fact_stream(Dataset.SUBVENCIONES, 2008 + year, 1 + month, (number,))
            packed.add(number, stream.bytes, topic, single.STATE, single.METADATA, twins=False)
        return packed


class GrowingLog:
    """A log in a database of its own, and what one more of each costs in it."""

    def __init__(self, conn: Connection, recorder: LedgerRecorder, signer: Signer) -> None:
        self._conn, self._recorder, self._signer = conn, recorder, signer
        self._facts, self._append = Facts(), FactAppend(conn)
        self._random = Random(1)  # noqa: S311 (the same positions in every run)

    def grow_to(self, size: int) -> None:
        """Append facts up to the size, sign it, and let the server write down what it holds."""
        while (missing := size - head(self._conn)) > 0:
            self._append.append(self._facts.batch(min(_FACTS_A_BATCH, missing)))
        sign(self._conn, self._signer)
        self._conn.execute("vacuum (analyze) ledger.events")
        self._conn.execute("checkpoint")

    def measures(self) -> dict[str, Callable[[], float]]:
        """What is measured, in events or proofs a second."""
        return {
            "facts, 10,000 a batch": self._bulk,
            "single events, 1 writer": lambda: self._single(1),
            "single events, 16 writers": lambda: self._single(16),
            "tree over new events, signed": self._sign,
            "proofs of inclusion": self._prove,
        }

    def _bulk(self) -> float:
        batches = [self._facts.batch(_FACTS_A_BATCH) for _ in range(_BATCHES)]
        started = perf_counter()
        for batch in batches:
            self._append.append(batch)
        return _BATCHES * _FACTS_A_BATCH / (perf_counter() - started)

    def _single(self, writers: int) -> float:
        return run_threads(
            lambda: self._recorder.insert_events([single.event()]), writers, _SECONDS
        ).per_second

    def _sign(self) -> float:
        before = sign(self._conn, self._signer).checkpoint.size
        self._append.append(self._facts.batch(_FACTS_A_BATCH))
        started = perf_counter()
        size = sign(self._conn, self._signer).checkpoint.size
        return (size - before) / (perf_counter() - started)

    def _prove(self) -> float:
        size = sign(self._conn, self._signer).checkpoint.size
        positions = [self._random.randint(1, size) for _ in range(_PROOFS)]
        started = perf_counter()
        for position in positions:
            prove(self._conn, position)
        return _PROOFS / (perf_counter() - started)

    def proof_p99(self) -> float:
        """Milliseconds for a proof of inclusion and consistency; the 99th percentile.

        Where the edge of the tree is at its widest, with 255 events that no tile holds yet.
        """
        since = str(sign(self._conn, self._signer).note)
        size = (head(self._conn) // TILE_WIDTH + 2) * TILE_WIDTH - 1
        self.grow_to(size)
        taken = []
        for position in self._random.choices(range(1, size + 1), k=_PROOFS_TIMED):
            started = perf_counter()
            prove(self._conn, position, since)
            taken.append(perf_counter() - started)
        return statistics.quantiles(taken, n=100)[-1] * 1000

    def verified_per_second(self, folder: Path) -> float:
        """Publish the log and verify it from its files, as an outsider would."""
        size = publish(self._conn, folder)
        found: list[Discrepancy] = []
        started = perf_counter()
        verify_log(Folder(folder), self._signer.verifier, found.append)
        seconds = perf_counter() - started
        if found:
            raise AssertionError(f"the log does not verify: {found[0]}")
        return size / seconds


def main() -> int:
    """Exit code 1 where a cost is not flat, or proving or verifying is too slow."""
    options = _options()
    with (
        tempfile.TemporaryDirectory(dir=options.data) as folder,
        postgres.start(Path(folder) / "db") as server,
    ):
        _require_room(Path(folder), max(options.sizes))
        migrate(server.dsn)
        with (
            psycopg.connect(server.dsn, autocommit=True) as conn,
            single.ours(server.dsn) as recorder,
        ):
            log = GrowingLog(conn, recorder, Signer.generate("bench.example/log"))
            return int(not _run(log, Path(folder), options.sizes, options.repeats))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.log.growth", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default="1000000,2000000,5000000,10000000")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--data", type=Path, help="where the database lies; the disk counts")
    return parser.parse_args()


def _sizes(listed: str) -> list[int]:
    return sorted(map(int, listed.split(",")))


def _require_room(folder: Path, size: int) -> None:
    needed, free = size * _BYTES_AN_EVENT + _BYTES_BESIDE, shutil.disk_usage(folder).free
    if free < needed:
        sys.exit(f"{size:,} events need {needed:,} bytes of disk at {folder}, {free:,} are free")


def _run(log: GrowingLog, folder: Path, sizes: Sequence[int], repeats: int) -> bool:
    """Whether all is as it should be."""
    first: dict[str, float] = {}
    good = True
    print("| events in the log | | a second | times the first size |\n|---:|---|---:|---:|")
    for size in sizes:
        log.grow_to(size)
        rounds = [{name: go() for name, go in log.measures().items()} for _ in range(repeats)]
        for name in rounds[0]:
            rate = statistics.median(each[name] for each in rounds)
            ratio = rate / first.setdefault(name, rate)
            good = good and abs(ratio - 1) <= FLAT
            mark = "" if abs(ratio - 1) <= FLAT else ", not flat"
            print(f"| {size:,} | {name} | {rate:,.0f} | {ratio:.2f}{mark} |", flush=True)
        if size == sizes[0]:
            slow, verified = log.proof_p99(), log.verified_per_second(folder / "published")
            good = good and slow <= PROOF_P99_MS and verified >= VERIFIED_PER_SECOND
            print(f"| {size:,} | inclusion with consistency, p99 | {slow:.1f} ms | |", flush=True)
            print(f"| {size:,} | verified offline | {verified:,.0f} | |", flush=True)
    print(f"\nFlat: within {FLAT:.0%}. Wanted: {VERIFIED_PER_SECOND:,} verified a second,")
    print(f"a proof of inclusion with consistency within {PROOF_P99_MS:.0f} ms in 99 of 100.")
    return good


if __name__ == "__main__":
    sys.exit(main())

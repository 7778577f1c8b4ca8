"""Rates, latencies, and ratios between contenders that took turns.

On a shared machine everything has faster and slower minutes. So the contenders take turns, and what
counts is not a rate but the ratio of two rates of the same round, its median over the rounds.
"""

import os
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Thread
from time import perf_counter

_SYNCS = 200


@dataclass(frozen=True)
class Sample:
    """What one contender did in one round; latencies in milliseconds."""

    per_second: float
    p50: float = 0.0
    p99: float = 0.0


Rounds = dict[str, list[Sample]]


def run_threads(work: Callable[[], object], writers: int, seconds: float) -> Sample:
    """Let so many threads do the work again and again for so long."""
    latencies: list[list[float]] = [[] for _ in range(writers)]
    ready = Barrier(writers + 1)

    def live(mine: list[float]) -> None:
        work()  # the first time opens connections and prepares statements
        ready.wait()
        started = now = perf_counter()
        while now - started < seconds:
            before, _ = now, work()
            now = perf_counter()
            mine.append(now - before)

    threads = [Thread(target=live, args=(mine,)) for mine in latencies]
    for thread in threads:
        thread.start()
    ready.wait()
    started = perf_counter()
    for thread in threads:
        thread.join()
    return sample(latencies, perf_counter() - started)


def sample(latencies: list[list[float]], seconds: float) -> Sample:
    """Rate and latencies of several writers who wrote together for so long."""
    every = sorted(latency * 1000 for of_one in latencies for latency in of_one)
    return Sample(len(every) / seconds, every[len(every) // 2], every[int(len(every) * 0.99)])


def median_ratio(rounds: Rounds, name: str, base: str) -> float:
    """By how much one contender was faster than another: the median of the rounds' ratios."""
    pairs = zip(rounds[name], rounds[base], strict=True)
    return statistics.median(one.per_second / other.per_second for one, other in pairs)


def median(rounds: Rounds, name: str, of: Callable[[Sample], float]) -> float:
    """The median of a figure over the rounds of a contender."""
    return statistics.median(map(of, rounds[name]))


def sync_milliseconds(folder: Path) -> float:
    """What one flush of 8 kB to this disk takes, the median of many."""
    times = []
    file = os.open(folder / "sync", os.O_RDWR | os.O_CREAT)
    try:
        os.pwrite(file, bytes(_SYNCS << 13), 0)
        os.fsync(file)
        for number in range(_SYNCS):
            started = perf_counter()
            os.pwrite(file, b"x" * 8192, number << 13)
            os.fdatasync(file)
            times.append((perf_counter() - started) * 1000)
    finally:
        os.close(file)
    return statistics.median(times)

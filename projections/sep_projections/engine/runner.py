"""Brings projections up to the head of the log."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from time import monotonic, sleep

from psycopg import Connection

from sep_ledger.database.questions import Question, Steps, answered
from sep_projections.engine import rebuild, store
from sep_projections.engine.decoding import Span
from sep_projections.engine.fold import RANGE, fold
from sep_projections.engine.projection import Projection
from sep_projections.engine.statements import statement

Progress = Callable[[str, int, int], None]
"""Told the names of projections, their position and the head."""

_LEAST_WAIT, _LONGEST_WAIT = 0.002, 0.05


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a projection stands behind the log."""

    name: str
    version: int
    position: int
    positions_behind: int
    seconds_behind: float
    """Age of the oldest event not yet folded; 0 where there is none."""
    parked: int
    """Events that it could not fold and has set apart."""


def install(connection: Connection, projections: Sequence[Projection]) -> None:
    """Creates what is missing and rebuilds what was made by another version of the code."""
    with connection.transaction():
        connection.execute("lock table projections.checkpoint in share row exclusive mode")
        store.name_kinds(connection)
        known = store.fold_positions(connection)
        for projection in projections:
            if projection.name not in known:
                store.create_schema(connection, projection, projection.name)
                store.advance(connection, {projection.name: projection.version}, 0)
    for projection in projections:
        if projection.name in known and known[projection.name].version != projection.version:
            rebuild.rebuild(connection, projection)


def catch_up(
    connection: Connection, projections: Sequence[Projection], progress: Progress | None = None
) -> int:
    """Folds everything recorded so far; gives the position that all of them have reached.

    Projections that stand at the same position advance together.
    """
    head = store.log_head(connection)
    folded = 0
    while behind := _behind(connection, projections, head):
        after, group = min(behind.items())
        following = min((position for position in behind if position > after), default=head)
        upto = min(after + RANGE, following)
        folded += _fold_range(connection, group, after, upto)
        if progress is not None:
            progress(", ".join(projection.name for projection in group), upto, head)
    if folded > RANGE:
        analyze(connection, projections)
    return head


def catch_up_in_parallel(
    conninfo: str,
    projections: Sequence[Projection],
    progress: Progress | None = None,
    *,
    workers: int = 2,
) -> int:
    """As `catch_up`, over several connections, each with its share of the projections."""
    with Connection.connect(conninfo, autocommit=True) as connection:
        shares = _dealt_out(connection, projections, workers)
    together = _Together(progress, len(shares))

    def work(number: int) -> int:
        with Connection.connect(conninfo, autocommit=True) as connection:
            return catch_up(connection, shares[number], together.of(number))

    with ThreadPoolExecutor(len(shares)) as pool:
        return min(pool.map(work, range(len(shares))))


class _Together:
    """The progress of several who catch up at once: that of the last of them."""

    def __init__(self, progress: Progress | None, number: int) -> None:
        self._progress = progress
        self._positions = [0] * number
        self._lock = Lock()

    def of(self, number: int) -> Progress:
        def tell(names: str, position: int, head: int) -> None:
            with self._lock:
                self._positions[number] = position
                if self._progress is not None:
                    self._progress(names, min(self._positions), head)

        return tell


def _dealt_out(
    connection: Connection, projections: Sequence[Projection], workers: int
) -> list[list[Projection]]:
    """Shares of about the same number of events, the largest dealt out first."""
    counts: dict[str, int] = dict(connection.execute(statement("kinds_sampled")).fetchall())
    sizes = {each: sum(counts.get(topic, 0) for topic in each.topics) for each in projections}
    shares: list[list[Projection]] = [[] for _ in range(min(workers, len(projections)))]
    for each in sorted(projections, key=lambda each: -sizes[each]):
        min(shares, key=lambda share: (sum(map(sizes.__getitem__, share)), len(share))).append(each)
    return shares


def wait_for(
    connection: Connection,
    projections: Sequence[Projection],
    position: int,
    *,
    timeout_seconds: float = 5.0,
) -> bool:
    """Waits until these projections have folded a position; False where time runs out.

    What lets a reader see what it has just written: a command answers with its position.
    """
    deadline, pause = monotonic() + timeout_seconds, _LEAST_WAIT
    while slowest(connection, projections) < position:
        if monotonic() >= deadline:
            return False
        sleep(pause)
        pause = min(2 * pause, _LONGEST_WAIT)
    return True


def slowest(connection: Connection, projections: Sequence[Projection]) -> int:
    """The position that every one of these projections has reached."""
    known = store.fold_positions(connection)
    return min(known[projection.name].position for projection in projections)


@answered
def lags(projections: Sequence[Projection]) -> Steps[list[Lag]]:
    """Where each projection stands, from one snapshot."""
    names = [projection.name for projection in projections]
    return (yield Question(statement("lags"), {"names": names}, Lag))


def analyze(connection: Connection, projections: Iterable[Projection]) -> None:
    """Fresh statistics after a large fold, so that the first queries are planned well."""
    for projection in projections:
        for table in projection.tables:
            with connection.transaction():
                store.use_schema(connection, projection.name)
                connection.execute(f"analyze {table}".encode())


def _behind(
    connection: Connection, projections: Sequence[Projection], head: int
) -> dict[int, list[Projection]]:
    known = store.fold_positions(connection)
    groups: dict[int, list[Projection]] = defaultdict(list)
    for projection in projections:
        position = known[projection.name].position
        if position < head:
            groups[position].append(projection)
    return groups


def _fold_range(connection: Connection, group: Sequence[Projection], after: int, upto: int) -> int:
    with connection.transaction():
        positions = store.lock(connection, [projection.name for projection in group])
        current = {
            projection.name: projection
            for projection in group
            if positions[projection.name] == after
        }
        if not current:
            return 0
        fold(connection, current, Span.of(connection, after, upto))
        versions = {name: projection.version for name, projection in current.items()}
        store.advance(connection, versions, upto)
    return upto - after

"""A commit whose answer is lost on the way is neither lost, nor doubled, nor taken for a conflict.

So for a single append, for appends that share a commit, and for an import run again.

The connections run through a proxy that really ends them: before the statement reaches the server,
while it waits there, or when its answer comes back.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from random import Random
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError
from psycopg import Connection, OperationalError

from sep_ledger.appending.group_commit import GroupCommit
from sep_ledger.appending.head import lock_head
from sep_ledger.appending.pending_appends import AppendOutcomeUnknownError
from sep_ledger.facts.verdicts import BatchOutcome
from sep_ledger.recorder import LedgerRecorder, connection_pool
from tests.staged import FactAppend
from tests.torture.closing import Closing
from tests.torture.given import events, facts
from tests.torture.proxy import Chunk, CuttingProxy, always

Gapless = Callable[[], int]


def of_commit(chunk: bytes) -> bool:
    """Whether a chunk of the server's holds its answer to COMMIT."""
    return b"COMMIT\0" in chunk


def of_commit_number(number: int) -> Chunk:
    """As `of_commit`, of the how-many-th that comes by."""
    commits = count(1)
    return lambda chunk: of_commit(chunk) and next(commits) == number


def test_an_append_whose_answer_is_lost_is_answered_with_its_positions(
    proxy: CuttingProxy, through_proxy: LedgerRecorder, assert_gapless: Gapless
) -> None:
    through_proxy.insert_events(events(uuid4(), 1))
    proxy.cut_on_answer = always
    assert list(through_proxy.insert_events(events(uuid4(), 1, 2))) == [2, 3]
    assert proxy.cuts == 1
    assert list(through_proxy.insert_events(events(uuid4(), 1))) == [4]
    assert assert_gapless() == 4


def test_an_append_that_never_arrived_is_sent_again(
    proxy: CuttingProxy, through_proxy: LedgerRecorder, assert_gapless: Gapless
) -> None:
    through_proxy.insert_events(events(uuid4(), 1))
    proxy.cut_on_question = always
    assert list(through_proxy.insert_events(events(uuid4(), 1, 2))) == [2, 3]
    assert proxy.cuts == 1
    assert assert_gapless() == 3


def test_an_append_that_still_waits_in_the_server_is_not_doubled(
    database: str, proxy: CuttingProxy, through_proxy: LedgerRecorder, assert_gapless: Gapless
) -> None:
    through_proxy.insert_events(events(uuid4(), 1))
    with psycopg.connect(database) as holder, ThreadPoolExecutor() as threads:
        lock_head(holder)
        appended = threads.submit(through_proxy.insert_events, events(uuid4(), 1, 2))
        sleep(0.2)
        proxy.cut_all()
        sleep(0.2)
        holder.rollback()
        assert list(appended.result(timeout=20)) == [2, 3]
    sleep(0.2)  # for the cut statement to find its versions taken
    assert assert_gapless() == 3


def test_an_append_of_thousands_whose_commit_is_cut_is_found_whole(
    proxy: CuttingProxy, through_proxy: LedgerRecorder, assert_gapless: Gapless
) -> None:
    proxy.cut_on_answer = of_commit
    many = events(uuid4(), *range(1, 3001))
    assert list(through_proxy.insert_events(many)) == list(range(1, 3001))
    assert proxy.cuts == 1
    assert assert_gapless() == 3000


def test_of_a_batch_with_a_conflict_each_hears_what_became_of_it(
    proxy: CuttingProxy, through_proxy: LedgerRecorder, assert_gapless: Gapless
) -> None:
    taken = uuid4()
    through_proxy.insert_events(events(taken, 1))
    with pytest.raises(IntegrityError):
        through_proxy.insert_events(events(taken, 1, said="another"))
    proxy.cut_on_answer = of_commit
    with ThreadPoolExecutor(8) as threads:
        good = [threads.submit(through_proxy.insert_events, events(uuid4(), 1)) for _ in range(4)]
        bad = [threads.submit(through_proxy.insert_events, events(taken, 1)) for _ in range(4)]
    assert sorted(next(iter(each.result())) for each in good) == [2, 3, 4, 5]
    for each in bad:
        with pytest.raises(IntegrityError):
            each.result()
    assert proxy.cuts == 1
    assert assert_gapless() == 5


def test_the_same_version_by_another_is_a_conflict_also_after_a_cut(
    proxy: CuttingProxy,
    through_proxy: LedgerRecorder,
    recorder: LedgerRecorder,
    assert_gapless: Gapless,
) -> None:
    stream = uuid4()
    recorder.insert_events(events(stream, 1, said="by another"))
    through_proxy.insert_events(events(uuid4(), 1))
    proxy.cut_on_question = always
    with pytest.raises(IntegrityError):
        through_proxy.insert_events(events(stream, 1, said="by me"))
    assert proxy.cuts == 1
    assert assert_gapless() == 2


@pytest.mark.parametrize("said", ["by another", "by me"])
def test_what_another_writes_meanwhile_is_not_taken_for_what_was_sent(
    said: str,
    proxy: CuttingProxy,
    through_proxy: LedgerRecorder,
    recorder: LedgerRecorder,
    assert_gapless: Gapless,
) -> None:
    """Though it stands where the own events would, and may begin with the same bytes."""
    stream = uuid4()
    through_proxy.insert_events(events(uuid4(), 1))

    def overtaken(_: bytes) -> bool:
        recorder.insert_events(events(stream, 1, said=said))
        recorder.insert_events(events(stream, 2, said="by another"))
        return True

    proxy.cut_on_question = overtaken
    with pytest.raises(IntegrityError):
        through_proxy.insert_events(events(stream, 1, 2, said="by me"))
    assert proxy.cuts == 1
    assert assert_gapless() == 3


def test_old_events_of_the_same_bytes_are_not_taken_for_the_answer(
    proxy: CuttingProxy,
    through_proxy: LedgerRecorder,
    recorder: LedgerRecorder,
    assert_gapless: Gapless,
) -> None:
    stream = uuid4()
    recorder.insert_events(events(stream, 1))
    through_proxy.insert_events(events(uuid4(), 1))
    proxy.cut_on_question = always
    with pytest.raises(IntegrityError):
        through_proxy.insert_events(events(stream, 1))
    assert assert_gapless() == 2


def test_when_the_database_stays_away_the_outcome_is_said_to_be_unknown(
    proxy: CuttingProxy, assert_gapless: Gapless
) -> None:
    with connection_pool(proxy.conninfo, max_size=1) as pool:
        appends = GroupCommit(pool, patience=0.5)
        appends.append(events(uuid4(), 1))
        proxy.refusing, proxy.cut_on_answer = True, always
        with pytest.raises(AppendOutcomeUnknownError, match="may be in the log or not"):
            appends.append(events(uuid4(), 1))
        proxy.refusing = False
        assert list(GroupCommit(pool).append(events(uuid4(), 1))) == [3]
    assert assert_gapless() == 3


def cut_now_and_then(proxy: CuttingProxy, done: Event, random: Random) -> None:
    while not done.wait(random.uniform(0.02, 0.2)):
        cut_once(proxy, random)


def cut_once(proxy: CuttingProxy, random: Random) -> None:
    match random.randrange(4):
        case 0:
            proxy.cut_on_answer = always
        case 1:
            proxy.cut_on_question = always
        case 2:
            proxy.cut_on_answer = of_commit
        case _:
            proxy.cut_all()


class Fight:
    """A stream that several writers want to say the next version of."""

    def __init__(self) -> None:
        self.stream, self.version = uuid4(), 1

    def over(self, version: int) -> None:
        """Somebody has said this version."""
        self.version = max(self.version, version + 1)


def write(recorder: LedgerRecorder, until: float, random: Random, fight: Fight) -> list[Any]:
    """Append to own streams and fight for versions of a shared one; what was told."""
    told: list[Any] = []
    while monotonic() < until:
        mine, wanted = uuid4(), fight.version
        batch = events(mine, *range(1, random.randint(2, 4)), said=str(mine))
        if fights := random.random() < 0.2:
            batch += events(fight.stream, wanted, said=str(mine))
        try:
            told.append((batch, list(recorder.insert_events(batch))))
        except IntegrityError:
            told.append((batch, None))
        if fights:
            fight.over(wanted)
    return told


@pytest.mark.usefixtures("alive")
def test_whatever_is_cut_every_answer_is_true(
    *,
    log: Closing,
    proxy: CuttingProxy,
    through_proxy: LedgerRecorder,
    conn: Connection[Any],
    seconds: float,
    chance: Callable[[int], Random],
) -> None:
    done, fight = Event(), Fight()
    cutter = Thread(target=cut_now_and_then, args=(proxy, done, chance(0)))
    cutter.start()
    until = monotonic() + seconds
    with ThreadPoolExecutor(8) as threads:
        lives = [
            threads.submit(write, through_proxy, until, chance(number), fight)
            for number in range(1, 9)
        ]
        try:
            told = [each for life in lives for each in life.result()]
        finally:
            done.set()
            cutter.join()
    rows = conn.execute("select position, originator_id, originator_version from ledger.events")
    stored = {position: (stream, version) for position, stream, version in rows}
    said = {
        position: (event.originator_id, event.originator_version)
        for batch, positions in told
        if positions
        for event, position in zip(batch, positions, strict=True)
    }
    assert stored == said
    log.kills += proxy.cuts
    assert proxy.cuts > 0


@pytest.mark.parametrize("known", [False, True], ids=["new facts", "facts of which some are known"])
def test_an_import_whose_commit_is_cut_finds_its_facts_recorded(
    *, database: str, proxy: CuttingProxy, known: bool, assert_gapless: Gapless
) -> None:
    if known:
        import_rows(database, range(0, 100, 10), said="once ")
    with psycopg.connect(proxy.conninfo) as conn:
        append = FactAppend(conn)
        # Where a fact is known, two have come before: one asked so, one made temporary tables.
        proxy.cut_on_answer = of_commit_number(3 if known else 1)
        with pytest.raises(OperationalError):
            append.append(facts(range(100)))
    assert proxy.cuts == 1
    outcome = import_rows(database, range(100))
    assert (outcome.new, outcome.restated, outcome.equal) == (0, 0, 100)
    assert assert_gapless() == (110 if known else 100)


def test_an_import_cut_anywhere_is_completed_by_running_it_again(
    *,
    log: Closing,
    database: str,
    proxy: CuttingProxy,
    seconds: float,
    chance: Callable[[int], Random],
    assert_gapless: Gapless,
) -> None:
    random, until, rounds = chance(50), monotonic() + seconds, 0
    while monotonic() < until:
        with suppress(OperationalError), psycopg.connect(proxy.conninfo) as conn:
            append = FactAppend(conn)
            for start in range(0, 1000, 100):
                if random.random() < 0.2:
                    cut_once(proxy, random)
                append.append(facts(range(start, start + 100), said=f"{rounds} "))
        rounds += 1
    for start in range(0, 1000, 100):
        import_rows(database, range(start, start + 100), said="finally ")
    log.kills += proxy.cuts
    assert proxy.cuts > 0
    assert 1000 <= assert_gapless() <= 1000 * (rounds + 1)


def import_rows(database: str, rows: range, said: str = "") -> BatchOutcome:
    with psycopg.connect(database) as conn:
        return FactAppend(conn).append(facts(rows, said))

"""A process killed with -9 loses nothing that it was told is recorded, and doubles nothing.

At random moments, and at the worst ones: between two tables, before the checkpoint that belongs to
them, between the old views and the new, within a commit.
"""

from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from sep_domain.streams import twin_stream
from sep_ledger.evidence.checking.discrepancies import Discrepancy
from sep_ledger.evidence.checking.log_verification import verify_log
from sep_ledger.evidence.checking.sources import Folder
from sep_ledger.evidence.writing import keyfile, signing
from sep_ledger.recorder import LedgerRecorder
from tests.torture import obstacles, programs
from tests.torture.closing import ORIGIN, Closing
from tests.torture.given import fresh
from tests.torture.obstacles import Obstacle
from tests.torture.processes import complete, kill, start

Gapless = Callable[[], int]
Chance = Callable[[int], Random]
Arguments = Callable[[str], list[object]]

BATCHES = 10

CHECKPOINT = "projections.checkpoint"
SWAP = "old.name = 'payments__next'"

MOMENTS: dict[str, tuple[str, Obstacle]] = {
    "append, before the head is raised": ("append", obstacles.writing("ledger.head")),
    "append, before its event is written": ("append", obstacles.writing("ledger.events")),
    "append, within its commit": ("append", obstacles.committing("insert", "ledger.events")),
    "import, before the copy": ("import", obstacles.writing("ledger.events")),
    "import, between events and head": ("import", obstacles.writing("ledger.head")),
    "import, within its commit": ("import", obstacles.committing("update", "ledger.head")),
    "fold, between two tables": ("fold", obstacles.writing("payments.payment_component")),
    "fold, before its checkpoint": ("fold", obstacles.writing(CHECKPOINT)),
    "fold, within its commit": ("fold", obstacles.committing("update", CHECKPOINT)),
    "rebuild, before it begins": ("rebuild", obstacles.writing(CHECKPOINT)),
    "rebuild, half way": (
        "rebuild",
        obstacles.after("update", CHECKPOINT, when="new.name = 'payments__next'"),
    ),
    "rebuild, before the old tables go": ("rebuild", obstacles.dropping("payments.payment")),
    "rebuild, when the tables are exchanged": (
        "rebuild",
        obstacles.after("delete", CHECKPOINT, when=SWAP),
    ),
    "rebuild, within the commit of the exchange": (
        "rebuild",
        obstacles.committing("delete", CHECKPOINT, when=SWAP),
    ),
    "sign, before a tile": ("sign", obstacles.writing("ledger.tiles")),
    "sign, within the commit of a tile": ("sign", obstacles.committing("insert", "ledger.tiles")),
    "sign, before the log has its key": ("sign", obstacles.writing("ledger.log_keys")),
    "sign, before the checkpoint": ("sign", obstacles.writing("ledger.checkpoints")),
    "sign, before the signature": ("sign", obstacles.writing("ledger.checkpoint_signatures")),
    "sign, within the commit of the signature": (
        "sign",
        obstacles.committing("insert", "ledger.checkpoint_signatures"),
    ),
    "publish, before tiles": ("publish", obstacles.reading("ledger.tiles")),
    "publish, between tiles and checkpoint": ("publish", obstacles.reading("ledger.log_keys")),
}


@pytest.fixture
def arguments(database: str, log: Closing, tmp_path: Path) -> Arguments:
    """What each program is given."""
    extra: dict[str, list[object]] = {
        "append": [1],
        "import": [3],
        "fold": [100],
        "rebuild": [100],
        "sign": [log.key_file],
        "publish": [tmp_path / "published"],
    }
    return lambda program: [database, *extra[program]]


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_the_worst_moment(
    *,
    log: Closing,
    database: str,
    conn: Connection[Any],
    recorder: LedgerRecorder,
    arguments: Arguments,
    moment: str,
) -> None:
    program, obstacle = MOMENTS[moment]
    append_some(recorder, 600)
    if program == "publish":
        signing.sign(conn, signing.signer_of(conn, log.key_file, ORIGIN))
    with obstacle.standing(database) as guard:
        process = start(program, *arguments(program))
        guard.wait()
        kill(process)
        log.kills += 1
    if program in ("import", "publish"):  # the closing check completes the others
        complete(start(program, *arguments(program)))


@pytest.mark.parametrize(
    "moment",
    [
        "append, before the head is raised",
        "import, between events and head",
        "fold, before its checkpoint",
        "sign, before the signature",
    ],
)
def test_killed_with_its_session_at_the_worst_moment(
    *, log: Closing, database: str, recorder: LedgerRecorder, arguments: Arguments, moment: str
) -> None:
    """A session that is left alone may yet commit its last statement; this one does not."""
    program, obstacle = MOMENTS[moment]
    append_some(recorder, 600)
    with obstacle.standing(database) as guard:
        process = start(program, *arguments(program))
        guard.wait()
        kill(process)
        guard.end_who_waits()
        log.kills += 1
    if program == "import":
        complete(start(program, *arguments(program)))


def append_some(recorder: LedgerRecorder, number: int) -> None:
    """Three versions of each payment, in one append."""
    recorder.insert_events([event for _ in range(number // 3) for event in fresh(1, 2, 3)])


@pytest.mark.parametrize("program", ["fold", "rebuild", "sign"])
def test_work_killed_at_random_is_completed_by_running_it_again(
    *,
    log: Closing,
    recorder: LedgerRecorder,
    arguments: Arguments,
    seconds: float,
    chance: Chance,
    program: str,
) -> None:
    random, until = chance(30), monotonic() + seconds
    while monotonic() < until:
        append_some(recorder, 1500)
        process = start(program, *arguments(program))
        sleep(random.uniform(0, 0.2))
        kill(process)
        log.kills += 1
    complete(start(program, *arguments(program)))


def test_a_published_copy_is_whole_whenever_its_writer_is_killed(
    *,
    log: Closing,
    conn: Connection[Any],
    recorder: LedgerRecorder,
    arguments: Arguments,
    seconds: float,
    chance: Chance,
    tmp_path: Path,
) -> None:
    random, until = chance(31), monotonic() + seconds
    folder, found = tmp_path / "published", list[Discrepancy]()
    for patience in count(1):
        if monotonic() > until and (folder / "checkpoint").exists():
            break
        append_some(recorder, 1500)
        signing.sign(conn, signing.signer_of(conn, log.key_file, ORIGIN))
        process = start("publish", *arguments("publish"))
        # Later and later: on a slow machine, too, it once comes to its end.
        sleep(random.uniform(0, 0.03 * patience))
        kill(process)
        log.kills += 1
        if (folder / "checkpoint").exists():
            verify_log(Folder(folder), keyfile.load(log.key_file).verifier, found.append)
            assert found == []
    complete(start("publish", *arguments("publish")))
    assert drafts(folder) == []


def drafts(folder: Path) -> list[Path]:
    """Files that were being written; a published one has no such name."""
    return [path for path in folder.rglob(".*") if path.is_file()]


def wait_for_growth(conn: Connection[Any], process: Any) -> None:
    """Until the log has grown, or the process has ended."""
    query = "select position from ledger.head"
    before = conn.execute(query).fetchone()
    while conn.execute(query).fetchone() == before and process.poll() is None:
        sleep(0.01)


@pytest.mark.usefixtures("alive")
def test_what_was_acknowledged_is_there_after_a_kill(
    *,
    log: Closing,
    database: str,
    conn: Connection[Any],
    seconds: float,
    chance: Chance,
    assert_gapless: Gapless,
) -> None:
    random, told = chance(1), dict[int, UUID]()
    until = monotonic() + seconds
    while monotonic() < until or not told:
        process = start("append", database, 8)
        wait_for_growth(conn, process)
        sleep(random.uniform(0.0, 0.4))
        # The last line may have been cut in the middle.
        for line in kill(process).split("\n")[:-1]:
            position, stream = line.split()
            told[int(position)] = UUID(stream)
        log.kills += 1
    rows = conn.execute("select position, originator_id from ledger.events")
    assert told.items() <= dict(rows.fetchall()).items()
    assert assert_gapless() >= len(told)


@pytest.mark.usefixtures("alive")
def test_imports_killed_in_a_batch_are_completed_by_running_them_again(
    *,
    log: Closing,
    database: str,
    conn: Connection[Any],
    seconds: float,
    chance: Chance,
    assert_gapless: Gapless,
) -> None:
    random, until = chance(2), monotonic() + seconds
    while monotonic() < until and assert_gapless() < BATCHES * programs.BATCH / 2:
        both = [start("import", database, BATCHES) for _ in range(2)]
        wait_for_growth(conn, both[0])
        for process in both:
            sleep(random.uniform(0.0, 0.1))
            kill(process)
            log.kills += 1
    for process in [start("import", database, BATCHES) for _ in range(2)]:
        complete(process)
    rows = conn.execute("select originator_id, state from ledger.events")
    assert dict(rows.fetchall()) == expected()
    assert assert_gapless() == len(expected())


def expected() -> dict[UUID, bytes]:
    """What the file says, by stream: each fact once, and as its first version."""
    shown = Counter[UUID]()
    states = {}
    for fact in (fact for batch in programs.batches(BATCHES) for fact in batch):
        states[twin_stream(fact.stream, shown[fact.stream])] = fact.state
        shown[fact.stream] += 1
    return states

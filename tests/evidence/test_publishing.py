"""Publishing leaves whole files behind, and nothing else; what is not its own it leaves alone."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg import Connection
from tests.evidence.conftest import Append, Sign

from sep_ledger.evidence.writing import publishing


def test_the_drafts_of_one_that_was_killed_are_removed_by_the_next(
    conn: Connection[Any], append: Append, sign: Sign, tmp_path: Path
) -> None:
    append(300)
    sign()
    folder = tmp_path / "log"
    publishing.publish(conn, folder)
    published = files(folder)
    drafts = (".checkpoint.4711", ".keys.4711", "tile/0/.000.4711", "tile/0/001.p/.44.4711")
    others = [".htaccess", ".well-known/security.1", "tile/.nginx"]
    for name in (*drafts, *others):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("half of a f")
    publishing.publish(conn, folder)
    assert files(folder) == sorted(published + others)


def test_two_threads_that_publish_at_once_take_turns(
    database: str, conn: Connection[Any], append: Append, sign: Sign, tmp_path: Path
) -> None:
    append(300)
    sign()
    alone, together = tmp_path / "alone", tmp_path / "together"
    publishing.publish(conn, alone)
    second: list[Future[int]] = []
    with ThreadPoolExecutor(1) as pool, psycopg.connect(database, autocommit=True) as own:

        def halfway(_covered: int, _head: int) -> None:
            second.append(pool.submit(publishing.publish, own, together))
            assert comes_to_wait(conn, own.info.backend_pid), "the second did not wait for its turn"

        assert publishing.publish(conn, together, halfway) == 300
        assert [each.result(30) for each in second] == [300]
    assert contents(together) == contents(alone)


def comes_to_wait(conn: Connection[Any], pid: int) -> bool:
    """Whether a session comes to wait for a lock, within ten seconds."""
    deadline = monotonic() + 10
    waiting = "select from pg_locks where pid = %s and locktype = 'advisory' and not granted"
    while conn.execute(waiting, [pid]).fetchone() is None:
        if monotonic() > deadline:
            return False
        sleep(0.01)
    return True


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files(folder)}


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

"""The tree grows over every event exactly once, whoever grows it, however often it is cut short."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from tests.evidence.conftest import APPEND, ORIGIN, Append, Sign

from sep_ledger.evidence import store
from sep_ledger.evidence.checking.discrepancies import Discrepancy
from sep_ledger.evidence.checking.fsck import fsck
from sep_ledger.evidence.formats.merkle import Frontier
from sep_ledger.evidence.writing import signing
from sep_ledger.evidence.writing.growth import grow

Db = Connection[Any]

GROWING = """
import sys
from pathlib import Path
import psycopg
from sep_ledger.evidence.writing import growth, signing
growth.TILES_AT_ONCE = 4
with psycopg.connect(sys.argv[1], autocommit=True) as conn:
    print("growing", flush=True)
    signing.sign(conn, signing.signer_of(conn, Path(sys.argv[2]), sys.argv[3]))
"""


def findings(conn: Db) -> list[Discrepancy]:
    found: list[Discrepancy] = []
    fsck(conn, found.append)
    return found


def tiles(conn: Db) -> list[tuple[Any, ...]]:
    return conn.execute("select level, number from ledger.tiles order by 1, 2").fetchall()


def leaves(conn: Db) -> bytes:
    rows = conn.execute("select leaf_hash from ledger.events order by position")
    return b"".join(hash_ for (hash_,) in rows)


def test_a_full_run_becomes_a_tile_and_the_edge_does_not(conn: Db, append: Append) -> None:
    append(255)
    assert (grow(conn), tiles(conn)) == (0, [])
    append(1)
    assert (grow(conn), tiles(conn)) == (256, [(0, 0)])
    assert (grow(conn), tiles(conn)) == (256, [(0, 0)])


def test_a_tile_holds_the_leaf_hashes_of_the_database_of_large_events_too(
    conn: Db, append: Append
) -> None:
    append(100)
    conn.execute(
        "insert into ledger.events (position, originator_id, originator_version, topic, state)"
        " select 100 + n, gen_random_uuid(), 1, 'ñ\\', convert_to(repeat('x', size), 'UTF8')"
        " from (values (1, 0), (2, 65480), (3, 65481), (4, 65482), (5, 200000)) as _ (n, size)"
    )
    conn.execute("update ledger.head set position = 105")
    append(151)
    assert grow(conn) == 256
    assert conn.execute("select hashes from ledger.tiles").fetchall() == [(leaves(conn),)]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from([0, 1, 2, 255, 256, 257, 700]), min_size=1, max_size=4))
def test_the_signed_root_is_that_of_all_events_however_the_log_grew(
    conn: Db, append: Append, sign: Sign, steps: list[int]
) -> None:
    for step in steps:
        append(step)
        signed = sign()
        assert signed.checkpoint.root == Frontier().with_leaves(leaves(conn)).root()
        assert signed.checkpoint.size == len(leaves(conn)) // 32


def test_nothing_new_is_signed_twice(append: Append, sign: Sign, conn: Db) -> None:
    append(10)
    assert sign() == sign()
    assert conn.execute("select count(*) from ledger.checkpoint_signatures").fetchone() == (1,)


def test_the_empty_log_can_be_signed(sign: Sign, append: Append, conn: Db) -> None:
    assert sign().checkpoint.size == 0
    append(1)
    assert sign().checkpoint.size == 1
    assert findings(conn) == []


def test_those_who_grow_at_once_take_turns(
    conn: Db, database: str, append: Append, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sep_ledger.evidence.writing.growth.TILES_AT_ONCE", 2)
    append(256 * 20)

    def work(_: int) -> None:
        with psycopg.connect(database, autocommit=True) as own:
            own.execute(APPEND.encode(), {"count": 300})
            signing.sign(own, signing.signer_of(own, key_file, ORIGIN))

    with ThreadPoolExecutor(6) as executor:
        list(executor.map(work, range(6)))
    assert tiles(conn) == [(0, number) for number in range(27)]
    assert findings(conn) == []


def test_growth_goes_on_where_a_killed_process_stopped(
    conn: Db, database: str, append: Append, sign: Sign, key_file: Path
) -> None:
    append(256 * 400 + 7)
    reached = []
    for wait in (0.0, 0.1, 0.3):
        arguments = [sys.executable, "-c", GROWING, database, str(key_file), ORIGIN]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(wait)
            os.kill(process.pid, signal.SIGKILL)
        reached.append(len(tiles(conn)))
    assert reached == sorted(reached)
    assert sign().checkpoint.size == 256 * 400 + 7
    assert len(tiles(conn)) == 401
    assert findings(conn) == []


def test_the_application_role_can_grow_and_sign_but_not_rewrite(
    conn: Db, append: Append, sign: Sign
) -> None:
    append(300)
    conn.execute("set role sep_ledger_app")
    assert sign().checkpoint.size == 300
    for table in ("tiles", "log_keys", "checkpoints", "checkpoint_signatures"):
        for rewriting in ("delete from", "truncate"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(f"{rewriting} ledger.{table}".encode())
    conn.execute("reset role")
    for table in ("tiles", "log_keys", "checkpoints", "checkpoint_signatures"):
        with pytest.raises(psycopg.IntegrityError):
            conn.execute(f"delete from ledger.{table}".encode())


def test_a_checkpoint_of_the_past_is_still_found(append: Append, sign: Sign, conn: Db) -> None:
    append(5)
    first = sign()
    append(5)
    assert store.latest(conn, upto=7) == first
    assert sign() == store.latest(conn) != first

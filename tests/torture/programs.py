"""Programs that the torture tests start in order to kill them.

    python -m tests.torture.programs append <conninfo> <threads>
    python -m tests.torture.programs import <conninfo> <batches>
    python -m tests.torture.programs fold <conninfo> <events a range>
    python -m tests.torture.programs rebuild <conninfo> <events a range>
    python -m tests.torture.programs sign <conninfo> <key file>
    python -m tests.torture.programs publish <conninfo> <folder>

Each says `ready` when it has connected. `append` then appends single events from several threads
for ever and prints each position and stream once it is acknowledged. The others end: `import`
appends one file's facts in batches, `fold` brings the views up to the log, `rebuild` builds one
again, `sign` grows the tree and signs it, `publish` writes its files.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock, Thread
from uuid import uuid4

from psycopg import Connection

from sep_ledger.evidence.writing import growth, publishing, signing
from sep_ledger.recorder import LedgerRecorder, connection_pool
from sep_projections.catalogue import PROJECTIONS
from sep_projections.engine import rebuild, runner
from sep_projections.payments.projection import PAYMENTS
from tests.staged import FactAppend, StagedFact
from tests.torture import given
from tests.torture.closing import ORIGIN

BATCH = 500


def main(program: str, conninfo: str, *arguments: str) -> None:
    """Run one of the programs."""
    if program == "append":
        return append_for_ever(conninfo, *map(int, arguments))
    with Connection.connect(conninfo, autocommit=True) as conn:
        print("ready", flush=True)
        _THAT_END[program](conn, *arguments)
    return None


def append_for_ever(conninfo: str, threads: int) -> None:
    pool = connection_pool(conninfo)
    recorder, printing = LedgerRecorder(pool), Lock()
    pool.wait()
    print("ready", flush=True)

    def write() -> None:
        while True:
            stream = uuid4()
            (position,) = recorder.insert_events(given.events(stream, 1))
            with printing:
                print(position, stream, flush=True)

    for _ in range(threads):
        Thread(target=write).start()


def import_once(conn: Connection, number: str) -> None:
    append = FactAppend(conn)
    for batch in batches(int(number)):
        append.append(batch)


def batches(number: int) -> Iterator[list[StagedFact]]:
    """The same facts each time; some keys come twice, as twins of one another."""
    for batch in range(number):
        yield [row(batch * BATCH + place) for place in range(BATCH)]


def row(number: int) -> StagedFact:
    key = number - 777 if number % 10 == 0 and number >= 777 else number
    return given.fact(number, key=key, twins=True)


def fold_once(conn: Connection, events_a_range: str) -> None:
    vars(runner)["RANGE"] = int(events_a_range)
    runner.catch_up(conn, PROJECTIONS)


def rebuild_once(conn: Connection, events_a_range: str) -> None:
    vars(rebuild)["RANGE"] = int(events_a_range)
    rebuild.rebuild(conn, PAYMENTS)


def sign_once(conn: Connection, key_file: str) -> None:
    growth.TILES_AT_ONCE = 1
    signing.sign(conn, signing.signer_of(conn, Path(key_file), ORIGIN))


def publish_once(conn: Connection, folder: str) -> None:
    publishing.publish(conn, Path(folder))


_THAT_END: dict[str, Callable[..., None]] = {
    "import": import_once,
    "fold": fold_once,
    "rebuild": rebuild_once,
    "sign": sign_once,
    "publish": publish_once,
}

if __name__ == "__main__":
    main(*sys.argv[1:])

"""Programs that the torture tests start in order to kill them.

    python -m tests.torture.programs append <conninfo>
    python -m tests.torture.programs import <conninfo>

`append` appends single events from several threads for ever and prints each position and stream
once it is acknowledged. `import` appends one file's facts in batches and ends.
"""

import sys
from collections.abc import Iterator
from threading import Lock, Thread
from uuid import uuid4

import psycopg

from sep_domain.streams import Dataset, fact_stream
from sep_ledger.bulk import FactAppend, StagedFact
from sep_ledger.recorder import LedgerRecorder, connection_pool
from sep_ledger.stored import LedgerStoredEvent

THREADS = 8
BATCHES, BATCH = 40, 500
TOPIC = "cl.sep.payment.disbursed.v1"


def main(what: str, conninfo: str) -> None:
    """Run one of the programs."""
    {"append": append_for_ever, "import": import_once}[what](conninfo)


def append_for_ever(conninfo: str) -> None:
    pool = connection_pool(conninfo)
    recorder, printing = LedgerRecorder(pool), Lock()

    def write() -> None:
        while True:
            stream = uuid4()
            (position,) = recorder.insert_events([LedgerStoredEvent(stream, 1, "t", b"{}")])
            with printing:
                print(position, stream, flush=True)

    for _ in range(THREADS):
        Thread(target=write).start()


def import_once(conninfo: str) -> None:
    with psycopg.connect(conninfo) as conn:
        append = FactAppend(conn)
        for batch in batches():
            append.append(batch)


def batches() -> Iterator[list[StagedFact]]:
    """The same facts each time; some keys come twice, as twins of one another."""
    for batch in range(BATCHES):
        yield [fact(batch * BATCH + row) for row in range(BATCH)]


def fact(row: int) -> StagedFact:
    key = row - 777 if row % 10 == 0 and row >= 777 else row
    stream = fact_stream(Dataset.DOCUMENTOS, 2024, 0, (key,))
    return StagedFact(row, stream, TOPIC, b'{"row":%d}' % row, b'{"source":{}}', twins=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The promise: whoever is killed while a document comes in leaves nothing that is ever served."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from sep_ledger.documents.store import DocumentStore

_PROGRAM = """
import os, sys
from pathlib import Path
from sep_ledger.documents.store import DocumentStore

store = DocumentStore(sys.argv[1], spool=Path(sys.argv[2]))
sent = 0
with store.receiving() as received:
    while piece := sys.stdin.buffer.read1(65536):
        received.write(piece)
        sent += len(piece)
        print(sent, received.content.sha256, flush=True)
    store.keep(received)
"""
_HALF = os.urandom(300_000)


def test_a_killed_upload_leaves_nothing(tmp_path: Path) -> None:
    url, spool = (tmp_path / "respaldos").as_uri(), tmp_path / "spool"
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, url, str(spool)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(_HALF)
        process.stdin.flush()
        received = [b"0", b""]
        while int(received[0]) < len(_HALF):
            received = process.stdout.readline().split()
        process.send_signal(signal.SIGKILL)

    assert process.returncode == -signal.SIGKILL
    assert list(spool.iterdir()) == []
    assert DocumentStore(url, spool=spool).size_of(received[1].decode()) is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]

"""A published log is checked from its files and a public key; any changed file is found and named.

65,900 events: 257 full tiles of leaves, one above them, and edges; an older checkpoint at 300.
"""

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Server
from tests.evidence.conftest import APPEND, ORIGIN

from sep_ledger.evidence.checking.discrepancies import Discrepancy, Kind
from sep_ledger.evidence.checking.log_verification import verify_log
from sep_ledger.evidence.checking.sources import Folder, SourceError, Web, source_of
from sep_ledger.evidence.formats.checkpoints import Checkpoint, MalformedCheckpointError
from sep_ledger.evidence.formats.leaf import leaf_hash
from sep_ledger.evidence.formats.merkle import perfect_root
from sep_ledger.evidence.formats.notes import (
    BadSignatureError,
    MalformedNoteError,
    Note,
    Signer,
    Verifier,
)
from sep_ledger.evidence.formats.tiles import bundle, entries_of
from sep_ledger.evidence.writing import publishing, signing

SIZE = 65_900


class Published:
    """A log's files, its public key, and a checkpoint from when it was young."""

    def __init__(self, folder: Path, key: Verifier, young: str) -> None:
        self.folder, self.key, self.young = folder, key, young


@pytest.fixture(scope="module")
def original(
    postgres: Server, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Published:
    folder = tmp_path_factory.mktemp("published")
    with (
        postgres.fresh_database(migrated_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as conn,
    ):
        signer = signing.signer_of(conn, folder / "log.key", ORIGIN)
        conn.execute(APPEND.encode(), {"count": 300})
        young = str(signing.sign(conn, signer).note)
        conn.execute(APPEND.encode(), {"count": SIZE - 300})
        signing.sign(conn, signer)
        assert publishing.publish(conn, folder / "log") == SIZE
        assert publishing.publish(conn, folder / "log") == SIZE
    return Published(folder / "log", signer.verifier, young)


@pytest.fixture
def log(original: Published, tmp_path: Path) -> Published:
    """A copy of the files, to be tampered with."""
    shutil.copytree(original.folder, tmp_path / "log")
    return Published(tmp_path / "log", original.key, original.young)


def check(log: Published, *kept: str) -> list[Discrepancy]:
    found: list[Discrepancy] = []
    verify_log(Folder(log.folder), log.key, found.append, kept)
    return found


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_what_was_published_verifies_and_grew_from_the_young_checkpoint(log: Published) -> None:
    assert check(log, log.young) == []


def test_entries_are_where_the_specification_puts_them(log: Published) -> None:
    files = {str(path.relative_to(log.folder)) for path in log.folder.rglob("*") if path.is_file()}
    assert len(files) == 2 + 258 * 2 + 2 + 1
    assert {
        "checkpoint",
        "keys",
        "tile/0/000",
        "tile/0/256",
        "tile/0/257.p/108",
        "tile/1/000",
        "tile/1/001.p/1",
        "tile/2/000.p/1",
        "tile/entries/257.p/108",
    } <= files


@pytest.mark.parametrize(
    ("path", "at", "where"),
    [
        ("tile/entries/000", 30, "posición 1"),
        ("tile/entries/003", 2 + 9, "posición 769"),
        ("tile/entries/257.p/108", -1, "posición 65900"),
    ],
)
def test_a_flipped_bit_in_an_event(log: Published, path: str, at: int, where: str) -> None:
    flip(log.folder / path, at)
    assert [(f.kind, f.where) for f in check(log)] == [(Kind.EVENT_CHANGED, where)]


@pytest.mark.parametrize(
    ("path", "where", "detail"),
    [
        ("tile/0/000", "bloque 0/0", "hash 2, posición 3"),
        ("tile/0/257.p/108", "bloque 0/257", "hash 2, posición 65795"),
        ("tile/1/000", "bloque 1/0", "hash 2"),
    ],
)
def test_a_flipped_bit_in_a_tile(log: Published, path: str, where: str, detail: str) -> None:
    flip(log.folder / path, 64)
    assert check(log) == [Discrepancy(Kind.TILE_CHANGED, where, detail)]


def test_two_events_exchanged(log: Published) -> None:
    path = log.folder / "tile/entries/000"
    entries = entries_of(path.read_bytes())
    entries[10], entries[20] = entries[20], entries[10]
    path.write_bytes(bundle(entries))
    found = [finding for finding in check(log) if finding.detail.startswith("estaba")]
    assert found == [
        Discrepancy(Kind.EVENT_MOVED, "posición 11", "estaba en la posición 21"),
        Discrepancy(Kind.EVENT_MOVED, "posición 21", "estaba en la posición 11"),
    ]


def test_an_event_left_out(log: Published) -> None:
    path = log.folder / "tile/entries/000"
    path.write_bytes(bundle(entries_of(path.read_bytes())[:-1]))
    assert check(log) == [
        Discrepancy(Kind.ENTRIES_MALFORMED, "bloque entries/0", "255 eventos en lugar de 256")
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("tile/entries/007", Kind.ENTRIES_MALFORMED),
        ("tile/0/007", Kind.TILE_MISSING),
        ("tile/1/000", Kind.TILE_MISSING),
        ("tile/2/000.p/1", Kind.TILE_MISSING),
    ],
)
def test_a_missing_file(log: Published, path: str, kind: Kind) -> None:
    (log.folder / path).unlink()
    assert {finding.kind for finding in check(log)} == {kind}


def test_a_partial_tile_gives_way_to_the_full_one(log: Published) -> None:
    edge = log.folder / "tile/0/257.p/108"
    full = log.folder / "tile/0/257"
    full.write_bytes(edge.read_bytes() + bytes(8192 - 108 * 32))
    edge.unlink()
    assert check(log) == []


def test_a_log_rolled_back(log: Published) -> None:
    kept = (log.folder / "checkpoint").read_text()
    (log.folder / "checkpoint").write_text(log.young)
    assert check(log)[:1] == []
    assert Discrepancy(Kind.HISTORY_ROLLED_BACK, "punto de control 65900", "ahora 300") in check(
        log, kept
    )


def test_a_log_forked_with_the_true_key(
    postgres: Server, migrated_template: str, log: Published, original: Published, tmp_path: Path
) -> None:
    with (
        postgres.fresh_database(migrated_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as conn,
    ):
        key = original.folder.parent / "log.key"
        conn.execute(APPEND.encode(), {"count": 400})
        signing.sign(conn, signing.signer_of(conn, key, ORIGIN))
        publishing.publish(conn, tmp_path / "fork")
    fork = Published(tmp_path / "fork", log.key, log.young)
    assert check(fork) == []
    assert check(fork, log.young) == [Discrepancy(Kind.HISTORY_FORKED, "punto de control 300")]


@pytest.mark.parametrize(
    ("old", "new"),
    [(f"\n{SIZE}\n", f"\n{SIZE - 1}\n"), (ORIGIN + "\n", "other.example\n"), ("— ", "- ")],
)
def test_a_changed_checkpoint(log: Published, old: str, new: str) -> None:
    path = log.folder / "checkpoint"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises((BadSignatureError, MalformedNoteError)):
        check(log)


def test_an_event_that_was_signed_at_a_place_it_does_not_name(tmp_path: Path) -> None:
    entries = [b"\x01" + position.to_bytes(8) + bytes(40) for position in (1, 3)]
    hashes = b"".join(map(leaf_hash, entries))
    signer = Signer.generate(ORIGIN)
    text = Checkpoint(ORIGIN, 2, perfect_root(hashes)).text
    for name, content in {
        "checkpoint": str(Note(text, (signer.sign(text),))).encode(),
        "tile/0/000.p/2": hashes,
        "tile/entries/000.p/2": bundle(entries),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert check(Published(tmp_path, signer.verifier, "")) == [
        Discrepancy(Kind.EVENT_MOVED, "posición 2", "dice posición 3")
    ]


def test_another_key(log: Published) -> None:
    stranger = Verifier(ORIGIN, 1, bytes(32))
    with pytest.raises(BadSignatureError):
        verify_log(Folder(log.folder), stranger, lambda _: None)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_flipped_bit_in_any_file_is_found(original: Published, data: st.DataObject) -> None:
    files = sorted(p for p in original.folder.rglob("*") if p.is_file() and p.name != "keys")
    path = data.draw(st.sampled_from(files))
    before = path.read_bytes()
    at, bit = data.draw(st.integers(0, len(before) - 1)), data.draw(st.integers(0, 7))
    path.write_bytes(before[:at] + bytes([before[at] ^ 1 << bit]) + before[at + 1 :])
    try:
        assert check(original)
    except (
        BadSignatureError,
        MalformedNoteError,
        MalformedCheckpointError,
        UnicodeDecodeError,
    ):
        assert path.name == "checkpoint"
    finally:
        path.write_bytes(before)


@pytest.fixture
def address(original: Published) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=original.folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_log_is_verified_over_the_web(original: Published, address: str) -> None:
    found: list[Discrepancy] = []
    signed = verify_log(source_of(address), original.key, found.append)
    assert (signed.size, found) == (SIZE, [])


def test_a_place_without_a_log_is_said_to_be_one(tmp_path: Path, address: str) -> None:
    key = Verifier(ORIGIN, 1, bytes(32))
    with pytest.raises(SourceError, match="no checkpoint"):
        verify_log(Folder(tmp_path), key, lambda _: None)
    with pytest.raises(SourceError, match="no checkpoint"):
        verify_log(Web(address + "/nowhere"), key, lambda _: None)
    with pytest.raises(SourceError, match="no such folder"):
        source_of(str(tmp_path / "nowhere"))
    with pytest.raises(SourceError, match="not a web address"):
        source_of("ftp://ledger.example")

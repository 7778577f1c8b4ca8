"""Whatever bit of whatever column or file is changed, it is found and named.

Tables and columns are those that the database itself lists, so that none is left out. What is
tampered with is put right again, and then there are no findings.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from tests.evidence.conftest import GUARDED, ORIGIN, Append, Sign, Tamper

from sep_ledger.evidence.checking.discrepancies import KEYS, Discrepancy, Kind
from sep_ledger.evidence.checking.fsck import fsck
from sep_ledger.evidence.checking.log_verification import verify_log
from sep_ledger.evidence.checking.sources import Folder, SourceError
from sep_ledger.evidence.formats.checkpoints import MalformedCheckpointError
from sep_ledger.evidence.formats.notes import BadSignatureError, MalformedNoteError, Verifier
from sep_ledger.evidence.writing import keyfile, publishing, signing

Db = Connection[Any]
Note = Callable[[str, object], None]


class Column(NamedTuple):
    """A column of a table of the log."""

    table: str
    name: str


class Place(NamedTuple):
    """A row, and how a finding about it may begin."""

    ctid: str
    named: list[str]


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    seed = int(request.config.getoption("--torture-seed"))
    return Random(seed)  # noqa: S311 - keeps no secret


@pytest.fixture
def until(request: pytest.FixtureRequest) -> float:
    """When to stop: after `--torture-seconds`."""
    return monotonic() + float(request.config.getoption("--torture-seconds"))


@pytest.fixture
def columns(conn: Db) -> list[Column]:
    rows = conn.execute(
        "select relname, attname from pg_attribute join pg_class on pg_class.oid = attrelid"
        " where attrelid = any (%s::regclass[]) and attnum > 0 and not attisdropped"
        # What is computed when it is read cannot be written.
        " and attgenerated <> 'v'",
        [[f"ledger.{table}" for table in GUARDED]],
    ).fetchall()
    return [Column(*row) for row in rows]


class Vandal:
    """Changes one thing at a time, and puts it right again."""

    def __init__(self, conn: Db, tamper: Tamper, random: Random) -> None:
        self._conn, self._tamper, self._random = conn, tamper, random

    def flip(self, column: Column) -> tuple[list[str], Callable[[], object]] | None:
        """Flip a bit in some row; what a finding must name, and how to put it right.

        None where the database itself refuses such a value.
        """
        place = self._some_row(column.table)
        (row,) = self._conn.execute(
            f"select {column.name} from ledger.{column.table} where ctid = %s::tid".encode(),
            [place.ctid],
        ).fetchall()
        try:
            now = self._set(column, place.ctid, flipped(row[0], self._random))
        except (psycopg.IntegrityError, psycopg.DataError):
            return None
        return place.named, lambda: self._set(column, now, row[0])

    def delete(self, table: str) -> tuple[list[str], Callable[[], object]]:
        """Delete some row; as `flip`."""
        place = self._some_row(table)
        names = self._written_columns(table)
        listed = ", ".join(names)
        (row,) = self._tamper(
            f"delete from ledger.{table} where ctid = %s::tid returning {listed}", place.ctid
        )
        values = ", ".join(["%s"] * len(names))
        back = f"insert into ledger.{table} ({listed}) overriding system value values ({values})"
        return place.named, lambda: self._tamper(back, *row)

    def exchange(self) -> tuple[list[str], Callable[[], object]]:
        """Let two events change places; as `flip`."""
        (row,) = self._conn.execute("select position from ledger.head").fetchall()
        one, other = self._random.sample(range(1, row[0] + 1), 2)
        self._swap(one, other)
        return [f"posición {one}"], lambda: self._swap(one, other)

    def _swap(self, one: int, other: int) -> None:
        for old, new in ((one, 1 << 40), (other, one), (1 << 40, other)):
            self._tamper("update ledger.events set position = %s where position = %s", new, old)

    def _set(self, column: Column, ctid: str, value: object) -> str:
        (row,) = self._tamper(_update(column), value, ctid)
        return str(row[0])

    def _some_row(self, table: str) -> Place:
        rows = self._conn.execute(_NAMES[table].encode()).fetchall()
        return Place(*self._random.choice(rows))

    def _written_columns(self, table: str) -> list[str]:
        rows = self._conn.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0"
            " and not attisdropped and attgenerated = ''",
            [f"ledger.{table}"],
        )
        return [name for (name,) in rows]


def _update(column: Column) -> str:
    return (
        f"update ledger.{column.table} set {column.name} = %s"
        " where ctid = %s::tid returning ctid::text"
    )


_NAMES = {
    "events": "select ctid::text, array['posición ' || position] from ledger.events",
    "tiles": "select ctid::text, array['bloque ' || level || '/' || number] from ledger.tiles",
    "checkpoints": "select ctid::text, array['punto de control ' || size,"
    " 'bloque 0/' || size / 256] from ledger.checkpoints",
    "checkpoint_signatures": "select ctid::text, array['firma ' || number,"
    " 'punto de control ' || size] from ledger.checkpoint_signatures",
    "head": "select ctid::text, array['cuenta del registro'] from ledger.head",
    "log_keys": "select ctid::text, array['claves del registro'] from ledger.log_keys",
}


def flipped(value: Any, random: Random) -> object:
    """The value with one bit changed, as far as its type has bits."""
    if not value and not isinstance(value, int):
        return b"x" if value == b"" else "x"
    return _FLIPS[type(value)](value, random)


def flipped_bytes(value: bytes, random: Random) -> bytes:
    at = random.randrange(len(value))
    return value[:at] + bytes([value[at] ^ 1 << random.randrange(8)]) + value[at + 1 :]


def flipped_text(value: str, random: Random) -> str:
    at = random.randrange(len(value))
    return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]


_FLIPS: dict[type, Callable[[Any, Random], object]] = {
    bool: lambda value, random: not value,
    int: lambda value, random: value ^ 1 << random.randrange(63),
    bytes: flipped_bytes,
    str: flipped_text,
    UUID: lambda value, random: UUID(int=value.int ^ 1 << random.randrange(128)),
    datetime: lambda value, random: value + timedelta(microseconds=1 << random.randrange(57)),
}
"""By type; a column of another type fails the test until it has its flip here."""


Vandalism = tuple[list[str], Callable[[], object]] | None


def every_column_then_anything(
    vandal: Vandal, columns: list[Column], random: Random, until: float
) -> Iterator[tuple[object, Vandalism]]:
    """Each column once, each way of doing harm once; then any of them until the time is up."""
    ways: dict[object, Callable[[], Vandalism]] = {
        column: partial(vandal.flip, column) for column in columns
    }
    for table in _NAMES:
        ways[f"delete {table}"] = partial(vandal.delete, table)
    ways["exchange"] = vandal.exchange
    for way, act in ways.items():
        yield way, act()
    while monotonic() < until:
        way = random.choice(list(ways))
        yield way, ways[way]()


def test_whatever_is_changed_in_whatever_table_is_found_and_named(
    *,
    conn: Db,
    append: Append,
    sign: Sign,
    key_file: Path,
    tamper: Tamper,
    columns: list[Column],
    random: Random,
    until: float,
    record_property: Note,
) -> None:
    append(300)
    sign()
    first = keyfile.load(key_file).verifier
    append(150)
    signing.hand_over(conn, key_file, ORIGIN)
    append(150)
    kept = str(sign().note)

    def check() -> list[Discrepancy]:
        found: list[Discrepancy] = []
        try:
            fsck(conn, found.append, first, [kept])
        except BadSignatureError as error:  # no handover leads to who signed what was kept
            found.append(Discrepancy(Kind.KEY_CHANGED, KEYS, str(error)))
        return found

    tampered, undetected = 0, []
    vandal = Vandal(conn, tamper, random)
    for way, done in every_column_then_anything(vandal, columns, random, until):
        if done is None:
            continue  # the database itself refuses it
        named, put_right = done
        found = check()
        tampered += 1
        if not any(finding.where.startswith(tuple(named)) for finding in found):
            undetected.append((way, named, found))
        put_right()
    record_property("tampered", tampered)
    record_property("undetected", len(undetected))
    assert undetected == []
    assert check() == []


REFUSALS = (
    BadSignatureError,
    MalformedNoteError,
    MalformedCheckpointError,
    SourceError,
    ValueError,
)
"""What is said of a checkpoint that is not what the log signed."""


class Published(NamedTuple):
    """A log's files, its first key, and its checkpoints."""

    folder: Path
    key: Verifier
    young: str
    now: str


@pytest.fixture
def published(conn: Db, append: Append, sign: Sign, key_file: Path, tmp_path: Path) -> Published:
    append(300)
    young = sign()
    key = keyfile.load(key_file).verifier
    signing.hand_over(conn, key_file, ORIGIN)
    append(400)
    now = sign()
    publishing.publish(conn, tmp_path / "log")
    return Published(tmp_path / "log", key, str(young.note), str(now.note))


def harm(path: Path, others: list[Path], random: Random) -> None:
    """Change a file somehow."""
    content = path.read_bytes()
    at = random.randrange(len(content))
    match random.randrange(5):
        case 0:
            path.write_bytes(content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :])
        case 1:
            path.write_bytes(content[:at])
        case 2:
            path.write_bytes(content + random.randbytes(random.randrange(1, 40)))
        case 3:
            path.write_bytes(random.choice(others).read_bytes())
        case _:
            path.unlink()


def test_whatever_is_changed_in_whatever_file_is_found_and_named(
    published: Published, random: Random, until: float, record_property: Note
) -> None:
    tampered, undetected = 0, []
    files = sorted(
        path for path in published.folder.rglob("*") if path.is_file() and path.name != "keys"
    )
    while monotonic() < until or tampered < len(files):
        path = files[tampered % len(files)]
        before = path.read_bytes()
        harm(path, [each for each in files if each != path], random)
        if not names(path, published):
            undetected.append((path, len(path.read_bytes()) if path.exists() else None))
        path.write_bytes(before)
        tampered += 1
    record_property("tampered", tampered)
    record_property("undetected", len(undetected))
    assert undetected == []
    assert verified(published) == []


def verified(published: Published) -> list[Discrepancy]:
    found: list[Discrepancy] = []
    kept = [published.young, published.now]
    verify_log(Folder(published.folder), published.key, found.append, kept)
    return found


def names(path: Path, published: Published) -> bool:
    """Whether a finding, or the refusal of the checkpoint, names the file or an event in it."""
    try:
        found = verified(published)
    except (
        BadSignatureError,
        MalformedNoteError,
        MalformedCheckpointError,
        SourceError,
        ValueError,
    ):
        return path.name == "checkpoint"
    level, number = path.relative_to(published.folder / "tile").parts[:2]
    first = int(number.removesuffix(".p")) * 256
    events = {f"posición {position}" for position in range(first + 1, first + 257)}
    tile = f"bloque {level}/{int(number.removesuffix('.p'))}"
    return any(finding.where in events or finding.where == tile for finding in found)

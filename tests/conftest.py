"""What tests stand on: a real PostgreSQL, the official files where present, a real browser."""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal, LiteralString

import psycopg
import pytest
from hypothesis import Phase, settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from xdist.remote import Producer

from sep_ledger.database.schema import migrate
from sep_service.storage.postgres import start
from tests.scheduling import ByFile, longest_first

REPOSITORY = Path(__file__).parent.parent

ROOM_IN_MEMORY = 6 * 1024**3

IN_HASTE: tuple[LiteralString, ...] = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "ALTER SYSTEM SET max_wal_size = '512MB'",
    "SELECT pg_reload_conf()",
)

Copying = Literal["wal_log", "file_copy"]

_numbers = count(1)

# How long an example takes is the machine's affair; a loaded one must not fail a test.
settings.register_profile("ledger", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
# Whether a mutant is found out is all that is asked, not by how little.
settings.register_profile(
    "mutants",
    parent=settings.get_profile("ledger"),
    phases=[Phase.explicit, Phase.generate],
    database=None,
)
settings.load_profile("ledger")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run what takes minutes: tests/long")
    parser.addoption(
        "--torture-seconds",
        type=float,
        default=1.5,
        help="how long each of the chaotic tests in tests/torture goes on",
    )
    parser.addoption(
        "--torture-seed",
        type=int,
        default=20248,
        help="what the chance in tests/torture and in random tampering begins with",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


def pytest_unconfigure() -> None:
    # Hypothesis listens to the collector until the interpreter has gone, and so keeps every test
    # that was collected; DuckDB then complains of its types that their annotations name.
    gc.callbacks[:] = [
        each for each in gc.callbacks if not each.__module__.startswith("hypothesis.")
    ]


@dataclass(frozen=True)
class Server:
    """A PostgreSQL on which tests may create and drop databases."""

    base: str
    copying: Copying = "wal_log"
    """How a template is copied: in its files where nothing waits for a disk."""

    def conninfo(self, database: str) -> str:
        """Connection string of one of its databases."""
        return make_conninfo(self.base, dbname=database)

    def execute(self, statement: LiteralString, *names: str) -> None:
        """Run a statement outside any transaction, its placeholders filled with identifiers."""
        composed = sql.SQL(statement).format(*map(sql.Identifier, names))
        with closing(psycopg.connect(self.conninfo("postgres"), autocommit=True)) as connection:
            connection.execute(composed)

    @contextmanager
    def fresh_database(self, template: str = "template0") -> Iterator[str]:
        """A new database, its connection string; dropped afterwards with who is still connected."""
        name = f"sep_test_{os.getpid()}_{next(_numbers)}"
        self.execute("CREATE DATABASE {} TEMPLATE {} STRATEGY {}", name, template, self.copying)
        try:
            yield self.conninfo(name)
        finally:
            self.execute("DROP DATABASE {} WITH (FORCE)", name)


@contextmanager
def private_server(beneath: Path | None = None) -> Iterator[str]:
    """Connection string of a new server with its files in a folder beneath this one."""
    # Not pytest's own temporary folder: a second pytest closes that to the server's user.
    with tempfile.TemporaryDirectory(prefix="sep-ledger-test-", dir=beneath) as folder:
        # pytest tidies up after Ctrl-C but not after SIGTERM; let it take one for the other.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with start(Path(folder)) as server:
            yield server.dsn


@pytest.fixture(scope="session")
def durable_postgres() -> Iterator[Server]:
    """A server as it is shipped, for tests of what outlives a crash."""
    if given := os.environ.get("SEP_LEDGER_TEST_DATABASE_URL"):
        yield Server(given)
        return
    with private_server() as dsn:
        yield Server(dsn)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server of this test run: SEP_LEDGER_TEST_DATABASE_URL, or a private one.

    A private one loses all it holds when the machine stops, and waits for no disk.
    """
    if given := os.environ.get("SEP_LEDGER_TEST_DATABASE_URL"):
        yield Server(given)
        return
    with private_server(memory()) as dsn:
        server = Server(dsn, copying="file_copy")
        for statement in IN_HASTE:
            server.execute(statement)
        yield server


def memory() -> Path | None:
    """A file system in memory with room for a test run's databases, where there is one."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > ROOM_IN_MEMORY
    return memory if has_room else None


@pytest.fixture(scope="session")
def migrated_template(postgres: Server) -> Iterator[str]:
    """The name of a database that holds the log's empty schema and nobody is connected to."""
    with postgres.fresh_database() as dsn:
        migrate(dsn)
        yield str(conninfo_to_dict(dsn)["dbname"])


@pytest.fixture
def empty_database(postgres: Server) -> Iterator[str]:
    """Connection string of a database with nothing in it, this test's own."""
    with postgres.fresh_database() as dsn:
        yield dsn


@pytest.fixture
def database(postgres: Server, migrated_template: str) -> Iterator[str]:
    """Connection string of a database with the log's empty schema, this test's own."""
    with postgres.fresh_database(migrated_template) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the official files: SEP_LEDGER_REAL_DATA, or `shared/data` beside us."""
    given = os.environ.get("SEP_LEDGER_REAL_DATA")
    folder = Path(given) if given else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no official files at {folder}; name their folder in SEP_LEDGER_REAL_DATA")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser of tests marked `browser`."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"no browser on PATH: install one of {', '.join(names)}")
    return Path(found)

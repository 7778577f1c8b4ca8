"""What tests stand on: a real PostgreSQL, the official files where present, a real browser."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sep_ledger.schema import migrate
from sep_service.postgres import start

REPOSITORY = Path(__file__).parent.parent

_numbers = count(1)

# How long an example takes is the machine's affair; a loaded one must not fail a test.
settings.register_profile("ledger", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.load_profile("ledger")


def pytest_addoption(parser: pytest.Parser) -> None:
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


@dataclass(frozen=True)
class Server:
    """A PostgreSQL on which tests may create and drop databases."""

    base: str

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
        self.execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        try:
            yield self.conninfo(name)
        finally:
            self.execute("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server of this test run: SEP_LEDGER_TEST_DATABASE_URL, or a private one."""
    given = os.environ.get("SEP_LEDGER_TEST_DATABASE_URL")
    if given:
        yield Server(given)
        return
    # Not pytest's own temporary folder: a second pytest closes that to the server's user.
    with tempfile.TemporaryDirectory(prefix="sep-ledger-test-") as folder:
        # pytest tidies up after Ctrl-C but not after SIGTERM; let it take one for the other.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with start(Path(folder)) as server:
            yield Server(server.dsn)


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

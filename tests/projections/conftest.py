"""A ledger with every projection installed, and a short way to say what happened."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count

import pytest
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from sep_domain.events.base import Fact
from sep_domain.provenance import FileSource, Provenance
from sep_ledger.facts.verdicts import BatchOutcome
from sep_projections.update import prepare
from tests.conftest import Server
from tests.staged import FactAppend, StagedFact

_files = count(1)


def record(connection: Connection[TupleRow], facts: Iterable[Fact]) -> BatchOutcome:
    """Appends facts as a file of their own."""
    source = FileSource(sha256=f"{next(_files):064x}", name="archivo.csv", dataset="prueba", row=1)
    provenance = Provenance(source=source)
    staged = [StagedFact.of(row, fact, provenance) for row, fact in enumerate(facts, start=1)]
    return FactAppend(connection).append(staged)


Append = Callable[..., BatchOutcome]


@pytest.fixture(scope="session")
def prepared_template(postgres: Server) -> Iterator[str]:
    """The name of a database with empty projections, for others to be made of."""
    with postgres.fresh_database() as dsn:
        prepare(dsn)
        yield str(conninfo_to_dict(dsn)["dbname"])


@pytest.fixture
def prepared(postgres: Server, prepared_template: str) -> Iterator[str]:
    """Connection string of a database with empty projections, this test's own."""
    with postgres.fresh_database(prepared_template) as dsn:
        yield dsn


@pytest.fixture
def connection(prepared: str) -> Iterator[Connection[TupleRow]]:
    with Connection.connect(prepared, autocommit=True) as connection:
        yield connection


@pytest.fixture
def append(connection: Connection[TupleRow]) -> Append:
    """Records facts as one file would."""
    return lambda *facts: record(connection, facts)

"""A ledger to ask questions of: record facts, ask, and see how many statements it took."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection, AsyncCursor
from psycopg.conninfo import conninfo_to_dict
from tests.conftest import Server
from tests.staged import FactAppend, StagedFact

from sep_domain.events.base import Fact
from sep_domain.provenance import FileSource, Provenance
from sep_graphql.answering.context import Context
from sep_graphql.answering.limits import Limits
from sep_graphql.schema import ledger_schema
from sep_projections.reading.pool import read_pool
from sep_projections.update import prepare, update

_files = count(1)
_statements: list[Any] = []


class _NotedCursor(AsyncCursor[Any]):
    async def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        if not (isinstance(query, str) and "set_config" in query):  # opening a connection
            _statements.append(query)
        return await super().execute(query, *args, **kwargs)


class _NotedConnection(AsyncConnection[Any]):
    """A real connection that notes every statement run on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cursor_factory = _NotedCursor


@dataclass(frozen=True)
class Answer:
    """What a question got, and how many statements it took."""

    data: dict[str, Any] | None
    errors: list[dict[str, Any]]
    extensions: dict[str, Any]
    statements: int

    @property
    def codes(self) -> set[str]:
        return {error.get("extensions", {}).get("code", "") for error in self.errors}


@dataclass
class Ledger:
    """A database with empty projections at first."""

    conninfo: str
    limits: Limits = field(default_factory=Limits)

    def record(self, *facts: Fact, edition_on: date | None = None, folded: bool = True) -> datetime:
        """Records facts as the rows of one file, of an edition where it states one, and folds them
        unless told not to; the instant after."""
        source: dict[str, Any] = {
            "sha256": f"{next(_files):064x}",
            "name": "archivo.csv",
            "dataset": "prueba",
        }
        if edition_on is not None:
            source |= {"edition": edition_on.isoformat(), "edition_day": edition_on}
        staged = [
            StagedFact.of(row, fact, Provenance(source=FileSource(**source, row=row)))
            for row, fact in enumerate(facts, start=1)
        ]
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            FactAppend(connection).append(staged)
            if folded:
                update(connection)
            row = connection.execute("select clock_timestamp()").fetchone()
        assert row is not None
        instant: datetime = row[0]
        return instant

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            connection.execute(statement.encode())

    def ask(self, document: str, **variables: Any) -> Answer:
        """The answer, errors included."""
        return self.ask_all([document], **variables)[0]

    def ask_all(self, documents: Sequence[str], **variables: Any) -> list[Answer]:
        """The answers to several documents, one after the other, through one pool."""

        async def run() -> list[Answer]:
            async with read_pool(self.conninfo, size=4, connection_class=_NotedConnection) as pool:
                await pool.wait()
                context = Context(pool, self.limits)
                return [await self._answer(context, one, variables) for one in documents]

        return asyncio.run(run())

    def data(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer that must have no errors."""
        answer = self.ask(document, **variables)
        assert not answer.errors, answer.errors
        assert answer.data is not None
        return answer.data

    async def _answer(self, context: Context, document: str, variables: dict[str, Any]) -> Answer:
        _statements.clear()
        result = await ledger_schema(self.limits).execute(document, variables, context)
        return Answer(
            data=result.data,
            errors=[dict(error.formatted) for error in result.errors or ()],
            extensions=result.extensions or {},
            statements=len(_statements),
        )


@pytest.fixture(scope="session")
def folded_template(postgres: Server) -> Iterator[str]:
    """The name of a database with empty projections, for others to be made of."""
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        yield str(conninfo_to_dict(conninfo)["dbname"])


@pytest.fixture
def ledger(postgres: Server, folded_template: str) -> Iterator[Ledger]:
    """A ledger of this test's own."""
    with postgres.fresh_database(folded_template) as conninfo:
        yield Ledger(conninfo)

"""One fictional country, imported once, asked through GraphQL and read beside it by DuckDB."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import psycopg
import pytest

from sep_intake.engine.importer import import_files
from sep_projections.update import prepare, update
from sep_sample import generate
from sep_service.app import answer
from sep_service.settings import Settings
from tests.conftest import Server
from tests.end_to_end.additions import add_what_is_rare
from tests.end_to_end.figures import Ask, pages
from tests.end_to_end.sources import open_sources


def asking(conninfo: str) -> Ask:
    """A function that puts a question and gives the data of its answer, failing on any error."""
    settings = Settings(max_tokens=5_000)

    def ask(document: str, **variables: Any) -> dict[str, Any]:
        result = asyncio.run(answer(settings, conninfo, document, variables))
        assert "errors" not in result, result["errors"]
        data: dict[str, Any] = result["data"]
        return data

    return ask


def load(conninfo: str, paths: list[Path], rejections_in: Path) -> None:
    """Imports files and brings every view up to date; every row must load."""
    summary = import_files(conninfo, paths, rejections_in=rejections_in)
    assert (summary.refused, summary.rejected) == ([], 0)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        update(connection)


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample: 30 schools, 2014 to 2025, pupils too."""
    folder = tmp_path_factory.mktemp("country") / "sample"
    generate(folder, schools=30, years=range(2014, 2026), seed=7)
    add_what_is_rare(folder)
    return folder


@pytest.fixture(scope="session")
def ledger(
    postgres: Server, country: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Connection string of a database that holds the sample, its views up to date."""
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        load(conninfo, [country], tmp_path_factory.mktemp("rechazos"))
        yield conninfo


@pytest.fixture(scope="session")
def ask(ledger: str) -> Ask:
    """Puts a question about the sample."""
    return asking(ledger)


@pytest.fixture(scope="session")
def files(
    country: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's files as DuckDB reads them."""
    scratch = tmp_path_factory.mktemp("scratch") / "rejoined"
    scratch.mkdir()
    with open_sources(country, scratch) as base:
        yield base


@dataclass(frozen=True)
class Country:
    """The official files and a ledger that holds them."""

    folder: Path
    ask: Ask

    def nodes(self, document: str, **variables: Any) -> Iterator[dict[str, Any]]:
        """The rows of all pages of a connection."""
        for data in pages(self.ask, document, variables):
            (connection,) = data.values()
            yield from connection["nodes"]


@pytest.fixture(scope="session")
def official(
    postgres: Server, real_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Country]:
    """The official files, imported whole."""
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        started = perf_counter()
        import_files(conninfo, [real_data], rejections_in=tmp_path_factory.mktemp("rechazos"))
        imported = perf_counter()
        with psycopg.connect(conninfo, autocommit=True) as connection:
            head = update(connection)
        folded = perf_counter()
        print(
            f"\nofficial files: {head:,} events, imported in {imported - started:.1f} s, "
            f"folded and derived in {folded - imported:.1f} s, {folded - started:.1f} s in all"
        )
        yield Country(real_data, asking(conninfo))

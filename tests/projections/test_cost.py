"""The promise: a page of a list costs what it shows, however long the list is; an answer about
everything reads everything once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import ClientCursor
from psycopg.sql import SQL

from sep_domain.events.education.results import Subject
from sep_domain.values.identifiers import Rbd
from sep_projections.advice import advisers
from sep_projections.pme import budget as pme_budget
from sep_projections.pme import execution as pme_execution
from sep_projections.reading import statements
from sep_projections.reading.columns import RBD
from sep_projections.reading.cursors import KeyValue, PageRequest, encode
from sep_projections.reading.known import Known, Position
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.schemas import SEARCH_PATH
from sep_projections.reading.statements import PageBounds
from sep_projections.results import scores
from tests.conftest import Server

A_COUNTRY = (Path(__file__).parent / "a_country.sql").read_bytes()
KNOWN = Known(position=Position(1), as_of=None)
PAGE = 20

Db = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def countries(postgres: Server, prepared_template: str) -> Iterator[tuple[Db, Db]]:
    """A country, and one four times as large."""
    with (
        postgres.fresh_database(prepared_template) as small,
        postgres.fresh_database(prepared_template) as large,
        psycopg.connect(small, autocommit=True) as one,
        psycopg.connect(large, autocommit=True) as other,
    ):
        for connection, schools in ((one, 250), (other, 1_000)):
            ClientCursor(connection).execute(A_COUNTRY, {"schools": schools})
            connection.execute(f"set search_path to {SEARCH_PATH}".encode())
        yield one, other


def rows_read(
    connection: Db, listing: Listing[Any], given: dict[str, Any], first: int, *after: KeyValue
) -> float:
    """Rows that a page takes out of tables, and out of what it has put together before."""
    wanted = PageRequest(first, encode(after) if after else None)
    given = {**given, **listing._bounds(wanted)}
    page = statements.page(listing.statement, listing.key, PageBounds(after=bool(after)))
    explained = SQL("explain (analyze, format json, timing off) ") + page
    [[[plan]]] = ClientCursor(connection).execute(explained, given).fetchall()
    return _read(plan["Plan"])


def _read(node: dict[str, Any]) -> float:
    own = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    read = own * node["Actual Loops"] if node["Node Type"].endswith("Scan") else 0
    return float(read) + sum(map(_read, node.get("Plans", ())))


@pytest.mark.parametrize(
    ("listing", "given", "after"),
    [
        (scores.SCORES, params_of(KNOWN, scores.ScoreFilter()), (101, "4b", "mate", 2016)),
        (
            pme_execution.PME_EXECUTION,
            pme_execution.execution_params(KNOWN, pme_execution.PmeExecutionFilter()),
            (101, 2016, "3"),
        ),
        (
            pme_execution.PME_DIMENSIONS,
            pme_execution.execution_params(KNOWN, pme_execution.PmeExecutionFilter()),
            (101, 2016, "liderazgo"),
        ),
    ],
    ids=lambda one: one.statement if isinstance(one, Listing) else "",
)
def test_a_page_reads_as_much_of_a_long_list_as_of_a_short_one(
    countries: tuple[Db, Db],
    listing: Listing[Any],
    given: dict[str, Any],
    after: tuple[KeyValue, ...],
) -> None:
    small, large = countries
    assert rows_read(large, listing, given, PAGE) < 2 * rows_read(small, listing, given, PAGE)
    for start in ((), after):
        assert rows_read(large, listing, given, PAGE, *start) < 200 * PAGE


def test_the_budget_of_a_school_costs_the_same_in_any_country(countries: tuple[Db, Db]) -> None:
    given = pme_budget.budget_params(KNOWN, Rbd(101), None)
    small, large = (
        rows_read(country, pme_budget.PME_BUDGET, given, 50_000) for country in countries
    )
    assert large < 1.5 * small


def test_the_years_of_a_school_cost_the_same_in_any_country(countries: tuple[Db, Db]) -> None:
    query = statements.pages_of(
        pme_budget.MONEY_YEARS.statement, pme_budget.MONEY_YEARS.key, (RBD,), PAGE, PageBounds()
    )
    read = []
    for country in countries:
        explained = SQL("explain (analyze, format json, timing off) ") + query
        given = {**params_of(KNOWN), "parent_0": [101], "limit": PAGE}
        [[[plan]]] = ClientCursor(country).execute(explained, given).fetchall()
        read.append(_read(plan["Plan"]))
    assert read[1] < 1.5 * read[0]


def test_four_times_the_advice_is_at_most_some_four_times_the_work(
    countries: tuple[Db, Db],
) -> None:
    given = params_of(
        KNOWN, advisers.AdviceFilter(), grade="4b", subject=Subject.LECTURA.value, by_type=False
    )
    small, large = (
        rows_read(country, advisers.ADVISED_SCHOOLS, given, 50_000) for country in countries
    )
    assert large < 6 * small

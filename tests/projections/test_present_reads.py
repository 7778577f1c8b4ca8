"""What is asked of the present is answered by sums, exactly as the versions of facts would."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from psycopg import AsyncConnection, Connection
from psycopg.rows import TupleRow

from sep_domain.calendar import SchoolYear
from sep_domain.identifiers import Rbd, Rut
from sep_projections.catalogue import PROJECTIONS, SEARCH_PATH
from sep_projections.engine import runner
from sep_projections.reads import log, totals
from sep_projections.reads.known import known_at
from sep_projections.reads.listing import params_of
from sep_projections.reads.money import ExpenditureFilter
from tests.projections.conftest import Append
from tests.projections.given import document, payment, result, school

Db = Connection[TupleRow]

_DIMENSIONS = {one.name: one for one in totals.EXPENDITURE_DIMENSIONS}


@pytest.fixture
def given(connection: Db, append: Append) -> None:
    append(*(school(rbd, 2024, region=rbd) for rbd in (1, 2)), result(1, 2024, lect=250))
    append(payment(1, "2024-03", 5), document(1, "1", 30), document(2, "2", 4, issuer="1-9"))
    append(document(None, "3", 8, account="410101", account_name="SUELDOS", subvencion="PIE"))
    append(document(1, "1", 31, account_name="ASESORIA"))
    runner.catch_up(connection, PROJECTIONS)


def _answers(conninfo: str, by: Sequence[str], where: ExpenditureFilter) -> tuple[Any, Any]:
    async def ask() -> tuple[Any, Any]:
        async with await AsyncConnection.connect(conninfo, autocommit=True) as connection:
            await connection.execute(f"set search_path to {SEARCH_PATH}".encode())
            known = params_of(await known_at(connection), where)
            dimensions = [_DIMENSIONS[name] for name in by]
            return (
                await totals.EXPENDITURE_TOTALS.by(connection, dimensions, known),
                await log.COVERAGE.rows(connection, known),
            )

    return asyncio.run(ask())


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize(
    "where",
    [
        ExpenditureFilter(),
        ExpenditureFilter(year=SchoolYear(2024), subvencion="SEP"),
        ExpenditureFilter(account="4105", rbd=Rbd(1)),
        ExpenditureFilter(issuer=Rut("1-9")),
    ],
)
@pytest.mark.parametrize("by", [["year"], ["account", "region"], ["subvencion", "document_type"]])
def test_sums_and_versions_give_the_same_answer(
    connection: Db, prepared: str, by: list[str], where: ExpenditureFilter
) -> None:
    by_sums = _answers(prepared, by, where)
    assert by_sums[0]
    connection.execute(
        "update projections.checkpoint set position = position + 1"
        " where name in ('fund_sums', 'coverage')"
    )
    assert _answers(prepared, by, where) == by_sums


@pytest.mark.usefixtures("given")
def test_the_present_is_read_from_sums_alone(connection: Db, prepared: str) -> None:
    connection.execute("truncate accounts.expenditure, payments.payment, schools.school_year")
    expenditures, covered = _answers(prepared, ["year"], ExpenditureFilter())
    assert [(row.documents, row.declared, row.unattributed) for row in expenditures] == [(3, 43, 1)]
    assert {(row.dataset, row.rows, row.schools) for row in covered} == {
        ("directorio", 2, 2),
        ("simce", 1, 1),
        ("subvenciones", 1, 1),
        ("documentos", 3, 2),
    }

"""What is asked of the present is answered by sums, exactly as the versions of facts would."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from psycopg import AsyncConnection, Connection
from psycopg.rows import TupleRow

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact
from sep_domain.events.education.pme_published import PmeActionPublished, PmeImplementationPublished
from sep_domain.events.funds.accounting import IpcPublished
from sep_domain.events.legal.convenios import SaldoPlanPresented
from sep_domain.events.purchasing.ate import AteContractAssociated
from sep_domain.events.purchasing.ocds import OcdsRecordPublished, OcdsReleasePublished
from sep_domain.events.purchasing.purchase_orders import PurchaseOrderPublished
from sep_domain.values.identifiers import Rbd, Rut
from sep_projections.catalogue import PROJECTIONS
from sep_projections.documents.expenditures import ExpenditureFilter
from sep_projections.engine import runner
from sep_projections.funds import totals
from sep_projections.log import events as log
from sep_projections.reading.known import known_at
from sep_projections.reading.listing import params_of
from sep_projections.reading.schemas import SEARCH_PATH
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


def published() -> list[Fact]:
    """What others publish, and what joins a contract or a convenio, in its own years."""
    action = {"rbd": 1, "year": 2023, "dimension": "liderazgo", "name": "Mentorías"}
    eve = datetime(2023, 12, 31, 23, tzinfo=UTC)
    release = {"package": {}, "release": {}, "ocid": "ocds-abc123-1"}
    given: list[tuple[type[Fact], date, dict[str, Any]]] = [
        (IpcPublished, date(2024, 2, 1), {"month": "2024-02", "index": "137.15"}),
        (PmeActionPublished, date(2023, 1, 1), {**action, "estimated_sep": 7}),
        (
            PmeImplementationPublished,
            date(2023, 12, 31),
            {**action, "level": "Completa", "rbd": 2},
        ),
        (PurchaseOrderPublished, date(2022, 1, 3), ORDER),
        (
            OcdsRecordPublished,
            eve.date(),
            {"package": {}, "record": {}, "ocid": "ocds-abc123-1", "published_at": eve},
        ),
        (OcdsReleasePublished, eve.date(), {**release, "release_id": "1", "released_at": eve}),
        (
            AteContractAssociated,
            date(2019, 5, 2),
            {"contract": "C-1", "sostenedor": "62000660-2", "rbd": 1, "amount": 5},
        ),
        (
            SaldoPlanPresented,
            date(2017, 4, 20),
            {"rbd": 1, "number": 2, "saldo": 9, "deadline": date(2017, 9, 30)},
        ),
    ]
    return [kind.model_validate({"occurred_on": day, **row}) for kind, day, row in given]


ORDER = {
    "order": "3955-120-SE22",
    "created_on": date(2021, 12, 30),
    "edition": "1",
    "name": "Asesoría",
    "status": "Aceptada",
    "currency": "CLP",
    "total": 119,
    "total_clp": 119,
    "net": 100,
    "buyer_rut": "62000660-2",
    "buyer_name": "MUNICIPALIDAD",
    "supplier_name": "FUNDACIÓN",
}


@pytest.mark.parametrize("behind", [0, 1], ids=["by sums", "by versions"])
def test_what_others_publish_is_counted_in_its_year(
    connection: Db, prepared: str, append: Append, behind: int
) -> None:
    append(*published())
    append(*published())
    runner.catch_up(connection, PROJECTIONS)
    connection.execute(
        "update projections.checkpoint set position = position + %s where name = 'coverage'",
        [behind],
    )
    _, covered = _answers(prepared, ["year"], ExpenditureFilter())
    assert {(row.dataset, row.year): (row.rows, row.schools) for row in covered} == {
        ("ipc", 2024): (1, 0),
        ("pme_publicado", 2023): (2, 2),
        ("ordenes_compra", 2022): (1, 0),
        ("ocds", 2023): (2, 0),
        ("asociados_ate", 2019): (1, 1),
        ("planes_saldo", 2017): (1, 1),
    }


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

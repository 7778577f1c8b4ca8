"""Every field of the schema answers, and answers as known at the instant asked for.

Each is asked for of the sample country, under a parent that is there; and before anything was
recorded each view says what it says of an empty ledger.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from sep_domain.catalogue import event_types
from sep_domain.provenance import CommandSource, Provenance
from sep_domain.streams import Dataset
from sep_graphql.answering.context import Context
from sep_graphql.answering.limits import Limits
from sep_graphql.schema import ledger_schema
from sep_ledger.application import Ledger
from sep_ledger.records.recorded import metadata_bytes
from sep_projections.reading.pool import read_pool
from sep_projections.reading.schemas import SEARCH_PATH
from sep_projections.reconciliation.reconciling import reconcile
from sep_projections.update import prepare, update
from tests.conftest import Server
from tests.end_to_end.every_field import Given, object_types, questions, reached, view, views
from tests.projections.of_schemas import Json, content_of
from tests.staged import FactAppend, StagedFact

Answer = dict[str, Any]
Asking = Callable[[str], Answer]

LONG_AGO = "2001-01-01T00:00:00Z"
_FINDING = "00000000-0000-4000-8000-000000000001"
_NEEDS_MORE = {"AdviceCost", "Difference"}
"""Estimates take ten schools on each side, more than the sample has; tests/graphql have them. A
cost per point takes a gain with its interval above zero, which is chance; tests/stories have it."""
_WIDE = Limits(max_depth=20, max_tokens=20_000, max_aliases=200, max_rows=200_000)
_EVIDENCE = {
    "sha256": "0" * 64,
    "size": 1,
    "media_type": "application/pdf",
    "title": "Acta",
    "kind": "otro",
}


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def asking(runner: asyncio.Runner, conninfo: str) -> Asking:
    async def ask(document: str) -> Answer:
        async with read_pool(conninfo, size=2) as pool:
            result = await ledger_schema(_WIDE).execute(document, {}, Context(pool, _WIDE))
        return {"data": result.data, "errors": [error.formatted for error in result.errors or ()]}

    return lambda document: runner.run(ask(document))


@pytest.fixture(scope="module")
def whole(postgres: Server, ledger: str) -> Iterator[str]:
    """The sample with its bank reconciled, and one of each thing that no file tells of."""
    with postgres.fresh_database(str(conninfo_to_dict(ledger)["dbname"])) as conninfo:
        log = Ledger(conninfo)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            reconcile(connection, log)
            _store_decided(connection)
            update(connection)
        log.close()
        yield conninfo


def _store_decided(connection: psycopg.Connection) -> None:
    """Steps that only commands tell of, with a document as evidence; and one that is unreadable."""
    tender, rbd, sostenedor = _one(
        connection,
        "select tender, rbd, sostenedor from ate_tender where exception is null"
        " order by tender limit 1",
    )
    convenio, number, day = _one(
        connection,
        "select rbd, number, (from_date + 400)::text from convenio order by rbd, number limit 1",
    )
    passed = {"rbd": convenio, "number": number, "occurred_on": day, "sostenedor": "11111111-1"}
    year, subvencion = 2023, "SEP"
    of_year = {"rbd": rbd, "sostenedor": sostenedor, "year": year, "subvencion": subvencion}
    decided: list[tuple[str, Json]] = [
        ("ate_tender.terms_approved", {"tender": tender}),
        ("ate_tender.bid_received", {"tender": tender}),
        ("convenio.transferred", passed),
        ("rendicion.presented", of_year),
        ("rendicion.allocation_corrected", {**of_year, "correction": "reimputar"}),
        ("period.closed", {"sostenedor": sostenedor, "month": "2023-04"}),
        ("finding.opened", {"finding": _FINDING, "subject_kind": "event", "subject": "1"}),
        ("finding.opened", {"finding": _FINDING, "text": "uno\0dos"}),
        ("approval.prepared", {"sostenedor": sostenedor, "about": "pay/1"}),
        ("sostenedor.two_persons_required", {"sostenedor": sostenedor}),
    ]
    source = CommandSource.model_validate(
        {"actor": "prueba", "command_id": _FINDING, "evidence": [_EVIDENCE]}
    )
    metadata = metadata_bytes(Provenance(source=source))
    FactAppend(connection).append(
        [
            StagedFact(
                row,
                UUID(int=Dataset.RENDICION << 112 | 8 << 76 | 2 << 62 | row),
                event_types()[name].topic(),
                orjson.dumps(content_of(event_types()[name]) | content),
                metadata,
                twins=False,
            )
            for row, (name, content) in enumerate(decided, start=1)
        ]
    )


def _one(connection: psycopg.Connection, query: str) -> Any:
    with connection.transaction():
        connection.execute("select set_config('search_path', %s, true)", [SEARCH_PATH])
        (row,) = connection.execute(query.encode()).fetchall()
        return row


@pytest.fixture(scope="module")
def ask_sample(loop: asyncio.Runner, whole: str) -> Asking:
    return asking(loop, whole)


@pytest.fixture(scope="module")
def ask_empty(loop: asyncio.Runner, postgres: Server) -> Iterator[Asking]:
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        yield asking(loop, conninfo)


@pytest.fixture(scope="module")
def given(whole: str) -> Given:
    """Arguments that lead to something in the sample."""
    with psycopg.connect(whole, autocommit=True) as connection:
        rbd, sostenedor = _one(
            connection,
            "select rbd, sostenedor from rendicion_step where step = 'presented'"
            " and subvencion = 'SEP' order by year desc, rbd limit 1",
        )
        contract, ate = _one(
            connection, "select contract, ate from ate_contract order by contract limit 1"
        )
        account, owner, month = _one(
            connection,
            "select bank_account, sostenedor, m.month from bank_match as m"
            " inner join bank_movement as b using (sostenedor, bank_account)"
            " where left(b.occurred_on::text, 7) = m.month"
            " and b.stream not in (select line from matched_line) limit 1",
        )
        (convenio,) = _one(connection, f"select max(number) from convenio_step where rbd = {rbd}")
        (booked,) = _one(connection, "select min(account) from posting")
    return {
        "rbd": rbd,
        "rut": sostenedor,
        "sostenedor": sostenedor,
        "ateProvider.rut": ate,
        "adviser.rut": ate,
        "fundStatement.rbd": rbd,
        "year": 2023,
        "schoolYear": 2024,
        "fromYear": 2018,
        "toYear": 2023,
        "before": [2014],
        "after": [2018, 2022],
        "on": "2024-06-01",
        "month": "2023-08",
        "bankReconciliation.month": month,
        "bankReconciliation.sostenedor": owner,
        "bankAccount": account,
        "contract": contract,
        "convenioForecast.number": convenio,
        "position": 1,
        "finding": _FINDING,
        "grade": "4b",
        "account": booked,
        "fromAmount": "PAID",
        "toAmount": "DECLARED",
        "testResultMeans.by": ["SUBJECT"],
        "useChange.values": {"clpPerUse": "36000"},
        "comparison.group": {"advisedFrom": 2015, "advisedTo": 2017},
        "comparison.matching": {"score": 400, "pupils": None, "exactly": []},
        "amount": 1_000_000,
        "divertedOn": "2019-08-15",
        "restoredOn": "2024-03-15",
        "classification": "EMERGENTE",
    }


@pytest.mark.parametrize("kind", object_types(), ids=lambda kind: kind.name)
def test_every_field_of_a_type_answers(kind: Any, ask_sample: Asking, given: Given) -> None:
    errors: list[Json] = []
    found = kind.name in _NEEDS_MORE
    for asked in questions(kind, given):
        answer = ask_sample(asked.document)
        errors += answer["errors"]
        found = found or reached(answer["data"], asked.path)
        if found:
            break
    assert errors == []
    assert found


@pytest.mark.parametrize("name", sorted(views().keys() - {"bankReconciliation"}))
def test_before_anything_was_recorded_a_view_says_what_it_says_of_nothing(
    name: str, ask_sample: Asking, ask_empty: Asking, given: Given
) -> None:
    then = ask_sample(view(name, given, as_of=LONG_AGO))
    assert _timeless(then) == _timeless(ask_empty(view(name, given)))


def test_an_account_of_which_no_source_ever_spoke_is_refused_and_not_answered_with_nothing(
    ask_sample: Asking, ask_empty: Asking, given: Given
) -> None:
    name = "bankReconciliation"
    then = ask_sample(view(name, given, as_of=LONG_AGO))
    assert (then["data"], then["errors"]) == ({name: None}, [])
    (refusal,) = ask_empty(view(name, given))["errors"]
    assert refusal["extensions"]["code"] == "BAD_ARGUMENT"


def _timeless(answer: Any) -> Any:
    """An answer but for when a view was last brought up to date, which is no part of the log."""
    match answer:
        case dict():
            return {name: _timeless(one) for name, one in answer.items() if name != "updatedAt"}
        case list():
            return [_timeless(one) for one in answer]
    return answer

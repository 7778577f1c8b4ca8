"""The promise: a person confirms or refuses a match over HTTP, and is told why where that fails."""

from collections.abc import Iterator
from datetime import date

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.graphql.given import document
from tests.projections.conftest import record
from tests.projections.test_reconciliation import movement
from tests.service.serving import serving

from sep_ledger.application import Ledger
from sep_projections.reconciliation.reconciling import reconcile
from sep_projections.update import update

MAY = "/commands/conciliacion/62000660-2/00001-00002/2024-05"


@pytest.fixture
def conninfo(postgres: Server, folded_template: str) -> Iterator[str]:
    """A document, and a line of the bank that names it with another amount."""
    with postgres.fresh_database(folded_template) as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            booked = document(1, "410501", 60_000, document_number="771", paid_on="2024-05-10")
            record(connection, [booked, movement(date(2024, 5, 11), 1, -61_000, text="FAC 771")])
            update(connection)
            ledger = Ledger(conninfo)
            reconcile(connection, ledger)
            ledger.close()
        yield conninfo


@pytest.fixture
def client(conninfo: str) -> Iterator[httpx.Client]:
    with serving(conninfo) as service, service.client() as client:
        yield client


def headers(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key, "Ledger-Actor": "contadora@daem.cl"}


def proposal(conninfo: str) -> str:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        update(connection)
        [(match,)] = connection.execute(
            "select stream::text from reconciliation.bank_match"
        ).fetchall()
    return str(match)


def test_a_proposal_is_confirmed_once(conninfo: str, client: httpx.Client) -> None:
    body = {"occurred_on": "2024-06-03", "match": proposal(conninfo)}
    first = client.post(f"{MAY}/confirm-match", json=body, headers=headers("1"))
    assert first.status_code == 200
    assert first.json()["events"] == ["cl.sep.reconciliation.match_confirmed.v1"]
    again = client.post(f"{MAY}/confirm-match", json=body, headers=headers("2"))
    assert again.status_code == 409
    assert again.json()["code"] == "calce_ya_decidido"


def test_a_month_does_not_close_while_a_proposal_waits(client: httpx.Client) -> None:
    answer = client.post(f"{MAY}/close", json={"occurred_on": "2024-06-03"}, headers=headers("1"))
    assert answer.status_code == 409
    assert answer.json()["code"] == "calces_pendientes"


def test_no_person_can_record_what_only_the_rule_finds(client: httpx.Client) -> None:
    answer = client.post(f"{MAY}/record-matches", json={}, headers=headers("1"))
    assert answer.status_code == 404

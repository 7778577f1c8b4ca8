"""The promise: a command is recorded once, and whatever keeps it from that is explained."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.domain.rendiciones import document
from tests.service.serving import Service, serving

PROBLEM = "application/problem+json"
RENDICION = "/commands/rendicion/62000660-2/1/2024/SEP"
MARCH = "/commands/periodo/62000660-2/2024-03"
DAY = {"occurred_on": "2025-03-03"}


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def headers(key: str = "k1", actor: str = "directora@escuela.cl", **more: str) -> dict[str, str]:
    return {"Idempotency-Key": key, "Ledger-Actor": actor, **more}


def ask(client: httpx.Client, command: str, body: Any, key: str, **more: str) -> httpx.Response:
    return client.post(f"{RENDICION}/{command}", json=body, headers=headers(key, **more))


def test_a_command_answers_with_where_it_was_recorded(client: httpx.Client) -> None:
    response = ask(client, "inform-consejo", DAY, "k1")
    assert response.status_code == 200
    assert response.json() == {
        "positions": [1],
        "version": 1,
        "events": ["cl.sep.rendicion.consejo_informed.v1"],
        "replayed": False,
    }
    assert (response.headers["ETag"], response.headers["Ledger-Position"]) == ('"1"', "1")
    event = client.get("/events/1").json()
    assert event["data"]["rbd"] == 1


def test_the_same_request_gets_the_first_answer_again(client: httpx.Client) -> None:
    first = ask(client, "inform-consejo", DAY, "k1").json()
    again = ask(client, "inform-consejo", DAY, "k1").json()
    assert again == first | {"replayed": True}
    assert len(client.get("/events").json()) == 1


def test_many_same_requests_at_once_are_recorded_once(client: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: ask(client, "inform-consejo", DAY, "k1").json(), range(16))
        )
    assert {tuple(answer["positions"]) for answer in answers} == {(1,)}
    assert sum(not answer["replayed"] for answer in answers) == 1


def test_a_key_used_for_something_else_is_told(client: httpx.Client) -> None:
    ask(client, "inform-consejo", DAY, "k1")
    response = ask(client, "inform-consejo", {"occurred_on": "2025-03-04"}, "k1")
    assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
    assert response.json()["type"] == "urn:sep-ledger:problem:key-reused"


def test_a_refusal_says_why_and_what_is_allowed(client: httpx.Client) -> None:
    response = ask(client, "sign", DAY, "k1")
    assert (response.status_code, response.headers["Content-Type"]) == (409, PROBLEM)
    assert response.json() == {
        "type": "urn:sep-ledger:problem:refused",
        "title": "El estado no lo permite",
        "status": 409,
        "detail": "El Consejo Escolar debe tomar conocimiento antes (Ley 20.248 art 7 a).",
        "code": "consejo_no_informado",
        "allowed": ["inform-consejo", "declare-payroll", "extend"],
        "version": 0,
    }
    assert client.get("/events").json() == []


def test_a_version_that_has_passed_is_a_failed_precondition(client: httpx.Client) -> None:
    assert ask(client, "inform-consejo", DAY, "k1", **{"If-Match": '"0"'}).status_code == 200
    response = ask(client, "sign", {"occurred_on": "2025-03-05"}, "k2", **{"If-Match": '"0"'})
    assert (response.status_code, response.headers["ETag"]) == (412, '"1"')
    assert response.json()["version"] == 1
    again = ask(client, "sign", {"occurred_on": "2025-03-05"}, "k2", **{"If-Match": '"1"'})
    assert again.json()["version"] == 2


@pytest.mark.parametrize(
    ("left_out", "field"),
    [("Idempotency-Key", "header/Idempotency-Key"), ("Ledger-Actor", "header/Ledger-Actor")],
)
def test_a_missing_header_is_told(client: httpx.Client, left_out: str, field: str) -> None:
    given = headers()
    del given[left_out]
    response = client.post(f"{RENDICION}/inform-consejo", json=DAY, headers=given)
    assert (response.status_code, response.headers["Content-Type"]) == (400, PROBLEM)
    assert response.json()["errors"] == [{"field": field, "detail": "falta"}]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (f"{RENDICION}/inform-consejo", {}, "body/occurred_on"),
        (f"{RENDICION}/inform-consejo", DAY | {"more": 1}, "body/more"),
        ("/commands/rendicion/62000660-3/1/2024/SEP/sign", DAY, "path/sostenedor"),
        ("/commands/rendicion/62000660-2/1/2010/SEP/sign", DAY, "path/year"),
        ("/commands/rendicion/62000660-2/1/2024/s%00p/sign", DAY, "path/subvencion"),
        ("/commands/periodo/62000660-2/2024-13/close", DAY, "path/month"),
        (f"{RENDICION}/declare-payroll", DAY | {"total": 1.5}, "body/total"),
        (f"{MARCH}/reopen", DAY | {"reason": "a\u0000"}, "body/reason"),
    ],
)
def test_bad_form_is_told_field_by_field(
    client: httpx.Client, path: str, body: Any, field: str
) -> None:
    response = client.post(path, json=body, headers=headers())
    assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
    assert response.json()["errors"][0]["field"] == field


def test_an_endless_body_is_not_read(client: httpx.Client) -> None:
    body = b'{"occurred_on": "' + b"1" * 70_000 + b'"}'
    given = headers() | {"Content-Type": "application/json"}
    response = client.post(f"{RENDICION}/sign", content=body, headers=given)
    assert (response.status_code, response.headers["Content-Type"]) == (413, PROBLEM)


def test_a_body_that_is_no_text_is_told(client: httpx.Client) -> None:
    given = headers() | {"Content-Type": "application/json"}
    response = client.post(f"{RENDICION}/sign", content=b"\xff\xfe", headers=given)
    assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
    assert response.json()["errors"] == [{"field": "body", "detail": "no es JSON"}]


def test_a_document_that_a_file_declared_can_be_observed(
    service: Service, client: httpx.Client
) -> None:
    service.record(document(100))
    steps: dict[str, dict[str, Any]] = {
        "inform-consejo": {},
        "sign": {},
        "declare-payroll": {"total": 1},
        "declare-books": {"opening": 0, "income": 100, "spending": 100},
        "accredit-balances": {
            "certificates": [{"bank_account": "1", "certified_on": "2024-12-31", "amount": 0}]
        },
        "declare": {"signatory": "11111111-1"},
        "present": {},
    }
    for step, body in steps.items():
        assert ask(client, step, DAY | body, step).status_code == 200
    allocation = {"account": "410605", "document_type": "FACE", "document_number": "77"}
    observed = {"allocation": allocation, "amount": 100, "reason": "Sin respaldo"}
    response = ask(client, "observe-allocation", DAY | observed, "o")
    assert response.json()["events"] == ["cl.sep.rendicion.allocation_observed.v2"]
    other = observed | {"allocation": allocation | {"document_number": "78"}}
    response = ask(client, "observe-allocation", DAY | other, "p")
    assert response.json()["code"] == "documento_no_declarado"


def test_a_month_is_closed_and_reopened(client: httpx.Client) -> None:
    day = {"occurred_on": "2024-04-10"}
    closed = client.post(f"{MARCH}/close", json=day, headers=headers("a"))
    assert closed.json()["events"] == ["cl.sep.period.closed.v1"]
    reason = day | {"reason": "Factura mal imputada"}
    reopened = client.post(f"{MARCH}/reopen", json=reason, headers=headers("b"))
    assert reopened.json()["version"] == 2


def test_when_the_log_is_out_of_reach_the_caller_is_asked_to_repeat(
    service: Service, client: httpx.Client
) -> None:
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        connection.execute(
            "create function ledger.out_of_order() returns trigger language plpgsql as $$"
            " begin raise exception 'no' using errcode = 'disk_full'; end $$"
        )
        connection.execute(
            "create trigger fails before insert on ledger.events"
            " for each statement execute function ledger.out_of_order()"
        )
        failed = ask(client, "inform-consejo", DAY, "k1")
        connection.execute("drop trigger fails on ledger.events")
    assert (failed.status_code, failed.headers["Retry-After"]) == (503, "1")
    assert not ask(client, "inform-consejo", DAY, "k1").json()["replayed"]


TOMORROW = str(datetime.now(UTC).date() + timedelta(days=2))


@pytest.mark.parametrize(
    "day",
    [
        *(1_700_000_000, 1_700_000_000.5, "1700000000", "2025-03-03T00:00:00", "2025-3-3", True),
        *("20250303", "2025-W10-1", "03-03-2025", "2025-02-30", "٢٠٢٥-٠٣-٠٣", "", None, ["2025"]),
    ],
)
def test_a_day_is_written_as_one(client: httpx.Client, day: object) -> None:
    response = ask(client, "inform-consejo", {"occurred_on": day}, "k1")
    assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
    assert response.json()["errors"] == [
        {"field": "body/occurred_on", "detail": "debe ser una fecha AAAA-MM-DD"}
    ]


def test_what_is_to_come_is_recorded_once_the_command_says_why(client: httpx.Client) -> None:
    body = {"occurred_on": TOMORROW}
    refused = ask(client, "inform-consejo", body, "k1")
    assert (refused.status_code, refused.json()["code"]) == (409, "fecha_futura")
    assert "why_ahead" in refused.json()["detail"]
    assert refused.json()["allowed"] == [f"occurred_on <= {datetime.now(UTC).date()}"]

    said = body | {"why_ahead": "Acta de la sesión ya convocada"}
    assert ask(client, "inform-consejo", said, "k1").status_code == 200
    event = client.get("/events/1").json()
    assert event["originwhyahead"] == "Acta de la sesión ya convocada"
    assert event["data"]["occurred_on"] == TOMORROW
    assert ask(client, "inform-consejo", said, "k1").json()["replayed"]
    assert ask(client, "inform-consejo", said | {"why_ahead": "Otra"}, "k1").status_code == 422


@pytest.mark.parametrize(
    ("command", "body", "field"),
    [
        ("inform-consejo", {"occurred_on": "2007-12-31"}, "occurred_on"),
        ("inform-consejo", {"occurred_on": "9999-12-31", "why_ahead": "x"}, "occurred_on"),
        ("extend", DAY | {"until": "2199-01-01"}, "until"),
        (
            "accredit-balances",
            DAY
            | {
                "certificates": [
                    {"bank_account": "1", "certified_on": "0001-01-01", "amount": 1},
                ]
            },
            "certificates.certified_on",
        ),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    client: httpx.Client, command: str, body: Any, field: str
) -> None:
    response = ask(client, command, body, "k1")
    assert (response.status_code, response.json()["code"]) == (409, "fecha_imposible")
    assert f"«{field}»" in response.json()["detail"]
    assert client.get("/events").json() == []


def test_a_total_that_differs_from_the_books_needs_a_reason(
    service: Service, client: httpx.Client
) -> None:
    sheet = {"document_type": "PLANILLA", "account": "410101"}
    service.record(document(600).model_copy(update=sheet))
    total = DAY | {"total": 650}
    refused = ask(client, "declare-payroll", total, "k1")
    assert (refused.status_code, refused.json()["code"]) == (409, "difiere_de_los_libros")
    assert "se declara $650 y los documentos declarados suman $600" in refused.json()["detail"]
    body = total | {"why_different": "Falta una planilla"}
    accepted = ask(client, "declare-payroll", body, "k1")
    assert accepted.status_code == 200
    # What the books say afterwards changes nothing of what was answered.
    service.record(document(700).model_copy(update=sheet))
    again = ask(client, "declare-payroll", body, "k1")
    assert again.json() == accepted.json() | {"replayed": True}
    (position,) = accepted.json()["positions"]
    said = client.get(f"/events/{position}").json()["data"]
    assert said["known"] == [{"figure": "payroll", "source": "documentos", "amount": 600}]
    assert (said["known_at"], said["why_different"]) == (1, "Falta una planilla")

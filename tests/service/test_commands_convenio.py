"""The promise: a convenio is led through its life over HTTP, beside what files say of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.graphql.given import HOLDER, OTHER, convenio
from tests.graphql.test_convenio_terms import paid_monthly, spent_yearly
from tests.service.serving import Service, serving

from sep_projections.update import update

FIRST = "/commands/convenio/1/1"
SIGNING = {
    "occurred_on": "2024-02-01",
    "sostenedor": HOLDER,
    "from_date": "2024-03-01",
    "to_date": "2028-02-29",
    "classification": "emergente",
}
REQUEST = {"occurred_on": "2023-08-20", "sostenedor": HOLDER}
STATE = """query { convenios(filter: {rbd: 1}) { nodes {
    number sostenedorRut signedBy expiresOn renewalRequestedOn renewedOn endReason restored
    source { kind actor } steps { step source { kind } } } } }"""


@pytest.fixture(scope="module")
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def ask(client: httpx.Client, path: str, body: Any, key: str = "k", **more: str) -> httpx.Response:
    headers = {"Idempotency-Key": key, "Ledger-Actor": "seremi@mineduc.cl", **more}
    return client.post(path, json=body, headers=headers)


def seen(service: Service, client: httpx.Client) -> list[dict[str, Any]]:
    """The convenios of the school, all that was recorded being folded."""
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    answer = client.post("/graphql", json={"query": STATE}).json()
    nodes: list[dict[str, Any]] = answer["data"]["convenios"]["nodes"]
    return nodes


def test_a_convenio_is_requested_signed_and_passed_on(
    service: Service, client: httpx.Client
) -> None:
    first = ask(client, f"{FIRST}/request", REQUEST, "a", **{"If-Match": '"0"'})
    assert first.json()["events"] == ["cl.sep.convenio.requested.v1"]
    signed = ask(client, f"{FIRST}/sign", SIGNING, "b", **{"If-Match": '"1"'})
    assert (signed.status_code, signed.headers["ETag"]) == (200, '"2"')
    to_slep = {"occurred_on": "2025-01-01", "sostenedor": OTHER}
    assert ask(client, f"{FIRST}/transfer", to_slep, "c").status_code == 200
    (row,) = seen(service, client)
    assert (row["sostenedorRut"], row["signedBy"]) == (OTHER, HOLDER)
    assert row["source"] == {"kind": "command", "actor": "seremi@mineduc.cl"}
    assert [step["step"] for step in row["steps"]] == ["requested", "transferred"]


def test_the_same_request_is_recorded_once_and_another_under_its_key_is_told(
    client: httpx.Client,
) -> None:
    path = "/commands/convenio/2/1/request"
    first = ask(client, path, REQUEST).json()
    assert ask(client, path, REQUEST).json() == first | {"replayed": True}
    other = ask(client, path, REQUEST | {"sostenedor": OTHER})
    assert (other.status_code, other.json()["type"]) == (422, "urn:sep-ledger:problem:key-reused")


def test_a_version_that_has_passed_is_a_failed_precondition(client: httpx.Client) -> None:
    path = "/commands/convenio/3/1"
    ask(client, f"{path}/request", REQUEST, "a")
    stale = ask(client, f"{path}/sign", SIGNING, "b", **{"If-Match": '"0"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 1)


def test_a_refusal_leaves_nothing_and_says_what_is_allowed(client: httpx.Client) -> None:
    before = len(client.get("/events").json())
    refused = ask(client, "/commands/convenio/4/1/sign", SIGNING)
    assert refused.status_code == 409
    assert refused.json()["code"] == "no_solicitado"
    assert refused.json()["allowed"] == ["request"]
    assert len(client.get("/events").json()) == before


def test_a_convenio_that_a_file_signed_is_renewed_and_the_next_one_signed(
    service: Service, client: httpx.Client
) -> None:
    service.record(convenio(5, 2020))
    path = "/commands/convenio/5"
    assert ask(client, f"{path}/1/sign", SIGNING).json()["code"] == "no_solicitado"
    late = ask(client, f"{path}/1/request-renewal", {"occurred_on": "2024-01-02"})
    assert late.json()["allowed"] == ["occurred_on <= 2023-12-30"]
    for command, day in (("request-renewal", "2023-11-30"), ("renew", "2024-01-15")):
        assert ask(client, f"{path}/1/{command}", {"occurred_on": day}, command).status_code == 200
    assert ask(client, f"{path}/2/sign", SIGNING, "next").status_code == 200


def test_what_a_file_and_a_decision_both_sign_is_one_convenio(
    service: Service, client: httpx.Client
) -> None:
    path = "/commands/convenio/1/2"
    ask(client, f"{path}/request", REQUEST, "a")
    after = SIGNING | {"from_date": "2028-03-01", "to_date": "2032-02-29"}
    assert ask(client, f"{path}/sign", after, "b").status_code == 200
    service.record(convenio(1, 2028, number=2, sostenedor=OTHER))
    rows = seen(service, client)
    assert [(row["number"], row["sostenedorRut"]) for row in rows][-1:] == [(2, OTHER)]
    assert sum(row["number"] == 2 for row in rows) == 1


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/commands/convenio/1/0/request", REQUEST, "path/number"),
        (f"{FIRST}/request", REQUEST | {"sostenedor": "1-1"}, "body/sostenedor"),
        (f"{FIRST}/sign", SIGNING | {"to_date": "2024-03-01"}, "body"),
        (f"{FIRST}/settle", {"occurred_on": "2028-03-01", "restored": -1}, "body/restored"),
    ],
)
def test_bad_form_is_told(client: httpx.Client, path: str, body: Any, field: str) -> None:
    response = ask(client, path, body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field


def test_the_balance_of_an_expired_convenio_is_planned_and_worked_off(
    service: Service, client: httpx.Client
) -> None:
    service.record(convenio(7, 2020))
    path = "/commands/convenio/7/1"
    plan = {"occurred_on": "2026-04-15", "saldo": 9_000, "deadline": "2026-09-30"}
    late = ask(client, f"{path}/present-saldo-plan", plan | {"occurred_on": "2026-05-02"}, "p0")
    assert (late.status_code, late.json()["code"]) == (409, "plan_fuera_de_plazo")
    assert ask(client, f"{path}/present-saldo-plan", plan, "p1").status_code == 200
    done = {"occurred_on": "2026-08-31", "executed": 6_000}
    assert ask(client, f"{path}/execute-saldo-plan", done, "p2").json()["events"] == [
        "cl.sep.convenio.saldo_plan_executed.v1"
    ]
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    query = "{ convenioTerms(filter: {rbd: 7}) { nodes { planOn planCovers planExecuted } } }"
    answer = client.post("/graphql", json={"query": query}).json()
    (term,) = answer["data"]["convenioTerms"]["nodes"]
    assert term == {"planOn": "2026-04-15", "planCovers": 9_000, "planExecuted": 6_000}


PLAN = {"occurred_on": "2026-04-15", "saldo": 100, "deadline": "2026-09-30"}


@pytest.mark.parametrize(
    ("rbd", "last", "code"), [(21, "2025-12-31", None), (22, "2026-01-01", "fuera_del_articulo_47")]
)
def test_art_47_reaches_what_had_expired_when_it_came_into_force(
    service: Service, client: httpx.Client, rbd: int, last: str, code: str | None
) -> None:
    """Ley 21.796 is in force from 1 January 2026."""
    signed = convenio(rbd, 2022).model_copy(update={"to_date": date.fromisoformat(last)})
    service.record(signed)
    answer = ask(client, f"/commands/convenio/{rbd}/1/present-saldo-plan", PLAN, f"r{rbd}")
    assert answer.json().get("code") == code
    assert answer.status_code == (200 if code is None else 409)


def test_a_plan_covers_no_more_than_is_known_to_be_left(
    service: Service, client: httpx.Client
) -> None:
    service.record(
        convenio(23, 2020),
        *paid_monthly(23, "2020-03", "2024-02", m2020_03=1_000),
        *spent_yearly(23, range(2020, 2025), y2021=900),
    )
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    path = "/commands/convenio/23/1/present-saldo-plan"
    above = ask(client, path, PLAN | {"saldo": 101}, "s0")
    assert (above.status_code, above.json()["code"]) == (409, "plan_sobre_el_saldo")
    assert "$101" in above.text
    assert "$100" in above.text
    assert ask(client, path, PLAN, "s1").status_code == 200


def test_a_second_convenio_of_a_school_is_refused_while_the_first_holds(
    service: Service, client: httpx.Client
) -> None:
    """Ley 20.248 art 7; what a file states of the first counts as what was decided."""
    service.record(convenio(3, 2021, number=4))
    path = "/commands/convenio/3/5"
    ask(client, f"{path}/request", REQUEST, "second")
    during = SIGNING | {"from_date": "2024-08-01", "to_date": "2028-07-31"}
    taken = ask(client, f"{path}/sign", during, "during")
    assert (taken.status_code, taken.json()["code"]) == (409, "otro_convenio_vigente")
    assert taken.json()["allowed"] == ["from_date > 2025-02-28"]
    after = SIGNING | {"from_date": "2025-03-01", "to_date": "2029-02-28"}
    assert ask(client, f"{path}/sign", after, "after").status_code == 200

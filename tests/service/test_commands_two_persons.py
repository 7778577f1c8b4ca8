"""The promise: where a sostenedor asks for two persons, one prepares and another approves.

It holds for what happens from a day on: the last day before it and the first day of it differ.
"""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.domain.ate import DAYS, HOLDER, PAID, certificate, command
from tests.service.serving import Service, serving

from sep_projections.update import update

SETTING = f"/commands/sostenedor/{HOLDER}"
CONTRACT = "/commands/contrato-ate/C-1"
RENDICION = f"/commands/rendicion/{HOLDER}/1/2024/SEP"
REQUIRED = {"occurred_on": "2024-01-02", "from_date": "2024-01-02"}
AMOUNT = 300


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


class Desk:
    """Who sends commands, each with a key of its own."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.sent = 0

    def ask(self, actor: str, path: str, **body: Any) -> httpx.Response:
        self.sent += 1
        headers = {"Idempotency-Key": f"k{self.sent}", "Ledger-Actor": actor}
        return self.client.post(path, json=body, headers=headers)

    def does(self, actor: str, path: str, **body: Any) -> None:
        answer = self.ask(actor, path, **body)
        assert answer.status_code == 200, answer.text

    def refused(self, actor: str, path: str, **body: Any) -> str:
        answer = self.ask(actor, path, **body)
        assert answer.status_code == 409, answer.text
        code: str = answer.json()["code"]
        return code


@pytest.fixture
def desk(service: Service, client: httpx.Client) -> Desk:
    return Desk(client)


@pytest.fixture
def invoiced(service: Service, desk: Desk) -> Desk:
    """A contract whose first milestone is invoiced and not paid."""
    service.record(certificate())
    for name in PAID[:-1]:
        body = json.loads(command(name).model_dump_json(exclude_unset=True))
        desk.does("ana", f"{CONTRACT}/{name}", **body)
    return desk


PAYING = {"occurred_on": DAYS["pay"].isoformat(), "milestone": 1, "amount": AMOUNT}


def payments(service: Service, client: httpx.Client) -> list[dict[str, Any]]:
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    question = """{ ateContract(contract: "C-1") { payments {
        amount preparedBy approvedBy source { actor } } } }"""
    answer = client.post("/graphql", json={"query": question}).json()
    assert "errors" not in answer, answer
    found: list[dict[str, Any]] = answer["data"]["ateContract"]["payments"]
    return found


def test_one_prepares_a_payment_and_another_approves_it(
    service: Service, client: httpx.Client, invoiced: Desk
) -> None:
    invoiced.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **PAYING)
    invoiced.does("luis", f"{CONTRACT}/pay", **PAYING)
    assert payments(service, client) == [
        {
            "amount": AMOUNT,
            "preparedBy": "ana",
            "approvedBy": "luis",
            "source": {"actor": "luis"},
        }
    ]


def asked(service: Service, client: httpx.Client, question: str) -> Any:
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    answer = client.post("/graphql", json={"query": question}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_what_waits_for_a_second_person_is_seen_until_it_is_approved(
    service: Service, client: httpx.Client, invoiced: Desk
) -> None:
    question = """{ pendingApprovals(filter: {sostenedor: "%s", notPreparedBy: "%s"}) { nodes {
        entity about preparedBy preparedOn terms source { actor } } } }"""
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **PAYING | {"amount": 100})
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **PAYING)
    assert asked(service, client, question % (HOLDER, "luis"))["pendingApprovals"]["nodes"] == [
        {
            "entity": "contrato-ate",
            "about": "pay/1",
            "preparedBy": "ana",
            "preparedOn": PAYING["occurred_on"],
            "terms": '{"amount": 300, "milestone": 1}',
            "source": {"actor": "ana"},
        }
    ]
    assert asked(service, client, question % (HOLDER, "ana"))["pendingApprovals"]["nodes"] == []
    invoiced.does("luis", f"{CONTRACT}/pay", **PAYING)
    assert asked(service, client, question % (HOLDER, "luis"))["pendingApprovals"]["nodes"] == []


def test_what_was_withdrawn_waits_for_nobody(
    service: Service, client: httpx.Client, invoiced: Desk
) -> None:
    withdrawal = {"occurred_on": PAYING["occurred_on"], "milestone": 1, "reason": "Otra cuenta"}
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **PAYING)
    invoiced.does("ana", f"{CONTRACT}/withdraw-payment", **withdrawal)
    found = asked(service, client, "{ pendingApprovals { totalCount } }")
    assert found == {"pendingApprovals": {"totalCount": 0}}


def test_since_when_two_are_asked_for_is_shown(
    service: Service, client: httpx.Client, desk: Desk
) -> None:
    desk.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    lifting = {"occurred_on": "2024-03-01", "from_date": "2024-04-01", "reason": "Queda una sola"}
    desk.does("ana", f"{SETTING}/prepare-lift", **lifting)
    desk.does("luis", f"{SETTING}/lift-two-persons", **lifting)
    question = """{ twoPersonsSettings { nodes {
        sostenedorRut required fromDate decidedOn reason } } }"""
    assert asked(service, client, question)["twoPersonsSettings"]["nodes"] == [
        {
            "sostenedorRut": HOLDER,
            "required": True,
            "fromDate": "2024-01-02",
            "decidedOn": "2024-01-02",
            "reason": None,
        },
        {
            "sostenedorRut": HOLDER,
            "required": False,
            "fromDate": "2024-04-01",
            "decidedOn": "2024-03-01",
            "reason": "Queda una sola",
        },
    ]


def test_who_prepared_does_not_approve(invoiced: Desk) -> None:
    invoiced.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **PAYING)
    assert invoiced.refused("ana", f"{CONTRACT}/pay", **PAYING) == "misma_persona"
    assert invoiced.refused("ANA", f"{CONTRACT}/pay", **PAYING) == "misma_persona"


def test_nothing_is_approved_that_nobody_prepared(invoiced: Desk) -> None:
    invoiced.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    answer = invoiced.ask("luis", f"{CONTRACT}/pay", **PAYING)
    assert (answer.status_code, answer.json()["code"]) == (409, "sin_preparar")
    assert answer.json()["allowed"] == ["prepare-payment"]


def test_what_is_approved_is_what_was_prepared(invoiced: Desk) -> None:
    invoiced.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **PAYING)
    answer = invoiced.ask("luis", f"{CONTRACT}/pay", **PAYING | {"amount": AMOUNT - 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_es_lo_preparado")
    assert answer.json()["detail"] == (
        "«amount» se preparó como 300 y ahora es 299: apruebe lo preparado, o prepárelo de nuevo."
    )


def test_what_was_withdrawn_is_not_approved(invoiced: Desk) -> None:
    invoiced.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    withdrawal = {"occurred_on": PAYING["occurred_on"], "milestone": 1, "reason": "Otra cuenta"}
    assert invoiced.refused("ana", f"{CONTRACT}/withdraw-payment", **withdrawal) == "sin_preparar"
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **PAYING)
    invoiced.does("luis", f"{CONTRACT}/withdraw-payment", **withdrawal)
    assert invoiced.refused("luis", f"{CONTRACT}/pay", **PAYING) == "sin_preparar"


def test_who_prepares_anew_takes_the_place_of_who_prepared(
    service: Service, client: httpx.Client, invoiced: Desk
) -> None:
    invoiced.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    less = PAYING | {"amount": 100}
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **PAYING)
    invoiced.does("luis", f"{CONTRACT}/prepare-payment", **less)
    assert invoiced.refused("ana", f"{CONTRACT}/pay", **PAYING) == "no_es_lo_preparado"
    assert invoiced.refused("luis", f"{CONTRACT}/pay", **less) == "misma_persona"
    invoiced.does("ana", f"{CONTRACT}/pay", **less)
    assert [each["preparedBy"] for each in payments(service, client)] == ["luis"]


def test_one_preparation_is_for_one_payment(invoiced: Desk) -> None:
    invoiced.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    part = PAYING | {"amount": 100}
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **part)
    invoiced.does("luis", f"{CONTRACT}/pay", **part)
    assert invoiced.refused("luis", f"{CONTRACT}/pay", **part) == "sin_preparar"


def test_nothing_is_prepared_that_could_not_be_paid(invoiced: Desk) -> None:
    beyond = PAYING | {"amount": AMOUNT + 1}
    assert invoiced.refused("ana", f"{CONTRACT}/prepare-payment", **beyond) == "monto_excede"


def test_without_the_sostenedors_word_one_person_pays(
    service: Service, client: httpx.Client, invoiced: Desk
) -> None:
    invoiced.does("ana", f"{CONTRACT}/pay", **PAYING)
    (paid,) = payments(service, client)
    assert (paid["preparedBy"], paid["approvedBy"]) == (None, "ana")


@pytest.mark.parametrize(("from_date", "stands"), [("2024-04-21", True), ("2024-04-20", False)])
def test_it_holds_from_its_first_day_on(invoiced: Desk, from_date: str, stands: bool) -> None:
    paid_on = {"occurred_on": "2024-04-20"}
    invoiced.does(
        "directora",
        f"{SETTING}/require-two-persons",
        occurred_on="2024-04-01",
        from_date=from_date,
    )
    if stands:
        invoiced.does("ana", f"{CONTRACT}/pay", **PAYING | paid_on)
    else:
        code = invoiced.refused("ana", f"{CONTRACT}/pay", **PAYING | paid_on)
        assert code == "sin_preparar"


def test_lifting_it_takes_two_as_well(invoiced: Desk) -> None:
    invoiced.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    lifting = {"occurred_on": "2024-03-01", "from_date": "2024-04-01", "reason": "Queda una sola"}
    assert invoiced.refused("ana", f"{SETTING}/lift-two-persons", **lifting) == "sin_preparar"
    invoiced.does("ana", f"{SETTING}/prepare-lift", **lifting)
    assert invoiced.refused("ana", f"{SETTING}/lift-two-persons", **lifting) == "misma_persona"
    invoiced.does("luis", f"{SETTING}/lift-two-persons", **lifting)
    invoiced.does("ana", f"{CONTRACT}/pay", **PAYING)


def test_the_setting_does_not_reach_back(desk: Desk) -> None:
    back = {"occurred_on": "2024-03-02", "from_date": "2024-03-01"}
    assert desk.refused("d", f"{SETTING}/require-two-persons", **back) == "desde_anterior"
    desk.does("d", f"{SETTING}/require-two-persons", **REQUIRED)
    assert desk.refused("d", f"{SETTING}/require-two-persons", **REQUIRED) == "ya_se_exige"


STAGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("inform-consejo", {}),
    ("sign", {}),
    ("declare-payroll", {"total": 100}),
    ("declare-books", {"opening": 0, "income": 500, "spending": 400}),
    (
        "accredit-balances",
        {
            "certificates": [
                {"bank_account": "1", "certified_on": "2024-12-31", "amount": 100},
            ]
        },
    ),
    ("declare", {"signatory": "11111111-1"}),
)
DONE_ON = {"occurred_on": "2025-03-21"}


def test_a_rendicion_is_presented_and_closed_by_another_than_who_prepared_it(
    service: Service, client: httpx.Client, desk: Desk
) -> None:
    desk.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    for name, body in STAGES:
        desk.does("ana", f"{RENDICION}/{name}", **DONE_ON | body)
    assert desk.refused("luis", f"{RENDICION}/present", **DONE_ON) == "sin_preparar"
    desk.does("ana", f"{RENDICION}/prepare-present", **DONE_ON)
    assert desk.refused("ana", f"{RENDICION}/present", **DONE_ON) == "misma_persona"
    desk.does("luis", f"{RENDICION}/present", **DONE_ON)
    desk.does("luis", f"{RENDICION}/prepare-close", **DONE_ON)
    desk.does("ana", f"{RENDICION}/close", **DONE_ON)
    allocation = {"account": "410605", "document_type": "FACE", "document_number": "9"}
    change = {
        "occurred_on": "2025-04-02",
        "allocation": allocation,
        "correction": "agregar",
        "amount": 25,
        "reason": "Faltaba",
    }
    assert desk.refused("ana", f"{RENDICION}/rectify", **change) == "sin_preparar"
    desk.does("ana", f"{RENDICION}/prepare-rectify", **change)
    assert desk.refused("ana", f"{RENDICION}/rectify", **change) == "misma_persona"
    assert desk.refused("luis", f"{RENDICION}/rectify", **change | {"amount": 26}) == (
        "no_es_lo_preparado"
    )
    desk.does("luis", f"{RENDICION}/rectify", **change)
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    question = """{ rendicion(sostenedor: "%s", rbd: 1, year: 2024) {
        steps { step preparedBy approvedBy } } }"""
    answer = client.post("/graphql", json={"query": question % HOLDER}).json()
    persons = {
        each["step"]: (each["preparedBy"], each["approvedBy"])
        for each in answer["data"]["rendicion"]["steps"]
    }
    assert persons["presented"] == ("ana", "luis")
    assert persons["closed"] == ("luis", "ana")
    assert persons["signed"] == (None, "ana")


def test_the_closing_of_a_reconciliation_takes_two(desk: Desk) -> None:
    month = f"/commands/conciliacion/{HOLDER}/1/2024-03"
    on = {"occurred_on": "2024-04-05"}
    desk.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    assert desk.refused("ana", f"{month}/close", **on) == "sin_preparar"
    desk.does("ana", f"{month}/prepare-close", **on)
    assert desk.refused("ana", f"{month}/close", **on) == "misma_persona"
    desk.does("luis", f"{month}/close", **on)


def test_the_same_request_is_answered_again_though_it_was_approved(invoiced: Desk) -> None:
    invoiced.does("directora", f"{SETTING}/require-two-persons", **REQUIRED)
    invoiced.does("ana", f"{CONTRACT}/prepare-payment", **PAYING)
    headers = {"Idempotency-Key": "once", "Ledger-Actor": "luis"}
    first = invoiced.client.post(f"{CONTRACT}/pay", json=PAYING, headers=headers).json()
    again = invoiced.client.post(f"{CONTRACT}/pay", json=PAYING, headers=headers).json()
    assert again == first | {"replayed": True}

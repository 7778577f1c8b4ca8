"""The promise: advice is contracted, approved and paid over HTTP; no milestone is paid twice."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from time import monotonic, sleep
from typing import Any

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.domain.ate import ATE, CERTIFIED_ON, DAYS, HOLDER, PAID, certificate, command, instalment
from tests.service.serving import Service, serving

from sep_domain.events.purchasing.ate import AteContractSigned, ContractPaymentMade
from sep_domain.events.purchasing.ate_milestones import MilestoneAgreed
from sep_domain.values.identifiers import Rbd
from sep_projections.update import update

CONTRACT = "/commands/contrato-ate/C-1"
PROVIDER = f"/commands/ate/{ATE}"
WAIT_SECONDS = 10


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def headers(key: str, **more: str) -> dict[str, str]:
    return {"Idempotency-Key": key, "Ledger-Actor": "finanzas@daem.cl", **more}


def ask(client: httpx.Client, name: str, key: str | None = None, **changes: Any) -> httpx.Response:
    body = json.loads(command(name, **changes).model_dump_json(exclude_unset=True))
    return client.post(f"{CONTRACT}/{name}", json=body, headers=headers(key or name))


def until(client: httpx.Client, *steps: str) -> None:
    for step in steps:
        answer = ask(client, step)
        assert answer.status_code == 200, answer.text


def on_provider(client: httpx.Client, name: str, /, **body: Any) -> httpx.Response:
    key = headers(f"{name}-{body['occurred_on']}")
    return client.post(f"{PROVIDER}/{name}", json=body, headers=key)


def test_a_contract_goes_from_the_need_to_the_payment(
    service: Service, client: httpx.Client
) -> None:
    service.record(certificate())
    until(client, *PAID)
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    question = """{ ateContract(contract: "C-1") {
        amount committed approved paid
        tender { awardedTo }
        milestones { amount approvedOn invoicedOn paid paidBeforeApproval }
    } }"""
    answer = client.post("/graphql", json={"query": question}).json()
    assert answer["data"]["ateContract"] == {
        "amount": 1_000,
        "committed": 1_000,
        "approved": 300,
        "paid": 300,
        "tender": {"awardedTo": ATE},
        "milestones": [
            {
                "amount": 300,
                "approvedOn": "2024-04-12",
                "invoicedOn": "2024-04-15",
                "paid": 300,
                "paidBeforeApproval": False,
            },
            {
                "amount": 700,
                "approvedOn": None,
                "invoicedOn": None,
                "paid": 0,
                "paidBeforeApproval": False,
            },
        ],
    }


def test_the_story_of_a_contract_is_told_step_by_step(
    service: Service, client: httpx.Client
) -> None:
    service.record(certificate())
    until(client, *PAID)
    final = instalment("final", 800)
    assert ask(client, "amend", amount=1_100, adds=[final], cancels=[2]).status_code == 200
    until(client, "terminate", "evaluate")
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    question = """{ ateContract(contract: "C-1") {
        committed
        steps { step amount sostenedorRut rbd pmeAction deficient }
        tender { steps { step ateRut amount points } }
        milestones { milestone amount cancelledOn }
    } }"""
    answer = client.post("/graphql", json={"query": question}).json()["data"]["ateContract"]
    nothing = dict.fromkeys(("amount", "sostenedorRut", "rbd", "pmeAction", "deficient"))
    need = {"sostenedorRut": HOLDER, "rbd": 1, "pmeAction": "A-1"}
    assert answer["steps"] == [
        {"step": "need_stated", **nothing, **need},
        {"step": "started", **nothing},
        {"step": "amended", **nothing, "amount": 1_100},
        {"step": "ended", **nothing},
        {"step": "evaluated", **nothing, "deficient": False},
    ]
    assert answer["tender"]["steps"] == [
        {"step": "terms_approved", "ateRut": None, "amount": None, "points": None},
        {"step": "bid_received", "ateRut": ATE, "amount": 1_000, "points": None},
        {"step": "bid_evaluated", "ateRut": ATE, "amount": None, "points": 80},
    ]
    assert answer["milestones"] == [
        {"milestone": 1, "amount": 300, "cancelledOn": None},
        {"milestone": 2, "amount": 700, "cancelledOn": "2024-05-02"},
        {"milestone": 3, "amount": 800, "cancelledOn": None},
    ]
    assert answer["committed"] == 1_100


@contextmanager
def appends_held(service: Service) -> Iterator[Callable[[], bool]]:
    """No append is recorded until the block ends; gives whether one waits."""
    with psycopg.connect(service.conninfo) as holder:
        holder.execute("select position from ledger.head for update")
        with psycopg.connect(service.conninfo, autocommit=True) as watcher:
            yield (
                lambda: (
                    watcher.execute(
                        "select from pg_stat_activity"
                        " where datname = current_database() and wait_event_type = 'Lock'"
                    ).fetchone()
                    is not None
                )
            )


def test_two_who_pay_one_milestone_at_once_pay_it_once(
    service: Service, client: httpx.Client
) -> None:
    service.record(certificate())
    until(client, *PAID[:-1])
    before = ask(client, "invoice").json()["version"]
    with ThreadPoolExecutor(2) as people:
        with appends_held(service) as one_waits:
            asked = [people.submit(ask, client, "pay", f"pay-{who}") for who in ("ana", "luis")]
            deadline = monotonic() + WAIT_SECONDS
            while not one_waits() and monotonic() < deadline:
                sleep(0.01)
            assert one_waits()
            sleep(0.3)  # for the other to decide on the same state
        answers = [each.result() for each in asked]
    [paid] = [each for each in answers if each.status_code == 200]
    [lost] = [each for each in answers if each.status_code == 409]
    assert paid.json()["version"] == before + 1
    assert lost.json()["version"] == before + 1
    payments = [
        event
        for event in client.get("/events?limit=100").json()
        if event["type"] == ContractPaymentMade.topic()
    ]
    assert len(payments) == 1
    again = ask(client, "pay", "pay-later")
    assert (again.status_code, again.json()["code"]) == (409, "hito_pagado")
    assert again.json()["version"] == before + 1


def test_an_unapproved_milestone_is_not_paid_and_nothing_is_recorded(
    service: Service, client: httpx.Client
) -> None:
    service.record(certificate())
    until(client, *PAID[: PAID.index("approve")])
    recorded = len(client.get("/events?limit=100").json())
    answer = ask(client, "pay")
    assert (answer.status_code, answer.json()["code"]) == (409, "hito_no_aprobado")
    assert "approve" in answer.json()["allowed"]
    assert len(client.get("/events?limit=100").json()) == recorded


def test_what_a_file_says_was_paid_unapproved_is_recorded_and_flagged(
    service: Service, client: httpx.Client
) -> None:
    day = date(2024, 3, 1)
    service.record(
        AteContractSigned(
            occurred_on=day,
            contract="C-1",
            sostenedor=HOLDER,
            rbd=Rbd(1),
            ate=ATE,
            subject="Lectura",
            starts_on=day,
            ends_on=date(2024, 12, 20),
            amount=500,
        ),
        MilestoneAgreed.model_validate(
            {
                "occurred_on": day,
                "contract": "C-1",
                "milestone": 1,
                "milestone_kind": "final",
                "title": "Final",
                "amount": 500,
            }
        ),
        ContractPaymentMade.model_validate(
            {
                "occurred_on": day,
                "contract": "C-1",
                "payment": 1,
                "milestone": 1,
                "amount": 500,
                "subvencion": "SEP",
            }
        ),
    )
    question = '{ ateContract(contract: "C-1") { milestones { paid paidBeforeApproval } } }'
    answer = client.post("/graphql", json={"query": question}).json()
    [milestone] = answer["data"]["ateContract"]["milestones"]
    assert milestone == {"paid": 500, "paidBeforeApproval": True}
    assert ask(client, "sign").json()["code"] == "sin_necesidad"
    assert ask(client, "state-need").json()["code"] == "ya_firmado"
    assert ask(client, "start").status_code == 200


def test_the_award_asks_the_registry(client: httpx.Client) -> None:
    until(client, *PAID[: PAID.index("award")])
    assert ask(client, "award").json()["code"] == "ate_no_certificada"
    applied = {"name": "Fundación Lee", "provider_kind": "juridica_sin_fines_de_lucro"}
    for name, body in {"apply": applied, "certify": {}}.items():
        answer = on_provider(client, name, occurred_on=CERTIFIED_ON.isoformat(), **body)
        assert answer.status_code == 200, answer.text
    suspended = {"reason": "Deudas", "until": "2024-02-07", "occurred_on": "2024-01-02"}
    assert on_provider(client, "suspend", **suspended).status_code == 200
    during = ask(client, "award", occurred_on=date(2024, 2, 7))
    assert during.json()["code"] == "ate_no_certificada"
    assert ask(client, "award", occurred_on=DAYS["award"]).status_code == 200


def test_two_deficient_certifications_remove_an_adviser_whom_a_file_certified(
    service: Service, client: httpx.Client
) -> None:
    """Ley 21.107 art 4."""
    service.record(certificate())
    cited = {"certified_on": CERTIFIED_ON.isoformat(), "deficient": True}

    def judge(day: str, process: str) -> httpx.Response:
        asked = {"occurred_on": day, "process": process, **cited}
        return on_provider(client, "evaluate-certification", **asked)

    first = judge("2025-01-02", "2024")
    assert first.json()["events"] == ["cl.sep.ate_provider.certification_evaluated.v1"]
    assert judge("2025-02-02", "2025").json()["events"] == [
        "cl.sep.ate_provider.certification_evaluated.v1",
        "cl.sep.ate_provider.removed.v1",
    ]
    third = judge("2025-03-02", "2026")
    assert (third.status_code, third.json()["code"]) == (409, "eliminado")


def test_users_judge_a_contract_that_a_file_or_a_command_signed(
    service: Service, client: httpx.Client
) -> None:
    service.record(certificate())

    def judge(day: str, contract: str) -> httpx.Response:
        asked = {"occurred_on": day, "contract": contract, "deficient": True}
        return on_provider(client, "evaluate", **asked)

    unknown = judge("2025-01-02", "C-1")
    assert (unknown.status_code, unknown.json()["code"]) == (409, "contrato_desconocido")
    until(client, *PAID)
    service.record(
        AteContractSigned.model_validate(
            {
                "occurred_on": date(2024, 3, 1),
                "contract": "C-2",
                "sostenedor": HOLDER,
                "rbd": 1,
                "ate": ATE,
                "subject": "Lectura",
                "starts_on": date(2024, 3, 1),
                "ends_on": date(2024, 12, 20),
                "amount": 1_000,
            }
        )
    )
    for day, contract in (("2025-01-03", "C-1"), ("2025-01-04", "C-2")):
        judged = judge(day, contract)
        assert judged.json()["events"] == ["cl.sep.ate_provider.evaluated.v1"], judged.text

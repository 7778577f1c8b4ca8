"""The promise: a finding is argued over HTTP, each step once and on the state that was seen."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.conftest import Server
from tests.service.serving import serving

OPENING = {
    "occurred_on": "2025-06-02",
    "subject_kind": "event",
    "subject": "1",
    "text": "La factura no alcanza",
}
PIECE = {
    "sha256": "ab" * 32,
    "size": 1,
    "media_type": "application/pdf",
    "title": "Factura",
    "kind": "factura",
}
ANSWER = {"occurred_on": "2025-06-03", "text": "Está completa"}


@pytest.fixture(scope="module")
def client(postgres: Server, folded_template: str) -> Iterator[httpx.Client]:
    with (
        postgres.fresh_database(folded_template) as conninfo,
        serving(conninfo) as service,
        service.client() as client,
    ):
        yield client


@pytest.fixture
def finding() -> str:
    return f"/commands/hallazgo/{uuid4()}"


def ask(client: httpx.Client, path: str, body: Any, key: str = "k", **more: str) -> httpx.Response:
    headers = {"Idempotency-Key": key, "Ledger-Actor": "auditora@supereduc.cl", **more}
    return client.post(path, json=body, headers=headers)


def test_a_finding_is_opened_answered_judged_and_closed(client: httpx.Client, finding: str) -> None:
    text = {"occurred_on": "2025-06-04", "text": "Conforme"}
    steps = [
        ("open", OPENING, "cl.sep.finding.opened.v1"),
        ("answer", ANSWER, "cl.sep.finding.answered.v1"),
        ("reject", text, "cl.sep.finding.rejected.v1"),
        ("answer", ANSWER | {"occurred_on": "2025-06-05"}, "cl.sep.finding.answered.v1"),
        ("accept", text | {"occurred_on": "2025-06-06"}, "cl.sep.finding.accepted.v1"),
        (
            "close",
            {"occurred_on": "2025-06-07", "outcome": "Subsanado"},
            "cl.sep.finding.closed.v1",
        ),
    ]
    for version, (command, body, topic) in enumerate(steps, start=1):
        seen = {"If-Match": f'"{version - 1}"'}
        answer = ask(client, f"{finding}/{command}", body, f"k{version}", **seen)
        assert (answer.json()["events"], answer.headers["ETag"]) == ([topic], f'"{version}"')
    event = client.get(f"/events/{answer.json()['positions'][0]}").json()
    assert event["data"]["finding"] == finding.rpartition("/")[2]


def test_the_same_request_is_recorded_once(client: httpx.Client, finding: str) -> None:
    first = ask(client, f"{finding}/open", OPENING).json()
    assert ask(client, f"{finding}/open", OPENING).json() == first | {"replayed": True}
    other = ask(client, f"{finding}/open", OPENING | {"text": "Otra cosa"})
    assert (other.status_code, other.json()["type"]) == (422, "urn:sep-ledger:problem:key-reused")


def test_a_refusal_leaves_nothing_and_says_what_is_allowed(
    client: httpx.Client, finding: str
) -> None:
    ask(client, f"{finding}/open", OPENING)
    refused = ask(client, f"{finding}/close", {"occurred_on": "2025-06-07", "outcome": "Ya"}, "c")
    assert (refused.status_code, refused.json()["code"]) == (409, "sin_respuesta")
    assert refused.json()["allowed"] == ["answer", "escalate", "withdraw"]
    assert ask(client, f"{finding}/answer", ANSWER, "d").json()["version"] == 2


def test_a_version_that_has_passed_is_a_failed_precondition(
    client: httpx.Client, finding: str
) -> None:
    ask(client, f"{finding}/open", OPENING)
    stale = ask(client, f"{finding}/answer", ANSWER, "b", **{"If-Match": '"0"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 1)


@pytest.mark.parametrize(
    ("command", "body", "field"),
    [
        ("open", OPENING | {"subject": "la factura"}, "body"),
        ("open", OPENING | {"rule": "RF6"}, "body/rule"),
        ("answer", ANSWER | {"evidence": ["no es un documento"]}, "body/evidence/0"),
        ("answer", ANSWER | {"evidence": [PIECE | {"sha256": "x"}]}, "body/evidence/0/sha256"),
        ("answer", ANSWER | {"evidence": [PIECE, PIECE]}, "body/evidence"),
    ],
)
def test_bad_form_is_told(
    client: httpx.Client, finding: str, command: str, body: Any, field: str
) -> None:
    response = ask(client, f"{finding}/{command}", body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field


def test_a_finding_is_named_by_a_uuid(client: httpx.Client) -> None:
    response = ask(client, "/commands/hallazgo/7/open", OPENING)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "path/finding")


def test_a_finding_that_should_not_have_been_opened_is_withdrawn(
    client: httpx.Client, finding: str
) -> None:
    why = {"occurred_on": "2025-06-04", "text": "Es de otro establecimiento"}
    ask(client, f"{finding}/open", OPENING, "k1")
    answer = ask(client, f"{finding}/withdraw", why, "k2")
    assert answer.json()["events"] == ["cl.sep.finding.withdrawn.v1"]
    refused = ask(client, f"{finding}/answer", ANSWER | {"occurred_on": "2025-06-05"}, "k3")
    assert (refused.status_code, refused.json()["code"]) == (409, "retirado")
    assert refused.json()["allowed"] == []

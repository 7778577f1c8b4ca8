"""The promise: a plan is written over HTTP, and views show it as it was last presented."""

from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.projections.given import school
from tests.service.serving import Service, serving

from sep_projections.update import update
from sep_service.commands.by_entity.pme import PME

PLAN = "/commands/pme/1/2024"
WRITING = ("diagnose", "set-objective", "set-goal", "draft-action", "present")
ACTIONS = """{ school(rbd: 1) { pmeActions {
    action name presentedOn sepBudget level source { kind } } } }"""
STEPS = """{ pmeSteps(filter: {rbd: 1, cycle: 2024}) { nodes {
    step year change description text objective goal dimension action } } }"""


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def ask(
    client: httpx.Client, command: str, key: str = "", /, *, plan: str = PLAN, **changes: Any
) -> httpx.Response:
    """The example of a command, with some of it changed."""
    seen = {"If-Match": changes.pop("seen")} if "seen" in changes else {}
    headers = {"Idempotency-Key": key or command, "Ledger-Actor": "directora@escuela.cl", **seen}
    body = {**PME.examples[command], **changes}
    return client.post(f"{plan}/{command}", json=body, headers=headers)


def seen(service: Service, client: httpx.Client, query: str) -> dict[str, Any]:
    """The answer to a question, all that was recorded being folded."""
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)
    data: dict[str, Any] = client.post("/graphql", json={"query": query}).json()["data"]
    return data


def actions(service: Service, client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = seen(service, client, ACTIONS)["school"]["pmeActions"]
    return found


def test_a_modification_shows_only_once_it_is_presented_again(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024))
    for command in WRITING:
        assert ask(client, command).status_code == 200
    ask(client, "modify")
    changed: dict[str, Any] = {"sep_budget": 5_000_000, "occurred_on": "2024-08-06"}
    assert ask(client, "draft-action", "changed", **changed).status_code == 200
    (before,) = actions(service, client)
    assert (before["sepBudget"], before["presentedOn"]) == (4_500_000, "2024-04-15")
    presented = ask(client, "present", "again", occurred_on="2024-08-07").json()
    assert presented["events"] == ["cl.sep.pme.action_planned.v1", "cl.sep.pme.presented.v1"]
    ask(client, "report-execution", level=40)
    ask(client, "report-execution", "later")
    (after,) = actions(service, client)
    assert after == {
        "action": "A1",
        "name": "Biblioteca de aula",
        "presentedOn": "2024-08-07",
        "sepBudget": 5_000_000,
        "level": 90,
        "source": {"kind": "command"},
    }
    steps = seen(service, client, STEPS)["pmeSteps"]["nodes"]
    assert [step["step"] for step in steps] == [
        "diagnosed",
        "objective_set",
        "goal_set",
        "action_drafted",
        "presented",
        "modified",
        "action_drafted",
        "presented",
    ]
    assert (steps[1]["objective"], steps[1]["dimension"]) == ("O1", "GESTION_PEDAGOGICA")
    assert (steps[2]["goal"], steps[2]["objective"]) == ("M1", "O1")
    assert (steps[3]["action"], steps[3]["year"]) == ("A1", 2024)
    assert (steps[5]["change"], steps[5]["description"]) == (1, "Más libros para 3° básico")


def test_an_action_is_in_the_plan_until_it_is_presented_without_it(
    service: Service, client: httpx.Client
) -> None:
    service.record(school(1, 2024))
    for command in (*WRITING, "modify", "drop-action"):
        assert ask(client, command).status_code == 200
    assert [action["action"] for action in actions(service, client)] == ["A1"]
    presented = ask(client, "present", "again", occurred_on="2024-08-20").json()
    assert presented["events"] == ["cl.sep.pme.action_dropped.v1", "cl.sep.pme.presented.v1"]
    assert actions(service, client) == []
    steps = seen(service, client, STEPS)["pmeSteps"]["nodes"]
    assert [(step["step"], step["action"]) for step in steps[-3:]] == [
        ("action_drop_proposed", "A1"),
        ("action_dropped", "A1"),
        ("presented", None),
    ]


def test_a_request_is_recorded_once_and_on_the_version_that_was_seen(
    client: httpx.Client,
) -> None:
    first = ask(client, "diagnose", seen='"0"').json()
    assert ask(client, "diagnose").json() == first | {"replayed": True}
    assert ask(client, "diagnose", text="Otro").json()["type"].endswith("key-reused")
    stale = ask(client, "set-objective", seen='"0"')
    assert (stale.status_code, stale.json()["version"]) == (412, 1)
    refused = ask(client, "set-goal")
    assert (refused.status_code, refused.json()["code"]) == (409, "sin_objetivos")
    assert refused.json()["allowed"] == ["diagnose", "set-objective"]
    assert len(client.get("/events").json()) == 1


@pytest.mark.parametrize(
    ("command", "changes", "field"),
    [
        ("draft-action", {"subdimension": "formacion"}, "body"),
        ("report-execution", {"level": 101}, "body/level"),
        ("diagnose", {"plan": "/commands/pme/1/2000"}, "path/cycle"),
    ],
)
def test_bad_form_is_told(
    client: httpx.Client, command: str, changes: dict[str, Any], field: str
) -> None:
    response = ask(client, command, **changes)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, field)

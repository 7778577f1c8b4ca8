"""The promise: one application answers GraphQL over HTTP and WebSocket, and tells its health."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import websockets
from tests.conftest import Server
from tests.projections.given import payment, school
from tests.service.serving import Service, serving

from sep_service.settings import Settings

PAYMENTS = "{ payments { nodes { month sepTotal } } }"


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        service.record(payment(1, "2024-03", 3_000_000_000), school(1, 2024))
        yield service


async def receive(socket: websockets.ClientConnection) -> dict[str, Any]:
    """The next message that is no keep-alive."""
    async with asyncio.timeout(15):
        while True:
            text = await socket.recv()
            assert isinstance(text, str), "the protocol is one of text frames"
            message: dict[str, Any] = json.loads(text)
            if message["type"] not in {"ping", "pong"}:
                return message


async def open_socket(service: Service) -> websockets.ClientConnection:
    socket = await websockets.connect(
        service.websocket_url,
        subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
        proxy=None,
    )
    await socket.send(json.dumps({"type": "connection_init"}))
    assert await receive(socket) == {"type": "connection_ack"}
    return socket


async def subscribe(
    socket: websockets.ClientConnection, key: str, document: str, **variables: Any
) -> None:
    payload = {"query": document, "variables": variables}
    message = {"id": key, "type": "subscribe", "payload": payload}
    await socket.send(json.dumps(message))


def test_a_question_is_answered_over_http(service: Service) -> None:
    with service.client() as client:
        posted = client.post("/graphql", json={"query": PAYMENTS}).json()
        asked = client.get("/graphql", params={"query": PAYMENTS}).json()
    assert posted == asked
    assert posted["data"]["payments"]["nodes"] == [{"month": "2024-03", "sepTotal": 3_000_000_000}]
    assert posted["extensions"]["ledger"]["position"] == 2


def test_questions_at_once_do_not_disturb_each_other(service: Service) -> None:
    async def ask() -> list[int]:
        async with httpx.AsyncClient(base_url=service.url, trust_env=False, timeout=30) as client:
            answers = await asyncio.gather(
                *(client.post("/graphql", json={"query": PAYMENTS}) for _ in range(40))
            )
        return [len(answer.json()["data"]["payments"]["nodes"]) for answer in answers]

    assert asyncio.run(ask()) == [1] * 40


def test_a_subscription_gives_what_was_and_what_comes(service: Service) -> None:
    async def scenario() -> list[int]:
        async with await open_socket(service) as socket:
            await subscribe(socket, "1", "subscription { events(after: 1) { position topic } }")
            first = await receive(socket)
            await asyncio.to_thread(service.record, payment(2, "2024-03", 1))
            second = await receive(socket)
        return [one["payload"]["data"]["events"]["position"] for one in (first, second)]

    assert asyncio.run(scenario()) == [2, 3]


def test_a_subscription_may_follow_some_topics_only(service: Service) -> None:
    topic = "cl.sep.school.registered.v1"

    async def scenario() -> dict[str, Any]:
        async with await open_socket(service) as socket:
            document = f'subscription {{ events(topics: ["{topic}"]) {{ position topic }} }}'
            await subscribe(socket, "1", document)
            return await receive(socket)

    assert asyncio.run(scenario())["payload"]["data"]["events"] == {"position": 2, "topic": topic}


FOLLOW = """subscription ($after: Position, $topics: [String!], $generation: UUID) {
  events(after: $after, topics: $topics, generation: $generation) { position }
}"""


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"after": 3}, "CURSOR_BEYOND_HEAD"),
        ({"after": -1}, "BAD_DOCUMENT"),
        ({"after": "1"}, "BAD_DOCUMENT"),
        ({"topics": ["cl.sep.payment.disbursd.v1"]}, "UNKNOWN_TOPIC"),
        ({"topics": ["a\x00"]}, "BAD_ARGUMENT"),
        ({"topics": ["\ud800"]}, "BAD_ARGUMENT"),
        ({"generation": "0198f6a4-5b1c-7c3e-9d2f-3a4b5c6d7e8f"}, "GENERATION_CHANGED"),
        ({"generation": "x"}, "BAD_DOCUMENT"),
    ],
)
def test_a_subscription_refuses_what_it_cannot_follow(
    service: Service, variables: dict[str, Any], code: str
) -> None:
    async def scenario() -> dict[str, Any]:
        async with await open_socket(service) as socket:
            await subscribe(socket, "1", FOLLOW, **variables)
            return await receive(socket)

    told = asyncio.run(scenario())
    payload = told["payload"]
    errors = payload if told["type"] == "error" else payload["errors"]
    assert [error["extensions"]["code"] for error in errors] == [code]


def test_a_misspelt_argument_of_a_subscription_is_refused(service: Service) -> None:
    async def scenario() -> dict[str, Any]:
        async with await open_socket(service) as socket:
            await subscribe(socket, "1", "subscription { events(afer: 1) { position } }")
            return await receive(socket)

    assert "Did you mean 'after'?" in asyncio.run(scenario())["payload"][0]["message"]


def test_what_stands_beside_the_question_of_a_subscription_is_refused(service: Service) -> None:
    async def scenario() -> dict[str, Any]:
        async with await open_socket(service) as socket:
            payload = {"query": FOLLOW, "variable": {"after": 1}}
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            return await receive(socket)

    (error,) = asyncio.run(scenario())["payload"]
    assert error["extensions"] == {"code": "UNKNOWN_FIELD", "nearest": "variables"}


def test_a_variable_that_a_subscription_does_not_declare_is_refused(service: Service) -> None:
    async def scenario() -> dict[str, Any]:
        async with await open_socket(service) as socket:
            await subscribe(socket, "1", FOLLOW, After=1)
            return await receive(socket)

    told = asyncio.run(scenario())
    errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
    assert errors[0]["extensions"] == {"code": "UNKNOWN_VARIABLE", "nearest": "after"}


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"asOf": "2020-01-01T00:00:00Z"}, "UNKNOWN_FIELD", "body/asOf"),
        ({"variable": {}}, "UNKNOWN_FIELD", "body/variable"),
        ({"\ud800": 1}, "UNKNOWN_FIELD", "body/\\ud800"),
    ],
)
def test_what_stands_beside_a_question_is_refused(
    service: Service, body: dict[str, Any], code: str, field: str
) -> None:
    with service.client() as client:
        sent = json.dumps({"query": PAYMENTS} | body)
        answer = client.post("/graphql", content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    told = answer.json()
    assert (told["code"], told["errors"][0]["field"]) == (code, field)


def test_the_member_of_a_question_that_is_nearest_is_named(service: Service) -> None:
    with service.client() as client:
        told = client.post("/graphql", json={"query": PAYMENTS, "Variables": {}}).json()
    assert told["errors"][0]["nearest"] == "variables"
    assert "«variables»" in told["detail"]


def test_a_question_says_each_thing_once(service: Service) -> None:
    twice = '{"query": "{ payments { totalCount } }", "variables": {"a": 1, "a": 2}}'
    document = "query ($r: Rbd) { payments(filter: {rbd: $r}) { totalCount } }"
    with service.client() as client:
        posted = client.post(
            "/graphql", content=twice, headers={"Content-Type": "application/json"}
        )
        asked = client.get("/graphql", params={"query": document, "variables": '{"r": 1, "r": 2}'})
    for answer, field in ((posted, "body/a"), (asked, "query/r")):
        assert (answer.status_code, answer.json()["code"]) == (422, "REPEATED_FIELD")
        assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[]", 400),
        ('[{"query": "{ payments { totalCount } }"}]', 400),
        ("1", 422),
        ('{"query": 1}', 400),
        ("{}", 400),
        ('{"query": "query a { __typename }", "operationName": "b"}', 400),
        ("\udcff", 400),
        ("[" * 100_000, 400),
    ],
)
def test_why_a_request_is_no_question_is_told_in_spanish(
    service: Service, body: str, status: int
) -> None:
    content = body.encode(errors="surrogateescape")
    with service.client() as client:
        answer = client.post(
            "/graphql", content=content, headers={"Content-Type": "application/json"}
        )
    assert answer.status_code == status
    english = ("is not", "must", "Unable", "found", "Unknown")
    assert not any(word in answer.json()["detail"] for word in english)


@pytest.mark.parametrize(
    "body",
    [
        '{"query": "{ payments { totalCount } }", "operationName": "\\ud800"}',
        '{"query": "{ payments { totalCount } }", "variables": {"a": "\\ud800"}}',
        '{"query": "{ payments { totalCount } } #\\ud800"}',
        '{"query": "{ \\u0000 }"}',
        '{"query": 1}',
        '{"query": "{ payments { totalCount } }", "variables": 1}',
        "[",
        "\x00",
    ],
)
def test_no_question_is_an_accident(service: Service, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    with service.client() as client:
        answer = client.post("/graphql", content=body, headers=headers)
    if answer.status_code == 200:
        assert answer.json()["errors"][0]["extensions"]["code"] != "INTERNAL"
    else:
        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "BAD_REQUEST"


def test_two_questions_on_one_socket_are_each_answered_as_of_now(service: Service) -> None:
    async def scenario() -> list[int]:
        counts = []
        async with await open_socket(service) as socket:
            for key in ("1", "2"):
                await subscribe(socket, key, "{ payments { totalCount } }")
                answer = await receive(socket)
                counts.append(answer["payload"]["data"]["payments"]["totalCount"])
                assert (await receive(socket))["type"] == "complete"
                await asyncio.to_thread(service.record, payment(2, "2024-03", 1))
        return counts

    assert asyncio.run(scenario()) == [1, 2]


def test_the_operators_limits_hold(postgres: Server, folded_template: str) -> None:
    settings = Settings(default_page_size=1, max_page_size=2)
    with (
        postgres.fresh_database(folded_template) as conninfo,
        serving(conninfo, settings) as service,
        service.client() as client,
    ):
        service.record(*(payment(rbd, "2024-03", 1) for rbd in (1, 2, 3)))
        default = client.post("/graphql", json={"query": PAYMENTS}).json()
        assert len(default["data"]["payments"]["nodes"]) == 1
        wide = "{ payments(first: 3) { totalCount } }"
        refused = client.post("/graphql", json={"query": wide}).json()
        assert refused["errors"][0]["extensions"]["code"] == "BAD_PAGE_SIZE"


def test_health_tells_life_and_readiness_tells_the_lag(service: Service) -> None:
    with service.client() as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        service.record(payment(2, "2024-03", 1), fold=False)
        assert client.get("/readyz").json() == {
            "status": "ok",
            "head": 3,
            "position": 2,
            "positionsBehind": 1,
        }


def test_a_service_whose_database_is_gone_lives_and_is_not_ready(
    postgres: Server, folded_template: str
) -> None:
    with postgres.fresh_database(folded_template) as conninfo:
        serve = serving(conninfo)
        service = serve.__enter__()
    with service.client() as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
    serve.__exit__(None, None, None)

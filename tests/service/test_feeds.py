"""The promise: an integrator gets every event once, in order, by pages or as a stream."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from jsonschema import Draft202012Validator
from tests.conftest import Server
from tests.projections.given import category, payment
from tests.service.serving import Service, serving

from sep_ledger.reading.generations import begin_where_restored

PAYMENT = "cl.sep.payment.disbursed.v1"
CATEGORY = "cl.sep.category.assigned.v2"


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    """Seven events: five payments with two categories in between."""
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        service.record(
            payment(1, "2024-03", 1),
            payment(2, "2024-03", 2),
            category(1, 2018, "medio"),
            payment(3, "2024-03", 3),
            category(2, 2018, "alto"),
            payment(4, "2024-03", 4),
            payment(5, "2024-03", 5),
        )
        yield service


def ids(batch: list[dict[str, Any]]) -> list[int]:
    return [int(event["id"]) for event in batch]


def messages(response: httpx.Response, count: int) -> list[tuple[int, dict[str, Any]]]:
    """The first messages of an event stream: id and data."""
    found: list[tuple[int, dict[str, Any]]] = []
    last = ""
    for line in response.iter_lines():
        field, _, value = line.partition(": ")
        if field == "id":
            last = value
        elif field == "data":
            found.append((int(last), httpx.Response(200, text=value).json()))
            if len(found) == count:
                break
    return found


def test_following_the_next_link_reads_every_event_once(service: Service) -> None:
    seen: list[int] = []
    with service.client() as client:
        url = "/events?limit=3"
        for _ in range(3):
            response = client.get(url)
            seen += ids(response.json())
            url = response.links["next"]["url"]
        assert seen == [1, 2, 3, 4, 5, 6, 7]
        assert client.get(url).json() == []
        service.record(payment(6, "2024-03", 6))
        assert ids(client.get(url).json()) == [8]


def test_a_topic_selects_events_and_the_link_keeps_it(service: Service) -> None:
    with service.client() as client:
        first = client.get("/events", params={"topic": PAYMENT, "limit": 2})
        second = client.get(first.links["next"]["url"])
        assert ids(first.json()) + ids(second.json()) == [1, 2, 4, 6]
        both = client.get("/events", params={"topic": [PAYMENT, CATEGORY]})
        assert len(both.json()) == 7


def test_a_page_says_up_to_where_it_is_complete(service: Service) -> None:
    with service.client() as client:
        assert client.get("/events?limit=3").headers["Ledger-Position"] == "3"
        rare = client.get("/events", params={"topic": CATEGORY, "limit": 10})
        assert rare.headers["Ledger-Position"] == "7"


def test_a_page_is_a_batch_of_cloudevents_by_the_projects_own_sdk(service: Service) -> None:
    with service.client() as client:
        response = client.get("/events")
    assert response.headers["content-type"] == "application/cloudevents-batch+json"
    events = [JSONFormat().read(CloudEvent, json.dumps(one)) for one in response.json()]
    assert [event.get_id() for event in events] == [str(n) for n in range(1, 8)]
    assert {event.get_specversion() for event in events} == {"1.0"}
    assert events[0].get_type() == PAYMENT
    assert events[0].get_extension("originrow") == 1
    content = events[0].get_data()
    assert isinstance(content, dict)
    assert content["sep_total"] == 1


def test_the_content_of_each_event_keeps_to_its_published_schema(service: Service) -> None:
    with service.client() as client:
        for event in client.get("/events").json():
            schema = client.get(f"/event-types/{event['type']}")
            assert schema.headers["content-type"] == "application/schema+json"
            assert schema.json()["$id"] == event["dataschema"]
            Draft202012Validator(schema.json()).validate(event["data"])


def test_every_event_type_is_listed_with_its_schema(service: Service) -> None:
    with service.client() as client:
        types = client.get("/event-types").json()
        assert {PAYMENT, CATEGORY} <= {one["topic"] for one in types}
        for one in types:
            Draft202012Validator.check_schema(client.get(one["schema"]).json())
        assert client.get("/event-types/cl.sep.payment.disbursed.v9").status_code == 404


def test_one_event_is_found_by_its_position(service: Service) -> None:
    with service.client() as client:
        response = client.get("/events/3")
        assert response.headers["content-type"] == "application/cloudevents+json"
        assert JSONFormat().read(CloudEvent, response.content).get_type() == CATEGORY
        assert client.get("/events/8").status_code == 404


def test_a_stream_gives_what_was_and_what_comes(service: Service) -> None:
    with service.client() as client, client.stream("GET", "/events/stream") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        service.record(payment(6, "2024-03", 6))
        received = messages(response, 8)
    assert [position for position, _ in received] == list(range(1, 9))
    assert received[7][1]["data"]["rbd"] == 6


def test_a_stream_resumes_after_the_last_event_that_was_seen(service: Service) -> None:
    headers = {"Last-Event-ID": "5"}
    with (
        service.client() as client,
        client.stream("GET", "/events/stream?after=1", headers=headers) as response,
    ):
        assert [position for position, _ in messages(response, 2)] == [6, 7]


def test_a_stream_may_follow_some_topics_only(service: Service) -> None:
    with (
        service.client() as client,
        client.stream("GET", "/events/stream", params={"topic": CATEGORY}) as response,
    ):
        assert [position for position, _ in messages(response, 2)] == [3, 5]


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("/events?after=-1", 422),
        ("/events?after=x", 422),
        (f"/events?after={1 << 63}", 422),
        ("/events?limit=0", 422),
        ("/events?limit=1001", 422),
        ("/events?topic=cl.sep.nothing.v1", 422),
        ("/events/stream?topic=cl.sep.nothing.v1", 422),
        ("/events/0", 422),
        ("/event-types/nothing", 404),
    ],
)
def test_what_cannot_be_answered_is_refused(
    service: Service, request_line: str, status: int
) -> None:
    with service.client() as client:
        assert client.get(request_line).status_code == status


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "٣", str(1 << 63)])
def test_a_stream_cannot_resume_after_what_is_no_position(service: Service, last: str) -> None:
    with service.client() as client:
        response = client.get("/events/stream", headers=[(b"Last-Event-ID", last.encode())])
        assert response.status_code == 400


BEYOND = ("/events?after=8", "/events/stream?after=8", "/ocds/releases?after=8")


def refusal(client: httpx.Client, address: str, **headers: str) -> dict[str, Any]:
    """What a reader is told who follows another log."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 409, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize("address", BEYOND)
def test_a_reader_does_not_go_on_beyond_the_head(service: Service, address: str) -> None:
    with service.client() as client:
        told = refusal(client, address)
        assert (told["code"], told["head"]) == ("CURSOR_BEYOND_HEAD", 7)
        assert client.get("/events?after=7").json() == []


def test_a_stream_does_not_resume_beyond_the_head(service: Service) -> None:
    with service.client() as client:
        told = refusal(client, "/events/stream", **{"Last-Event-ID": "8"})
        assert told["code"] == "CURSOR_BEYOND_HEAD"


def test_every_feed_names_the_generation_of_the_log(service: Service) -> None:
    with service.client() as client:
        page = client.get("/events?limit=2")
        generation = page.headers["Ledger-Generation"]
        assert {event["generation"] for event in page.json()} == {generation}
        assert f"generation={generation}" in page.links["next"]["url"]
        assert client.get("/events/1").json()["generation"] == generation
        assert client.get("/ocds/releases").headers["Ledger-Generation"] == generation
        with client.stream("GET", "/events/stream") as response:
            assert response.headers["Ledger-Generation"] == generation
            lines = response.iter_lines()
            assert next(lines) == f": generation {generation}"
        asked = "{ payments { totalCount } }"
        answer = client.get("/graphql", params={"query": asked}).json()
        assert answer["extensions"]["ledger"]["generation"] == generation


@pytest.mark.parametrize("feed", ["/events", "/events/stream", "/ocds/releases"])
def test_a_reader_is_told_when_the_log_was_restored(service: Service, feed: str) -> None:
    with service.client() as client:
        first = client.get("/events").headers["Ledger-Generation"]
        with psycopg.connect(service.conninfo, autocommit=True) as connection:
            begun = begin_where_restored(connection, anyway=True)
        service.record(payment(6, "2024-03", 6))
        told = refusal(client, f"{feed}?after=8&generation={first}")
        assert (told["code"], told["shared"]) == ("GENERATION_CHANGED", 7)
        assert told["generation"] == str(begun)
        other = refusal(client, f"{feed}?generation={uuid4()}")
        assert other["shared"] == 0


def test_a_stream_resumes_in_its_generation_only(service: Service) -> None:
    with service.client() as client:
        generation = client.get("/events").headers["Ledger-Generation"]
        seen = {"Last-Event-ID": f"{generation}:5"}
        with client.stream("GET", "/events/stream", headers=seen) as response:
            assert [position for position, _ in messages(response, 2)] == [6, 7]
        told = refusal(client, "/events/stream", **{"Last-Event-ID": f"{uuid4()}:5"})
        assert told["code"] == "GENERATION_CHANGED"
        for wrong in (f"{generation}:", f"{generation}5", ":5", f"{generation}:x"):
            answer = client.get("/events/stream", headers={"Last-Event-ID": wrong})
            assert (answer.status_code, answer.json()["code"]) == (400, "BAD_POSITION")


def test_an_open_stream_ends_when_the_log_is_restored(service: Service) -> None:
    with service.client() as client, client.stream("GET", "/events/stream?after=7") as response:
        lines = response.iter_lines()
        next(lines)
        with psycopg.connect(service.conninfo, autocommit=True) as connection:
            begin_where_restored(connection, anyway=True)
        found = [line for line in lines if line and not line.startswith(":")]
    assert found[0] == "event: problem"
    assert json.loads(found[1].removeprefix("data: "))["code"] == "GENERATION_CHANGED"

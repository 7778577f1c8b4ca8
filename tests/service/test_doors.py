"""The promise: no door answers another question than the one that was asked.

The table is made of the OpenAPI document, so a route that is added is walked through, too: each
parameter misspelt, given twice, as a number for an instant, without an offset, as no value of its
enumeration, with U+0000. Every answer is a refusal in the one shape.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import httpx
import pytest
from tests.conftest import Server
from tests.projections.given import payment
from tests.service.serving import serving

from sep_service.app import create_app
from sep_service.settings import Settings

DOCUMENT = create_app(Settings(), "").openapi()
PROBLEM = "application/problem+json"
TOPIC = "cl.sep.payment.disbursed.v1"
IN_PATH: dict[str, Any] = {
    "sha256": "ab" * 32,
    "topic": TOPIC,
    "kind": "entries",
    "ocid": "ocds-sepcl0-contrato-C/1",
    "sostenedor": "62000660-2",
    "ate": "76000000-0",
    "month": "2024-03",
    "finding": "0198f6a4-5b1c-7c3e-9d2f-3a4b5c6d7e8f",
    "contract": "C1",
    "subvencion": "SEP",
    "account": "62000660-2",
}
"""What stands in an address whose schema neither lists values nor bounds a number."""

BY_FORMAT: dict[str, tuple[str, ...]] = {
    "date-time": (
        "1711929599",
        "2024-03-31",
        "2024-03-31T23:59:59",
        "2024-03-31 23:59:59Z",
        "2024-03-31T23:59:59+00",
        "2024-02-30T00:00:00Z",
        "1e9",
    ),
    "date": ("1711929599", "20240331", "31-03-2024", "2024-3-31", "2024-02-30", "2024-03-31T00:00"),
    "uuid": ("1", "cualquiera"),
}
BY_TYPE: dict[str, tuple[str, ...]] = {
    "integer": ("x", "1_0", "1.0", "1e3", " 1", "+1", "٣", "-99999999999999999999", ""),
}


class Door(NamedTuple):
    """An operation, and the address of one that is well formed."""

    method: str
    path: str
    address: str
    parameters: dict[str, dict[str, Any]]
    """Of the query: what the document says of each."""


def doors() -> list[Door]:
    found = [
        Door(method, path, address(path, operation), of_query(operation))
        for path, item in DOCUMENT["paths"].items()
        for method, operation in item.items()
    ]
    asked = {name: {"type": "string"} for name in ("query", "variables", "operationName")}
    return [
        *found,
        Door("get", "/graphql", "/graphql", asked | {"extensions": {"type": "string"}}),
        Door("post", "/graphql", "/graphql", {}),
    ]


def address(path: str, operation: dict[str, Any]) -> str:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            value = one_of(parameter["name"], parameter["schema"])
            path = path.replace("{" + parameter["name"] + "}", quote(str(value)))
    return path


def one_of(name: str, schema: dict[str, Any]) -> Any:
    schema = schema_of(schema)
    if "enum" in schema:
        return schema["enum"][0]
    return IN_PATH.get(name, schema.get("minimum", "1"))


def of_query(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        parameter["name"]: schema_of(parameter["schema"])
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
    }


def schema_of(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without the null that it may be instead, its reference followed."""
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    if "$ref" in kinds[0]:
        return dict(DOCUMENT["components"]["schemas"][kinds[0]["$ref"].rpartition("/")[2]])
    return dict(kinds[0])


def misspellings(name: str) -> set[str]:
    """How somebody else would write it, or in haste."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    kebab = snake.replace("_", "-")
    return {snake, kebab, name.upper(), f"{name}s", name[:-1], f"{name}_"} - {name}


def wrong_values(schema: dict[str, Any]) -> list[str]:
    schema = schema_of(schema.get("items", schema))
    values = [
        *BY_FORMAT.get(schema.get("format", ""), ()),
        *BY_TYPE.get(schema.get("type", ""), ()),
    ]
    if "enum" in schema:
        values += [f"{schema['enum'][0]}x", schema["enum"][0].swapcase(), ""]
    if "pattern" in schema:
        values += ["~"]
    return values


class Wrong(NamedTuple):
    """A request that is to be refused, and the field that it is refused for."""

    door: Door
    query: str
    field: str


def table() -> Iterator[Wrong]:
    for door in doors():
        known = door.parameters
        for name in {wrong for one in known for wrong in misspellings(one)} - set(known):
            yield Wrong(door, urlencode({name: "1"}), f"query/{name}")
        yield Wrong(door, "cualquiera", "query/cualquiera")
        yield Wrong(door, "cualquiera=%00", "query/cualquiera")
        for name, schema in known.items():
            for value in wrong_values(schema):
                yield Wrong(door, urlencode({name: value}), f"query/{name}")
            for value in ("%00", "SEP%00", "%ED%A0%80", "%FF", "%C3"):
                yield Wrong(door, f"{name}={value}", f"query/{name}")
            if schema.get("type") != "array":
                yield Wrong(door, f"{name}=1&{name}=2", f"query/{name}")


@pytest.fixture(scope="module")
def client(
    postgres: Server, folded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with (
        postgres.fresh_database(folded_template) as conninfo,
        serving(conninfo, settings) as service,
        service.client() as client,
    ):
        service.record(*(payment(number, "2024-03", number) for number in range(1, 4)))
        yield client


def assert_refused(answer: httpx.Response, status: int | None = None) -> dict[str, Any]:
    """In the one shape; gives it."""
    assert 400 <= answer.status_code < 500, f"{answer.request.url}: {answer.status_code}"
    assert answer.headers["Content-Type"] == PROBLEM, answer.text
    told: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(told)
    assert told["status"] == answer.status_code == (status or answer.status_code)
    assert told["type"].startswith("urn:sep-ledger:problem:")
    assert told["code"]
    return told


@pytest.mark.parametrize("door", doors(), ids=lambda door: f"{door.method} {door.path}")
def test_a_door_refuses_what_it_cannot_read(door: Door, client: httpx.Client) -> None:
    wrongs = [wrong for wrong in table() if wrong.door == door]
    assert len(wrongs) >= 2 + 10 * len(door.parameters)
    for wrong in wrongs:
        answer = client.request(door.method, f"{door.address}?{wrong.query}")
        if door.method == "head":
            assert answer.status_code == 422
            continue
        told = assert_refused(answer, 422)
        assert wrong.field in {error["field"] for error in told["errors"]}, (wrong, told)


@pytest.mark.parametrize("door", doors(), ids=lambda door: f"{door.method} {door.path}")
def test_a_door_refuses_characters_in_its_path_that_nobody_can_keep(
    door: Door, client: httpx.Client
) -> None:
    for parameter in set(door.path.split("/")) - set(door.address.split("/")):
        for wrong in ("%00", "a%00b", "%ED%A0%80", "%FF"):
            path = "/".join(
                wrong if part == parameter else real
                for part, real in zip(door.path.split("/"), door.address.split("/"), strict=False)
            )
            answer = client.request(door.method, path)
            assert 400 <= answer.status_code < 500, (path, answer.status_code)


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/events?topics=x", "topic"),
        ("/events?After=1", "after"),
        (f"/events?topic={TOPIC.replace('disbursed', 'disbursd')}", TOPIC),
        ("/exports/journal/csv?as_of=2024-01-01T00:00:00Z", "asOf"),
        ("/exports/journal/csv?from_date=2024-01-01", "from"),
        ("/exports/journal/csv?to_date=2024-01-01", "to"),
        ("/exports/journal/cvs", "csv"),
        ("/exports/outcomes/panel/csv?grade=4b&subject=lec", "lect"),
        ("/exports/outcomes/panel/csv?grade=4B&subject=lect", "4b"),
        ("/exports/outcomes/scors/csv", "scores"),
        ("/exports/outcomes/scores/csv?as_of=2024-01-01T00:00:00Z", "asOf"),
        ("/ocds/releases?since=2024-01-01T00:00:00Z", "from"),
        ("/ocds/releases?until=2024-01-01T00:00:00Z", "to"),
        ("/schools/1/2024/Estado_resultado.txt?as_of=2024-01-01T00:00:00Z", "asOf"),
        ("/log/proof/consistency?form=1", "from"),
        ("/graphql?operation_name=x", "operationName"),
    ],
)
def test_a_refusal_names_what_may_be_meant(
    client: httpx.Client, address: str, nearest: str
) -> None:
    told = assert_refused(client.get(address), 422)
    assert nearest in {error.get("nearest") for error in told["errors"]}
    assert f"«{nearest}»" in told["detail"]


@pytest.mark.parametrize(
    ("header", "nearest"),
    [
        ("Ledger-Actr", "Ledger-Actor"),
        ("Ledger-Generatoin", "generation"),
        ("Ledger-Generation", "generation"),
        ("Ledger-Positon", "after"),
        ("Ledger-Wait", "Ledger-Wait-For"),
        ("Last-EventId", "Last-Event-ID"),
        ("Idempotency-Keys", "Idempotency-Key"),
    ],
)
def test_a_header_of_ours_that_is_misspelt_is_refused(
    client: httpx.Client, header: str, nearest: str
) -> None:
    told = assert_refused(client.get("/events", headers={header: "1"}), 400)
    assert told["errors"][0]["nearest"] == nearest


def test_what_is_nowhere_or_not_admitted_is_told_in_the_same_shape(client: httpx.Client) -> None:
    assert assert_refused(client.get("/event"), 404)["code"] == "NOT_FOUND"
    assert assert_refused(client.get("/events/9"), 404)["code"] == "NOT_FOUND"
    assert assert_refused(client.delete("/events"), 405)["code"] == "METHOD_NOT_ALLOWED"
    unknown = assert_refused(client.get(f"/event-types/{TOPIC}0"), 404)
    assert TOPIC in unknown["detail"]


@pytest.mark.parametrize("body", ['{"x": "a\\u0000"}', '{"x": ["\\ud800"]}', '{"\\udc00": 1}'])
def test_no_body_brings_a_text_that_nobody_can_keep(client: httpx.Client, body: str) -> None:
    headers = {"Idempotency-Key": "1", "Ledger-Actor": "a", "Content-Type": "application/json"}
    path = "/commands/rendicion/62000660-2/1/2024/SEP/sign"
    told = assert_refused(client.post(path, content=body, headers=headers), 422)
    assert told["code"] == "BAD_CHARACTER"


@pytest.mark.parametrize(
    ("body", "field"), [('{"x": 1, "x": 2}', "body/x"), ('{"x": [{"y": 1, "y": 1}]}', "body/y")]
)
def test_no_body_says_a_field_twice(client: httpx.Client, body: str, field: str) -> None:
    headers = {"Idempotency-Key": "1", "Ledger-Actor": "a", "Content-Type": "application/json"}
    path = "/commands/rendicion/62000660-2/1/2024/SEP/sign"
    told = assert_refused(client.post(path, content=body, headers=headers), 422)
    assert told["code"] == "REPEATED_FIELD"
    assert told["errors"][0]["field"] == field


def test_a_span_that_ends_before_it_begins_is_refused(client: httpx.Client) -> None:
    told = assert_refused(client.get("/exports/journal/csv?from=2024-02-01&to=2024-01-01"), 422)
    assert told["errors"][0]["field"] == "query/to"


@pytest.mark.parametrize(
    "path",
    [
        "/exports/journal/csv",
        "/exports/outcomes/scores/csv",
        "/schools/1/2024/Estado_resultado.txt",
        "/exports/superintendencia/documentos/62000660-2/2024",
    ],
)
def test_what_will_be_known_is_not_asked(client: httpx.Client, path: str) -> None:
    coming = (datetime.now(UTC) + timedelta(minutes=2)).isoformat()
    told = assert_refused(client.get(path, params={"asOf": coming}), 422)
    assert (told["code"], told["errors"][0]["field"]) == ("BAD_INSTANT", "query/asOf")
    now = (datetime.now(UTC) + timedelta(seconds=20)).isoformat()
    assert client.get(path, params={"asOf": now}).status_code != 422


def test_a_reader_of_another_log_is_told_what_is_shared(client: httpx.Client) -> None:
    other = "0198f6a4-5b1c-7c3e-9d2f-3a4b5c6d7e8f"
    told = assert_refused(client.get("/events", params={"generation": other}), 409)
    assert told["shared"] == 0
    assert "no comparten ninguna posición: descarte todo y siga desde 0" in told["detail"]

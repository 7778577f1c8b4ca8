"""The promise: a document is uploaded, pointed to and read again over HTTP, byte for byte, as a
download that no browser runs; what is missing, altered or too large is told, never served.
"""

import hashlib
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.service.serving import Service, serving

from sep_projections.update import update
from sep_service.settings import Settings

MEGABYTE = 1 << 20
PDF = {"Content-Type": "application/pdf"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("datos")


@pytest.fixture(scope="module")
def service(postgres: Server, folded_template: str, folder: Path) -> Iterator[Service]:
    settings = Settings(data_dir=folder, documents_max_mb=1)
    with (
        postgres.fresh_database(folded_template) as conninfo,
        serving(conninfo, settings) as service,
    ):
        yield service


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def upload(client: httpx.Client, content: bytes, **headers: str) -> httpx.Response:
    return client.post("/documents", content=content, headers=PDF | headers)


def some(size: int = 500) -> bytes:
    return os.urandom(size)


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def reference(content: bytes, **changes: Any) -> dict[str, Any]:
    return {
        "sha256": name_of(content),
        "size": len(content),
        "media_type": "application/pdf",
        "title": "Factura Nº 771",
        "kind": "factura",
    } | changes


def open_finding(client: httpx.Client, *evidence: Any, finding: str = "") -> httpx.Response:
    return client.post(
        f"/commands/hallazgo/{finding or uuid4()}/open",
        json={
            "occurred_on": "2025-06-02",
            "subject_kind": "event",
            "subject": "1",
            "text": "La factura no alcanza",
            "evidence": list(evidence),
        },
        headers={"Idempotency-Key": "k", "Ledger-Actor": "auditora@supereduc.cl"},
    )


def test_a_document_is_kept_under_its_hash(client: httpx.Client) -> None:
    content = some()
    first, again = upload(client, content), upload(client, content)

    name = name_of(content)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (
        first.json()
        == again.json()
        == {
            "sha256": name,
            "size": 500,
            "media_type": "application/pdf",
            "url": f"/documents/{name}",
        }
    )
    assert (first.headers["Location"], first.headers["ETag"]) == (f"/documents/{name}", f'"{name}"')
    assert client.get(first.json()["url"]).content == content


def test_the_same_document_many_times_at_once_is_one(client: httpx.Client) -> None:
    content = some(300_000)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: upload(client, content), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert client.get(f"/documents/{name_of(content)}").content == content


def test_it_is_a_download_that_nothing_runs(client: httpx.Client) -> None:
    page = b"<script>alert(1)</script>" + some()
    upload(client, page, **{"Content-Type": "text/html; charset=utf-8"})

    answer = client.get(f"/documents/{name_of(page)}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_event_that_points_to_it_gives_it_its_name(
    client: httpx.Client, service: Service
) -> None:
    content = some()
    upload(client, content)
    assert open_finding(client, reference(content)).status_code == 200
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        update(connection)

    answer = client.get(f"/documents/{name_of(content)}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{name_of(content)[:16]}.pdf"; '
        "filename*=UTF-8''Factura%20N%C2%BA%20771.pdf"
    )


def test_who_has_it_need_not_read_it_again(client: httpx.Client) -> None:
    content = some()
    upload(client, content)
    address, tag = f"/documents/{name_of(content)}", f'"{name_of(content)}"'

    seen = client.get(address, headers={"If-None-Match": tag})
    assert (seen.status_code, seen.content, seen.headers["ETag"]) == (304, b"", tag)
    assert client.get(address, headers={"If-None-Match": '"otro"'}).content == content


def test_head_tells_its_size(client: httpx.Client) -> None:
    content = some(1_234)
    upload(client, content)
    answer = client.head(f"/documents/{name_of(content)}")
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, "1234")
    assert client.head(f"/documents/{'0' * 64}").status_code == 404


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].removeprefix("urn:sep-ledger:problem:")


def test_what_is_not_there_and_what_is_no_name_is_told(client: httpx.Client) -> None:
    assert problem(client.get(f"/documents/{'0' * 64}")) == (404, "unknown-document")
    seen = {"If-None-Match": f'"{"0" * 64}"'}
    assert problem(client.get(f"/documents/{'0' * 64}", headers=seen)) == (404, "unknown-document")
    assert problem(client.get("/documents/factura.pdf")) == (422, "malformed")
    assert problem(client.get(f"/documents/{'AB' * 32}")) == (422, "malformed")


def test_a_document_without_a_byte_or_beyond_the_bound_is_refused(client: httpx.Client) -> None:
    assert problem(upload(client, b"")) == (422, "empty")
    assert problem(upload(client, b"x" * (MEGABYTE + 1))) == (413, "too-large")

    def unannounced() -> Iterator[bytes]:
        yield from [b"x" * MEGABYTE, b"x"]

    assert problem(client.post("/documents", content=unannounced(), headers=PDF)) == (
        413,
        "too-large",
    )
    assert upload(client, some(MEGABYTE)).status_code == 201


def test_a_media_type_has_its_form(client: httpx.Client) -> None:
    assert problem(upload(client, some(), **{"Content-Type": "pdf"})) == (400, "malformed")


def test_an_altered_document_is_named_and_not_served(client: httpx.Client, folder: Path) -> None:
    content = some()
    name = name_of(upload(client, content).request.content)
    path = folder / "documents" / "sha256" / name[:2] / name
    path.write_bytes(content[:-1] + b"?")

    for answer in (client.get(f"/documents/{name}"), upload(client, content)):
        assert problem(answer) == (500, "altered-document")
        assert name in answer.json()["detail"]


def test_an_upload_that_breaks_off_leaves_nothing(
    client: httpx.Client, service: Service, folder: Path
) -> None:
    content = some(10_000)
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as cut:
        head = f"POST /documents HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(content)}\r\n\r\n"
        cut.sendall(head.encode() + content[:5_000])
    assert client.get(f"/documents/{name_of(content)}").status_code == 404
    assert client.get(f"/documents/{name_of(content[:5_000])}").status_code == 404
    assert not list((folder / "incoming").iterdir())


def test_a_command_does_not_point_to_what_is_not_kept(client: httpx.Client) -> None:
    content, finding = some(), str(uuid4())
    unkept = open_finding(client, reference(content), finding=finding)
    assert problem(unkept) == (422, "unheld-document")
    assert unkept.json()["errors"][0]["field"] == "body/evidence/0/sha256"
    assert "POST /documents" in unkept.json()["detail"]

    upload(client, content)
    longer = open_finding(client, reference(content, size=501), finding=finding)
    assert problem(longer) == (422, "unheld-document")
    assert longer.json()["errors"] == [
        {"field": "body/evidence/0/size", "detail": "tiene 500 bytes y se indicaron 501"}
    ]
    assert open_finding(client, reference(content), finding=finding).json()["version"] == 1


def test_the_feed_of_events_names_its_evidence(client: httpx.Client) -> None:
    contents = [some(), some()]
    for content in contents:
        upload(client, content)
    (position,) = open_finding(client, *map(reference, contents)).json()["positions"]

    event = client.get(f"/events/{position}").json()
    assert event["originevidence"] == " ".join(map(name_of, contents))


def test_a_store_that_is_out_of_reach_is_told(
    postgres: Server, folded_template: str, tmp_path: Path
) -> None:
    settings = Settings(
        data_dir=tmp_path,
        documents_url="s3://respaldos",
        documents_s3_endpoint="http://127.0.0.1:1",
        documents_s3_region="us-east-1",
        documents_s3_access_key_id="un-id",
        documents_s3_secret_access_key="una-clave",  # noqa: S106 (opens nothing)
    )
    with (
        postgres.fresh_database(folded_template) as conninfo,
        serving(conninfo, settings) as service,
        service.client() as client,
    ):
        assert problem(upload(client, some())) == (503, "unavailable")
        assert problem(open_finding(client, reference(some()))) == (503, "unavailable")
        assert open_finding(client).status_code == 200

"""The promise: every request has a name, is counted, traced and recorded, whatever became of it."""

import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import psycopg
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from psycopg.conninfo import conninfo_to_dict
from tests.conftest import Server
from tests.projections.given import payment
from tests.service.serving import Service, serving

PAYMENTS = "{ payments { nodes { month } } }"


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        service.record(payment(1, "2024-03", 1), payment(2, "2024-03", 2))
        yield service


def scraped(service: Service) -> dict[str, Metric]:
    """The metrics by name, as Prometheus's own reader understands them."""
    with service.client() as client:
        answer = client.get("/metrics")
    assert answer.status_code == 200
    return {metric.name: metric for metric in text_string_to_metric_families(answer.text)}


def value(metric: Metric, **labels: str) -> float:
    (found,) = [
        sample.value
        for sample in metric.samples
        if labels.items() <= sample.labels.items() and not sample.name.endswith(("_bucket", "_sum"))
    ]
    return found


@pytest.mark.parametrize("path", ["/events", "/nowhere", "/events?limit=x", "/healthz"])
def test_an_answer_bears_the_name_that_its_request_was_given(service: Service, path: str) -> None:
    with service.client() as client:
        answer = client.get(path, headers={"X-Request-ID": "proxy-7.a_B"})
    assert answer.headers["X-Request-ID"] == "proxy-7.a_B"


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "línea".encode().decode("latin-1"), None])
def test_a_name_that_is_not_well_formed_is_exchanged_for_one_that_is(
    service: Service, given: str | None
) -> None:
    headers = {} if given is None else {b"X-Request-ID": given.encode("latin-1")}
    with service.client() as client:
        first, second = (client.get("/healthz", headers=headers) for _ in range(2))
    names = [answer.headers["X-Request-ID"] for answer in (first, second)]
    assert all(len(name) == 36 for name in names)
    assert names[0] != names[1]


def test_what_is_recorded_of_a_request_bears_its_name_and_nothing_that_it_brought(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with service.client() as client:
        client.get("/events?secreto=12345678-5", headers={"X-Request-ID": "abc"})
    (record,) = [each for each in caplog.records if each.message == "request answered"]
    assert (record.__dict__["route"], record.__dict__["status"]) == ("/events", 422)
    assert "secreto" not in json.dumps(record.__dict__, default=str)


def test_our_own_failure_is_a_problem_with_the_name_under_which_it_is_recorded(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    with psycopg.connect(service.conninfo, autocommit=True) as connection:
        connection.execute("alter table ledger.events rename column topic to other")
    with service.client() as client:
        answer = client.get("/events", headers={"X-Request-ID": "abc"})
        alive = client.get("/healthz")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (500, "INTERNAL")
    assert "abc" in problem["detail"]
    assert "topic" not in answer.text
    failures = [each for each in caplog.records if each.message == "request failed"]
    assert failures[0].exc_info is not None
    assert alive.status_code == 200


def test_metrics_say_how_log_and_views_stand(service: Service) -> None:
    found = scraped(service)
    assert value(found["sep_ledger_database_up"]) == 1
    assert value(found["sep_ledger_head_position"]) == 2
    assert value(found["sep_ledger_projection_position"], projection="payments") == 2
    assert value(found["sep_ledger_projection_lag_seconds"], projection="payments") == 0
    service.record(payment(3, "2024-03", 3), fold=False)
    found = scraped(service)
    assert value(found["sep_ledger_head_position"]) == 3
    assert value(found["sep_ledger_projection_position"], projection="payments") == 2
    assert value(found["sep_ledger_projection_lag_seconds"], projection="payments") > 0


def test_metrics_count_requests_by_the_template_of_their_address(service: Service) -> None:
    def counted(scrape: str) -> float:
        """Of all services of this process: what was asked of one event that is not there."""
        return sum(
            sample.value
            for metric in text_string_to_metric_families(scrape)
            for sample in metric.samples
            if sample.name == "http_server_request_duration_seconds_count"
            and sample.labels
            == {
                "http_request_method": "GET",
                "http_route": "/events/{position}",
                "http_response_status_code": "404",
            }
        )

    with service.client() as client:
        before = client.get("/metrics").text
        for position in (7, 8, 9):
            client.get(f"/events/{position}")
        client.get("/invented/by/anybody")
        client.request("INVENTED", "/events")
        after = client.get("/metrics").text
    assert counted(after) - counted(before) == 3
    assert "invented" not in after
    assert "INVENTED" not in after


def test_metrics_leave_out_what_a_database_that_is_away_does_not_tell(
    postgres: Server, service: Service
) -> None:
    name = str(conninfo_to_dict(service.conninfo)["dbname"])
    postgres.execute("alter database {} with allow_connections false", name)
    postgres.execute("drop database {} with (force)", name)
    try:
        found = scraped(service)
    finally:
        postgres.execute("create database {}", name)  # which the fixture drops
    assert value(found["sep_ledger_database_up"]) == 0
    assert "sep_ledger_head_position" not in found
    assert "sep_ledger_projection_lag_seconds" not in found


def test_prometheus_accepts_the_metrics(service: Service) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("needs promtool, of Debian's package prometheus")
    with service.client() as client:
        client.get("/events")
        text = client.get("/metrics").text
    checked = subprocess.run(
        [promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


@dataclass
class Collector:
    """A receiver of OTLP over HTTP, which keeps the spans it is sent."""

    url: str
    spans: list[Span] = field(default_factory=list)
    service: dict[str, str] = field(default_factory=dict)


@contextmanager
def collecting() -> Iterator[Collector]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent = ExportTraceServiceRequest.FromString(body)
            for resource in sent.resource_spans:
                for named in resource.resource.attributes:
                    collector.service[named.key] = named.value.string_value
                for scope in resource.scope_spans:
                    collector.spans.extend(scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        collector = Collector(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def started(conninfo: str, folder: Path, **environment: str) -> Iterator[str]:
    """`sep-ledger serve` in a process of its own; the address it answers at."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    known = {"SEP_LEDGER_DATABASE_URL": conninfo, "SEP_LEDGER_DATA_DIR": str(folder)}
    command = [str(Path(sys.executable).with_name("sep-ledger")), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | known | environment)
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while not _answers(url):
            assert process.poll() is None, "the service ended"
            assert time.monotonic() < until, "the service took too long to start"
            time.sleep(0.1)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_a_request_is_a_span_of_the_trace_that_its_client_began(
    postgres: Server, folded_template: str, tmp_path: Path
) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    parent = f"00-{trace}-00f067aa0ba902b7-01"
    with postgres.fresh_database(folded_template) as conninfo, collecting() as collector:
        where = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
        with started(conninfo, tmp_path, **where) as url:
            httpx.get(f"{url}/events/7?x=1-9", headers={"traceparent": parent}, trust_env=False)
    spans = [span for span in collector.spans if span.trace_id.hex() == trace]
    (served,) = [span for span in spans if span.kind == Span.SPAN_KIND_SERVER]
    assert served.name == "GET /events/{position}"
    attributes = {each.key: each.value for each in served.attributes}
    assert served.parent_span_id.hex() == "00f067aa0ba902b7"
    assert attributes["http.response.status_code"].int_value == 422
    assert attributes["url.query"].string_value == "x=REDACTED"
    assert attributes["http.route"].string_value == "/events/{position}"
    assert collector.service["service.name"] == "sep-ledger"
    assert "1-9" not in str(collector.spans)

"""A service that really listens, over a database with empty projections at first."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psycopg
import uvicorn
from tests.staged import FactAppend, StagedFact

from sep_domain.events.base import Fact
from sep_domain.provenance import FileSource, Provenance
from sep_projections.update import update
from sep_service.app import create_app
from sep_service.settings import Settings

_START_SECONDS = 20


@dataclass(frozen=True)
class Service:
    """A listening service and its database."""

    conninfo: str
    url: str

    @property
    def websocket_url(self) -> str:
        return self.url.replace("http", "ws") + "/graphql"

    def client(self) -> httpx.Client:
        """A client with no proxy in between."""
        return httpx.Client(base_url=self.url, trust_env=False, timeout=20)

    def record(self, *facts: Fact, fold: bool = True) -> None:
        """Records facts as the rows of one file."""
        source = {"sha256": "ab" * 32, "name": "archivo.csv", "dataset": "prueba"}
        staged = [
            StagedFact.of(row, fact, Provenance(source=FileSource(**source, row=row)))
            for row, fact in enumerate(facts, start=1)
        ]
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            FactAppend(connection).append(staged)
            if fold:
                update(connection)


@contextmanager
def serving(conninfo: str, settings: Settings | None = None) -> Iterator[Service]:
    """The service on a free port, stopped when the block ends."""
    app = create_app(settings or Settings(), conninfo)
    # Streams that are still open get no time to finish; each resumes from its last event.
    config = uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="service", daemon=True)
    thread.start()
    try:
        yield Service(conninfo, f"http://127.0.0.1:{_port(server, thread)}")
    finally:
        server.should_exit = True
        thread.join(_START_SECONDS)


def _port(server: uvicorn.Server, thread: threading.Thread) -> int:
    until = time.monotonic() + _START_SECONDS
    while not server.started:
        assert thread.is_alive(), "the service did not start"
        assert time.monotonic() < until, "the service took too long to start"
        time.sleep(0.02)
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port

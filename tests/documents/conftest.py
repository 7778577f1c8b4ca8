"""Stores to keep documents in: a folder, and a bucket of a server that speaks S3."""

import logging
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer
from psycopg.conninfo import conninfo_to_dict
from tests.conftest import Server

from sep_ledger.documents.places import S3Access
from sep_ledger.documents.store import DocumentStore
from sep_projections.update import prepare

_buckets = count(1)


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """A server that speaks S3, over HTTP."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_access(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> S3Access:
    """How it is reached."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return S3Access(s3_address, "us-east-1", "un-id", "una-clave")


@pytest.fixture
def bucket(s3_address: str) -> str:
    """A new bucket there."""
    name = f"respaldos-{next(_buckets)}"
    httpx.put(f"{s3_address}/{name}", trust_env=False).raise_for_status()
    return name


@pytest.fixture(scope="session")
def folded_template(postgres: Server) -> Iterator[str]:
    """The name of a database with empty projections, for others to be made of."""
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        yield str(conninfo_to_dict(conninfo)["dbname"])


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStore:
    """A store of each kind, with nothing in it."""
    spool = tmp_path / "spool"
    if request.param == "folder":
        return DocumentStore((tmp_path / "respaldos").as_uri(), spool=spool)
    bucket, access = request.getfixturevalue("bucket"), request.getfixturevalue("s3_access")
    return DocumentStore(f"s3://{bucket}/sep", spool=spool, access=access)

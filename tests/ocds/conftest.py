"""Contracts to publish, and the standard to hold them against."""

import http.server
import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from tests.conftest import Server
from tests.ocds.standard import standard

from sep_ledger.importing.importer import import_files
from sep_projections.ocds.packages import Publication
from sep_projections.update import prepare, update
from sep_service.sample import generate

PUBLICATION = Publication(
    prefix="ocds-sepcl0",
    address="https://libro.example/ocds",
    publisher="Libro SEP",
    publisher_rut="62000660-2",
    license="https://creativecommons.org/publicdomain/zero/1.0/",
)


@pytest.fixture(scope="session")
def empty_template(postgres: Server) -> Iterator[str]:
    """The name of a database with empty projections, for others to be made of."""
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        yield str(conninfo_to_dict(conninfo)["dbname"])


@pytest.fixture
def books(postgres: Server, empty_template: str) -> Iterator[str]:
    """A ledger with nothing in it, this test's own."""
    with postgres.fresh_database(empty_template) as conninfo:
        yield conninfo


@pytest.fixture(scope="module")
def sample(
    postgres: Server, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The contracts of twenty fictional schools in two years."""
    folder = tmp_path_factory.mktemp("country") / "sample"
    generate(folder, schools=20, years=range(2023, 2025), seed=11, pupils=False)
    kinds = ("ate_registro", "concursos_ate", "contratos_ate", "hitos_ate", "pagos_ate")
    files = [path for kind in kinds for path in sorted(folder.rglob(f"{kind}*.csv"))]
    with postgres.fresh_database(empty_template) as conninfo:
        import_files(conninfo, files, rejections_in=tmp_path_factory.mktemp("rechazos"))
        with psycopg.connect(conninfo, autocommit=True) as connection:
            update(connection)
        yield conninfo


@pytest.fixture(scope="session")
def ocds_standard() -> Path:
    """A ZIP of the standard's schemas."""
    return standard()


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the extension that ties transactions to milestones is served, as it is documented."""
    folder = tmp_path_factory.mktemp("extension")
    text = {"en": "transactions and their milestones"}
    described = {"name": text, "description": text, "documentationUrl": text}
    (folder / "extension.json").write_text(json.dumps(described))
    reference = {"id": {"type": ["string", "integer"]}, "title": {"type": ["string", "null"]}}
    field = {"title": "Milestone", "type": "object", "properties": reference}
    transaction = {"properties": {"relatedImplementationMilestone": field}}
    patch = {"definitions": {"Transaction": transaction}}
    (folder / "release-schema.json").write_text(json.dumps(patch))
    handler = partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/extension.json"
        server.shutdown()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""

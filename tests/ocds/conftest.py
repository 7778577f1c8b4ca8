"""Contracts to publish, and the standard to hold them against."""

import http.server
import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from libcoveocds.api import ocds_json_output  # type: ignore[import-untyped]  # it has no types
from libcoveocds.config import LibCoveOCDSConfig  # type: ignore[import-untyped]  # it has no types
from psycopg.conninfo import conninfo_to_dict
from tests.conftest import Server
from tests.ocds.standard import standard

from sep_intake.engine.importer import import_files
from sep_projections.ocds.packages import Publication
from sep_projections.update import prepare, update
from sep_sample import generate

Json = dict[str, Any]

FAULTS = (
    "validation_errors",
    "deprecated_fields",
    "additional_closed_codelist_values",
    "additional_open_codelist_values",
    "additional_checks",
    "all_additional_fields",
)


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


@pytest.fixture
def checked(
    ocds_standard: Path, extension: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Any:
    """What the checker finds in a package."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    config = LibCoveOCDSConfig()
    config.config |= {"standard_zip": ocds_standard.as_uri(), "context": "api"}

    def check(package: Json) -> Json:
        found = ocds_json_output(
            str(tmp_path),
            json_data=package | {"extensions": [extension]},
            lib_cove_ocds_config=config,
        )
        assert not found["extensions"]["invalid_extensions"]
        found["all_additional_fields"] = list(filter(_is_avoidable, found["all_additional_fields"]))
        return {fault: found[fault] for fault in FAULTS if found[fault]}

    return check


def _is_avoidable(additional: Json) -> bool:
    """The checker extends the schema of releases, not that of versioned ones."""
    where = f"{additional['path']}/{additional['field_name']}"
    return not where.startswith(
        "/records/versionedRelease/contracts/implementation/transactions/"
        "relatedImplementationMilestone"
    )

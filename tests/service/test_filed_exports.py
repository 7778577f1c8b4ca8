"""The Superintendencia's files over HTTP and at the command line."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.conftest import Server
from tests.domain.rendiciones import HOLDER, document
from tests.graphql.given import line
from tests.service.serving import Service, serving
from typer.testing import CliRunner

from sep_domain.dates.calendar import SchoolYear
from sep_projections.exports.superintendence import FiledSelection, FiledTable, file_at
from sep_service.cli.app import app

DOCUMENTS = f"/exports/superintendencia/documentos/{HOLDER}/2024"
LINES = f"/exports/superintendencia/estado-resultado/{HOLDER}/2024"
OF_2024 = FiledSelection(SchoolYear(2024), HOLDER)


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def test_documents_of_a_sostenedor_and_of_one_of_its_schools(
    service: Service, client: httpx.Client
) -> None:
    own = document(100).model_copy(update={"sostenedor_id": "77"})
    service.record(own, document(50).model_copy(update={"rbd": 2}), line(1, "410605", 9))
    answer = client.get(DOCUMENTS)
    assert answer.headers["Content-Type"] == "text/plain; charset=windows-1252"
    assert answer.headers["Ledger-Position"] == "3"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="Documentos_{HOLDER}_2024.txt"'
    )
    assert answer.content.count(b"\r\n") == 3
    assert client.get(DOCUMENTS, params={"rbd": 2}).content.count(b"\r\n") == 2
    # The number of the sostenedor in its documents tells whose the lines are.
    assert client.get(LINES).content.count(b"\r\n") == 2


@pytest.mark.parametrize("path", [DOCUMENTS, LINES])
def test_where_there_are_no_rows_nothing_is_found(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert str(HOLDER) in answer.json()["detail"]


def test_the_command_line_writes_the_same_bytes(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.record(document(100), document(70).model_copy(update={"document_number": "9"}))
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", service.conninfo)
    target = tmp_path / "Documentos.txt"
    asked = ["export", "documentos", "--sostenedor", HOLDER, "--year", "2024", str(target)]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    found = file_at(service.conninfo, FiledTable.DOCUMENTOS, OF_2024)
    assert target.read_bytes() == found.encoded()[0]
    assert found.rows == 2
    then = CliRunner().invoke(app, [*asked, "--position", "1"])
    assert then.exit_code == 0
    assert target.read_bytes().count(b"\r\n") == 2
    beyond = CliRunner().invoke(app, [*asked, "--position", "99"])
    assert beyond.exit_code == 2

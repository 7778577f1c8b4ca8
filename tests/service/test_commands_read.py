"""The promise: who waits reads what was written, and the state of account leaves as a file."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from tests.conftest import Server
from tests.graphql.given import line
from tests.service.serving import Service, serving

from sep_intake.engine.importer import import_file
from sep_projections.update import update

RENDICION = "/commands/rendicion/62000660-2/1/2024/SEP"
HEADERS = {"Idempotency-Key": "k", "Ledger-Actor": "directora"}
HEADER = (
    "desc_tipo_cuenta~cuenta_alias~desc_cuenta~cuenta_alias_padre~desc_cuenta_padre"
    "~monto_declarado~periodo~subvencion_alias~sost_id~rbd~region_rbd~dependencia_rbd~desc_estado"
)
QUESTION = {"query": '{ rendicion(sostenedor: "62000660-2", rbd: 1, year: 2024) { signedOn } }'}


@pytest.fixture
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def inform(client: httpx.Client) -> str:
    body = {"occurred_on": "2025-03-03"}
    response = client.post(f"{RENDICION}/inform-consejo", json=body, headers=HEADERS)
    position: str = response.headers["Ledger-Position"]
    return position


def test_a_reader_that_waits_sees_what_it_wrote(service: Service, client: httpx.Client) -> None:
    position = inform(client)

    def fold() -> None:
        with psycopg.connect(service.conninfo, autocommit=True) as connection:
            update(connection)

    threading.Timer(0.3, fold).start()
    waiting = {"Ledger-Wait-For": position}
    question = {"query": QUESTION["query"].replace("signedOn", "consejoInformedOn")}
    answer = client.post("/graphql", json=question, headers=waiting).json()
    assert answer["data"]["rendicion"] == {"consejoInformedOn": "2025-03-03"}
    assert answer["extensions"]["ledger"]["position"] == int(position)


def test_a_reader_that_does_not_wait_may_be_earlier(client: httpx.Client) -> None:
    inform(client)
    assert client.post("/graphql", json=QUESTION).json()["data"] == {"rendicion": None}


@pytest.mark.parametrize(
    ("position", "code"), [("99", "NOT_YET"), ("-1", "BAD_POSITION"), ("x", "BAD_POSITION")]
)
def test_a_reader_does_not_wait_for_ever(client: httpx.Client, position: str, code: str) -> None:
    answer = client.post("/graphql", json=QUESTION, headers={"Ledger-Wait-For": position}).json()
    assert answer["errors"][0]["extensions"]["code"] == code


def test_the_state_of_account_is_in_the_layout_of_the_superintendencia(
    service: Service, client: httpx.Client
) -> None:
    filed = {"dependency": "corporacion_municipal", "region": "13"}
    parent = {"parent": "410600", "parent_name": "Recursos de aprendizaje"}
    service.record(
        line(1, "310301", 500, account_name="SEP", parent="310300", **filed),
        line(1, "410605", 300, account_name="Didácticos", **filed, **parent),
        line(2, "410605", 9),
    )
    response = client.get("/schools/1/2024/Estado_resultado.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=windows-1252"
    assert response.headers["Ledger-Position"] == "3"
    assert response.content.decode("cp1252").split("\r\n") == [
        HEADER,
        "INGRESO~310301~SEP~310300~~500~2024~SEP~77~1~13~CM~RENDIDO",
        "GASTO~410605~Didácticos~410600~Recursos de aprendizaje~300~2024~SEP~77~1~13~CM~RENDIDO",
        "",
    ]


def test_an_import_of_the_state_of_account_changes_nothing(
    service: Service, client: httpx.Client, tmp_path: Path
) -> None:
    service.record(
        line(1, "410605", 300, dependency="slep"),
        line(1, "310301", -500, dependency="particular_subvencionado", rendered=False),
        line(1, "410605", 7, subvencion="PIE", dependency="municipal_daem"),
    )
    file = tmp_path / "Estado_resultado.txt"
    file.write_bytes(client.get("/schools/1/2024/Estado_resultado.txt").content)
    report = import_file(service.conninfo, file)
    assert (report.equal, report.new, report.restated, report.rejected) == (3, 0, 0, 0)


def test_a_state_of_account_that_is_not_there_is_not_found(client: httpx.Client) -> None:
    assert client.get("/schools/1/2024/Estado_resultado.txt").status_code == 404
    naive = client.get("/schools/1/2024/Estado_resultado.txt?asOf=2025-01-01T00:00:00")
    assert (naive.status_code, naive.json()["code"]) == (422, "BAD_INSTANT")
    number = client.get("/schools/1/2024/Estado_resultado.txt?asOf=1700000000")
    assert number.status_code == 422

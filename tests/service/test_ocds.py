"""The promise: contracts with advisers can be taken as OCDS from the service and the command line,
bit by bit, from where one stopped; records of others come back word for word.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from tests.conftest import Server
from tests.service.serving import Service, serving
from typer.testing import CliRunner

from sep_domain.events.base import Fact
from sep_domain.events.purchasing.ate import AteContractSigned
from sep_domain.events.purchasing.ocds import OcdsRecordPublished
from sep_service.cli.app import app
from sep_service.ocds import http
from sep_service.settings import Settings

SEP_LEDGER = Path(sys.executable).parent / "sep-ledger"
HOLDER = "62000660-2"
PUBLISHED = {"ocid": "ocds-70d2nz-1-2-LE24", "compiledRelease": {"ocid": "ocds-70d2nz-1-2-LE24"}}
PACKAGE = {"uri": "https://compras.example/1", "publishedDate": "2024-10-14T10:08:27Z"}


def signed(number: int) -> Fact:
    return AteContractSigned.model_validate(
        {
            "occurred_on": date(2024, 4, number),
            "contract": f"C/{number}",
            "sostenedor": HOLDER,
            "rbd": 1,
            "ate": "76000000-0",
            "subject": "Lectura",
            "starts_on": date(2024, 4, 10),
            "ends_on": date(2024, 11, 30),
            "amount": 1_000,
        }
    )


@pytest.fixture(scope="module")
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    """Three contracts, and a record of others."""
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as service:
        service.record(*map(signed, (1, 2, 3)))
        service.record(
            OcdsRecordPublished(
                occurred_on=date(2024, 10, 14),
                ocid=PUBLISHED["ocid"],
                published_at=datetime(2024, 10, 14, 10, 8, 27, tzinfo=UTC),
                package=PACKAGE,
                record=PUBLISHED,
            )
        )
        yield service


def get(service: Service, path: str, **params: Any) -> httpx.Response:
    with service.client() as client:
        return client.get(path, params=params or None)


def test_releases_go_on_where_one_stopped(service: Service) -> None:
    with service.client() as client:
        first = client.get("/ocds/releases", params={"limit": 2})
        second = client.get(first.links["next"]["url"])
        last = client.get(second.links["next"]["url"])

    assert [one["id"] for one in first.json()["releases"]] == ["1", "2"]
    assert [one["id"] for one in second.json()["releases"]] == ["3"]
    assert (last.status_code, last.content, last.headers["Ledger-Position"]) == (204, b"", "4")


def test_releases_from_an_instant_to_another(service: Service) -> None:
    dates = [one["date"] for one in get(service, "/ocds/releases").json()["releases"]]
    since = get(service, "/ocds/releases", **{"from": dates[0]}).json()["releases"]
    until = get(service, "/ocds/releases", to=dates[1]).json()["releases"]
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    later = get(service, "/ocds/releases", **{"from": soon})

    assert [one["id"] for one in since] == ["2", "3"]
    assert [one["id"] for one in until] == ["1", "2"]
    assert later.status_code == 204


def test_packages_of_a_year_and_a_sostenedor(service: Service) -> None:
    of_holder = {"sostenedor": HOLDER, "year": 2024, "limit": 1}
    answer = get(service, "/ocds/releases", **of_holder)
    assert [one["id"] for one in answer.json()["releases"]] == ["1"]
    assert f"sostenedor={HOLDER}" in answer.links["next"]["url"]
    assert "year=2024" in answer.links["next"]["url"]
    assert len(get(service, "/ocds/records", **of_holder).json()["records"]) == 1
    assert get(service, "/ocds/releases", year=2023).status_code == 204
    assert get(service, "/ocds/records", sostenedor="11111111-1").status_code == 204
    assert get(service, "/ocds/records", sostenedor="11111111-2").status_code == 422


def test_records_are_paged_by_ocid(service: Service) -> None:
    with service.client() as client:
        first = client.get("/ocds/records", params={"limit": 2})
        second = client.get(first.links["next"]["url"])

    found = first.json()["records"] + second.json()["records"]
    assert [one["ocid"] for one in found] == [f"ocds-sepcl0-contrato-C/{n}" for n in (1, 2, 3)]
    assert "next" not in second.links


def test_one_record_with_its_package(service: Service) -> None:
    package = get(service, "/ocds/records/ocds-sepcl0-contrato-C/2").json()

    assert package["publisher"] == {"name": "SEP Ledger"}
    assert package["uri"].endswith("/ocds/records/ocds-sepcl0-contrato-C/2")
    assert package["publishedDate"] == package["records"][0]["compiledRelease"]["date"]


def test_a_record_of_others_comes_word_for_word(service: Service) -> None:
    answer = get(service, "/ocds/records/ocds-70d2nz-1-2-LE24")
    assert answer.json() == PACKAGE | {"records": [PUBLISHED]}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ocds/records/ocds-sepcl0-contrato-C9", 404),
        ("/ocds/records/ocds-otro00-x", 404),
        ("/ocds/releases?limit=501", 422),
        ("/ocds/releases?from=2024-01-01T00:00:00", 422),
        ("/ocds/records?limit=0", 422),
        ("/ocds/records?after=zz", 422),
        ("/ocds/records?after=ocds-sepcl0-contrato-C9", 422),
        ("/ocds/records?after=ocds-70d2nz-1-2-LE24", 422),
        ("/ocds/records?after=ocds-sepcl0-contrato-C/3", 204),
    ],
)
def test_what_cannot_be_answered_is_said(service: Service, path: str, status: int) -> None:
    assert get(service, path).status_code == status


def test_every_package_gives_its_turn_back(service: Service) -> None:
    answers = [get(service, "/ocds/records/nada") for _ in range(http.AT_ONCE + 2)]
    assert {answer.status_code for answer in answers} == {404}


def lines(written: bytes) -> list[Any]:
    return [json.loads(line) for line in written.splitlines()]


@pytest.mark.parametrize("what", ["records", "published"])
def test_the_command_writes_what_the_service_answers(
    service: Service, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", service.conninfo)
    target = tmp_path / "ocds.jsonl"
    done = CliRunner().invoke(app, ["export", "ocds", what, str(target)])

    assert done.exit_code == 0, done.output
    (package,) = lines(target.read_bytes())
    if what == "published":
        assert package == PACKAGE | {"records": [PUBLISHED]}
    else:
        assert package["records"] == get(service, "/ocds/records").json()["records"]


def test_the_command_writes_releases_after_a_position(service: Service) -> None:
    done = subprocess.run(
        [SEP_LEDGER, "export", "ocds", "releases", "--after", "1"],
        env={"SEP_LEDGER_DATABASE_URL": service.conninfo, "PATH": ""},
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    (package,) = lines(done.stdout)
    assert package["releases"] == get(service, "/ocds/releases", after=1).json()["releases"]


@pytest.mark.parametrize("prefix", ["ocds-70d2nz", "70d2nz", "ocds-ABCDEF", "ocds-12345"])
def test_an_ocid_prefix_is_of_the_form_and_not_chilecompras(
    monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    monkeypatch.setenv("SEP_LEDGER_OCDS_PREFIX", prefix)
    with pytest.raises(ValidationError, match="ocds_prefix"):
        Settings()

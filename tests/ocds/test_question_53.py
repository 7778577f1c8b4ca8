"""The promise: the documented command gives the OCDS packages of a year and a sostenedor, valid,
and of those only what is new."""

import shlex
from datetime import date
from typing import Any

import orjson
import pytest
from tests.ocds.test_releases import HOLDER, announced, signed, told
from tests.questions import COMMANDS
from typer.testing import CliRunner

from sep_domain.events.purchasing.ate import AteContractAssociated
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_service.cli.app import app

OTHER = Rut("11111111-1")


@pytest.fixture
def story(books: str) -> str:
    """T1 of the sostenedor asked about, C2 of another with which it joins, C3 of that one alone."""
    told(books, announced(), announced(occurred_on=date(2023, 3, 1), tender="T0"))
    told(books, signed(contract="C2", tender=None, sostenedor=OTHER))
    told(books, _joins("C2"), signed(contract="C3", tender=None, sostenedor=OTHER))
    return books


def _joins(contract: str) -> AteContractAssociated:
    return AteContractAssociated(
        occurred_on=date(2024, 4, 1),
        contract=contract,
        sostenedor=HOLDER,
        rbd=Rbd(1),
        amount=Clp(10),
    )


def run(conninfo: str, monkeypatch: pytest.MonkeyPatch, **options: str) -> list[Any]:
    """The packages that the command writes, some of its options otherwise."""
    program, *arguments = shlex.split(COMMANDS["P53"])
    assert program == "sep-ledger"
    for name, value in {"sostenedor": str(HOLDER), "year": "2024", **options}.items():
        arguments[arguments.index(f"--{name}") + 1] = value
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", conninfo)
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return [orjson.loads(line) for line in done.stdout.splitlines()]


def ids(packages: list[Any]) -> list[tuple[str, str]]:
    return [
        (one["ocid"].partition("-sepcl0-")[2], one["id"])
        for package in packages
        for one in package["releases"]
    ]


def test_a_year_and_a_sostenedor_have_their_releases(
    story: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ids(run(story, monkeypatch)) == [
        ("concurso-T1", "1"),
        ("contrato-C2", "3"),
        ("contrato-C2", "4"),
    ]
    assert ids(run(story, monkeypatch, year="2023")) == [("concurso-T0", "2")]
    assert [one for one, _ in ids(run(story, monkeypatch, sostenedor=OTHER))] == [
        "contrato-C2",
        "contrato-C2",
        "contrato-C3",
    ]


def test_only_what_changed_since_comes_again(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run(story, monkeypatch)
    last = before[-1]["releases"][-1]["id"]
    assert run(story, monkeypatch, after=last) == []

    told(story, announced(subject="Lectura y escritura"))
    assert ids(run(story, monkeypatch, after=last)) == [("concurso-T1", "6")]
    assert run(story, monkeypatch)[0]["releases"][:3] == before[0]["releases"]


def test_its_packages_are_valid(checked: Any, story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (package,) = run(story, monkeypatch)
    assert checked(package) == {}

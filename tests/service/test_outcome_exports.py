"""The promise: tables of outcomes are the same as CSV and as Parquet, missing is never zero, and
each comes with the version of its data."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from tests.conftest import Server
from tests.graphql.given import ADVISER, HOLDER, marked, paid
from tests.projections.given import category, result
from tests.service.serving import Service, serving
from typer.testing import CliRunner

from sep_domain.events.education.results import Subject
from sep_domain.events.purchasing.ate import AteContractSigned
from sep_projections.exports import outcomes
from sep_projections.exports.outcomes import Asked, GradeAndSubjectError, OutcomeTable
from sep_service.cli.app import app

TEST = {"grade": "4b", "subject": "lect"}
OF_ONE_TEST = (OutcomeTable.ADVISERS, OutcomeTable.PANEL)


@contextmanager
def schools(postgres: Server, folded_template: str) -> Iterator[Service]:
    with postgres.fresh_database(folded_template) as conninfo, serving(conninfo) as found:
        found.record(
            *(result(rbd, 2014, lect=200 + rbd, mate=250) for rbd in range(1, 7)),
            *(result(rbd, 2015, lect=210 + rbd) for rbd in range(1, 6)),
            marked(6, 2015, 300, "beyond_agency_not_representative"),
            category(1, 2016, "medio"),
            AteContractSigned.model_validate(
                {
                    "occurred_on": date(2015, 3, 1),
                    "contract": "A",
                    "sostenedor": HOLDER,
                    "rbd": 1,
                    "ate": ADVISER,
                    "subject": "Lectura",
                    "starts_on": date(2015, 3, 1),
                    "ends_on": date(2015, 11, 30),
                    "amount": 100,
                }
            ),
            paid("A", 1, 1, date(2015, 6, 1), 90),
        )
        yield found


@pytest.fixture(scope="module")
def service(postgres: Server, folded_template: str) -> Iterator[Service]:
    """Six schools with reading in two years, one of them marked; the first is advised in 2015."""
    with schools(postgres, folded_template) as found:
        yield found


@pytest.fixture
def changing(postgres: Server, folded_template: str) -> Iterator[Service]:
    """The same, for a test that records more."""
    with schools(postgres, folded_template) as found:
        yield found


def table(service: Service, name: OutcomeTable, **params: Any) -> pl.DataFrame:
    with service.client() as client:
        answer = client.get(f"/exports/outcomes/{name}/parquet", params={**TEST, **params})
    assert answer.status_code == 200, answer.text
    return pl.read_parquet(io.BytesIO(answer.content))


def test_a_marked_score_is_none_and_says_why(service: Service) -> None:
    scores = table(service, OutcomeTable.SCORES)
    assert scores.height == 12
    (marked_row,) = scores.filter(rbd=6, anio=2015).to_dicts()
    told = [marked_row[name] for name in ("puntaje", "puntaje_publicado", "motivo")]
    assert told == [None, 300, "marked"]
    assert scores.filter(rbd=1)["puntaje"].to_list() == [201, 211]


def test_a_series_counts_its_schools_and_hides_the_means_of_few(service: Service) -> None:
    series = table(service, OutcomeTable.SERIES).filter(dimension="pais")
    columns = ("anio", "establecimientos", "alumnos", "sin_puntaje", "promedio")
    assert series.select(columns).rows() == [
        (2014, 6, 120, 0, Decimal("203.5")),
        (2015, 5, 100, 1, Decimal("213.0")),
    ]


def test_advisers_have_a_row_for_each_school_and_moment(service: Service) -> None:
    advisers = table(service, OutcomeTable.ADVISERS)
    columns = ("rut_ate", "rbd", "pagado", "momento", "anio", "puntaje", "motivo")
    assert advisers.select(columns).rows()[:3] == [
        (ADVISER, 1, 90, 0, 2014, 201, None),
        (ADVISER, 1, 90, 1, 2015, 211, None),
        (ADVISER, 1, 90, 2, None, None, "no_test"),
    ]


def test_a_panel_says_who_was_advised_at_which_test(service: Service) -> None:
    panel = table(service, OutcomeTable.PANEL)
    assert panel.height == 11
    assert panel.filter("asesorado").select("rbd", "anio").rows() == [(1, 2015)]


@pytest.mark.parametrize("name", OutcomeTable)
def test_both_formats_have_the_same_rows_and_version(service: Service, name: OutcomeTable) -> None:
    with service.client() as client:
        as_csv, as_parquet, version = (
            client.get(f"/exports/outcomes/{name}/{form}", params=TEST)
            for form in ("csv", "parquet", "version")
        )
        described = client.get(as_csv.links["describedby"]["url"])
    frame = pl.read_parquet(io.BytesIO(as_parquet.content))
    again = pl.read_csv(
        as_csv.content,
        separator=";",
        schema={
            column: pl.Int8() if kind == pl.Boolean() else kind
            for column, kind in frame.schema.items()
        },
    )
    assert again.cast(frame.schema).equals(frame)
    assert frame.height > 0
    metadata = pl.read_parquet_metadata(io.BytesIO(as_parquet.content))["sep_ledger"]
    assert metadata.encode() == version.content == described.content
    told = orjson.loads(version.content)
    assert (told["table"], str(told["position"])) == (name, as_csv.headers["Ledger-Position"])
    [file] = told["files"]
    assert (file["name"], file["sha256"]) == ("archivo.csv", "ab" * 32)
    assert file["rows"] > 0


def test_a_table_is_as_known_then(changing: Service) -> None:
    changing.record(marked(1, 2015, 280, "beyond_agency_not_representative"))
    now, then = (
        table(changing, OutcomeTable.SERIES, **known).filter(dimension="pais", anio=2015)
        for known in ({}, {"position": 15})
    )
    columns = ("establecimientos", "alumnos", "sin_puntaje", "promedio")
    assert now.select(columns).rows() == [(4, 80, 2, None)]
    assert then.select(columns).rows() == [(5, 100, 1, Decimal("213.0"))]


def test_a_table_that_has_not_changed_is_not_sent_again(service: Service) -> None:
    with service.client() as client:
        tag = client.get("/exports/outcomes/scores/csv").headers["ETag"]
        same = client.get("/exports/outcomes/scores/csv", headers={"If-None-Match": tag})
        other = client.get(
            "/exports/outcomes/scores/csv", params=TEST, headers={"If-None-Match": tag}
        )
    assert (same.status_code, other.status_code) == (304, 200)


@pytest.mark.parametrize("name", OF_ONE_TEST)
def test_advisers_and_panels_are_of_one_test(service: Service, name: OutcomeTable) -> None:
    with pytest.raises(GradeAndSubjectError):
        Asked(name, "4b")
    with service.client() as client:
        assert client.get(f"/exports/outcomes/{name}/csv").status_code == 422
        assert client.get("/exports/outcomes/scores/csv", params={"grade": "9x"}).status_code == 422


def test_the_command_writes_the_version_beside_the_table(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEP_LEDGER_DATABASE_URL", service.conninfo)
    target = tmp_path / "asesorias.csv"
    options = ["--grade", "4b", "--subject", "lect"]
    done = CliRunner().invoke(app, ["export", "outcomes", "advisers", "csv", str(target), *options])
    assert done.exit_code == 0, done.output
    with outcomes.open_table(
        service.conninfo, Asked(OutcomeTable.ADVISERS, "4b", Subject.LECTURA)
    ) as one:
        assert target.read_bytes() == b"".join(outcomes.render_csv(one))
        assert Path(f"{target}.version.json").read_bytes() == one.version()
    without = CliRunner().invoke(app, ["export", "outcomes", "panel", "csv", str(target)])
    assert without.exit_code == 2

"""The promise: a record that others published is kept word for word and given back as it came."""

import csv
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.ocds.conftest import PUBLICATION

from sep_intake.engine.importer import import_files
from sep_intake.reports.report import ImportSummary
from sep_projections.ocds import process_reader as reading
from sep_projections.update import update

RECORD = {
    "ocid": "ocds-70d2nz-1-2-LE24",
    "compiledRelease": {
        "ocid": "ocds-70d2nz-1-2-LE24",
        "tender": {"id": "1-2-LE24", "value": {"amount": 12.5}, "ñandú": [None, True, "é"]},
    },
}
PACKAGE: dict[str, Any] = {
    "uri": "https://compras.example/record/1-2-LE24",
    "version": "1.1",
    "extensions": [],
    "publisher": {"name": "Compras"},
    "publishedDate": "2024-10-14T10:08:27Z",
    "records": [RECORD],
}


def imported(conninfo: str, *paths: Path) -> ImportSummary:
    summary = import_files(conninfo, paths)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        update(connection)
    return summary


def written(path: Path, package: Any) -> Path:
    path.write_text(json.dumps(package), encoding="utf-8")
    return path


def published(conninfo: str) -> list[Any]:
    with reading.open_processes(conninfo, PUBLICATION) as processes:
        return list(processes.every_published())


def test_a_record_comes_back_as_it_came(books: str, tmp_path: Path) -> None:
    summary = imported(books, written(tmp_path / "registro.json", PACKAGE))

    assert (summary.new, summary.rejected, summary.refused) == (1, 0, [])
    assert published(books) == [PACKAGE]


def test_the_same_record_again_is_nothing_new(books: str, tmp_path: Path) -> None:
    imported(books, written(tmp_path / "registro.json", PACKAGE))
    again = imported(books, written(tmp_path / "otra_vez.json", PACKAGE))

    assert (again.new, again.restated, again.equal) == (0, 0, 1)


RELEASED = {
    "ocid": "ocds-abc123-1",
    "id": "1",
    "date": "2024-05-01T10:00:00Z",
    "tag": ["tender"],
    "initiationType": "tender",
    "tender": {"id": "t"},
}


IMPOSSIBLE, INVALID, UNSAID = (
    "fecha fuera de lo posible",
    "fecha inválida",
    "no dice cuándo se publicó",
)


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("0001-01-01T00:00:00+01:00", IMPOSSIBLE),
        ("0001-01-01T00:00:00Z", IMPOSSIBLE),
        ("9999-12-31T23:59:59-03:00", IMPOSSIBLE),
        ("9999-12-31T00:00:00Z", IMPOSSIBLE),
        ("1979-12-31T23:59:59Z", IMPOSSIBLE),
        ("2024-05-03T00:00:00Z", "es posterior a la publicación del paquete"),
        ("2024-02-30T00:00:00Z", INVALID),
        ("2024-05-01T10:00:00", INVALID),
        ("2024-05-01", INVALID),
        ("20240501T100000Z", INVALID),
        ("1700000000", INVALID),
        (1_700_000_000, INVALID),
        ("", UNSAID),
        (None, UNSAID),
    ],
)
def test_a_release_of_a_day_that_cannot_be_stops_only_itself(
    books: str, tmp_path: Path, moment: object, reason: str
) -> None:
    releases = [RELEASED, RELEASED | {"id": "2", "date": moment}]
    package = {"publishedDate": "2024-05-01T23:00:00-03:00", "releases": releases}

    [report] = imported(books, written(tmp_path / "paquete.json", package)).reports

    assert (report.new, report.rejected, report.years) == (1, 1, [2024])
    assert report.rejections is not None
    told = report.rejections.read_text("utf-8-sig").splitlines()[1].split(";")
    assert (told[1], told[4], told[6]) == ("2", "date", reason)


def test_the_one_published_last_stands_whichever_was_imported_last(
    books: str, tmp_path: Path
) -> None:
    later = PACKAGE | {"publishedDate": "2024-12-01T00:00:00-03:00"}
    imported(books, written(tmp_path / "nuevo.json", later))
    imported(books, written(tmp_path / "antiguo.json", PACKAGE))

    assert published(books) == [later]


def test_a_record_that_says_too_little_is_rejected_and_the_others_load(
    books: str, tmp_path: Path
) -> None:
    nameless = PACKAGE | {"records": [{"compiledRelease": {}}, RECORD, "nada"]}
    summary = imported(books, written(tmp_path / "registro.json", nameless))

    assert (summary.new, summary.rejected) == (1, 2)
    assert published(books) == [PACKAGE]


@pytest.mark.parametrize(
    ("text", "reason"),
    [('{"records": [', "JSON dañado"), ('{"releases": {}}', "es JSON"), ("[1]", "formato")],
)
def test_other_json_is_refused(books: str, tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "registro.json"
    path.write_text(text)

    (refusal,) = imported(books, path).refused
    assert reason in refusal.reason


RELEASE: dict[str, Any] = {
    "ocid": "ocds-70d2nz-9-9-LE24",
    "id": "a",
    "date": "2024-10-01T10:00:00Z",
    "ñ": [1.5],
}
RELEASES: dict[str, Any] = {
    **{name: value for name, value in PACKAGE.items() if name != "records"},
    "releases": [RELEASE | {"id": "b", "date": "2024-10-02T10:00:00-03:00"}, RELEASE],
}


def published_releases(conninfo: str, ocid: str | None = None) -> list[Any]:
    with reading.open_processes(conninfo, PUBLICATION) as processes:
        return list(processes.every_published_release(ocid))


def test_a_package_of_releases_comes_back_as_it_came(books: str, tmp_path: Path) -> None:
    summary = imported(books, written(tmp_path / "entregas.json", RELEASES))

    assert (summary.new, summary.rejected, summary.refused) == (2, 0, [])
    assert published_releases(books) == [RELEASES]
    assert published_releases(books, "ocds-70d2nz-otro") == []


def test_a_release_published_in_two_packages_is_one(books: str, tmp_path: Path) -> None:
    imported(books, written(tmp_path / "entregas.json", RELEASES))
    again = imported(books, written(tmp_path / "otra_vez.json", RELEASES))

    assert (again.new, again.restated, again.equal) == (0, 0, 2)


def test_releases_alone_make_a_record_in_the_order_of_their_dates(
    books: str, tmp_path: Path
) -> None:
    imported(books, written(tmp_path / "entregas.json", RELEASES))
    with reading.open_processes(books, PUBLICATION) as processes:
        package = processes.published_of(RELEASE["ocid"])
        assert processes.published_of("ocds-70d2nz-otro") is None

    assert package is not None
    assert [one["id"] for one in package["records"][0]["releases"]] == ["a", "b"]
    assert package["publisher"] == PACKAGE["publisher"]


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [({"ocid": 1}, "ocid"), ({"id": None}, "id"), ({"date": "2024-10-01"}, "date")],
)
def test_a_release_that_says_too_little_is_rejected(
    books: str, tmp_path: Path, spoilt: dict[str, Any], field: str
) -> None:
    path = written(tmp_path / "entregas.json", RELEASES | {"releases": [RELEASE | spoilt]})
    assert imported(books, path).rejected == 1
    with path.with_name(path.name + ".rechazos.csv").open(encoding="utf-8-sig") as file:
        [row] = csv.DictReader(file, delimiter=";")
    assert (row["archivo"], row["fila"], row["campo"]) == ("entregas.json", "1", field)


@pytest.mark.real_data
def test_the_record_of_chilecompra_comes_back_as_it_came(books: str, real_data: Path) -> None:
    (path,) = (real_data / "ocds").glob("*.json")
    imported(books, path)

    assert published(books) == [json.loads(path.read_text(encoding="utf-8"))]

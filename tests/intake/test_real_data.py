"""The official files say in the log what they say on paper.

Every expected figure is either published with the files or counted here by DuckDB and openpyxl,
straight from the files, by none of our own code.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from openpyxl import load_workbook
from psycopg import Connection

from sep_domain.catalogue import event_types
from sep_intake.engine.importer import import_files
from sep_intake.reports.report import ImportSummary

pytestmark = pytest.mark.real_data

SIMCE_ROWS = {
    "simce2m2018_rbd_final.csv": 2935,
    "simce2m2024_rbd_preliminar.csv": 3000,
    "simce4b2014_rbd_final.csv": 7667,
    "simce4b2016_rbd_final.csv": 7507,
    "simce4b2018_rbd_final.csv": 7414,
    "simce4b2023_rbd_final.csv": 7204,
    "simce4b2024_rbd_preliminar.csv": 7185,
    "simce4b2025_rbd_preliminar.csv": 7143,
}
CATEGORIES = {
    2016: {
        "alto": 898,
        "medio": 2785,
        "medio_bajo": 1353,
        "medio_bajo_nuevo": 62,
        "insuficiente": 633,
        "sin_categoria_baja_matricula": 2418,
        "sin_categoria_falta_de_informacion": 153,
    },
    2018: {
        "alto": 844,
        "medio": 3086,
        "medio_bajo": 1322,
        "medio_bajo_nuevo": 22,
        "insuficiente": 430,
        "sin_categoria_baja_matricula": 2249,
        "sin_categoria_falta_de_informacion": 70,
    },
}
FOLDERS = ("directorio", "simce", "categoria_desempeno", "ocds")


@dataclass(frozen=True)
class Imported:
    """The log after the official files were imported twice."""

    conn: Connection[Any]
    first: ImportSummary
    second: ImportSummary
    states: dict[str, list[dict[str, Any]]]
    """Content of the events by topic."""

    def events(self, name: str, **equal: object) -> list[dict[str, Any]]:
        return [
            event
            for event in self.states[event_types()[name].topic()]
            if all(event[key] == value for key, value in equal.items())
        ]


@pytest.fixture(scope="module")
def imported(
    postgres: Any,
    migrated_template: str,
    real_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Imported]:
    folders = [real_data / name for name in FOLDERS]
    rejections = tmp_path_factory.mktemp("rechazos")
    with (
        postgres.fresh_database(migrated_template) as dsn,
        psycopg.connect(dsn, autocommit=True) as conn,
    ):
        first, second = (
            import_files(conn, folders, rejections_in=rejections) for _ in ("once", "again")
        )
        states = defaultdict(list)
        for topic, state in conn.execute("select topic, state from ledger.events"):
            states[topic].append(json.loads(state))
        yield Imported(conn, first, second, states)


def test_every_row_of_every_file_loads(imported: Imported) -> None:
    rows = {report.path.name: report.rows for report in imported.first.reports}

    assert {name: rows[name] for name in SIMCE_ROWS} == SIMCE_ROWS
    assert (rows["Desempeno2016.xlsx"], rows["Desempeno2018.xlsx"]) == (8302, 8023)
    assert sum(rows.values()) == imported.first.new == 83_157
    assert imported.first.rejected == imported.first.restated == imported.first.equal == 0


def test_what_only_describes_the_data_is_refused(imported: Imported) -> None:
    reasons = {refusal.path.name: refusal.reason for refusal in imported.first.refused}

    assert reasons.keys() == {
        "glosas_directorio_oficial_ee.txt",
        "glosas_simce_resumen_cambios_simce_rbd_2014_2025.csv",
        "glosas_simce_tabla_comparativa_simce_rbd_2014_2025.csv",
    }
    assert all("no tiene un formato conocido" in reason for reason in reasons.values())


def test_importing_again_appends_nothing(imported: Imported) -> None:
    assert (imported.second.new, imported.second.restated) == (0, 0)
    assert imported.second.equal == imported.first.new


def test_it_takes_seconds(imported: Imported) -> None:
    """Half of the minute that all official files may take, on two cores that others use too."""
    assert sum(report.seconds for report in imported.first.reports) < 25


class TestDirectorio:
    def test_schools_and_sostenedores_of_2025(self, imported: Imported) -> None:
        schools = imported.events("school.registered", year=2025)

        assert len(schools) == 16_768
        assert Counter(school["status"] for school in schools) == {
            "funcionando": 12_038,
            "receso": 782,
            "cerrado": 3_870,
            "autorizado_sin_matricula": 78,
        }
        assert len({school["sostenedor"] for school in schools if "sostenedor" in school}) == 7_039
        assert sum(school.get("enrolment", 0) for school in schools) == 3_541_847

    def test_dirt_is_reported_and_costs_no_school(self, imported: Imported) -> None:
        schools = imported.events("school.registered", year=2025)
        report = next(one for one in imported.first.reports if "2025" in one.path.name)

        # 3,267 were published without; two more cannot be read.
        assert sum("latitude" not in school for school in schools) == 3_267 + 2
        # 50 digits of RBD that do not follow modulo 11, and those two places.
        assert report.warnings == 50 + 2


class TestSimce:
    def test_no_score_is_zero(self, imported: Imported) -> None:
        scores = [
            result["score"]
            for event in imported.events("test_result.published")
            for result in event["results"]
            if "score" in result
        ]

        assert min(scores) >= 121
        assert max(scores) <= 427

    @pytest.mark.parametrize("name", SIMCE_ROWS)
    def test_scores_marks_and_pupils_are_those_of_the_file(
        self, imported: Imported, real_data: Path, tmp_path: Path, name: str
    ) -> None:
        grade, year = name[5:7], int(name[7:11])
        events = imported.events("test_result.published", year=year, grade=grade)

        # DuckDB reads UTF-8 only.
        copy = tmp_path / name
        copy.write_text((real_data / "simce" / name).read_text("latin-1"), "utf-8")

        for subject, in_file in _counted(copy).items():
            results = [
                result
                for event in events
                for result in event["results"]
                if result["subject"] == subject
            ]
            assert {
                "scores": sum("score" in result for result in results),
                "points": sum(result.get("score", 0) for result in results),
                "pupils": sum(result.get("pupils", 0) for result in results),
                "marks": Counter(result.get("mark_code") for result in results),
                "difference_marks": Counter(
                    result.get("difference_mark_code") for result in results
                ),
            } == in_file

    def test_false_zeros_of_differences_are_gone_and_true_ones_stay(
        self, imported: Imported
    ) -> None:
        """4° básico 2018, reading: 1,929 zeros are marked, 112 + 3 schools truly stood still."""
        results = [
            event["results"][0]
            for event in imported.events("test_result.published", year=2018, grade="4b")
        ]

        assert sum(result.get("difference") == 0 for result in results) == 115
        assert not any(
            result.get("difference") == 0 and "difference_mark" in result for result in results
        )
        assert all(
            ("difference" in result) >= ("difference_significance" in result) for result in results
        )

    @pytest.mark.parametrize(("year", "zeros"), [(2023, 2_060), (2024, 1_952)])
    def test_shares_that_add_up_to_nothing_are_gone(
        self, imported: Imported, year: int, zeros: int
    ) -> None:
        events = imported.events("test_result.published", year=year, grade="4b")
        shares = [
            [float(event["results"][0][f"{level}_share"]) for level in LEVELS]
            for event in events
            if "insufficient_share" in event["results"][0]
        ]
        not_tested = sum("not_tested" in event for event in events)

        assert len(shares) == len(events) - zeros - not_tested
        assert all(99.8 <= round(sum(share), 1) <= 100.2 for share in shares)

    def test_the_edition_is_kept_with_the_row(self, imported: Imported) -> None:
        rows = imported.conn.execute(
            "select distinct convert_from(metadata, 'UTF8')::json #>> '{source,edition}'"
            " from ledger.events where topic = 'cl.sep.test_result.published.v1'"
        )

        assert {edition for (edition,) in rows} == {
            "final20151009v1 20151009",
            "final20171024v1 20171024",
            "final20190628v1 20190628",
            "final20240418v1 20240418",
            "preliminar20240422v1 20250422",
            "v12025 20260427",
        }


LEVELS = ("insufficient", "elementary", "adequate")


def _counted(path: Path) -> dict[str, dict[str, Any]]:
    """Scores, pupils and marks of each subject of a SIMCE file, as DuckDB sees them."""
    table = duckdb.read_csv(str(path), sep=";", quotechar="", all_varchar=True, header=True)
    names = [name for name in table.columns if name.startswith("prom_")]
    return {
        name.split("_")[1].removesuffix(path.name[5:7]): _counted_subject(table, name[5:])
        for name in names
    }


def _rows(simce: duckdb.DuckDBPyRelation, query: str) -> list[Any]:
    found = simce.query("simce", query)
    assert found is not None
    return found.fetchall()


def _counted_subject(table: duckdb.DuckDBPyRelation, suffix: str) -> dict[str, Any]:
    def one(query: str) -> int:
        ((value,),) = _rows(table, f"select {query} from simce")
        return int(value or 0)

    def counted(column: str) -> Counter[str | None]:
        if column not in table.columns:
            return Counter({None: one("count(*)")})
        query = f"select nullif({column}, ''), count(*) from simce group by 1"
        return Counter(dict(_rows(table, query)))

    score = f"try_cast(prom_{suffix} as int)"
    return {
        "scores": one(f"count(*) filter (where {score} > 0)"),
        "points": one(f"sum({score})"),
        "pupils": one(f"sum(try_cast(nalu_{suffix} as int))"),
        "marks": counted(f"marca_{suffix}"),
        "difference_marks": counted(f"marcadif_{suffix}"),
    }


class TestCategories:
    @pytest.mark.parametrize("year", CATEGORIES)
    def test_categories_by_year(self, imported: Imported, year: int) -> None:
        events = imported.events("category.assigned", year=year, level="basica")

        assert Counter(event["category"] for event in events) == CATEGORIES[year]

    @pytest.mark.filterwarnings("ignore:Cannot parse header or footer")
    def test_each_school_is_that_of_the_workbook(self, imported: Imported, real_data: Path) -> None:
        """2018 too, whose header calls its enrolment that of media."""
        book = load_workbook(
            real_data / "categoria_desempeno" / "Desempeno2018.xlsx", read_only=True
        )
        sheet = book.worksheets[0]
        in_file = {
            (row[0], row[1], row[2], row[5]) for row in sheet.iter_rows(min_row=2, values_only=True)
        }

        events = imported.events("category.assigned", year=2018)

        assert {
            (event["rbd"], event["school_name"], event["region_name"], event["enrolment"])
            for event in events
        } == in_file

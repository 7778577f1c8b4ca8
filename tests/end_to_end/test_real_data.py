"""The official files, imported whole, answer through GraphQL what they say on paper.

Every expected figure is published with the files, or read from them here by DuckDB and openpyxl.
"""

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from tests.end_to_end.conftest import Country

pytestmark = pytest.mark.real_data

SIMCE = {
    ("4b", 2014): 7667,
    ("4b", 2016): 7507,
    ("4b", 2018): 7414,
    ("2m", 2018): 2935,
    ("4b", 2023): 7204,
    ("4b", 2024): 7185,
    ("2m", 2024): 3000,
    ("4b", 2025): 7143,
}
"""Rows of each file of results."""

CATEGORIES_2016 = {
    "ALTO": 898,
    "MEDIO": 2785,
    "MEDIO_BAJO": 1353,
    "MEDIO_BAJO_NUEVO": 62,
    "INSUFICIENTE": 633,
    "SIN_CATEGORIA_BAJA_MATRICULA": 2418,
    "SIN_CATEGORIA_FALTA_DE_INFORMACION": 153,
}
WITHOUT_CATEGORY = 2571

NAMES = {
    "ALTO": "ALTO",
    "MEDIO": "MEDIO",
    "MEDIO-BAJO": "MEDIO_BAJO",
    "MEDIO-BAJO (NUEVO)": "MEDIO_BAJO_NUEVO",
    "INSUFICIENTE": "INSUFICIENTE",
    "SIN CATEGORIA: BAJA MATRICULA": "SIN_CATEGORIA_BAJA_MATRICULA",
    "SIN CATEGORIA: FALTA DE INFORMACIÓN": "SIN_CATEGORIA_FALTA_DE_INFORMACION",
}


@pytest.fixture(scope="module")
def country(official: Country) -> Country:
    return official


def test_the_register_of_2025(country: Country) -> None:
    data = country.ask(
        """{
          all: schools(filter: {year: 2025}, first: 1) { totalCount }
          working: schools(filter: {year: 2025, status: FUNCIONANDO}, first: 1) { totalCount }
          schoolCounts(by: [YEAR], filter: {year: 2025}) { schools sostenedores }
          byStatus: schoolCounts(by: [STATUS], filter: {year: 2025}) { status schools }
        }"""
    )

    assert data["all"]["totalCount"] == 16_768
    assert data["working"]["totalCount"] == 12_038
    assert data["schoolCounts"] == [{"schools": 16_768, "sostenedores": 7_039}]
    assert {each["status"]: each["schools"] for each in data["byStatus"]} == {
        "FUNCIONANDO": 12_038,
        "RECESO": 782,
        "CERRADO": 3_870,
        "AUTORIZADO_SIN_MATRICULA": 78,
    }


def test_the_categories_of_2016(country: Country) -> None:
    data = country.ask("{ categoryCounts(year: 2016, level: BASICA) { category schools } }")
    counts = {each["category"]: each["schools"] for each in data["categoryCounts"]}

    assert counts == CATEGORIES_2016
    without = sum(count for name, count in counts.items() if name.startswith("SIN_CATEGORIA"))
    assert without == WITHOUT_CATEGORY


def test_every_row_of_simce_is_there(country: Country) -> None:
    def rows(grade: str, year: int) -> int:
        where = f'filter: {{grade: "{grade}", fromYear: {year}, toYear: {year}}}'
        data = country.ask(f"{{ testResults({where}, first: 1) {{ totalCount }} }}")
        return int(data["testResults"]["totalCount"])

    assert {key: rows(*key) for key in SIMCE} == SIMCE


RESULTS = """query ($year: SchoolYear!, $after: String) {
  testResults(filter: {grade: "4b", fromYear: $year, toYear: $year}, first: 500, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { rbd subjects { subject score pupils markCode differenceMarkCode } }
  }
}"""


@pytest.mark.parametrize("year", [2014, 2018])
def test_no_score_is_zero_and_every_mark_is_kept(country: Country, year: int) -> None:
    """Row by row in a file of words and in one of numbers; counted in all files below."""
    answered = Counter(
        (row["rbd"], one["subject"], one["score"], one["markCode"], one["differenceMarkCode"])
        for row in country.nodes(RESULTS, year=year)
        for one in row["subjects"]
        if one["subject"] in ("LECTURA", "MATEMATICA")
    )
    stated = Counter(
        duckdb.execute(
            f"""
            with cells as ({simce(country.folder, year)})
            select rbd, 'LECTURA', nullif(lect, 0), marca_lect, marcadif_lect from cells
            union all
            select rbd, 'MATEMATICA', nullif(mate, 0), marca_mate, marcadif_mate from cells
            """
        ).fetchall()
    )

    assert answered == stated
    assert all(score != 0 for _, _, score, _, _ in answered)
    assert any(mark for _, _, _, mark, _ in answered)


def test_zeros_are_missing_and_marked_scores_apart_in_every_file(country: Country) -> None:
    data = country.ask(
        """{ testResultMeans(by: [GRADE, YEAR, SUBJECT]) {
          grade year subject results scored marked missing pupils mean
        } }"""
    )
    answered = {
        (each.pop("grade"), each.pop("year")): each
        for each in data["testResultMeans"]
        if each.pop("subject") == "LECTURA"
    }

    assert answered == {
        (grade, year): counted(country.folder, grade, year) for grade, year in SIMCE
    }


def counted(folder: Path, grade: str, year: int) -> dict[str, Any]:
    """What a file holds of reading: scores that stand, scores with a mark, and none."""
    ((results, scored, marked, missing, pupils, points),) = duckdb.execute(
        f"""
        with cells as (
            select
                nullif(prom_lect{grade}_rbd::integer, 0) as score,
                trim(marca_lect{grade}_rbd) as mark, nalu_lect{grade}_rbd::integer as pupils,
                score is not null and mark is null as stands
            from {reading(folder, grade, year)}
        )
        select
            count(*), count(*) filter (where stands),
            count(*) filter (where score is not null and mark is not null),
            count(*) filter (where score is null),
            sum(pupils) filter (where stands), sum(score * pupils) filter (where stands)
        from cells
        """
    ).fetchall()
    mean = (Decimal(points) / pupils).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return {
        "results": results,
        "scored": scored,
        "marked": marked,
        "missing": missing,
        "pupils": pupils,
        "mean": str(mean),
    }


def reading(folder: Path, grade: str, year: int) -> str:
    (path,) = (folder / "simce").glob(f"simce{grade}{year}_rbd_*.csv")
    return f"""read_csv(
        '{path}', delim=';', header=true, quote='', all_varchar=true, encoding='latin-1'
    )"""


def simce(folder: Path, year: int) -> str:
    """Both subjects of a file of 4° básico, as DuckDB reads it."""
    return f"""
        select
            rbd::integer as rbd,
            prom_lect4b_rbd::integer as lect, prom_mate4b_rbd::integer as mate,
            trim(marca_lect4b_rbd) as marca_lect, trim(marca_mate4b_rbd) as marca_mate,
            trim(marcadif_lect4b_rbd) as marcadif_lect, trim(marcadif_mate4b_rbd) as marcadif_mate
        from {reading(folder, "4b", year)}"""


CHANGES = """query ($subject: Subject!, $after: String) {
  testResultChanges(
    filter: {grade: "4b", subject: $subject, fromYear: 2016, toYear: 2018}
    first: 500, after: $after
  ) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { rbd fromScore toScore comparable change }
  }
}"""


@pytest.mark.parametrize(("subject", "column"), [("LECTURA", "lect"), ("MATEMATICA", "mate")])
def test_the_change_of_every_school_from_2016_to_2018(
    country: Country, subject: str, column: str
) -> None:
    """For every school in both files; a change only between two scores that neither lacks a value
    nor carries a mark.
    """
    stated = duckdb.execute(
        f"""
        with earlier as ({simce(country.folder, 2016)}), later as ({simce(country.folder, 2018)})
        select
            rbd, earlier.{column}, later.{column},
            earlier.{column} is not null and later.{column} is not null
                and earlier.marca_{column} is null and later.marca_{column} is null as comparable,
            if(comparable, later.{column} - earlier.{column}, null)
        from earlier join later using (rbd)
        """
    ).fetchall()
    answered = [tuple(each.values()) for each in country.nodes(CHANGES, subject=subject)]

    assert len(stated) > 7_000
    assert sorted(answered) == sorted(stated)
    assert 5_000 < sum(comparable for _, _, _, comparable, _ in answered) < len(answered)


RECLASSIFICATIONS = """query ($after: String) {
  reclassifications(filter: {previousYear: 2016, year: 2018}, first: 500, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { rbd previousOn previousCategory occurredOn category effectiveOn }
  }
}"""


# These workbooks carry a page header that openpyxl cannot read, and says so.
@pytest.mark.filterwarnings("ignore:Cannot parse header or footer:UserWarning")
def test_every_changed_category_is_a_reclassification_with_both_dates(country: Country) -> None:
    earlier, later = (published(country.folder, year) for year in (2016, 2018))
    changed = {
        (rbd, "2016-12-31", earlier[rbd], "2018-12-31", later[rbd], "2019-03-01")
        for rbd in earlier.keys() & later.keys()
        if earlier[rbd] != later[rbd]
    }
    answered = [tuple(each.values()) for each in country.nodes(RECLASSIFICATIONS)]

    assert len(changed) > 1_000
    assert sorted(answered) == sorted(changed)
    assert all(date.fromisoformat(each[1]) < date.fromisoformat(each[3]) for each in answered)


def published(folder: Path, year: int) -> dict[int, str]:
    """The category of each school, by openpyxl."""
    workbook = load_workbook(
        folder / "categoria_desempeno" / f"Desempeno{year}.xlsx", read_only=True
    )
    try:
        rows = workbook.worksheets[0].iter_rows(min_row=2, values_only=True)
        return {int(str(row[0])): NAMES[str(row[6]).strip()] for row in rows if row[0] is not None}
    finally:
        workbook.close()

"""The promise: means of the official files by year, social group and region are those that anybody
gets from the CSVs with DuckDB alone, and what is hidden or marked enters none of them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from sep_intake.engine.importer import import_files
from sep_projections.update import prepare, update
from tests.conftest import Server
from tests.end_to_end.conftest import Country, asking
from tests.end_to_end.figures import Ask
from tests.end_to_end.test_real_data import reading

pytestmark = pytest.mark.real_data

YEARS = (2014, 2016, 2018, 2023, 2024, 2025)
SUBJECTS = {"LECTURA": "lect", "MATEMATICA": "mate"}
GROUPS = ["BAJO", "MEDIO_BAJO", "MEDIO", "MEDIO_ALTO", "ALTO"]
REGIONS = [
    *("TARAPACA", "ANTOFAGASTA", "ATACAMA", "COQUIMBO", "VALPARAISO", "OHIGGINS", "MAULE"),
    *("BIOBIO", "LA_ARAUCANIA", "LOS_LAGOS", "AYSEN", "MAGALLANES", "METROPOLITANA", "LOS_RIOS"),
    *("ARICA_Y_PARINACOTA", "NUBLE"),
]
SERIES = """query ($subject: Subject!, $by: [ScoreDimension!]!, $last: SchoolYear!) {
  scoreSeries(grade: "4b", subject: $subject, fromYear: 2014, toYear: $last, by: $by) {
    yearsWithoutFile points { year socioeconomicGroup region schools pupils mean }
  }
}"""


def cells(folder: Path, subject: str) -> str:
    """Every row of the six files of 4° básico: score, mark, pupils, social group and region."""
    return " union all ".join(
        f"""select {year} as year, rbd::integer as rbd,
            nullif(nullif(trim(prom_{subject}4b_rbd), ''), '0')::integer as score,
            nullif(trim(marca_{subject}4b_rbd), '') as mark,
            nullif(trim(nalu_{subject}4b_rbd), '')::integer as pupils,
            nullif(trim(cod_grupo), '') as social, cod_reg_rbd::integer as region
        from {reading(folder, "4b", year)}"""
        for year in YEARS
    )


def social(label: str | None) -> str | None:
    """A number since 2018, words before."""
    if label is None:
        return None
    return GROUPS[int(label) - 1] if label.isdecimal() else label.upper().replace(" ", "_")


def expected(folder: Path, subject: str, split: str) -> Counter[tuple[Any, ...]]:
    found = duckdb.execute(
        f"""select year, {split} as split, count(*), sum(pupils), sum(score * pupils)
        from ({cells(folder, subject)})
        where score is not null and mark is null group by year, split"""
    ).fetchall()
    return Counter(
        (year, split, schools, pupils, mean_of(points, pupils, schools))
        for year, split, schools, pupils, points in found
    )


def mean_of(points: int, pupils: int, schools: int) -> str | None:
    if schools < 5:
        return None
    return str((Decimal(points) / pupils).quantize(Decimal("0.1"), ROUND_HALF_EVEN))


def answered(ask: Ask, subject: str, by: str | None) -> Counter[tuple[Any, ...]]:
    name = {"REGION": "region", "SOCIOECONOMIC_GROUP": "socioeconomicGroup"}.get(by or "")
    series = ask(SERIES, subject=subject, by=[by] if by else [], last=2025)["scoreSeries"]
    assert series["yearsWithoutFile"] == [2015, 2017, 2019, 2020, 2021, 2022]
    return Counter(
        (one["year"], name and one[name], one["schools"], one["pupils"], one["mean"])
        for one in series["points"]
        if one["schools"]
    )


@pytest.mark.parametrize("subject", SUBJECTS)
def test_means_by_year(official: Country, subject: str) -> None:
    found = answered(official.ask, subject, None)
    assert found == expected(official.folder, SUBJECTS[subject], "null")
    assert found.total() == len(YEARS)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_means_by_social_group_and_year(official: Country, subject: str) -> None:
    stated = Counter(
        (year, social(label), *rest)
        for year, label, *rest in expected(official.folder, SUBJECTS[subject], "social")
    )
    assert answered(official.ask, subject, "SOCIOECONOMIC_GROUP") == stated
    assert {group for _, group, *_ in stated} >= set(GROUPS)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_means_by_region_and_year(official: Country, subject: str) -> None:
    stated = Counter(
        (year, REGIONS[code - 1], *rest)
        for year, code, *rest in expected(official.folder, SUBJECTS[subject], "region")
    )
    assert answered(official.ask, subject, "REGION") == stated
    assert (2016, "NUBLE") not in {each[:2] for each in stated}  # it was Biobío's until 2018


SCORES = """query ($subject: Subject!, $year: SchoolYear!, $missing: Missing, $after: String) {
  scores(
    filter: {
      grade: "4b", subject: $subject, fromYear: $year, toYear: $year, missing: $missing
    }
    first: 500, after: $after
  ) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes {
      rbd score publishedScore socioeconomicGroup dependency rural difference
      differenceSignificance mark differenceMark
    }
  }
}"""
HIDDEN = ("1", "Alumnos insuficientes")


@pytest.mark.parametrize("year", YEARS)
def test_schools_below_the_minimum_never_have_a_score(official: Country, year: int) -> None:
    """The files mark them; that of 2014 shows some of their scores all the same."""
    below = list(official.nodes(SCORES, subject="LECTURA", year=year, missing="TOO_FEW_PUPILS"))
    stated = duckdb.execute(
        f"""select rbd, score from ({cells(official.folder, "lect")})
        where year = {year} and mark in {HIDDEN}"""
    ).fetchall()

    assert {one["score"] for one in below} <= {None}
    assert sorted((one["rbd"], one["publishedScore"]) for one in below) == sorted(stated)
    assert any(score is not None for _, score in stated) == (year == 2014)


WORDS = {
    "Corporación Municipal": "CORPORACION_MUNICIPAL",
    "Municipal DAEM": "MUNICIPAL_DAEM",
    "Particular subvencionado": "PARTICULAR_SUBVENCIONADO",
    "Particular pagado": "PARTICULAR_PAGADO",
    "Administración delegada": "ADMINISTRACION_DELEGADA",
    "Positiva y significativa": "POSITIVE",
    "No significativa": "NONE",
    "Negativa y significativa": "NEGATIVE",
    "Alumnos insuficientes": "INSUFFICIENT_PUPILS",
    "Ajenas a la Agencia: No reporte": "BEYOND_AGENCY_NOT_REPORTED",
    "Ajenas a la Agencia: Resultados no representativos": "BEYOND_AGENCY_NOT_REPRESENTATIVE",
}


def test_the_words_of_2014_are_read_as_what_they_say(official: Country) -> None:
    stated = duckdb.execute(
        f"""select rbd::integer, nullif(trim(prom_mate4b_rbd), '')::integer, trim(cod_depe1),
            nullif(trim(cod_grupo), ''), trim(cod_rural_rbd) = 'Rural',
            if(nullif(trim(dif_mate4b_rbd), '') is null, null, trim(sigdif_mate4b_rbd)),
            nullif(trim(marca_mate4b_rbd), ''), nullif(trim(marcadif_mate4b_rbd), '')
        from {reading(official.folder, "4b", 2014)}"""
    ).fetchall()
    expected = Counter(
        (
            *(rbd, score, WORDS[dependency], social(group), rural),
            *(said and WORDS[said] for said in (significance, mark, difference_mark)),
        )
        for rbd, score, dependency, group, rural, significance, mark, difference_mark in stated
    )
    found = Counter(
        (
            *(one["rbd"], one["publishedScore"], one["dependency"], one["socioeconomicGroup"]),
            *(one["rural"], one["differenceSignificance"], one["mark"], one["differenceMark"]),
        )
        for one in official.nodes(SCORES, subject="MATEMATICA", year=2014)
    )

    assert found == expected


@pytest.mark.parametrize(
    ("year", "meanings"),
    [
        (
            2018,
            {
                "1": "INSUFFICIENT_PUPILS",
                "2": "PREVIOUS_NOT_COMPARABLE",
                "3": "CURRENT_NOT_COMPARABLE",
            },
        ),
        (2023, {"1": "NOT_COMPARABLE", "2": "INSUFFICIENT_PUPILS"}),
    ],
)
def test_marks_of_differences_changed_their_meaning_in_2023(
    official: Country, year: int, meanings: dict[str, str]
) -> None:
    stated = duckdb.execute(
        f"""select rbd::integer, nullif(trim(marcadif_lect4b_rbd), '')
        from {reading(official.folder, "4b", year)}"""
    ).fetchall()
    found = official.nodes(SCORES, subject="LECTURA", year=year)

    assert {code for _, code in stated} - {None} <= meanings.keys()
    assert Counter((one["rbd"], one["differenceMark"]) for one in found) == Counter(
        (rbd, code and meanings[code]) for rbd, code in stated
    )


@pytest.fixture
def read(
    postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Path], Ask]]:
    """Reads a file into a ledger that holds nothing but earlier copies of it."""
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        rejected = tmp_path_factory.mktemp("rechazos")

        def read_file(path: Path) -> Ask:
            import_files(conninfo, [path], rejections_in=rejected)
            with psycopg.connect(conninfo, autocommit=True) as connection:
                update(connection)
            return asking(conninfo)

        yield read_file


def test_false_zeros_and_marked_scores_change_nothing(
    read: Callable[[Path], Ask], real_data: Path, tmp_path: Path
) -> None:
    """Hidden scores written as 0, as other years do, and marked scores of 50 points more."""
    (path,) = (real_data / "simce").glob("simce4b2018_rbd_*.csv")
    before = means(read(path))
    changed = tmp_path / path.name
    changes = disguise(path, changed)
    assert min(changes) > 10
    assert means(read(changed)) == before


def means(ask: Ask) -> list[dict[str, Any]]:
    found = [
        ask(SERIES, subject=subject, by=[by], last=2018)["scoreSeries"]["points"]
        for subject in SUBJECTS
        for by in ("REGION", "SOCIOECONOMIC_GROUP")
    ]
    return [point for points in found for point in points]


def disguise(source: Path, target: Path) -> tuple[int, int]:
    """Writes the changed copy; how many scores became false zeros, and how many others changed."""
    header, *lines = source.read_bytes().decode("latin-1").splitlines()
    columns = header.split(";")
    zeros = raised = 0
    written = [header]
    for line in lines:
        row = dict(zip(columns, line.split(";"), strict=True))
        for subject in SUBJECTS.values():
            score, mark = f"prom_{subject}4b_rbd", row[f"marca_{subject}4b_rbd"].strip()
            if mark == "1":
                zeros += 1
                row[score] = "0"
            elif mark and row[score]:
                raised += 1
                row[score] = str(int(row[score]) + 50)
        written.append(";".join(row.values()))
    target.write_bytes(("\r\n".join(written) + "\r\n").encode("latin-1"))
    return zeros, raised

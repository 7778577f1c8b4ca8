"""The sample's files and the layouts read the documented formats alike, in every generation."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sep_intake.engine.importer import import_files
from sep_sample.generate import generate

ANSWER_KEY = "anomalias.csv"
TEACHING_OF_GRADES = {"10", "110", "310"}


@pytest.fixture(scope="module", params=[(2014, 2016), (2021, 2022)], ids=str)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Years on both sides of a change of columns: pupils in 2015 and 2016, payments in 2022."""
    first, last = request.param
    directory = tmp_path_factory.mktemp("sample")
    generate(directory, schools=20, years=range(first, last + 1), seed=7)
    return directory


def files(sample: Path) -> list[Path]:
    """All but the answer key, and but a header without rows, which is refused as an empty file."""
    return [
        path
        for path in sample.iterdir()
        if path.name != ANSWER_KEY and path.read_bytes().count(b"\n") > 1
    ]


def test_no_row_of_the_sample_is_rejected_and_a_second_import_adds_nothing(
    sample: Path, database: str
) -> None:
    first = import_files(database, files(sample))
    assert [refusal.reason for refusal in first.refused] == []
    assert {report.path.name: report.rejected for report in first.reports if report.rejected} == {}
    second = import_files(database, files(sample))
    assert sum(report.new + report.restated for report in second.reports) == 0


def test_pupils_in_the_log_are_those_of_the_file(sample: Path, database: str) -> None:
    pupils = sorted(sample.glob("*Beneficiarios*"))
    import_files(database, pupils)
    stored: Counter[tuple[int, int]] = Counter()
    for rbd, year, total in _stored_totals(database):
        stored[rbd, year] = total
    assert stored == sum(map(_counted, pupils), Counter())


def test_sep_in_the_log_is_that_of_the_file(sample: Path, database: str) -> None:
    payments = sorted(sample.glob("*Detalle Subvenciones*"))
    import_files(database, payments)
    with psycopg.connect(database) as conn:
        stored = conn.execute(
            "select sum((convert_from(state, 'UTF8')::jsonb->>'sep_total')::bigint)"
            " from ledger.events where topic like 'cl.sep.payment.disbursed.%'"
        ).fetchone()
    assert stored == (sum(map(_paid, payments)),)


def _stored_totals(database: str) -> list[tuple[int, int, int]]:
    with psycopg.connect(database) as conn:
        return conn.execute(
            "with counts as (select convert_from(state, 'UTF8')::jsonb as content"
            " from ledger.events where topic like 'cl.sep.pupil_counts.%')"
            " select (content->>'rbd')::int, (content->>'year')::int, sum((grade->>'total')::int)"
            " from counts, jsonb_array_elements(content->'grades') as grade group by 1, 2"
        ).fetchall()


def _counted(path: Path) -> Counter[tuple[int, int]]:
    """Rows of the file by school and year, of the kinds of teaching that have grades."""
    return Counter(
        (int(row["RBD"]), int(row["AGNO"]))
        for row in _rows(path)
        if row["COD_ENSE"] in TEACHING_OF_GRADES
    )


def _paid(path: Path) -> int:
    """The pesos in whatever SEP columns the file has; the sample writes no fractions."""
    return sum(
        int(row[column].removesuffix(",00"))
        for row in _rows(path)
        for column in row
        if column.upper() in {"SEP", "SEP_PRIO", "SEP_PREF"}
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="latin-1", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")

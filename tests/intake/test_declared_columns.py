"""A layout looks at no column that it has not declared, so that none can go missing unseen.

Whoever writes a layout, or reads one more column in an old one, meets this test: each layout reads
files of all its generations, and each of them without each of its columns, under a watch that notes
what is looked at.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest
from pydantic import ValidationError
from tests.intake.every_column import Grid, grids, removed

from sep_intake.cells.rows import Columns, Row, RowError
from sep_intake.columns.fields import FieldLayout
from sep_intake.columns.layout import (
    AggregatingLayout,
    FileHead,
    FileRefusedError,
    Layout,
    Warned,
)
from sep_intake.columns.recognition import recognise_layout
from sep_intake.engine.importer import import_file
from sep_intake.engine.reading.file_opening import open_table
from sep_intake.layouts.money.subvenciones import Subvenciones
from sep_intake.layouts.reference.use_values import UseValues
from sep_intake.layouts.registry import LAYOUTS
from sep_intake.layouts.results.simce import Simce
from sep_intake.layouts.schools.directorio import Directorio

YEARS = range(2014, 2019)
LATER = range(2022, 2025)


class WatchedColumns(Columns):
    """Notes every column that is looked for, present or not."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.looked_at: set[str] = set()

    def __getitem__(self, column: str) -> int:
        self.looked_at.add(column)
        return super().__getitem__(column)


@pytest.fixture(scope="module", params=[YEARS, LATER], ids=str)
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Grid]:
    return grids(tmp_path_factory.mktemp("muestra"), request.param)


def looked_at(layout: Layout, grid: Grid) -> set[str]:
    """The columns that a layout looks at in a file, by canonical names."""
    columns = WatchedColumns(layout.head.columns)
    if isinstance(layout, FieldLayout):
        declared = [each.columns or () for each in layout.fields().values()]
        columns.looked_at.update(*declared)
    for number, cells in enumerate(grid.rows, start=1):
        try:
            list(layout.facts(Row(columns, cells, number)))
        except (RowError, ValidationError):
            continue  # a row without the column is rejected, having been looked at
    return set(map(layout.canonical, columns.looked_at))


def test_every_column_looked_at_is_declared_in_files_that_lack_one(files: list[Grid]) -> None:
    for grid in files:
        lacking = [grid, *(removed(grid, place) for place in range(len(grid.header)))]
        for each in lacking:
            try:
                layout = each.layout(each.head)
            except FileRefusedError:
                continue
            if not isinstance(layout, AggregatingLayout):
                undeclared = looked_at(layout, each) - set(layout.declared.read)
                assert undeclared == set(), f"{grid.name}: {layout.dataset}"


def test_every_known_column_has_one_part(files: list[Grid]) -> None:
    for grid in files:
        declared = grid.layout(grid.head).declared
        assert not declared.required & declared.optional.keys()
        assert not declared.read & declared.unread


def test_no_file_of_the_sample_has_a_column_that_nobody_knows(files: list[Grid]) -> None:
    for grid in files:
        assert of_header(grid.layout(grid.head), "desconocida") == []


def of_header(layout: Layout, reason: str) -> list[Warned]:
    return [warned for warned in layout.warnings if reason in warned.reason]


@pytest.mark.real_data
def test_the_official_files_have_no_column_that_is_unknown_or_missed(real_data: Path) -> None:
    seen = set()
    for path in real_data.rglob("*.*"):
        try:
            head = open_table(path).head
            layout = recognise_layout(head, LAYOUTS)(head)
        except FileRefusedError:
            continue  # a glosa, or a plan of accounts without its year
        seen.add(layout.dataset)
        assert [warned for warned in layout.warnings if "columna" in warned.reason] == []

    assert seen == {"categoria_desempeno", "directorio", "ocds", "plan_de_cuentas", "simce"}


class TestPartners:
    def test_a_missing_partner_refuses_the_file_and_names_what_was_found_for_it(self) -> None:
        columns = (*Subvenciones.required, "sep_prio_x", "sep_pref")
        with pytest.raises(FileRefusedError, match=re.escape("sep_prio (se encontró sep_prio_x)")):
            Subvenciones(FileHead("x.csv", tuple(columns)))

    @pytest.mark.parametrize(
        "lost", ["rut_sostenedor", "mrun", "p_juridica", "mat_total", "ens_04"]
    )
    def test_the_register_has_all_columns_of_its_year(self, lost: str) -> None:
        columns = {*Directorio.required, *Directorio.since, *(f"ens_{n:02d}" for n in range(1, 12))}
        with pytest.raises(FileRefusedError, match=f"falta la columna {lost}"):
            Directorio(FileHead("x.csv", tuple(sorted(columns - {lost}))))

    def test_a_column_that_the_years_of_the_rows_should_have_is_missed(self) -> None:
        layout = Directorio(FileHead("x.csv", tuple(sorted(Directorio.required))))
        layout.notice_years({2015})
        assert of_header(layout, "traen desde") == []

        layout.notice_years({2018})
        layout.notice_years({2018})

        missed = [warned.field for warned in of_header(layout, "traen desde 2016")]
        assert missed == ["mrun", "p_juridica", "rut_sostenedor"]

    def test_a_subject_without_its_score_is_refused(self) -> None:
        columns = (*Simce.required, "nalu_nat2m_rbd", "prom_nat_2m_rbd")
        with pytest.raises(FileRefusedError, match=r"prom_nat2m_rbd \(se encontró prom_nat_2m_rbd"):
            Simce(FileHead("x.csv", columns))


class TestUnknownColumns:
    def test_a_column_that_nobody_knows_is_reported_in_every_dataset(self) -> None:
        layout = UseValues(FileHead("x.csv", (*sorted(UseValues.required), "nota")))

        assert layout.warnings == [Warned(0, "nota", "", "columna desconocida: no se lee")]

    def test_it_may_be_one_that_is_missed(self) -> None:
        columns = (*Subvenciones.required, "sep", "multas_", "matricula")
        reasons = {w.field: w.reason for w in Subvenciones(FileHead("x.csv", columns)).warnings}

        assert reasons["multas_"] == "columna desconocida: no se lee; ¿es multas, que falta?"

    def test_a_column_without_a_name_is_reported_once_it_says_something(self) -> None:
        layout = UseValues(FileHead("x.csv", (*sorted(UseValues.required), "", "")))
        layout.notice([["1", "V", "2024-01", "", " "]])
        assert layout.warnings == []

        layout.notice([["1", "V", "2024-01", "", "ojo"]])
        layout.notice([["1", "V", "2024-01", "", "ojo"]])

        [warned] = layout.warnings
        assert (warned.row, warned.field) == (0, "(columna E)")

    def test_an_import_looks_at_the_rows_for_both(self, database: str, tmp_path: Path) -> None:
        """A register of 2018 with a nameless column, and without those of who holds a school."""
        school = {
            "agno": "2018",
            "rbd": "1",
            "dgv_rbd": "9",
            "nom_rbd": "UNA",
            "cod_reg_rbd": "15",
            "cod_com_rbd": "15101",
            "nom_com_rbd": "ARICA",
            "cod_depe": "3",
            "rural_rbd": "0",
            "latitud": "",
            "longitud": "",
            "matricula": "1",
            "estado_estab": "1",
            "": "ojo",
        }
        path = tmp_path / "registro.csv"
        path.write_text(";".join(school) + "\n" + ";".join(school.values()) + "\n")

        with psycopg.connect(database, autocommit=True) as conn:
            report = import_file(conn, path)

        warned = {warned.field for warned in report.first_warnings}
        assert {"(columna N)", "rut_sostenedor", "p_juridica", "mrun"} <= warned

"""No column of any layout takes a day, a month or a year that cannot be, and none hides its row."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.intake.conftest import Read
from tests.intake.test_documentos import HEADER as DOCUMENT_HEADER
from tests.intake.test_documentos import declared
from tests.intake.test_simce import reading_of

from sep_domain.dates.days import pretended_today
from sep_intake.cells.rows import Columns, Row, RowError, normalised_column
from sep_intake.columns.layout import FileHead, FileRefusedError, Layout
from sep_intake.columns.recognition import recognise_layout
from sep_intake.engine.reading.file_opening import open_table
from sep_intake.layouts.ate.related_parties import PartesRelacionadas
from sep_intake.layouts.money.documentos import Documentos
from sep_intake.layouts.money.plan_de_cuentas import PlanDeCuentas
from sep_intake.layouts.money.rendicion import PlanesSaldo
from sep_intake.layouts.registry import LAYOUTS
from sep_intake.layouts.results.categoria_desempeno import CategoriaDesempeno
from sep_sample.generate import generate

TODAY = date(2026, 6, 15)


class Sample(NamedTuple):
    """A file of the sample and its first rows."""

    layout: type[Layout]
    head: FileHead
    rows: list[list[str]]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with pretended_today(TODAY):
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    generate(folder, schools=20, years=range(2023, 2025), seed=3, pupils=False)
    return folder


@cache
def samples(folder: Path) -> list[Sample]:
    found = {}
    for path in sorted(folder.rglob("*.*")):
        try:
            table = open_table(path)
            layout = recognise_layout(table.head, LAYOUTS)
        except FileRefusedError:  # codebooks, answer keys
            continue
        table.scan(lambda _: None)
        records = table.records(quoted=layout.quoted, breaks_lines=layout.breaks_lines)
        found[layout.dataset] = Sample(layout, table.head, [cells for _, cells in records][:400])
    return list(found.values())


def is_day(text: str) -> bool:
    return len(text) >= 10 and text[4:5] == text[7:8] == "-" and text[:4].isdecimal()


def days_of(sample: Sample) -> Iterator[tuple[str, list[str]]]:
    """Each column that has days, with the first row that it has one in."""
    for place, column in enumerate(sample.head.columns):
        with_day = (row for row in sample.rows if is_day(row[place]))
        if row := next(with_day, None):
            yield column, row


def refused(sample: Sample, row: list[str], column: str, text: str) -> RowError | None:
    """What is said of a row in which one cell reads otherwise; None where it loads."""
    place = sample.head.columns.index(column)
    cells = [*row[:place], text, *row[place + 1 :]]
    try:
        list(sample.layout(sample.head).facts(Row(Columns(sample.head.columns), cells, 1)))
    except RowError as error:
        return error
    return None


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "2037-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_stops_its_row_in_every_column_of_days(
    folder: Path, text: str
) -> None:
    seen = 0
    for sample in samples(folder):
        for column, row in days_of(sample):
            seen += 1
            assert refused(sample, row, column, row[sample.head.columns.index(column)]) is None
            error = refused(sample, row, column, text)
            assert error is not None, (sample.layout.dataset, column)
            assert (error.field, error.value) == (column, text)
            assert str(TODAY) in error.expected or "2036-12-31" in error.expected
    assert seen > 30


def test_only_ends_and_due_days_are_still_to_come(folder: Path) -> None:
    ahead = {
        (sample.layout.dataset, column)
        for sample in samples(folder)
        for column, row in days_of(sample)
        if refused(sample, row, column, "2027-01-01") is None
    }
    assert ahead == {
        ("ate_registro", "vigente_hasta"),
        ("concursos_ate", "fecha_cierre"),
        ("contratos_ate", "fecha_inicio"),
        ("contratos_ate", "fecha_termino"),
        ("convenios", "fecha_inicio"),
        ("convenios", "fecha_termino"),
        ("convenios", "prorroga_hasta"),
        ("hitos_ate", "fecha_comprometida"),
        ("pme", "fecha_inicio"),
        ("pme", "fecha_termino"),
    }


def test_persons_are_related_for_longer_than_accounts_are_kept(read: Read) -> None:
    header = "rut_sostenedor;rut_relacionado;relacion;porcentaje_capital;desde;hasta"
    related = "65145834-K;62000660-2;conyuge;;1975-03-01;"
    assert read(PartesRelacionadas, header, related + "2030-01-01").facts
    assert read(PartesRelacionadas, header, related.replace("1975", "1899")).rejected
    assert read(PartesRelacionadas, header, related.replace("1975", "2027")).rejected


def test_a_plan_of_balances_may_run_for_years(read: Read) -> None:
    header = "rbd;numero;saldo;fecha_plan;fecha_limite;monto_ejecutado"
    assert read(PlanesSaldo, header, "1;1;1000;2026-01-02;2030-12-31;").facts
    [error] = read(PlanesSaldo, header, "1;1;1000;2026-01-02;2037-01-01;").rejected
    assert (error.field, error.expected) == ("fecha_limite", "del 1980-01-01 al 2036-12-31")


@pytest.mark.parametrize("year", ["1979", "2027", "2042", "٢٠٢٤", "2024.00"])
def test_no_result_payment_register_or_account_is_of_a_year_to_come(
    folder: Path, year: str
) -> None:
    seen = set()
    for sample in samples(folder):
        for column in {"agno", "periodo", "anio"} & set(sample.head.columns):
            if sample.layout.dataset == "pme":
                continue
            seen.add(sample.layout.dataset)
            error = refused(sample, sample.rows[0], column, year)
            assert error is not None, sample.layout.dataset
            assert error.field == column
    assert seen >= {"simce", "directorio", "subvenciones", "documentos", "estado_resultado"}


@pytest.mark.parametrize("month", ["2026-07", "1979-12", "0001-01", "9999-12", "2024-13"])
def test_no_month_is_to_come(folder: Path, month: str) -> None:
    asked = {"asistencia": "mes", "ipc": "mes"}
    found = [sample for sample in samples(folder) if sample.layout.dataset in asked]
    assert found
    for sample in found:
        error = refused(sample, sample.rows[0], "mes", month)
        assert error is not None
        assert error.field == "mes"


class TestTheYearInTheName:
    def test_a_row_of_another_year_is_reported_once(self, read: Read) -> None:
        rows = [declared(periodo="2023"), declared(periodo="2022", numero_documento="2")]
        reading = read(Documentos, DOCUMENT_HEADER, *rows, *rows, name="Documentos_2024.txt")
        assert len(reading.facts) == 4
        assert [(one.row, one.field, one.value) for one in reading.warnings] == [
            (1, "periodo", "2023")
        ]
        assert "2024" in reading.warnings[0].reason

    @pytest.mark.parametrize(
        "name", ["Documentos.txt", "Documentos_2023.txt", "Documentos 2022 y 2024.txt"]
    )
    def test_a_name_with_that_year_or_several_or_none_says_nothing(
        self, read: Read, name: str
    ) -> None:
        assert not read(Documentos, DOCUMENT_HEADER, declared(), name=name).warnings

    def test_rows_read_together_are_reported_too(self) -> None:
        columns = tuple(normalised_column(column) for column in DOCUMENT_HEADER.split("~"))
        layout = Documentos(FileHead("Documentos_2024.txt", columns))
        rows = [declared().split("~"), declared(periodo="2024").split("~")]
        assert layout.plain_facts(rows).places == [1]  # the other is left to be read with care
        assert not layout.warnings
        list(layout.facts(Row(Columns(columns), rows[0], 1)))
        assert [warned.value for warned in layout.warnings] == ["2023"]


def test_a_result_is_not_of_a_year_after_its_edition(read: Read) -> None:
    assert reading_of(read, 2024, fecha_bbdd="20250418").facts
    [error] = reading_of(read, 2026, fecha_bbdd="20250418").rejected
    assert (error.field, error.value, error.expected) == ("agno", "2026", "un año hasta 2025")


def test_a_result_of_2042_is_none(read: Read) -> None:
    [error] = reading_of(read, 2042).rejected
    assert (error.field, error.value, error.expected) == ("agno", "2042", "un año de 1980 a 2026")


@pytest.mark.parametrize("year", ["1979", "2027", "0999"])
def test_a_header_or_name_of_a_year_that_cannot_be_refuses_the_file(year: str) -> None:
    category = ("rbd", "nombre_establecimiento", "region", "comuna", "dependencia")
    head = FileHead("cdb.xlsx", (*category, f"categoria_desempeno_{year}"), "RBDs")
    with pytest.raises(FileRefusedError, match=r"no es un año posible; se espera un año de 1980"):
        CategoriaDesempeno(head)


def test_a_plan_of_accounts_may_be_of_the_coming_year() -> None:
    columns = ("cuenta_alias", "desc_cuenta")
    PlanDeCuentas(FileHead("plan_cuentas_2027.csv", columns))
    with pytest.raises(FileRefusedError, match="2028 no es un año posible"):
        PlanDeCuentas(FileHead("plan_cuentas_2028.csv", columns))

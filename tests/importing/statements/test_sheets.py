"""The promise: of a bank's workbook what its owner sees is read, and told by where it stands."""

from pathlib import Path

from tests.importing.files_of import Rows, workbook
from tests.importing.statements.reading import read_in
from tests.importing.statements.written import HEADER

LINE = ("02/05/2024", "PAGO", "1", "1.000", "", "99.000")


def put(folder: Path, rows: Rows, hidden: Rows = ()) -> None:
    workbook(folder / "cartola.xlsx", {"Mayo": rows, "Vieja": hidden}, ["Vieja"])


def test_a_hidden_sheet_is_named_and_not_read(folder: Path) -> None:
    put(folder, [HEADER, LINE], hidden=[HEADER, LINE])

    reading = read_in(folder, "cartola.xlsx")

    assert len(reading.movements) == 1
    assert [warned.value for warned in reading.warnings if warned.field == "(hoja)"] == ["Vieja"]


def test_true_is_no_peso(folder: Path) -> None:
    put(folder, [HEADER, [True if cell == "1.000" else cell for cell in LINE]])

    assert "VERDADERO" in str(read_in(folder, "cartola.xlsx").refused)

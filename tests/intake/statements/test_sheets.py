"""The promise: of a bank's workbook what its owner sees is read, and told by where it stands."""

from pathlib import Path

import pytest
from tests.intake.files_of import Rows, Sheets, workbook
from tests.intake.statements.reading import read_in
from tests.intake.statements.written import HEADER, mt940_of, ofx_line, ofx_list, ofx_of

from sep_intake.cells.places import Place
from sep_intake.engine.reading.file_opening import open_table

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


def test_each_line_is_told_by_its_row_and_sheet(folder: Path) -> None:
    """Lines of several sheets are numbered on, so that none takes the place of another's."""
    sheets: Sheets = {
        "Mayo": [["Cartola"], [], HEADER, LINE, [], LINE],
        "Junio": [HEADER, ("03/06/2024", *LINE[1:])],
    }
    workbook(folder / "cartola.xlsx", sheets)

    assert places(folder / "cartola.xlsx") == [
        Place(4, "Mayo"),
        Place(6, "Mayo"),
        Place(2, "Junio"),
    ]


NEWEST_FIRST = f"""Cartola
{";".join(HEADER)}
03/05/2024;PAGO;;1.000;;98.000

02/05/2024;"PAGO
EN DOS LÍNEAS";;1.000;;99.000
01/05/2024;ABONO;;;100.000;100.000
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_each_line_of_a_text_is_told_by_the_line_it_begins_in(folder: Path, line_end: str) -> None:
    """Whichever comes first in time."""
    two = mt940_of(":61:2405150515D1,NTRFNONREF\n:86:A\nB\n:61:2405160516D1,NTRFNONREF\n:86:C\n")
    list_ = ofx_list("\n<!-- uno\ny dos -->\n" + ofx_line("-1") + "\n" + ofx_line("-2"))
    for name, text, lines in (
        ("cartola.csv", NEWEST_FIRST, [7, 5, 3]),
        ("a.sta", two, [5, 8]),
        ("a.ofx", ofx_of(list_), [14, 15]),
    ):
        (folder / name).write_bytes(text.replace("\n", line_end).encode())

        assert places(folder / name) == [Place(line) for line in lines], name


def places(path: Path) -> list[Place | None]:
    """Of the lines, in the order of time."""
    table = open_table(path)
    return [table.place_of(row.number) for row in table.records(quoted=True, breaks_lines=False)]

"""In a workbook the tables are found wherever they stand, what is not read is named, and a cell
without a value is never taken for a blank one."""

from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from tests.intake.files_of import Knowing, Rows, Sheets, State, knowing, read, tables, workbook

from sep_intake.cells.places import Place
from sep_intake.columns.layout import FileRefusedError
from sep_intake.engine.importer import import_files
from sep_intake.engine.reading.file_opening import open_table

KNOWS = knowing("rbd", "monto")
TWO = Knowing({"montos": frozenset({"rbd", "monto"}), "nombres": frozenset({"rbd", "nombre"})})
HEADER = ["RBD", "Monto"]
HIDDEN = "está oculta; si trae datos, muéstrela e importe de nuevo"
TEMPLATE = ["from_month", "clp_per_use", "confidence"]

texts = st.text(alphabet="abzñÑ;,\"' \n-_x0", max_size=8).map(lambda text: f"x{text}z")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planillas")


@given(
    rows=st.lists(st.tuples(texts, texts | st.integers(-(10**12), 10**12)), min_size=1, max_size=6),
    above=st.lists(st.lists(texts, min_size=1, max_size=4), max_size=18),
    gap=st.integers(0, 2),
)
def test_a_table_reads_the_same_wherever_it_stands(
    folder: Path, rows: list[tuple[object, ...]], above: list[list[str]], gap: int
) -> None:
    blanks: list[list[str]] = [[]] * gap
    sheet = [*above, *blanks, HEADER, *blanks, *rows]
    path = workbook(folder / "libro.xlsx", {"Portada": [["Título"]], "Datos": sheet})

    [table] = tables(path, KNOWS)

    assert table.head.columns == ("rbd", "monto")
    assert table.head.sheet == "Datos"
    assert read(table) == [list(map(str, row)) for row in rows]
    first = len(above) + 2 * gap + 2
    places = [table.place_of(number) for number in range(1, len(rows) + 1)]
    assert places == [Place(first + number, "Datos") for number in range(len(rows))]


def test_a_cover_is_named_as_not_read(tmp_path: Path) -> None:
    sheets: Sheets = {"Portada": [["Resultados"], ["2024"]], "Vacía": [], "Datos": [HEADER, [1, 2]]}
    [table] = tables(workbook(tmp_path / "a.xlsx", sheets), KNOWS)

    assert read(table) == [["1", "2"]]
    [remark] = table.remarks
    assert (remark.value, remark.reason) == (
        "Portada",
        "no se leyó la hoja «Portada»: ninguna de sus primeras 20 filas es un encabezado conocido",
    )


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_named_and_not_read(tmp_path: Path, state: State) -> None:
    """Also where it looks as the others do: nobody who opens the file has seen its rows."""
    sheets: Sheets = {"Datos": [HEADER, [1, 2]], "Vieja": [HEADER, [3, 4]], "Notas": [["z"]]}
    path = workbook(tmp_path / "a.xlsx", sheets, ["Vieja", "Notas"], state)

    [table] = tables(path, KNOWS)

    assert read(table) == [["1", "2"]]
    assert [(remark.value, remark.reason) for remark in table.remarks] == [
        (
            name,
            f"no se leyó la hoja «{name}»: {HIDDEN}",
        )
        for name in ("Vieja", "Notas")
    ]


def test_a_workbook_with_rows_in_hidden_sheets_alone_is_refused(tmp_path: Path) -> None:
    sheets: Sheets = {"Portada": [], "Datos": [HEADER, [1, 2]]}
    path = workbook(tmp_path / "a.xlsx", sheets, ["Datos"])

    with pytest.raises(FileRefusedError, match="no se leen las ocultas: «Datos»"):
        open_table(path)


def test_true_is_no_peso(tmp_path: Path) -> None:
    sheets: Sheets = {"Datos": [HEADER, [True, False]]}

    assert read(workbook(tmp_path / "a.xlsx", sheets)) == [["VERDADERO", "FALSO"]]


def test_sheets_with_the_same_columns_are_one_table_whatever_their_order(tmp_path: Path) -> None:
    """So that a key in both of them is seen to come twice."""
    sheets: Sheets = {
        "A": [HEADER, [1, 10], [2, 20]],
        "B": [["al 30 de abril"], ["Monto", None, "RBD"], [30, None, 3]],
        "C": [[], ["Monto", "RBD"], [], [40, 4]],
    }
    first, second = tables(workbook(tmp_path / "a.xlsx", sheets), KNOWS)

    assert read(first) == [["1", "10"], ["2", "20"], ["4", "40"]]
    assert [first.place_of(n) for n in (1, 2, 3)] == [
        Place(2, "A"),
        Place(3, "A"),
        Place(4, "C"),
    ]
    assert read(second) == [["30", "", "3"]]
    assert (first.name, second.name) == ("a.xlsx/A", "a.xlsx/B")
    assert {first.source.path_for_lists.name, second.source.path_for_lists.name} == {
        "a.xlsx.A",
        "a.xlsx.B",
    }


def test_sheets_of_different_datasets_are_a_table_each(tmp_path: Path) -> None:
    sheets: Sheets = {"M": [HEADER, [1, 2]], "N": [["RBD", "Nombre"], [1, "x"]], "Notas": [["z"]]}
    first, second = tables(workbook(tmp_path / "a.xlsx", sheets), TWO)

    assert (read(first), read(second)) == ([["1", "2"]], [["1", "x"]])
    assert [remark.value for remark in first.remarks] == ["Notas"]
    assert second.remarks == []


def test_the_row_most_like_a_header_speaks_for_a_workbook_that_nobody_knows(
    tmp_path: Path,
) -> None:
    """For what is refused then is told by the columns that were found."""
    sheets: Sheets = {
        "Portada": [["Resultados"]],
        "Datos": [["al 30 de abril"], ["RBD", "Otro", "Más"]],
    }
    [table] = tables(workbook(tmp_path / "a.xlsx", sheets), KNOWS)

    assert table.head.columns == ("rbd", "otro", "mas")


def test_a_header_below_the_first_twenty_rows_is_not_looked_for(tmp_path: Path) -> None:
    sheets: Sheets = {"Datos": [*[["nota", n] for n in range(20)], HEADER, [1, 2]]}
    [table] = tables(workbook(tmp_path / "a.xlsx", sheets), KNOWS)

    assert table.head.columns != ("rbd", "monto")


def with_xml(path: Path, rows: str) -> Path:
    """A workbook whose sheet has such rows as XML."""
    template = workbook(path.with_name("plantilla.xlsx"), {"Datos": [HEADER]})
    with ZipFile(template) as old, ZipFile(path, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "xl/worksheets/sheet1.xml":
                text = content.decode()
                content = text.replace("</sheetData>", f"{rows}</sheetData>").encode()
            new.writestr(member, content)
    template.unlink()
    return path


def cells(row: int, first: str, second: str) -> str:
    return f'<row r="{row}"><c r="A{row}"><v>{first}</v></c>{second.format(f"B{row}")}</row>'


@pytest.mark.parametrize(
    ("cell", "shown", "reason"),
    [
        ('<c r="{}" t="e"><v>#N/A</v></c>', "#N/A", "la celda tiene un error de la planilla"),
        ('<c r="{}" t="e"><f>A1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", "la celda tiene un error"),
        ("<c r='{}' t='e'><v>#REF!</v></c>", "#REF!", "la celda tiene un error"),
        ('<c t="e"><v>#NAME?</v></c>', "#NAME?", "la celda tiene un error"),
        ('<c r="{}"><f>A1+1</f></c>', "=A1+1", "la fórmula no está calculada"),
        ('<c r="{}"><f>A1+1</f><v></v></c>', "=A1+1", "la fórmula no está calculada"),
        ('<c r="{}"><f>A1+1</f><v/></c>', "=A1+1", "la fórmula no está calculada"),
    ],
)
def test_a_cell_without_a_value_puts_its_row_at_fault_and_no_other(
    tmp_path: Path, cell: str, shown: str, reason: str
) -> None:
    rows = cells(2, "1", '<c r="{}"><v>10</v></c>') + cells(4, "2", cell)
    path = with_xml(tmp_path / "a.xlsx", rows + cells(5, "3", '<c r="{}"/>'))
    table = open_table(path)

    assert read(table) == [["1", "10"], [], ["3", ""]]
    fault = table.faults[2]
    assert (fault.field, fault.value) == ("monto", shown)
    assert fault.reason.startswith(reason)
    assert table.place_of(2) == Place(4, "Datos")


def test_where_errors_cannot_be_told_from_blanks_the_report_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In formats that are not XML; the test has none, and hides the XML of one that is."""
    path = workbook(tmp_path / "a.xlsx", {"Datos": [HEADER, [1, 2]]})
    monkeypatch.setattr("sep_intake.files.workbooks.members_of", lambda archive: {})

    [remark] = open_table(path).remarks

    assert remark.reason.startswith("en la hoja «Datos» una celda con error o sin calcular se lee")


def test_a_formula_is_its_value_also_where_that_is_an_empty_text(tmp_path: Path) -> None:
    rows = cells(2, "1", '<c r="{}"><f>A2*5</f><v>5</v></c>')
    rows += cells(3, "2", '<c r="{}" t="str"><f>IF(1,"","x")</f><v></v></c>')

    assert read(with_xml(tmp_path / "a.xlsx", rows)) == [["1", "5"], ["2", ""]]


def test_an_error_beside_the_table_is_nothing_to_it(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c>'
        '<c r="D2" t="e"><v>#N/A</v></c></row>'
        '<row r="3"><c r="D3" t="e"><v>#N/A</v></c></row>'
    )

    assert read(with_xml(tmp_path / "a.xlsx", rows)) == [["1", "2"]]


def test_a_row_that_has_nothing_but_an_error_is_at_fault(tmp_path: Path) -> None:
    table = open_table(
        with_xml(tmp_path / "a.xlsx", '<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>')
    )

    assert read(table) == [[]]
    assert table.faults[1].field == "rbd"


def test_errors_are_rejected_where_the_table_does_not_begin_in_the_first_column(
    tmp_path: Path,
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    values: dict[str, str | int] = {"C3": "RBD", "D3": "Monto", "C4": 1, "D4": 2, "C5": 2}
    for place, value in values.items():
        sheet[place] = value
    sheet["D5"] = "#N/A"
    book.save(tmp_path / "a.xlsx")
    [table] = tables(tmp_path / "a.xlsx", KNOWS)

    assert read(table) == [["1", "2"], []]
    assert (table.faults[2].field, table.faults[2].value) == ("monto", "#N/A")


def test_an_imported_workbook_counts_its_faulty_rows_as_rejected(
    database: str, tmp_path: Path
) -> None:
    title = ["Valores de la USE"]
    rows: Rows = [["2024-01", 30000, "V"], ["2024-02", "=1/0", "V"], ["2024-03", 30200, "V"]]
    sheets: Sheets = {"Nota": [["x"]], "USE": [title, [], TEMPLATE, *rows]}
    workbook(tmp_path / "a.xlsx", sheets)

    summary = import_files(database, [tmp_path])

    [report] = summary.reports
    assert (report.rows, report.new, report.rejected, report.warnings) == (3, 2, 1, 1)
    assert report.rejections is not None
    assert ";clp_per_use;'=1/0;la fórmula no está calculada;" in report.rejections.read_text(
        "utf-8"
    )


def test_a_character_that_no_text_can_hold_puts_its_row_at_fault(tmp_path: Path) -> None:
    table = open_table(workbook(tmp_path / "a.xlsx", {"D": [HEADER, [1, "x_x0000_y"], [2, "z"]]}))

    assert read(table) == [[], ["2", "z"]]
    assert table.faults[1].value == "x␀y"


def test_a_sheet_that_reaches_very_far_is_refused_before_it_is_unfolded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sep_intake.files.workbooks.MOST_CELLS", 1_000)
    path = with_xml(tmp_path / "a.xlsx", '<row r="900"><c r="AB900"><v>1</v></c></row>')

    with pytest.raises(
        FileRefusedError, match="la hoja «Datos» llega hasta la fila 900 y la colum"
    ):
        open_table(path)


def test_times_and_durations_read_as_a_text_file_would_write_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"D": [HEADER, [1, timedelta(hours=26, minutes=5)]]})

    assert read(path) == [["1", "26:05:00"]]


def test_an_ods_file_is_read_from_every_sheet_and_its_errors_are_no_blanks(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "a.ods",
        {
            "Portada": [["Título"]],
            "Datos": [["RBD", "Monto"], ["1", "10"], ["2", "#N/A"], ["3", "30"], ["=A4+1", "4"]],
        },
    )
    [table] = tables(path, KNOWS)

    assert read(table) == [["1", "10"], [], ["3", "30"], []]
    faults = [(fault.field, fault.value) for fault in table.faults.values()]
    assert faults == [("monto", "#N/A"), ("rbd", "of:=A4+1")]
    assert [remark.value for remark in table.remarks] == ["Portada"]


def ods(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    def cell(text: str) -> str:
        """An error as LibreOffice writes it."""
        if text.startswith("="):
            return f'<table:table-cell table:formula="of:{text}"/>'
        error = ' office:string-value="" calcext:value-type="error" table:formula="of:=NA()"'
        return (
            f'<table:table-cell office:value-type="string"{error if text == "#N/A" else ""}>'
            f"<text:p>{escape(text)}</text:p></table:table-cell>"
        )

    body = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {spaces} xmlns:calcext="urn:x" office:version="1.2">'
            f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path

"""A table reads back as it was written, whatever program saved it, in memory of a fixed size.

Encoding and delimiter are told from the file; quotes are letters unless the header is quoted; a `~`
file may break lines inside its cells; a spreadsheet reads as the text it stands for.
"""

import csv
import io
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sep_intake.columns.layout import FileRefusedError
from sep_intake.engine.reading.file_opening import open_table
from sep_intake.files.delimited import DelimitedTable
from sep_intake.files.tables import Table

SPANISH = "abz ABZ09áéíóúñÁÉÍÓÚÑü.'-"
TELLING = "niño pequeño, ¿acción?"
"""A file in cp850 of which only «é» were seen could as well be latin-1 and mean «Ú»."""

NOON = datetime(2024, 3, 1, 12, 0)  # noqa: DTZ001 - a spreadsheet knows no zone

widths = st.integers(min_value=2, max_value=6)


def rows_of(cell: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    """Rows of equal width, none of them blank."""
    return widths.flatmap(
        lambda width: st.lists(
            st.lists(cell, min_size=width, max_size=width).map(
                lambda row: ["x" + row[0], *row[1:]]
            ),
            min_size=1,
            max_size=8,
        )
    )


def written(folder: Path, content: str, encoding: str) -> Path:
    path = folder / "tabla.csv"
    path.write_bytes(content.encode(encoding))
    return path


def read(path: Path, *, quoted: bool = False, breaks_lines: bool = False) -> list[list[str]]:
    table = open_table(path)
    table.scan(lambda _: None)
    return [record.cells for record in table.records(quoted=quoted, breaks_lines=breaks_lines)]


def header(width: int) -> list[str]:
    return [f"columna_{number}" for number in range(width)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples of a property, each of which overwrites the file."""
    return tmp_path_factory.mktemp("tablas")


@given(
    rows=rows_of(st.text(alphabet=SPANISH + '"', max_size=12)),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp850"]),
    delimiter=st.sampled_from(";,~|\t"),
    line_ends=st.sampled_from([("\r\n", "\r\n"), ("\n", "\n"), ("\n", "")]),
)
def test_plain_text_reads_back(
    folder: Path,
    rows: list[list[str]],
    encoding: str,
    delimiter: str,
    line_ends: tuple[str, str],
) -> None:
    rows = [*rows, [TELLING.replace(delimiter, " "), *rows[0][1:]]]
    lines = [delimiter.join(cells) for cells in [header(len(rows[0])), *rows]]
    content = line_ends[0].join(lines) + line_ends[1]

    assert read(written(folder, content, encoding)) == rows


@given(rows=rows_of(st.text(alphabet=SPANISH + '";\n', max_size=12)))
def test_a_quoted_header_says_that_cells_are_quoted_too(
    folder: Path, rows: list[list[str]]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([header(len(rows[0])), *rows])

    assert read(written(folder, text.getvalue(), "utf-8")) == rows


@given(rows=rows_of(st.text(alphabet=SPANISH + "\n", max_size=12)))
def test_lines_broken_inside_cells_are_joined_by_counting_delimiters(
    folder: Path, rows: list[list[str]]
) -> None:
    """Not in the first or last cell, where a broken line is no different from a row's end."""
    framed = [["1", *(cell.replace("\n", "\r\n") for cell in row), "RENDIDO"] for row in rows]
    lines = ["~".join(cells) for cells in [header(len(framed[0])), *framed]]

    assert read(written(folder, "\r\n".join(lines), "utf-8"), breaks_lines=True) == framed


def test_a_record_that_lost_a_cell_does_not_take_the_next_ones_with_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a~b~c\r\n1~uno\r\ndos\r\n2~x~y\r\n3~x~y\r\n", "utf-8")

    assert read(path, breaks_lines=True) == [["1", "uno\r\ndos"], ["2", "x", "y"], ["3", "x", "y"]]


def test_rows_of_another_width_and_blank_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b\n\n1;2\n  \n1;2;3\n;;\n4\n", "utf-8")

    assert read(path) == [["1", "2"], ["1", "2", "3"], ["4"]]


def test_a_stray_latin1_byte_in_a_large_utf8_file_is_read_as_latin1(tmp_path: Path) -> None:
    path = tmp_path / "mezcla.csv"
    row = "1;Peñalolén\n".encode()
    path.write_bytes(b"rbd;comuna\n" + row * 200_000 + "2;Ñuñoa\n".encode("latin-1") + row)

    rows = read(path)

    assert rows[-2:] == [["2", "Ñuñoa"], ["1", "Peñalolén"]]
    assert len(rows) == 200_002


def test_the_first_stray_byte_is_named_with_its_line(tmp_path: Path) -> None:
    """Once, and in the file as in an archive, for a name may have been changed by it."""
    path = tmp_path / "mezcla.csv"
    content = b"rbd;comuna\n\n" + "1;Peñalolén\n".encode() * 200_000
    path.write_bytes(content + "2;Ñuñoa\n".encode("latin-1") * 2)
    table = open_table(path)

    table.scan(lambda _: None)

    [remark] = table.remarks
    assert remark.value == "Ñ"
    assert "desde la línea 200003 trae bytes" in remark.reason


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp850"])
def test_a_file_in_one_encoding_needs_no_remark(tmp_path: Path, encoding: str) -> None:
    table = open_table(written(tmp_path, "rbd;comuna\n1;Peñalolén\n", encoding))

    table.scan(lambda _: None)

    assert table.remarks == []


@pytest.mark.parametrize("more", ["", "3;Ñuñoa\n"])
@pytest.mark.parametrize("surrogate", [0xD83D, 0xDC00, 0xDFFF])
def test_a_row_with_a_lone_surrogate_is_at_fault_and_the_others_are_read(
    tmp_path: Path, surrogate: int, more: str
) -> None:
    """Whatever else is in the file, and wherever its pieces are cut as it is read."""
    path = tmp_path / "sustituto.csv"
    for length in range(8_176, 8_194):
        text = f"rbd;comuna\n1;{'x' * length}{chr(surrogate)}\n2;y\n{more}"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        table = open_table(path)

        rows = read(path)
        table.scan(lambda _: None)
        list(table.blocks(quoted=False, breaks_lines=False))

        assert rows == [[], ["2", "y"], *([["3", "Ñuñoa"]] if more else [])]
        assert table.faults[1].field == "comuna"
        assert "la mitad de un carácter" in table.faults[1].reason
        assert table.remarks == []


def test_a_header_with_a_lone_surrogate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sustituto.csv"
    path.write_bytes("rbd;comuna\ud83d\n1;y\n".encode("utf-8", "surrogatepass"))

    with pytest.raises(FileRefusedError, match="el encabezado contiene la mitad de un carácter"):
        open_table(path)


def test_latin1_that_only_shows_late_in_the_file_is_latin1(tmp_path: Path) -> None:
    path = tmp_path / "tarde.csv"
    path.write_bytes(b"rbd;comuna\n" + b"1;ARICA\n" * 300_000 + "2;Ñuñoa\n".encode("latin-1"))

    assert read(path)[-1] == ["2", "Ñuñoa"]


@pytest.mark.parametrize("garbage", ["\ufeff", "ï»¿"])
def test_a_mark_before_latin1_text_is_no_part_of_the_first_column(
    tmp_path: Path, garbage: str
) -> None:
    path = tmp_path / "2015.csv"
    path.write_bytes(garbage.encode("utf-8") + "agno;rbd;nom\n2015;1;ÑUÑOA\n".encode("latin-1"))

    table = open_table(path)
    table.scan(lambda _: None)

    assert table.head.columns == ("agno", "rbd", "nom")
    assert [record.cells for record in table.records(quoted=False, breaks_lines=False)] == [
        ["2015", "1", "ÑUÑOA"]
    ]


def test_the_hash_and_the_progress_are_of_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "tabla.csv"
    path.write_bytes(b"a;b\n" + b"1;2\n" * 500_000)
    seen: list[int] = []

    digest = open_table(path).scan(seen.append)

    shown = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout
    assert digest == shown.split()[0]
    assert seen == sorted(seen)
    assert seen[-1] == path.stat().st_size


def workbook(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_spreadsheet_reads_as_text(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "libro.xlsx",
        ["RBD", "Año", "Porcentaje", "Fecha", "Hora", "Sí", "Nada", None],
        [5, 2016.0, 68.1, date(2024, 3, 1), NOON, True, None, None],
        [None] * 8,
        [6, 2017, 0.00001, "2024-03-02", "x", False, None, None],
    )

    table = open_table(path)

    assert table.head.columns == ("rbd", "ano", "porcentaje", "fecha", "hora", "si", "nada")
    assert table.head.sheet == "Sheet"
    assert read(path) == [
        ["5", "2016", "68.1", "2024-03-01", "2024-03-01T12:00:00", "VERDADERO", ""],
        ["6", "2017", "0.00001", "2024-03-02", "x", "FALSO", ""],
    ]


def test_the_first_sheet_with_rows_is_the_one_read(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("datos").append(["a", "b"])
    book["datos"].append([1, 2])
    book.save(tmp_path / "libro.xlsx")

    assert open_table(tmp_path / "libro.xlsx").head.sheet == "datos"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "está vacío"),
        (b"%PDF-1.7\n%\xe2\xe3", "es un PDF"),
        (b"Rar!\x1a\x07", "descomprímalo"),
        (b'{"ocid": 1}', "es JSON"),
        (b"<html>", "es HTML"),
        (b"\xff\xfea\0;\0", "UTF-16"),
        (b"a;b\n1\0;2\n", "binario"),
        (b"a;b;a\n1;2;3\n", "repite columnas: a"),
        (b"PK\x03\x04 no libro", "no se puede leer como planilla"),
        (b"x" * (1 << 20), "no está dividido en líneas"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "renombrado.csv"
    path.write_bytes(content)

    with pytest.raises(FileRefusedError, match=reason):
        open_table(path)


def test_binary_content_beyond_the_beginning_is_refused_before_any_row_is_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "roto.csv"
    path.write_bytes(b"a;b\n" + b"1;2\n" * 400_000 + b"\0" * 10_000)

    with pytest.raises(FileRefusedError, match="binario"):
        open_table(path).scan(lambda _: None)


_MEASURE = """
import resource, sys
from pathlib import Path
from sep_intake.engine.reading.file_opening import open_table
from sep_intake.engine.importer import import_file  # counts what an import loads anyway

def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

before = peak()
table = open_table(Path(sys.argv[1]))
table.scan(lambda _: None)
rows = sum(1 for _ in table.records(quoted=False, breaks_lines=True))
print(rows, peak() - before)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "grande.txt"
    row = b"~".join([b"1", b"x" * 500 + b"\r\n" + b"y" * 500, b"RENDIDO"]) + b"\r\n"
    path.write_bytes(b"a~b~c\r\n" + row * 60_000)
    assert path.stat().st_size > 60_000_000

    measured = subprocess.run(
        [sys.executable, "-c", _MEASURE, path], capture_output=True, text=True, check=True
    )

    rows, grown_mib = map(int, measured.stdout.split())
    assert rows == 60_000
    assert grown_mib < 16


def test_how_far_the_rows_reach_is_told_while_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "tabla.csv"
    path.write_bytes(b"a;b\n" + b"1;%b\n" % (b"2" * 100) * 40_000)
    table: Table = open_table(path)
    assert isinstance(table, DelimitedTable)

    reached = [table.bytes_read for _ in table.records(quoted=False, breaks_lines=False)]

    assert reached == sorted(reached)
    assert 0 < reached[0] < path.stat().st_size // 10
    assert table.bytes_read == path.stat().st_size

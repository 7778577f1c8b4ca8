"""Whether a file quotes its cells is told by its rows; a record whose quotes fail is one row."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.files_of import delimited, read

from sep_intake.cells.places import Place
from sep_intake.engine.reading.file_opening import open_table

ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "cp850"]
TELLING = "niño pequeño, ¿acción?"
HEADER = ["uno", "dos", "tres"]
PLAIN = "uno;dos;tres\n"
QUOTED = '"uno";"dos";"tres"\n'

cells = st.text(alphabet="abz ñÑ9;,|\t~\"'.\n\u0085\u2028-", max_size=10)


def written(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    path = folder / "tabla.csv"
    path.write_bytes(content.encode(encoding))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("comillas")


@given(
    rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8),
    delimiter=st.sampled_from(";,~|\t"),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    encoding=st.sampled_from(ENCODINGS),
    header_quoted=st.booleans(),
)
def test_a_quoted_table_reads_back_whatever_its_header(  # noqa: PLR0917 - hypothesis names them
    folder: Path,
    rows: list[tuple[str, ...]],
    delimiter: str,
    line_end: str,
    quoting: int,
    encoding: str,
    header_quoted: bool,
) -> None:
    """A row with the delimiter in a quoted cell shows that it quotes."""
    if not encoding.startswith("utf"):
        rows = [tuple(re.sub("[\u0085\u2028]", "", cell) for cell in row) for row in rows]
    if line_end == "\r":
        quoting = csv.QUOTE_ALL  # the writer leaves other line breaks bare
    telling = [["x", f"a{delimiter}b", TELLING]] * (len(rows) + 1)
    written_rows = [row for row in rows if any(map(str.strip, row))] + telling
    head = delimited([HEADER], delimiter, line_end, csv.QUOTE_ALL if header_quoted else quoting)
    if not header_quoted:
        head = head.replace('"', "")
    path = written(folder, head + delimited(written_rows, delimiter, line_end, quoting), encoding)

    assert read(path) == [list(row) for row in written_rows]


def test_numbers_with_a_decimal_comma_in_quotes(tmp_path: Path) -> None:
    path = written(tmp_path, 'uno,dos,tres\n1,"31088718,00","0,00"\n2,"12,5","7,00"\n')
    table = open_table(path)

    assert read(table) == [["1", "31088718,00", "0,00"], ["2", "12,5", "7,00"]]
    assert table.head.delimiter == ","


def test_one_row_with_quotes_in_a_file_without_them(tmp_path: Path) -> None:
    """Beyond the first rows too, by which the file is judged."""
    path = written(tmp_path, PLAIN + "x;y;z\n" * 100_000 + '1;"a;b";3\n1;a "b";3\n')

    assert read(path)[-2:] == [["1", "a;b", "3"], ["1", 'a "b"', "3"]]


def test_names_hold_bare_quotes_in_files_that_do_not_quote(tmp_path: Path) -> None:
    names = ['ESCUELA "LOS ACACIOS"', '"LOS ACACIOS"', '"LOS" ACACIOS', 'A"B', '"', '""', "ESCUELA"]
    path = written(tmp_path, PLAIN + "".join(f"{n};{name};x\n" for n, name in enumerate(names)))

    assert [row[1] for row in read(path)] == names


def test_a_column_of_which_every_cell_stands_in_quotes_is_quoted(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN + '1;"ana";2\n2;"eva ""la""";\n3;;\n')

    assert read(path) == [["1", "ana", "2"], ["2", 'eva "la"', ""], ["3", "", ""]]


def broken(text: str, tmp_path: Path) -> tuple[list[list[str]], list[str]]:
    """The rows of a quoted file, and how those begin that are at fault."""
    table = open_table(written(tmp_path, QUOTED + text))
    return read(table), [fault.value for fault in table.faults.values()]


def test_a_publishers_unescaped_quotes_break_one_record_and_no_other(tmp_path: Path) -> None:
    """A purchase order whose text ends a line with a quote, of which more lines follow."""
    rows, faults = broken(
        '"1";"bien";"x"\n'
        '"2";"CONSIDERAR ADJUNTO."\n\nLa factura; a la casilla\n";"x"\n'
        '"3";"DOS\nLINEAS; con punto";"x"\n',
        tmp_path,
    )

    assert rows == [["1", "bien", "x"], [], ["3", "DOS\nLINEAS; con punto", "x"]]
    assert [fault[:5] for fault in faults] == ['"2";"']


@pytest.mark.parametrize(
    "bad",
    [
        '"2";"abierta;"x"\n',
        '"2";"abierta\n',
        '"2";"dice "hola; tú" y más";"x"\n',
        '"2";"a"\n"b";"c\n',
        '"2";"una\nlinea "suelta" y\notra";"x"\n',
    ],
)
def test_whatever_breaks_the_quotes_of_a_record_the_next_ones_are_read(
    tmp_path: Path, bad: str
) -> None:
    good = '"1";"a\nb";"c"\n"1";"";""\n'
    rows, faults = broken(good + bad + good, tmp_path)

    fine = [["1", "a\nb", "c"], ["1", "", ""]]
    assert rows == [*fine, [], *fine]
    assert len(faults) == 1


def test_two_rows_that_a_lost_quote_makes_one_of_the_right_width_are_no_row(
    tmp_path: Path,
) -> None:
    rows, faults = broken('1;"abierta;x\n2;"b";y\n3;c;z\n', tmp_path)

    assert rows == [[], ["2", "b", "y"], ["3", "c", "z"]]
    assert faults == ['1;"abierta;x\n']


def test_rows_of_another_width_are_a_row_each(tmp_path: Path) -> None:
    rows, faults = broken('"1";"2"\n"1";"2"\n1;2;3;4\n"1"\n"1";"2";"3"\n', tmp_path)

    assert rows == [["1", "2"], ["1", "2"], ["1", "2", "3", "4"], ["1"], ["1", "2", "3"]]
    assert faults == []


def test_an_open_quote_does_not_take_the_rest_of_a_large_file_with_it(tmp_path: Path) -> None:
    rows, _ = broken('"0";"abierta;"x"\n' + '"1";"2";"3"\n' * 50_000, tmp_path)

    assert len(rows) == 50_001


def test_a_file_of_nothing_but_open_quotes_is_read_in_good_time(tmp_path: Path) -> None:
    rows, faults = broken('"0;"x\n' * 40_000, tmp_path)

    assert len(rows) == len(faults) > 0


@pytest.mark.parametrize(
    ("content", "options", "lines"),
    [
        ("a;b\n1;2\n\n3;4\n;\n5;6\n", {}, [2, 4, 6]),
        ("\n\na;b\n1;2\n", {}, [4]),
        ("a;b\r1;2\r\r3;4", {}, [2, 4]),
        ("a;b\n1;2\n3;4\n", {"quoted": True}, [2, 3]),
        ('a;b\n"1\n\n1";2\n\n3;4\n', {"quoted": True}, [2, 6]),
        ('a;b\n"1";"x\n"2";"3"\n4;5\n', {"quoted": True}, [2, 3, 4]),
        ("a~b~c\r\n1~x\r\ny~z\r\n\r\n2~x~z\r\n", {"breaks_lines": True}, [2, 5]),
        ("a~b~c\n1~x\ny\n2~x~z\n", {"breaks_lines": True}, [2, 4]),
    ],
)
def test_each_row_knows_the_line_it_begins_in(
    tmp_path: Path, content: str, options: dict[str, bool], lines: list[int]
) -> None:
    table = open_table(written(tmp_path, content))
    rows = read(table, **options)

    places = [table.place_of(number) for number in range(1, len(rows) + 1)]
    assert places == [Place(line) for line in lines]
    assert table.place_of(0) is None


def test_lines_are_known_across_the_blocks_in_which_a_file_is_read(tmp_path: Path) -> None:
    rows = "".join(f"{n}~{'x' * 300}\ny~z\n" for n in range(4_000))
    table = open_table(written(tmp_path, "a~b~c\n" + rows))
    seen = 0
    for block in table.blocks(quoted=False, breaks_lines=True):
        for number, row in zip(block.numbers, block.rows, strict=True):
            seen += 1
            assert (row[0], table.place_of(number)) == (str(number - 1), Place(2 * number))
    assert seen == 4_000


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_other_line_separators_are_letters_of_a_cell(tmp_path: Path, line_end: str) -> None:
    lines = ["a;b;c", "1;PAGO\u0085 SA\u2028;x", "2;ñandú\x0b\x0c\x1c;x", ""]

    rows = read(written(tmp_path, line_end.join(lines)))

    assert rows == [["1", "PAGO\u0085 SA\u2028", "x"], ["2", "ñandú\x0b\x0c\x1c", "x"]]


@pytest.mark.parametrize("quoted", [False, True])
def test_the_letters_that_programs_put_in_for_typed_ones_are_cp1252(
    tmp_path: Path, quoted: bool
) -> None:
    text = "PAGO\u2026 \u201cCOMERCIAL\u201d \u2013 \u20ac"
    path = written(tmp_path, f"a;b\n1;{text}\n2;Ñuñoa\n", "cp1252")

    assert read(path, quoted=quoted) == [["1", text], ["2", "Ñuñoa"]]


def test_one_such_letter_in_a_large_utf8_file_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("a;b\n1;Peñalolén\n".encode() + "3;Ñuñoa\n".encode() + b"2;PAGO\x85\x81\n")

    assert read(path)[-1] == ["2", "PAGO\u2026\x81"]

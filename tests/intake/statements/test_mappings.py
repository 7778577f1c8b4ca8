"""The promise: a bank's own file, CSV or workbook, is read by what its mapping says, in any of the
spellings it names; where the file is not so, the refusal says which column is missing.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from tests.intake.statements.reading import Read

from sep_intake.banks.accounts import Account
from sep_intake.banks.formats.mapping import is_mapping, mapping_of, shipped_names
from sep_intake.columns.layout import FileRefusedError

Mapped = Callable[[str], None]

MARKED = """nombre = "Mi banco"
confianza = "V"
supuestos = "Un monto con marca."
[columnas]
fecha = "Fecha"
glosa = "Glosa"
monto = "Monto"
marca = "Cargo/Abono"
"""


@pytest.fixture
def own(folder: Path, mapped: Mapped) -> Callable[[str], None]:
    """`own(mapping)`: the folder's CSV files are read by this mapping."""

    def own(content: str) -> None:
        (folder / "propio.toml").write_text(content, encoding="utf-8")
        mapped("propio.toml")

    return own


def workbook(*sheets: Sequence[Sequence[Any]]) -> bytes:
    file = openpyxl.Workbook()
    file.remove(file.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = file.create_sheet(f"Hoja {number}")
        for row in rows:
            sheet.append(list(row))
    content = BytesIO()
    file.save(content)
    return content.getvalue()


# The layouts of the banks, as public readers of them know them

LAYOUTS = {
    "bancoestado": (
        "Cartola histórica;;;;;;;;;\nFecha;Sucursal;N° Cuenta;Alias;N° Cartola;N° Operación;"
        "Descripción;Cheques / Cargos;Depósitos / Abonos;Saldo\n"
        "15/07;STGO;1;CHEQ;9;0001077;DEPOSITO;0;$50.000;$150.000\n"
        "20/07;STGO;1;CHEQ;9;0001078;PAGO;$20.000;0;$130.000\n"
    ),
    "bci": (
        "Fecha;Sucursal;Descripción;N° Documento;Cheques y otros cargos;Depósitos y Abono;"
        "Saldo diario\n15/07/2024;OF;DEPOSITO;0001077;;50.000;150.000\n"
        "20/07/2024;OF;PAGO;0001078;20.000;;130.000\n"
    ),
    "bancochile": (
        "Fecha,Detalle Movimiento,Cheque o Cargo,Deposito o Abono,Saldo,Docto. Nro.,Trn,Caja,Suc\n"
        "15/07/2024,DEPOSITO,0,50000,150000,0001077,0,0,OF\n"
        "20/07/2024,PAGO,20000,0,130000,0001078,0,0,OF\n"
    ),
    "itau": (
        "Fecha;Número de operación;Sucursal;Descripción;Depósitos o abonos;Giros o cargos;"
        "Saldo diario\n15/07;0001077;OF;DEPOSITO;$50.000;$0;$150.000\n"
        "20/07;0001078;OF;PAGO;$0;$20.000;$130.000\nResumen de Saldos;;;;;;\n"
    ),
    "scotiabank": (
        "Cuenta Corriente;1;;;;\nSaldo Anterior;100.000;;;;\n"
        "Fecha;Descripción;Numero Documento;Cargo;Abono;Saldo Diario\n"
        "15-07-2024;DEPOSITO;0001077;0;50.000;150.000\n20-07-2024;PAGO;0001078;20.000;0;130.000\n"
    ),
    "santander": (
        "Cartolas históricas,,,,,,,\nSALDO INICIAL,DEPÓSITOS,OTROS ABONOS,CHEQUES,,,SALDO FINAL,\n"
        "MONTO,DESCRIPCIÓN MOVIMIENTO,,FECHA,N° DOCUMENTO,SUCURSAL,,CARGO/ABONO\n"
        "50000,DEPOSITO,,15/07/2024,0001077,OF,,A\n-20000,PAGO,,20/07/2024,0001078,OF,,C\n"
    ),
}


@pytest.mark.parametrize("bank", shipped_names())
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_layout_of_each_bank(read: Read, mapped: Mapped, bank: str, kind: str) -> None:
    mapped(bank)
    content: str | bytes = LAYOUTS[bank]
    if kind == "xlsx":
        delimiter = "," if bank in ("bancochile", "santander") else ";"
        content = workbook([line.split(delimiter) for line in LAYOUTS[bank].splitlines()])
    reading = read(f"cartola_2024.{kind}", content)
    assert reading.lines == [
        ("2024-07-15", 1, 50_000, "DEPOSITO"),
        ("2024-07-20", 1, -20_000, "PAGO"),
    ]
    assert [each.reference for each in reading.movements] == ["0001077", "0001078"]
    assert reading.balances == ([None, None] if bank == "santander" else [150_000, 130_000])
    assert (reading.rejected, reading.warnings) == ([], [])


@pytest.mark.parametrize("bank", shipped_names())
def test_each_mapping_says_where_it_is_known_from_and_how_surely(bank: str) -> None:
    account = Account.model_validate(
        {"numero": "1", "rut": "62000660-2", "banco": "B", "exclusiva_sep": True, "formato": bank}
    )
    mapping = mapping_of(account, Path("x.csv"))
    assert (bool(mapping.fuente), bool(mapping.supuestos), mapping.confianza) == (True, True, "D")


# Workbooks


def test_cells_of_a_workbook_are_numbers_and_days(read: Read) -> None:
    header = (
        "Fecha", "Descripción", "N° Operación", "Cheques / Cargos", "Depósitos / Abonos", "Saldo",
    )  # fmt: skip
    rows = [
        (date(2024, 5, 15), "PAGO", 771, 1500, None, 8500.0),
        (datetime.fromisoformat("2024-05-16T10:30"), "PAGO", 772, None, 1_000_000.0, 1_008_500),
        (date(2024, 5, 17), "TRES DECIMALES", 773, 25.125, None, None),
        (date(2024, 5, 17), "BUENA", 774, 7, None, None),
    ]
    reading = read("cartola.xlsx", workbook([("Cartola",), header, *rows]))
    assert reading.amounts == [-1500, 1_000_000, -7]
    assert reading.balances == [8500, 1_008_500, None]
    assert reading.refused == [("Cheques / Cargos", "25,125")]
    assert [str(each.occurred_on) for each in reading.movements][:2] == ["2024-05-15", "2024-05-16"]


def test_every_sheet_that_has_the_header_is_read(read: Read) -> None:
    header = ("Fecha", "Descripción", "Cargos", "Abonos", "Saldo")
    may = [header, ("15/05/2024", "MAYO", "5", "", "10")]
    june = [header, ("15/06/2024", "JUNIO", "5", "", "5")]
    reading = read("cartola.xlsx", workbook([("Portada",)], may, june))
    assert reading.texts == ["MAYO", "JUNIO"]


def test_what_is_no_workbook_though_it_begins_as_one_is_refused(read: Read) -> None:
    for content in (b"PK\x03\x04" + b"x" * 100, b"\xd0\xcf\x11\xe0" + b"x" * 100):
        with pytest.raises(FileRefusedError):
            read("cartola.xls", content)


def test_a_workbook_that_unpacks_to_no_end_is_refused(read: Read) -> None:
    content = BytesIO(workbook([("a",)]))
    with ZipFile(content, "a", ZIP_DEFLATED) as archive:
        archive.writestr("bomba", bytes(300 << 20))
    with pytest.raises(FileRefusedError, match="ocupa 300 MB descomprimido"):
        read("cartola.xlsx", content.getvalue())


# The header


def test_the_refusal_names_the_column_that_is_missing_and_what_there_is(
    read: Read, mapped: Mapped
) -> None:
    mapped("bci")
    content = LAYOUTS["bci"].replace("Depósitos y Abono", "Ingresos")
    with pytest.raises(FileRefusedError) as refusal:
        read("cartola.csv", content)
    said = str(refusal.value)
    assert "falta «Depósitos y Abono» o «Depósitos y Abonos» o «Abono». Se encontraron" in said
    assert "Ingresos" in said
    assert "Descripción» " not in said


def test_a_column_of_balances_that_lost_its_name_is_missing(read: Read, mapped: Mapped) -> None:
    mapped("bancoestado")
    with pytest.raises(FileRefusedError, match="falta «Saldo»"):
        read("cartola_2024.csv", LAYOUTS["bancoestado"].replace("Saldo", "Sald"))


def test_where_nothing_is_alike_all_columns_are_missing(read: Read) -> None:
    with pytest.raises(FileRefusedError, match="ninguna fila trae «Fecha», «Descripción» o"):
        read("cartola.csv", "a;b\n1;2\n")


# Signs and marks


@pytest.mark.parametrize(
    ("amount", "mark", "found"),
    [
        ("500", "C", -500), ("-500", "C", -500), ("500", "Débito", -500), ("500", "A", 500),
        ("500", "abono", 500), ("500", "H", 500),
    ],
)  # fmt: skip
def test_a_charge_is_money_out_with_or_without_its_sign(
    read: Read, own: Mapped, amount: str, mark: str, found: int
) -> None:
    own(MARKED)
    content = f"Fecha;Glosa;Monto;Cargo/Abono\n15/05/2024;X;{amount};{mark}\n"
    assert read("cartola.csv", content).amounts == [found]


@pytest.mark.parametrize(("amount", "mark"), [("500", ""), ("500", "X"), ("-500", "A")])
def test_a_mark_that_says_nothing_or_otherwise_than_the_sign_rejects_its_row(
    read: Read, own: Mapped, amount: str, mark: str
) -> None:
    own(MARKED)
    content = f"Fecha;Glosa;Monto;Cargo/Abono\n15/05/2024;X;{amount};{mark}\n15/05/2024;Y;7;A\n"
    reading = read("cartola.csv", content)
    assert (len(reading.rejected), reading.texts) == (1, ["Y"])


def test_a_credit_with_a_minus_rejects_its_row(read: Read) -> None:
    reading = read("cartola.csv", "Fecha;Descripción;Cargos;Abonos;Saldo\n15/05/2024;X;;-5;\n")
    assert reading.refused == [("Abonos", "-5")]


# Days without a year

HISTORICAL = LAYOUTS["bancoestado"]


@pytest.mark.parametrize(
    "name", ["cartola_2024.csv", "cartola 2024-07.csv", "cartola_202407.csv", "cartola20240731.csv"]
)
def test_the_year_may_stand_in_the_name(read: Read, name: str) -> None:
    assert read(name, HISTORICAL).lines[0][0] == "2024-07-15"


def test_the_year_may_stand_in_the_accounts_file(folder: Path, read: Read) -> None:
    accounts = folder / "cuentas.toml"
    accounts.write_text(accounts.read_text() + "anio = 2023\n")
    assert read("cartola.csv", HISTORICAL).lines[0][0] == "2023-07-15"
    with pytest.raises(FileRefusedError, match="su nombre dice 2024 y"):
        read("cartola_2024.csv", HISTORICAL)


@pytest.mark.parametrize("name", ["cartola.csv", "cartola_2023_2024.csv", "cartola_1234202456.csv"])
def test_without_a_year_the_file_is_refused(read: Read, name: str) -> None:
    with pytest.raises(FileRefusedError, match="trae fechas sin año; se espera el año en el nom"):
        read(name, HISTORICAL)


@pytest.mark.parametrize(("first", "second"), [("30/12", "02/01"), ("02/01", "30/12")])
def test_days_without_a_year_of_december_and_january_may_be_of_two_years(
    read: Read, first: str, second: str
) -> None:
    content = HISTORICAL.replace("15/07", first).replace("20/07", second)
    with pytest.raises(FileRefusedError, match="de diciembre y de enero; se espera un archivo por"):
        read("cartola_2024.csv", content)


def test_days_without_a_year_of_all_its_months_are_of_one(read: Read) -> None:
    header, rows = HISTORICAL.splitlines()[1], [f"02/{month:02};" for month in range(1, 13)]
    content = header + "".join(f"\n{row};1;;;7;X;5;0;" for row in rows)
    assert len(read("cartola_2024.csv", content).movements) == 12


def test_the_29th_of_february_of_another_year_rejects_its_row(read: Read) -> None:
    content = HISTORICAL.replace("15/07", "29/02")
    assert read("cartola_2023.csv", content).refused == [("Fecha", "29/02")]
    assert read("cartola_2024.csv", content).refused == []


# The end


def test_what_stands_after_the_footer_and_looks_like_a_line_is_told(read: Read) -> None:
    content = "Fecha;Descripción;Cargos;Abonos;Saldo\n15/05/2024;X;5;;\nTotal;;5;;\n\nnota\n"
    assert read("cartola.csv", content).rejected == []
    [error] = read("cartola.csv", content + "16/05/2024;Y;5;;\n").rejected
    assert (error.field, error.reason) == ("(fila)", "está después del pie de la cartola")


# Mapping files


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('confianza = "V"\n', "", "«confianza» falta"),
        ('fecha = "Fecha"', 'fecha = "Fecha"\nsigno = "x"', "«columnas.signo» no es una clave"),
        ('monto = "Monto"', 'cargo = "Cargo"', "se espera cargo y abono, o monto, con fecha"),
        ('confianza = "V"', 'confianza = "X"', "«confianza» dice «X»: se espera uno de: «V», «D»"),
        ("[columnas]", 'miles = ","\n[columnas]', "«miles» y «decimal» sean distintos"),
        (
            "[columnas]",
            'formato_fecha = "%d/%m/%Y %Y"\n[columnas]',
            "«formato_fecha.1» dice «%d/%m/%Y %Y»: se espera una fecha con %d y %m",
        ),
        (
            "[columnas]",
            'formato_fecha = "%d/%b/%Y"\n[columnas]',
            "«formato_fecha.1» dice «%d/%b/%Y»: se",
        ),
        (
            "[columnas]",
            'delimitador = "::"\n[columnas]',
            "«delimitador.1» dice «::»: se espera un solo carácter",
        ),
        ("[columnas]", 'codificacion = "utf-9"\n[columnas]', "no está en utf-9"),
        ("[columnas]", "[columnas", "no es TOML"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_said_in_spanish(
    read: Read, own: Mapped, old: str, new: str, said: str
) -> None:
    own(MARKED.replace(old, new))
    with pytest.raises(FileRefusedError, match=said):
        read("cartola.csv", "Fecha;Glosa;Monto;Cargo/Abono\n15/05/2024;Ñ;5;C\n", "latin-1")


@pytest.mark.parametrize("name", ["nadie", "../nadie.toml", "", "a\0b"])
def test_a_mapping_that_there_is_not_is_refused_and_those_there_are_are_named(
    read: Read, mapped: Mapped, name: str
) -> None:
    mapped(name.replace("\0", "\\u0000"))
    if name == "":
        assert is_mapping(Path(name)) is False
        return
    with pytest.raises(FileRefusedError, match="los que hay son: bancochile, bancoestado"):
        read("cartola.csv", "a;b\n")


def test_a_mapping_is_told_by_its_keys(folder: Path) -> None:
    for name, content, found in (
        ("a.toml", MARKED, True),
        ("a.csv", MARKED, False),
        ("b.toml", "[x]\ny = 1\n", False),
        ("c.toml", "no es TOML", False),
    ):
        (folder / name).write_text(content)
        assert is_mapping(folder / name) is found
    assert is_mapping(folder / "no_hay.toml") is False

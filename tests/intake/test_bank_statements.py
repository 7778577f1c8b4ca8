"""The promise: a bank's statement becomes lines of its account, in whichever format it comes; read
again, or overlapping with another, no line stands twice, and legitimate twins stay two.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection
from tests.conftest import Server

from sep_intake.banks.formats.mapping import shipped_names
from sep_intake.columns.layout import FileRefusedError
from sep_intake.engine.importer import import_file, import_files
from sep_intake.reports.report import ImportReport
from sep_ledger.database.schema import migrate

ACCOUNTS = """
[[cuenta]]
numero = "00001-00002"
rut = "62000660-2"
banco = "Banco"
exclusiva_sep = true
archivos = ["cartola_*.csv"]
formato = "{format}"
"""

Line = tuple[str, int, int, str, str | None, int | None]


@pytest.fixture
def connection(postgres: Server) -> Iterator[Connection]:
    with postgres.fresh_database() as conninfo:
        migrate(conninfo)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            yield connection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cuentas.toml").write_text(ACCOUNTS.format(format="bancoestado"))
    return tmp_path


Load = Callable[..., ImportReport]


@pytest.fixture
def load(connection: Connection, folder: Path) -> Load:
    """Writes a file and imports it."""

    def load(name: str, text: str, encoding: str = "utf-8") -> ImportReport:
        (folder / name).write_bytes(text.encode(encoding))
        return import_file(connection, folder / name)

    return load


def lines(connection: Connection) -> list[Line]:
    """Day, number, amount, text, reference and balance of each line in the log, as it stands."""
    rows = connection.execute(
        """
        select distinct on (originator_id)
            doc ->> 'occurred_on', (doc ->> 'line')::integer, (doc ->> 'amount')::bigint,
            doc ->> 'text', doc ->> 'reference', (doc ->> 'balance')::bigint
        from ledger.events, lateral (select convert_from(state, 'UTF8')::jsonb as doc) as said
        where topic like '%.bank.movement_recorded.%'
        order by originator_id, originator_version desc
        """
    ).fetchall()
    return sorted(rows)


# What every format says of the same three lines: two twins out, a deposit in.
MAY = [
    ("2024-05-11", 1, -60_000, "PAGO FACTURA", "771", 80_000),
    ("2024-05-11", 2, -60_000, "PAGO FACTURA", "771", 20_000),
    ("2024-05-20", 1, 1_000_333, "ABONO SUBVENCION", None, 1_020_333),
]


def camt(version: str, entries: str, opening: int = 140_000, closing: int = 1_020_333) -> str:
    def balance(kind: str, amount: int) -> str:
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='CLP'>{amount}</Amt>"
            "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-05-31</Dt></Dt></Bal>"
        )

    return (
        f"<?xml version='1.0' encoding='UTF-8'?>"
        f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}'><BkToCstmrStmt>"
        "<Stmt><Acct><Id><Othr><Id>0000100002</Id></Othr></Id></Acct>"
        f"{balance('OPBD', opening)}{balance('CLBD', closing)}{entries}"
        "</Stmt></BkToCstmrStmt></Document>"
    )


def entry(
    day: str,
    amount: str,
    mark: str,
    text: str,
    reference: str = "NOTPROVIDED",
    *,
    status: str = "BOOK",
) -> str:
    return (
        f"<Ntry><Amt Ccy='CLP'>{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts>{status}</Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>{reference}"
        f"</EndToEndId></Refs><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


PAID = entry("2024-05-11", "60000", "DBIT", "PAGO FACTURA", "771")
DEPOSITED = entry("2024-05-20", "1000333.00", "CRDT", "ABONO SUBVENCION")


@pytest.mark.parametrize("version", ["02", "04", "08", "14"])
def test_camt_of_every_version(connection: Connection, load: Load, version: str) -> None:
    entries = PAID + PAID + DEPOSITED
    if version >= "08":
        entries = entries.replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
    report = load("mayo.xml", camt(version, entries))
    assert (report.new, report.rejected, report.warnings) == (3, 0, 0)
    assert lines(connection) == MAY


def test_an_entry_that_is_not_booked_is_no_line(connection: Connection, load: Load) -> None:
    pending = entry("2024-05-21", "5", "DBIT", "RETENCION", status="PDNG")
    load("mayo.xml", camt("02", PAID + PAID + DEPOSITED + pending))
    assert lines(connection) == MAY


MT940 = """:20:MAYO
:25:BANCO/0000100002
:28C:5/1
:60F:C240501CLP140000,
:61:2405110511D60000,NTRF771//1
:86:PAGO FACTURA
:61:2405110511D60000,NTRF771//2
:86:PAGO FACTURA
:61:2405200520C1000333,NTRFNONREF
:86:ABONO
SUBVENCION
:62F:C240531CLP1020333,
-
"""


def test_mt940(connection: Connection, load: Load) -> None:
    assert load("mayo.sta", MT940).new == 3
    assert lines(connection) == MAY


OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20240601
<LANGUAGE>SPA</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0
<SEVERITY>INFO</STATUS><STMTRS><CURDEF>CLP<BANKACCTFROM><BANKID>012<ACCTID>00001-00002
<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20240501<DTEND>20240531{lines}
</BANKTRANLIST><LEDGERBAL><BALAMT>1020333<DTASOF>20240531</LEDGERBAL></STMTRS></STMTTRNRS>
</BANKMSGSRSV1></OFX>"""


def ofx_line(day: str, amount: str, text: str, number: int, check: str = "") -> str:
    check = f"<CHECKNUM>{check}" if check else ""
    return (
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{number}{check}"
        f"<NAME>{text}</STMTTRN>"
    )


def test_ofx_whose_newest_line_comes_first(connection: Connection, load: Load) -> None:
    written = ofx_line("20240520", "1000333", "ABONO SUBVENCION", 3)
    written += ofx_line("20240511", "-60000", "PAGO FACTURA", 2, "771")
    written += ofx_line("20240511", "-60000", "PAGO FACTURA", 1, "771")
    assert load("mayo.ofx", OFX.format(lines=written)).new == 3
    assert lines(connection) == MAY


CARTOLA = """Cartola de cuenta corriente;00001-00002
Fecha;Descripción;N° Operación;Cargos;Abonos;Saldo
11/05/2024;PAGO FACTURA;771;60.000;;80.000
11/05/2024;PAGO FACTURA;771;60.000;;20.000
20/05/2024;ABONO SUBVENCION;;;1.000.333;1.020.333
Total;;;120.000;1.000.333;
"""
SHIPPED = {
    "bancoestado": (CARTOLA, "latin-1"),
    "bci": (
        CARTOLA.replace(
            "Fecha;Descripción;N° Operación;Cargos;Abonos",
            "Fecha Transacción;Descripción;N° Documento;Cargo;Abono",
        )
        .replace("/05/", "-05-")
        .replace("Total;", "Totales;"),
        "utf-8",
    ),
    "bancochile": (
        (
            "Fecha,Detalle,Docto. Nº,Monto,Saldo\n11/05/2024,PAGO FACTURA,771,-60.000,80.000\n"
            "11/05/2024,PAGO FACTURA,771,-60.000,20.000\n"
            "20/05/2024,ABONO SUBVENCION,,1.000.333,1.020.333\n"
        ),
        "utf-8",
    ),
    "itau": (
        (
            "Cartola Histórica\n\nFecha;Número de operación;Sucursal;Descripción;"
            "Depósitos o abonos;Giros o cargos;Saldo diario\n"
            "11/05/2024;771;0001;PAGO FACTURA;$0;$60.000;$80.000\n"
            "11/05/2024;771;0001;PAGO FACTURA;$0;$60.000;$20.000\n"
            "20/05/2024;;0001;ABONO SUBVENCION;$1.000.333;$0;$1.020.333\n"
            "Resumen de Saldos\n"
        ),
        "utf-8",
    ),
    "scotiabank": (
        (
            "Fecha;Descripción;Numero Documento;Cargo;Abono;Saldo Diario\n"
            "20-05-2024;ABONO SUBVENCION;;0;1.000.333;1.020.333\n"
            "11-05-2024;PAGO FACTURA;771;60.000;0;20.000\n"
            "11-05-2024;PAGO FACTURA;771;60.000;0;80.000\n"
        ),
        "utf-8",
    ),
    "santander": (
        (
            "Fecha;Descripción Movimiento;N° Documento;Monto;Cargo/Abono;Saldo\n"
            "11/05/2024;PAGO FACTURA;771;$60.000;C;$80.000\n"
            "11/05/2024;PAGO FACTURA;771;$60.000;C;$20.000\n"
            "20/05/2024;ABONO SUBVENCION;;$1.000.333;A;$1.020.333\n"
        ),
        "latin-1",
    ),
}


@pytest.mark.parametrize("bank", sorted(SHIPPED))
def test_the_csv_of_each_shipped_mapping(
    connection: Connection, folder: Path, load: Load, bank: str
) -> None:
    (folder / "cuentas.toml").write_text(ACCOUNTS.format(format=bank))
    report = load("cartola_mayo.csv", *SHIPPED[bank])
    assert (report.new, report.rejected, report.warnings) == (3, 0, 0)
    assert lines(connection) == MAY
    assert sorted(SHIPPED) == shipped_names()


def test_a_mapping_of_one_s_own(connection: Connection, folder: Path, load: Load) -> None:
    (folder / "cuentas.toml").write_text(ACCOUNTS.format(format="mi_banco.toml"))
    (folder / "mi_banco.toml").write_text(
        'nombre = "Mi banco"\nconfianza = "V"\nsupuestos = ""\ndelimitador = "|"\n'
        'formato_fecha = "%Y%m%d"\n[columnas]\nfecha = "dia"\nglosa = "que"\nmonto = "cuanto"\n'
    )
    load("cartola_mayo.csv", "dia|que|cuanto\n20240511|PAGO|-5\n")
    assert lines(connection) == [("2024-05-11", 1, -5, "PAGO", None, None)]


# Again, and overlapping


def test_the_same_file_again_adds_nothing(connection: Connection, load: Load) -> None:
    load("mayo.sta", MT940)
    again = load("otra_copia.sta", MT940)
    assert (again.new, again.restated, again.equal) == (0, 0, 3)


def test_the_same_lines_in_another_format_are_the_same(connection: Connection, load: Load) -> None:
    load("mayo.sta", MT940)
    again = load("mayo.xml", camt("02", PAID + PAID + DEPOSITED))
    assert (again.new, again.restated, again.equal) == (0, 0, 3)


def test_an_overlapping_statement_adds_only_what_is_new(connection: Connection, load: Load) -> None:
    load("mayo.xml", camt("02", PAID + PAID + DEPOSITED))
    fee = entry("2024-06-03", "4990", "DBIT", "COMISION")
    june = load("junio.xml", camt("02", DEPOSITED + fee, opening=20_000, closing=1_015_343))
    assert (june.new, june.restated, june.equal) == (1, 0, 1)
    assert len(lines(connection)) == 4


# What is wrong


def test_a_fraction_of_a_peso_rejects_its_row_alone(connection: Connection, load: Load) -> None:
    half = entry("2024-05-20", "1000333.50", "CRDT", "ABONO SUBVENCION")
    report = load("mayo.xml", camt("02", PAID + half, closing=1_080_333))
    assert (report.new, report.rejected) == (1, 1)
    assert report.rejections is not None
    assert "1000333.50" in report.rejections.read_text(encoding="utf-8-sig")


def test_an_amount_in_dollars_is_rejected(connection: Connection, load: Load) -> None:
    report = load("mayo.xml", camt("02", PAID + DEPOSITED.replace("CLP", "USD")))
    assert (report.new, report.rejected) == (1, 1)


@pytest.mark.parametrize("cell", ["60,5", "sesenta", "6O.000"])
def test_a_malformed_amount_in_a_csv_rejects_its_row(load: Load, cell: str) -> None:
    text = CARTOLA.replace("60.000;;20.000", f"{cell};;20.000")
    report = load("cartola_mayo.csv", text, "latin-1")
    assert report.rejected == 1
    assert report.rejections is not None
    assert "cartola_mayo.csv;2;4;;Cargos" in report.rejections.read_text(encoding="utf-8-sig")


def test_a_closing_balance_that_does_not_follow_is_reported_and_not_refused(load: Load) -> None:
    report = load("mayo.xml", camt("02", PAID + PAID + DEPOSITED, closing=1_000_000))
    assert (report.new, report.warnings) == (3, 1)
    [gap] = report.first_warnings
    assert gap.reason == "no sigue del saldo anterior: faltan o sobran 20333 pesos en la cartola"


def test_a_line_that_is_missing_in_the_middle_is_reported(load: Load) -> None:
    text = CARTOLA.replace("11/05/2024;PAGO FACTURA;771;60.000;;20.000\n", "")
    assert load("cartola_mayo.csv", text, "latin-1").warnings == 1


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("otra.sta", MT940.replace("0000100002", "999"), "cuenta BANCO/999"),
        ("roto.xml", camt("02", PAID)[:-20], "no es XML bien formado"),
        ("dtd.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]>" + camt("02", PAID)[38:], "DTD"),
        ("roto.ofx", OFX.format(lines="")[:-40], "no es OFX bien formado: está cortado"),
        (
            "sin_cerrar.ofx",
            OFX.format(lines="<STMTTRN><STMTTRN></STMTTRN></STMTTRN>"),
            "un «STMTTRN»",
        ),
        ("cartola_x.csv", "a;b\n1;2\n", "no tiene el encabezado"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused(
    load: Load, name: str, text: str, said: str
) -> None:
    with pytest.raises(FileRefusedError, match=said):
        load(name, text)


def test_files_that_say_how_others_are_read_are_no_source(
    connection: Connection, folder: Path
) -> None:
    """The accounts, and a mapping, whether an account names it or not."""
    (folder / "mayo.sta").write_text(MT940)
    (folder / "mi_banco.toml").write_text(
        'nombre = "Mi banco"\nconfianza = "V"\nsupuestos = ""\n[columnas]\nfecha = "dia"\n'
    )
    summary = import_files(connection, [folder])
    assert [report.path.name for report in summary.reports] == ["mayo.sta"]
    assert summary.refused == []


def test_another_toml_is_a_file_that_is_no_data(connection: Connection, folder: Path) -> None:
    (folder / "otra.toml").write_text("[a]\nb = 1\n")
    assert [each.path.name for each in import_files(connection, [folder]).refused] == ["otra.toml"]


EMPTY = MT940[: MT940.index(":61:")] + ":62F:C240531CLP140000,\n-\n"


def test_a_statement_without_movements_is_imported_and_stops_no_other(
    connection: Connection, folder: Path
) -> None:
    (folder / "abril.sta").write_text(EMPTY)
    (folder / "mayo.sta").write_text(MT940)
    summary = import_files(connection, [folder])
    assert [(each.rows, each.new, each.warnings) for each in summary.reports] == [
        (0, 0, 0),
        (3, 3, 0),
    ]
    assert summary.refused == []


def test_a_statement_without_movements_whose_balances_differ_is_reported(load: Load) -> None:
    report = load("abril.sta", EMPTY.replace(":62F:C240531CLP140000", ":62F:C240531CLP150000"))
    assert (report.rows, report.warnings) == (0, 1)
    assert "faltan 10000 pesos" in report.first_warnings[0].reason


def test_pages_in_two_files_are_one_statement_in_the_log(
    connection: Connection, folder: Path
) -> None:
    """Twins on two pages of a day; the pages again, and the whole in one file, add nothing."""
    between = "-\n:20:MAYO\n:25:BANCO/0000100002\n:28C:5/2\n:60M:C240511CLP80000,\n"
    first, twin = MT940.split(":86:PAGO FACTURA\n:61:2405110511", 1)
    first += ":86:PAGO FACTURA\n:62M:C240511CLP80000,\n"
    second = between[2:] + ":61:2405110511" + twin
    (folder / "pagina_2.sta").write_text(second)
    (folder / "pagina_1.sta").write_text(first)
    assert [each.new for each in import_files(connection, [folder]).reports] == [1, 2]
    assert lines(connection) == MAY
    (folder / "todo.sta").write_text(first + "-\n" + second)
    again = import_files(connection, [folder])
    assert (again.new, again.restated, again.equal) == (0, 0, 6)

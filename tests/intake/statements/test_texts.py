"""The promise: what the bank says of a line is kept whole, in its letters."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.intake.statements.reading import Read, read_in
from tests.intake.statements.written import (
    Line,
    Part,
    camt_entry,
    camt_of,
    cartola,
    mt940,
    mt940_of,
    ofx,
    ofx_line,
    ofx_list,
    ofx_of,
)

from sep_intake.columns.layout import FileRefusedError
from sep_intake.engine.reading.file_opening import open_table

DAY = date(2024, 5, 15)
LETTERS = "PEÑALOLÉN – CUOTA “2”…"


def said(read: Read, text: str) -> str:
    [movement] = read("a.sta", mt940_of(f":61:2405150515C7,NTRFNONREF\n:86:{text}\n")).movements
    return movement.text


def test_a_long_86_is_kept_whole(read: Read) -> None:
    lines = [f"LINEA {number:02} {'X' * 50}" for number in range(30)]
    assert said(read, "\n".join([*lines, "FIN FACTURA 4711"])) == " ".join(
        [*lines, "FIN FACTURA 4711"]
    )


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("166?00ABONO?20SUBVENCION MINEDUC?21SEP MAYO?32TESORERIA", None),
        ("?00ABONO?20SUBVENCION MINEDUC?21SEP MAYO?32TESORERIA", None),
        ("166?00ABONO?1099?20SUBVENCION?21 MINEDUC?60SEP MAYO?301234?3156?32TESORERIA", None),
        ("166?00ABONO?20SUBVENCION MI\nNEDUC?21SEP MAYO?32TESO\nRERIA", None),
        ("166?00A?20123456789012345678901234567?21890?33B", "A 123456789012345678901234567890 B"),
        ("ABONO 12:30?SI", "ABONO 12:30?SI"),
        ("166 ABONO", "166 ABONO"),
        (":12:30 ABONO", ":12:30 ABONO"),
    ],
)
def test_subfields_of_an_86_are_its_text(read: Read, written: str, text: str | None) -> None:
    assert said(read, written) == (text or "ABONO SUBVENCION MINEDUC SEP MAYO TESORERIA")


def test_several_86_of_a_line_are_one_text_and_those_of_a_statement_none(read: Read) -> None:
    lines = ":86:DE LA CARTOLA\n:61:2405150515C7,NTRFNONREF\n:86:UNO\n:86:DOS\n"
    content = mt940_of(lines, closing="C240531CLP1000007,").replace("\n-\n", "\n:86:FINAL\n-\n")
    assert read("a.sta", content).texts == ["UNO DOS"]


def test_details_below_a_61_are_its_text_where_there_is_no_86(read: Read) -> None:
    lines = ":61:2405150515C7,NTRF771//88\nDEPOSITO\n"
    [movement] = read("a.sta", mt940_of(lines)).movements
    assert (movement.text, movement.reference) == ("DEPOSITO", "771")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_mt940_in_every_encoding_with_every_line_end(
    read: Read, encoding: str, line_end: str
) -> None:
    content = mt940_of(f":61:2405150515C7,NTRFNONREF\n:86:{LETTERS}\n").replace("\n", line_end)
    assert read("a.sta", content, encoding).texts == [LETTERS]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_in_every_encoding_with_every_line_end(
    read: Read, encoding: str, line_end: str
) -> None:
    content = f"{cartola()}15/05/2024;{LETTERS};;7;;\n".replace("\n", line_end)
    assert read("cartola.csv", content, encoding).texts == [LETTERS]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_camt_and_ofx_in_the_encoding_they_are_in_whatever_they_declare(
    read: Read, encoding: str
) -> None:
    """Both declare one that this is not always: UTF-8, and code page 1252."""
    assert read("a.xml", camt_of(camt_entry("7", "CRDT", text=LETTERS)), encoding).texts == [
        LETTERS
    ]
    assert read("a.ofx", ofx_of(ofx_list(ofx_line("-7", text=LETTERS))), encoding).texts == [
        LETTERS
    ]


@pytest.mark.parametrize(
    ("name", "written"), [("a.sta", mt940), ("a.ofx", ofx), ("cartola.csv", cartola)]
)
def test_a_stray_byte_changes_no_other_letter_and_is_named(
    folder: Path, name: str, written: Callable[..., str]
) -> None:
    text = written(Part([Line(DAY, -10, "MUÑOZ PEÑA"), Line(DAY, -20, "NUÑEZ")], 1_000))
    content = text.encode()
    (folder / name).write_bytes(content.replace("NUÑEZ".encode(), "NUÑEZ".encode("cp1252")))

    assert read_in(folder, name).texts == ["MUÑOZ PEÑA", "NUÑEZ"]
    table = open_table(folder / name)
    table.scan(lambda _: None)
    assert [warned.value for warned in table.remarks if warned.field == "(archivo)"] == ["Ñ"]


def test_a_declared_encoding_that_there_is_not_is_refused(read: Read) -> None:
    content = camt_of(camt_entry("7", "CRDT", text="Ñ")).replace("UTF-8", "UTF-9")
    with pytest.raises(FileRefusedError, match="no está en UTF-9"):
        read("a.xml", content, "latin-1")


def test_a_quoted_cell_may_hold_line_breaks_and_delimiters(read: Read) -> None:
    content = f'{cartola()}15/05/2024;"PAGO A\nPROVEEDOR; SA";;7;;\n16/05/2024;DOS;;7;;\n'
    assert read("cartola.csv", content).texts == ["PAGO A PROVEEDOR; SA", "DOS"]


def test_a_quote_that_is_never_closed_takes_no_lines_with_it(read: Read) -> None:
    content = f'{cartola()}15/05/2024;"PAGO;;7;;\n16/05/2024;DOS;;7;;\n'
    with pytest.raises(FileRefusedError, match="línea 2: abre unas comillas sin cerrarlas"):
        read("cartola.csv", content)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("LIBRERIA A & B", "LIBRERIA A & B"),
        ("LIBRERIA A &amp; B", "LIBRERIA A & B"),
        ("A < B LTDA", "A < B LTDA"),
        ("A &lt; B &gt; C", "A < B > C"),
        ("<![CDATA[A < B & C]]>", "A < B & C"),
        ("&COPIAS", "&COPIAS"),
    ],
)
def test_names_in_ofx_may_hold_its_marks(read: Read, written: str, text: str) -> None:
    assert read("a.ofx", ofx_of(ofx_list(ofx_line("-7", text=written)))).texts == [text]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<FITID>2024", "<FITID>\n<MEMO>2024"),
        ("<TRNTYPE>OTHER", "<TRNTYPE>OUT"),
        ("<TRNTYPE>OTHER", ""),
        ("<ACCTTYPE>CHECKING", ""),
        ("<BANKID>012", "<BANKID>"),
        ("<LANGUAGE>SPA", ""),
        ("<CURDEF>CLP", ""),
    ],
)
def test_what_ofx_demands_and_nobody_uses_is_dispensed_with(read: Read, old: str, new: str) -> None:
    content = ofx_of(ofx_list(ofx_line("-7")))
    assert old in content
    assert read("a.ofx", content.replace(old, new)).amounts == [-7]


def test_an_empty_element_may_be_closed_in_one_line_and_not_in_another(read: Read) -> None:
    lines = [ofx_line("-7", text=text) for text in ("UNO", "DOS")]
    ending = ("<FITID></FITID>", "<FITID>\n")
    written = [
        f"{line.partition('<FITID>')[0]}{empty}<NAME>{line.partition('<NAME>')[2]}"
        for line, empty in zip(lines, ending, strict=True)
    ]
    assert read("a.ofx", ofx_of(ofx_list("".join(written)))).texts == ["UNO", "DOS"]


def test_ofx_2_is_read_as_ofx_1(read: Read) -> None:
    body = ofx_of(
        "<BANKTRANLIST><DTSTART>20240501</DTSTART><DTEND>20240531</DTEND><STMTTRN>"
        "<TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20240515</DTPOSTED><TRNAMT>-7</TRNAMT><FITID></FITID>"
        "<CHECKNUM>771</CHECKNUM><PAYEE><NAME>A &amp; B</NAME><CITY>X</CITY></PAYEE>"
        "<MEMO>PAGO</MEMO></STMTTRN></BANKTRANLIST>"
        "<LEDGERBAL><BALAMT>500</BALAMT><DTASOF>20240531</DTASOF></LEDGERBAL>"
    ).partition("<OFX>")[2]
    prolog = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="220"?>\n<OFX>'
    [movement] = read("a.ofx", prolog + body).movements
    assert (movement.text, movement.reference, movement.balance) == ("A & B PAGO", "771", 500)


def test_a_batch_of_several_payments_has_no_document_of_its_own(read: Read) -> None:
    payment = (
        "<TxDtls><Refs><EndToEndId>{0}</EndToEndId></Refs><RmtInf><Ustrd>FACTURA {0}</Ustrd>"
        "</RmtInf></TxDtls>"
    )
    details = "".join(map(payment.format, ("1001", "1002")))
    entry = camt_entry("7", "DBIT", text="MASIVO")
    batch = entry.replace("<AddtlNtryInf>", f"<NtryDtls>{details}</NtryDtls><AddtlNtryInf>")
    single = batch.replace(payment.format("1002"), "")
    found = read("a.xml", camt_of(batch + single)).movements
    assert [each.text for each in found] == [
        "FACTURA 1001 FACTURA 1002 MASIVO",
        "FACTURA 1001 MASIVO",
    ]
    assert [each.reference for each in found] == [None, "1001"]


def test_a_line_whose_text_no_database_holds_is_rejected(read: Read) -> None:
    content = f"{cartola()}15/05/2024;PA\0GO;;7;;\n15/05/2024;BUENA;;7;;\n"
    reading = read("cartola.csv", content)
    assert (reading.refused, reading.texts) == ([("glosa", "PA?GO")], ["BUENA"])

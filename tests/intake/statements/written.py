"""The same lines as each format writes them. Small, and as strict as the formats are."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape

import openpyxl

ACCOUNT = "0000100002"


class Line(NamedTuple):
    """As a bank has it."""

    day: date
    amount: int
    text: str


class Part(NamedTuple):
    """Some consecutive lines of an account: a statement, or a page of one."""

    lines: Sequence[Line]
    opening: int
    page: int = 1
    last: bool = True

    @property
    def closing(self) -> int:
        return self.opening + sum(line.amount for line in self.lines)


def paged(lines: Sequence[Line], opening: int, sizes: Sequence[int]) -> list[Part]:
    """Lines on pages of these sizes, the rest on one more."""
    parts: list[Part] = []
    rest = list(lines)
    for size in sizes:
        parts.append(Part(rest[:size], opening, len(parts) + 1, last=False))
        rest, opening = rest[size:], parts[-1].closing
    return [*parts, Part(rest, opening, len(parts) + 1)]


# camt.053


def camt(*parts: Part) -> str:
    statements = "".join(_camt_statement(part) for part in parts)
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt>"
        f"<GrpHdr><MsgId>M</MsgId></GrpHdr>{statements}</BkToCstmrStmt></Document>"
    )


def camt_entry(amount: str, mark: str, day: str = "2024-05-15", text: str = "PAGO") -> str:
    return (
        f"<Ntry><Amt Ccy='CLP'>{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts>BOOK</Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><AddtlNtryInf>{escape(text)}</AddtlNtryInf></Ntry>"
    )


def camt_of(entries: str, balances: str = "") -> str:
    return camt(Part([], 0)).replace("<!--entries-->", balances + entries)


def camt_balance(kind: str, amount: int) -> str:
    mark = "CRDT" if amount >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='CLP'>{abs(amount)}</Amt>"
        f"<CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>2024-05-31</Dt></Dt></Bal>"
    )


def _camt_statement(part: Part) -> str:
    first = "OPBD" if part.page == 1 else "ITBD"
    final = "CLBD" if part.last else "ITBD"
    balances = camt_balance(first, part.opening) + camt_balance(final, part.closing)
    if not part.lines and part.page == 1 and part.last:
        balances = "<!--entries-->"
    entries = "".join(
        camt_entry(
            str(abs(line.amount)), "DBIT" if line.amount < 0 else "CRDT", str(line.day), line.text
        )
        for line in part.lines
    )
    return (
        f"<Stmt><Id>S</Id><StmtPgntn><PgNb>{part.page}</PgNb>"
        f"<LastPgInd>{str(part.last).lower()}</LastPgInd></StmtPgntn>"
        f"<Acct><Id><Othr><Id>{ACCOUNT}</Id></Othr></Id></Acct>{balances}{entries}</Stmt>"
    )


# MT940


def mt940(*parts: Part) -> str:
    return "".join(_mt940_page(part) for part in parts)


def mt940_of(lines: str, opening: str = "C240430CLP1000000,", closing: str = "") -> str:
    final = f":62F:{closing}\n" if closing else ""
    return f":20:CART\n:25:{ACCOUNT}\n:28C:5/1\n:60F:{opening}\n{lines}{final}-\n"


def _mt940_page(part: Part) -> str:
    first, final = "F" if part.page == 1 else "M", "F" if part.last else "M"
    lines = "".join(
        f":61:{line.day:%y%m%d%m%d}{'D' if line.amount < 0 else 'C'}{abs(line.amount)},NTRFNONREF\n"
        f":86:{line.text}\n"
        for line in part.lines
    )
    return (
        f":20:CART\n:25:{ACCOUNT}\n:28C:5/{part.page}\n:60{first}:{_mt940_amount(part.opening)}\n"
        f"{lines}:62{final}:{_mt940_amount(part.closing)}\n-\n"
    )


def _mt940_amount(amount: int) -> str:
    return f"{'C' if amount >= 0 else 'D'}240531CLP{abs(amount)},"


# OFX


def ofx(*parts: Part) -> str:
    return ofx_of(*(_ofx_list(part) for part in parts))


def ofx_of(*lists: str) -> str:
    """A file with a list of an account each."""
    statements = "".join(
        f"<STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>CLP"
        f"<BANKACCTFROM><BANKID>012<ACCTID>{ACCOUNT}<ACCTTYPE>CHECKING</BANKACCTFROM>{each}"
        "</STMTRS></STMTTRNRS>"
        for each in lists
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n"
        "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS>"
        "<CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20240601<LANGUAGE>SPA</SONRS></SIGNONMSGSRSV1>"
        f"<BANKMSGSRSV1>{statements}</BANKMSGSRSV1></OFX>"
    )


def ofx_line(amount: str, day: str = "20240515", text: str = "PAGO", more: str = "") -> str:
    return (
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{day}{amount}{text}"
        f"<NAME>{text}{more}</STMTTRN>"
    )


def ofx_list(lines: str, balance: str = "", end: str = "20240531") -> str:
    return (
        f"<BANKTRANLIST><DTSTART>20240501<DTEND>{end}{lines}</BANKTRANLIST>"
        f"{balance and f'<LEDGERBAL><BALAMT>{balance}<DTASOF>{end}</LEDGERBAL>'}"
    )


def _ofx_list(part: Part) -> str:
    lines = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{line.day:%Y%m%d}120000[-4:CLT]<TRNAMT>{line.amount}"
        f"<FITID>{part.page}-{place}<NAME>{escape(line.text)}</STMTTRN>"
        for place, line in enumerate(part.lines)
    )
    end = max((line.day for line in part.lines), default=date(2024, 5, 31))
    return ofx_list(lines, str(part.closing), f"{end:%Y%m%d}")


# CSV and workbooks, as BancoEstado writes them

HEADER = ("Fecha", "Descripción", "N° Operación", "Cheques / Cargos", "Depósitos / Abonos", "Saldo")


def cells(part: Part) -> list[tuple[str, str, str, str, str, str]]:
    rows, balance = [], part.opening
    for line in part.lines:
        balance += line.amount
        out = _thousands(-line.amount) if line.amount < 0 else ""
        into = _thousands(line.amount) if line.amount > 0 else ""
        rows.append((f"{line.day:%d/%m/%Y}", line.text, "", out, into, _thousands(balance)))
    return rows


def cartola(*parts: Part) -> str:
    """One list, however many parts."""
    rows = [HEADER, *(row for part in parts for row in cells(part))]
    return "".join(";".join(row) + "\n" for row in rows)


def workbook(*parts: Part) -> bytes:
    """With the titles that banks put above."""
    file = openpyxl.Workbook()
    sheet = file.active
    assert sheet is not None
    for row in [
        ("Cartola histórica",),
        (),
        HEADER,
        *(row for part in parts for row in cells(part)),
    ]:
        sheet.append(row)
    content = BytesIO()
    file.save(content)
    return content.getvalue()


def _thousands(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")

"""ISO 20022 camt.053, the bank-to-customer statement, in any of its versions.

Elements are told by their local names, which versions 001.02 to 001.14 share; the few that moved
(`Sts`, dates with a time) are read in both places.
"""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

from sep_intake.banks.amounts import (
    POINT,
    first_of,
    iso_day,
    no_day,
    no_pesos,
    unsigned_amount,
)
from sep_intake.banks.lines import CURRENCY, BankStatement, BankStatementLine, StatementPage, Unread
from sep_intake.banks.text import text_of
from sep_intake.columns.layout import FileRefusedError, Warned

_NAMESPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d\d")
_DECLARED = re.compile(rb"""^[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_OPENING, _INTERMEDIATE, _CLOSING = ("OPBD", "PRCD"), "ITBD", "CLBD"
_BOOKED, _NOT_YET = "BOOK", ("PDNG", "INFO", "FUTR")
_SIGNS = {"CRDT": 1, "DBIT": -1}
_NO_REFERENCE = ("", "NOTPROVIDED", "NONREF")


def is_camt(sample: bytes) -> bool:
    """Whether a file opens as a camt.053 message."""
    return sample.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and bool(
        _NAMESPACE.search(sample[:4096])
    )


def read_camt(path: Path) -> list[BankStatement]:
    """Its statements, booked entries only. Raises FileRefusedError where it is no such message."""
    root = _root(path)
    numbers = count(1)
    return [_statement(each, numbers) for each in _all(root, "BkToCstmrStmt", "Stmt")]


def _root(path: Path) -> Element:
    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefusedError(f"{path.name} trae un DTD, que un camt.053 no lleva")
    declared = _DECLARED.search(content[:200])
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        text = text_of(content, encoding)
    except (LookupError, UnicodeError):
        raise FileRefusedError(f"{path.name} no está en {encoding}, como dice") from None
    try:
        return fromstring(_DECLARATION.sub("", text).strip())  # noqa: S314 - entities need a DTD, which was just refused
    except ParseError as error:
        line, column = error.position
        where = f"línea {line}, columna {column + 1}"
        raise FileRefusedError(f"{path.name} no es XML bien formado: {where}") from None
    except UnicodeEncodeError:
        raise FileRefusedError(f"{path.name} no es XML bien formado") from None


def _statement(element: Element, numbers: Iterator[int]) -> BankStatement:
    statement = BankStatement(
        _text(element, "Acct", "Id", "IBAN") or _text(element, "Acct", "Id", "Othr", "Id"),
        page=_page(element),
    )
    _take_balances(statement, element)
    for entry in _all(element, "Ntry"):
        if _status(entry) not in _NOT_YET:
            statement.lines.append(_line(entry, next(numbers)))
    return statement


def _page(element: Element) -> StatementPage | None:
    number = _text(element, "StmtPgntn", "PgNb")
    named = _text(element, "Id") or _text(element, "ElctrncSeqNb")
    return StatementPage(named, int(number)) if re.fullmatch("[0-9]{1,9}", number) else None


def _take_balances(statement: BankStatement, element: Element) -> None:
    """Pages state the balances between them as intermediate: the first of two is the opening one,
    and a single one is whichever the page has not."""
    stated: dict[str, list[Element]] = {}
    for balance in _all(element, "Bal"):
        stated.setdefault(_text(balance, "Tp", "CdOrPrtry", "Cd"), []).append(balance)
    opening = next((stated[kind][0] for kind in _OPENING if kind in stated), None)
    closing = stated[_CLOSING][-1] if _CLOSING in stated else None
    between = stated.get(_INTERMEDIATE, [])
    if between and opening is None and (len(between) > 1 or closing is not None):
        opening = between[0]
    elif between and opening is None and statement.continues:
        opening, between = between[0], []
    if between and closing is None:
        closing = between[-1]
    statement.opening = _balance(opening, "OPBD", statement)
    statement.closing = _balance(closing, "CLBD", statement)


def _balance(element: Element | None, name: str, statement: BankStatement) -> int | None:
    if element is None or _currency(element) not in ("", CURRENCY):
        return None
    amount = _amount(element)
    if isinstance(amount, int):
        return amount
    reason = f"el saldo no se puede leer y no se comprueba; se espera {amount.expected}"
    statement.remarks.append(Warned(0, name, amount.value, reason))
    return None


def _line(entry: Element, number: int) -> BankStatementLine:
    details = list(_all(entry, "NtryDtls", "TxDtls"))
    texts = [text for each in details for text in _texts(each, "RmtInf", "Ustrd")]
    texts.append(_text(entry, "AddtlNtryInf"))
    written = next(filter(None, (_dated(entry, name) for name in ("BookgDt", "ValDt"))), "")
    day, amount = iso_day(written), _amount(entry)
    unread = first_of(
        (
            _no_status(entry),
            no_day("BookgDt", written, day, "AAAA-MM-DD"),
            no_pesos("Ccy", _currency(entry)),
            amount,
        )
    )
    return BankStatementLine(
        number=number,
        day=day,
        amount=amount if isinstance(amount, int) else None,
        text=" ".join(dict.fromkeys(filter(None, texts))),
        reference=_reference(entry, details),
        unread=unread,
    )


def _reference(entry: Element, details: list[Element]) -> str:
    """That of the payment; a batch of several has none but its own."""
    references = [_text(each, "Refs", "EndToEndId") for each in details if len(details) == 1]
    references += [_text(entry, "NtryRef"), _text(entry, "AcctSvcrRef")]
    return next((one for one in references if one not in _NO_REFERENCE), "")


def _status(entry: Element) -> str:
    return _text(entry, "Sts", "Cd") or _text(entry, "Sts")


def _no_status(entry: Element) -> Unread | None:
    status = _status(entry)
    if status == _BOOKED:
        return None
    reason = "no se sabe si el movimiento está contabilizado"
    return Unread("Sts", status, reason, f"{_BOOKED}, {', '.join(_NOT_YET)}")


def _amount(element: Element) -> int | Unread:
    """With the sign of its credit or debit mark."""
    amount, mark = unsigned_amount("Amt", _text(element, "Amt"), POINT), _text(element, "CdtDbtInd")
    if isinstance(amount, Unread):
        return amount
    if mark not in _SIGNS:
        return Unread("CdtDbtInd", mark, "no dice si es cargo o abono", "CRDT o DBIT")
    return _SIGNS[mark] * amount


def _currency(element: Element) -> str:
    written = next(_all(element, "Amt"), None)
    return "" if written is None else written.get("Ccy", "").strip()


def _dated(entry: Element, name: str) -> str:
    return _text(entry, name, "Dt") or _text(entry, name, "DtTm")


def _all(element: Element, *names: str) -> Iterator[Element]:
    """The elements at the end of a path of local names."""
    if not names:
        yield element
        return
    for child in element:
        if child.tag.rpartition("}")[2] == names[0]:
            yield from _all(child, *names[1:])


def _texts(element: Element, *names: str) -> list[str]:
    return [(each.text or "").strip() for each in _all(element, *names)]


def _text(element: Element, *names: str) -> str:
    return next(iter(_texts(element, *names)), "")

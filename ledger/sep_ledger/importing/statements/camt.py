"""ISO 20022 camt.053, the bank-to-customer statement, in any of its versions.

Elements are told by their local names, which versions 001.02 to 001.14 share; the few that moved
(`Sts`, dates with a time) are read in both places.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.statements.lines import Statement, StatementLine

_NAMESPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d\d")
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_BOOKED = "BOOK"
_NO_REFERENCE = ("", "NOTPROVIDED", "NONREF")


def is_camt(sample: bytes) -> bool:
    """Whether a file opens as a camt.053 message."""
    return sample.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and bool(
        _NAMESPACE.search(sample[:4096])
    )


def read_camt(path: Path) -> list[Statement]:
    """Its statements, booked entries only. Raises FileRefusedError where it is no such message."""
    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefusedError(f"{path.name} trae un DTD, que un camt.053 no lleva")
    try:
        root = fromstring(content)  # noqa: S314 - entities need a DTD, which was just refused
    except ParseError as error:
        raise FileRefusedError(f"{path.name} no es XML bien formado: {error}") from None
    numbers = iter(range(1, len(content)))
    return [_statement(each, numbers) for each in _all(root, "BkToCstmrStmt", "Stmt")]


def _statement(element: Element, numbers: Iterator[int]) -> Statement:
    account = _text(element, "Acct", "Id", "IBAN") or _text(element, "Acct", "Id", "Othr", "Id")
    statement = Statement(account)
    for balance in _all(element, "Bal"):
        kind = _text(balance, "Tp", "CdOrPrtry", "Cd")
        amount = _amount(balance)
        if isinstance(amount, Decimal) and kind in _OPENING:
            statement.opening = amount
        elif isinstance(amount, Decimal) and kind in _CLOSING:
            statement.closing = amount
    for entry in _all(element, "Ntry"):
        if (_text(entry, "Sts", "Cd") or _text(entry, "Sts")) == _BOOKED:
            statement.lines.append(_line(entry, next(numbers)))
    return statement


def _line(entry: Element, number: int) -> StatementLine:
    written = _first(entry, "Amt")
    details = list(_all(entry, "NtryDtls", "TxDtls"))
    texts = [text for each in details for text in _texts(each, "RmtInf", "Ustrd")]
    texts.append(_text(entry, "AddtlNtryInf"))
    references = [_text(each, "Refs", "EndToEndId") for each in details]
    references += [_text(entry, "NtryRef"), _text(entry, "AcctSvcrRef")]
    return StatementLine(
        number=number,
        day=_day(entry, "BookgDt") or _day(entry, "ValDt") or "",
        amount=_amount(entry),
        text=" ".join(dict.fromkeys(filter(None, texts))),
        reference=next((one for one in references if one not in _NO_REFERENCE), ""),
        currency="" if written is None else written.get("Ccy", ""),
    )


def _amount(element: Element) -> Decimal | str:
    """With the sign of its credit or debit mark; the text itself where it is no number."""
    text = _text(element, "Amt")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return text
    return -amount if _text(element, "CdtDbtInd") == "DBIT" else amount


def _day(element: Element, name: str) -> date | str | None:
    text = _text(element, name, "Dt") or _text(element, name, "DtTm")
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return text


def _all(element: Element, *names: str) -> Iterator[Element]:
    """The elements at the end of a path of local names."""
    if not names:
        yield element
        return
    for child in element:
        if child.tag.rpartition("}")[2] == names[0]:
            yield from _all(child, *names[1:])


def _first(element: Element, *names: str) -> Element | None:
    return next(_all(element, *names), None)


def _texts(element: Element, *names: str) -> list[str]:
    return [(each.text or "").strip() for each in _all(element, *names)]


def _text(element: Element, *names: str) -> str:
    return next(iter(_texts(element, *names)), "")

"""OFX, versions 1 (SGML) and 2 (XML), read by `ofxtools`."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from sep_ledger.importing.layout import FileRefusedError
from sep_ledger.importing.statements.lines import Statement, StatementLine

if TYPE_CHECKING:
    from ofxtools.models.base import Aggregate

_MARKS = (b"OFXHEADER", b"<?OFX", b"<OFX>")


def is_ofx(sample: bytes) -> bool:
    """Whether a file opens as OFX."""
    return any(mark in sample[:512] for mark in _MARKS)


def read_ofx(path: Path) -> list[Statement]:
    """Its bank statements. Raises FileRefusedError where it is malformed."""
    from ofxtools.Parser import OFXTree, ParseError  # noqa: PLC0415  a quarter of a second to load

    tree = OFXTree()
    try:
        tree.parse(BytesIO(path.read_bytes()))
        found = tree.convert()
    except (ParseError, ValueError, IndexError) as error:
        raise FileRefusedError(f"{path.name} no es OFX bien formado: {error}") from None
    return [_statement(each) for each in found.statements]


def _statement(given: "Aggregate") -> Statement:
    statement = Statement(given.account.acctid, closing=given.ledgerbal.balamt)
    for number, each in enumerate(given.transactions or (), start=1):
        said = (each.name, each.memo)
        statement.lines.append(
            StatementLine(
                number=number,
                day=each.dtposted.date(),
                amount=each.trnamt,
                text=" ".join(dict.fromkeys(text for text in said if text)),
                reference=each.checknum or each.refnum or "",
                currency=given.curdef,
            )
        )
    return statement

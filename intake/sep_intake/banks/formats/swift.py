"""SWIFT MT940, read by its fields: `:61:` by the grammar of the standard and what banks make of it.

A `:61:` that cannot be read is a line that is rejected with its text; the rest of the file is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sep_intake.banks.amounts import (
    COMMA,
    calendar_day,
    first_of,
    no_amount,
    no_day,
    no_pesos,
)
from sep_intake.banks.formats.narrative import narrative
from sep_intake.banks.lines import CURRENCY, BankStatement, BankStatementLine, StatementPage, Unread
from sep_intake.banks.text import line_ends, quotable, text_of
from sep_intake.cells.places import Place
from sep_intake.columns.layout import Warned

_FIRST_TAG = re.compile(rb"(?:^|[\r\n]):20:")
_FIELD = re.compile(
    r":(13D?|20|21|25P?|28C?|34F|60[FM]?|61|62[FM]?|64|65|86|90[CD]|NS):(.*)", re.DOTALL
)
_ENDS = ("-", "-}")
_BALANCE = re.compile(r"([CD])[0-9]{6}([A-Z]{3})(.*)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"([0-9]+)(?:/([0-9]{1,9}))?")
_LINE = re.compile(
    r"(?P<value>[0-9]{6})(?P<entry>[0-9]{4}|[ ]{4})?"
    r"(?P<mark>R?[CD])(?P<funds>[A-Z])?[ ]?(?P<amount>[^A-Z]*)"
    r"(?:(?P<kind>[NSF][A-Z0-9 ]{3})(?P<references>.*))?",
    re.IGNORECASE,
)
_SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1}
"""A reversal of a credit takes money out."""
_NO_REFERENCE = ("", "NONREF")
_EXPECTED = "AAMMDD[MMDD], C, D, RC o RD, y el monto con coma decimal, sin separador de miles"
_HALF_A_YEAR = 183


def is_mt940(sample: bytes) -> bool:
    """Whether a file opens as MT940."""
    head = sample[:2048].removeprefix(b"\xef\xbb\xbf")
    return bool(_FIRST_TAG.search(head)) and b":25" in head


def read_mt940(path: Path) -> list[BankStatement]:
    """Its statements, one for each `:20:`."""
    text = line_ends(text_of(path.read_bytes()))
    numbers = iter(range(1, len(text) + 1))
    return [_Message(fields).statement(numbers) for fields in _messages(text)]


@dataclass(slots=True)
class _Field:
    tag: str
    value: str
    line: int
    """Of the text, in which it begins."""


def _messages(text: str) -> Iterator[list[_Field]]:
    """The fields of each message. Lines that begin no field go on with the one before."""
    fields: list[_Field] = []
    ended = False
    for number, line in enumerate(text.split("\n"), start=1):
        written = _FIELD.fullmatch(line)
        if written:
            if written[1] == "20" and any(field.tag != "20" for field in fields):
                yield fields
                fields = []
            fields.append(_Field(written[1], written[2], number))
            ended = False
        elif line.strip() in _ENDS:
            ended = True
        elif fields and not ended:
            fields[-1].value += "\n" + line
    if fields:
        yield fields


class _Message:
    """One message: the page of a statement."""

    def __init__(self, fields: list[_Field]) -> None:
        self._fields = fields
        self._currency = ""

    def statement(self, numbers: Iterator[int]) -> BankStatement:
        statement = BankStatement(self._first("25", "25P").split("\n")[0].strip())
        statement.opening = self._balance("60", statement)
        statement.closing = self._balance("62", statement)
        statement.page = self._page()
        statement.lines = [
            _line(written, said, next(numbers), self._currency) for written, said in self._lines()
        ]
        return statement

    def _first(self, *tags: str) -> str:
        return next((field.value for field in self._fields if field.tag in tags), "")

    def _page(self) -> StatementPage | None:
        """Where the message goes on from another, which its opening balance says."""
        written = _NUMBER.match(self._first("28", "28C"))
        between = any(field.tag in ("60M", "62M") for field in self._fields)
        if written is None or not written[2] or not between:
            return None
        goes_on = any(field.tag == "60M" for field in self._fields)
        return StatementPage(written[1], int(written[2]) if goes_on else 1)

    def _balance(self, tag: str, statement: BankStatement) -> int | None:
        """The first of the opening balances, the last of the closing ones."""
        found = [field for field in self._fields if field.tag in (tag, f"{tag}F", f"{tag}M")]
        if not found:
            if tag == "62":
                statement.remarks.append(_cut_off(statement))
            return None
        field = found[0] if tag == "60" else found[-1]
        written = _BALANCE.fullmatch(field.value.strip())
        amount = _amount(written[3]) if written else None
        if written is None or amount is None:
            reason = "el saldo no se puede leer y no se comprueba; se espera C o D, AAMMDD, CLP y "
            reason += "el monto con coma decimal"
            statement.remarks.append(Warned(0, f":{field.tag}:", field.value.strip(), reason))
            return None
        self._currency = self._currency or written[2].upper()
        if written[2].upper() != CURRENCY:
            return None
        return amount if written[1].upper() == "C" else -amount

    def _lines(self) -> Iterator[tuple[_Field, str]]:
        """Each `:61:` with the `:86:` that follow it."""
        written: _Field | None = None
        said: list[str] = []
        for field in self._fields:
            if field.tag == "61":
                if written is not None:
                    yield written, "\n".join(said)
                written, said = field, []
            elif field.tag == "86" and written is not None:
                said.append(field.value)
            elif field.tag.startswith("62") and written is not None:
                yield written, "\n".join(said)
                written = None
        if written is not None:
            yield written, "\n".join(said)


def _cut_off(statement: BankStatement) -> Warned:
    """Nothing else would show that the end of a message is missing."""
    reason = (
        f"la cartola de la cuenta {quotable(statement.account)} no trae su saldo final (:62F: o"
        " :62M:): puede estar cortada, y no se comprueba que estén todos sus movimientos"
    )
    return Warned(0, ":62F:", "", reason)


def _line(field: _Field, said: str, number: int, currency: str) -> BankStatementLine:
    written, place = field.value, Place(field.line)
    head, _, rest = written.partition("\n")
    read = _LINE.fullmatch(head.rstrip())
    if read is None:
        day = _value_day(head)
        unread = Unread(":61:", " ".join(written.split()), "no se puede leer", _EXPECTED)
        text = narrative(said) or rest
        return BankStatementLine(number, day, None, text, unread=unread, place=place)
    day, amount = _day(read["value"], read["entry"] or ""), _amount(read["amount"])
    wrong = first_of(
        (
            no_day(":61:", head, day, "AAMMDD[MMDD], un día del calendario"),
            no_pesos(":60F:", currency),
            no_amount(":61:", head, _EXPECTED) if amount is None else None,
        )
    )
    sign = _SIGNS[read["mark"].upper()]
    return BankStatementLine(
        number=number,
        day=day,
        amount=None if amount is None else sign * amount,
        text=narrative(said) or rest,
        reference=_reference(read["references"] or ""),
        unread=wrong,
        place=place,
    )


def _amount(written: str) -> int | None:
    """Digits and a comma; the comma stands even where no decimals follow."""
    plain = written.strip().removesuffix(",") if written.count(",") == 1 else written.strip()
    return COMMA.whole(plain) if plain[:1].isdigit() else None


def _reference(written: str) -> str:
    customer, _, bank = written.partition("//")
    return next((one for one in (customer.strip(), bank.strip()) if one not in _NO_REFERENCE), "")


def _value_day(written: str) -> date | None:
    read = re.match("[0-9]{6}", written)
    return _day(read[0], "") if read else None


def _day(value: str, entry: str) -> date | None:
    """The day of the entry, in whichever year is nearest to the day of its value."""
    day = calendar_day(2000 + int(value[:2]), int(value[2:4]), int(value[4:]))
    if day is None or not entry.strip():
        return day
    month, of_month = int(entry[:2]), int(entry[2:])
    years = (day.year - 1, day.year, day.year + 1)
    booked = (calendar_day(year, month, of_month) for year in years)
    near = [each for each in booked if each and abs((each - day).days) <= _HALF_A_YEAR]
    return near[0] if near else None

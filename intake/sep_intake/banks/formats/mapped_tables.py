"""CSV files and workbooks of banks, each read by a mapping that says where things stand in it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import count
from pathlib import Path

from sep_intake.banks.accounts import ACCOUNTS_FILE, Account
from sep_intake.banks.amounts import first_of, iso_day, no_amount, no_day
from sep_intake.banks.formats.cell_grids import GridRow, grids
from sep_intake.banks.formats.mapping import Mapping, plain
from sep_intake.banks.lines import BankStatement, BankStatementLine, Unread
from sep_intake.banks.text import quotable
from sep_intake.cells.grammar import NumberForm
from sep_intake.cells.places import Place
from sep_intake.columns.layout import FileRefusedError
from sep_intake.files.spreadsheets import hidden_remark

_YEAR_IN_NAME = re.compile(
    r"(?<![0-9])(20[0-9]{2})(?=(?:(?:0[1-9]|1[0-2])(?:[0-3][0-9])?)?(?![0-9]))"
)
_YEARS = ("%Y", "%y")
_FIRST_ROWS = 100
"""Rows among which a header is looked for."""
_JANUARY, _DECEMBER = 1, 12
_MOST_OF_A_YEAR = 6
"""Months."""


def read_mapped(path: Path, account: Account, mapping: Mapping) -> list[BankStatement]:
    """A statement of each sheet that has the header. Raises FileRefusedError where none has."""
    days = _Days(path, account, mapping)
    found: list[BankStatement] = []
    nearest: _Header | None = None
    hidden: list[str] = []
    numbers = count(1)
    for rows, sheet, is_hidden in grids(path, mapping):
        if is_hidden:
            hidden.append(sheet or "")
            continue
        header = _header(rows, mapping)
        if header.missing:
            nearest = header if nearest is None else _nearer(nearest, header)
            continue
        reading = _Reading(mapping, header, days, sheet, numbers)
        lines = list(reading.lines(rows[header.after :]))
        found.append(BankStatement(account.numero, lines))
    if not found:
        raise FileRefusedError(_no_header(path, mapping, nearest))
    days.require_one_year()
    found[0].remarks += map(hidden_remark, hidden)
    return found


class _Header:
    """Where each column stands, and which of those that are needed does not."""

    def __init__(self, cells: Sequence[str], after: int, mapping: Mapping) -> None:
        names = [plain(cell) for cell in cells]
        self.cells = [quotable(cell) for cell in cells if cell]
        self.after = after
        self.places: dict[str, int] = {}
        for place, spellings in mapping.columnas.spellings().items():
            at = next((names.index(each) for each in map(plain, spellings) if each in names), None)
            if at is not None:
                self.places[place] = at
        self.missing = _needed(mapping, self.places) - self.places.keys()
        self.names = {place: quotable(cells[at]) for place, at in self.places.items()}


def _needed(mapping: Mapping, found: dict[str, int]) -> set[str]:
    """A bank may write charges and credits, or one amount; a file has to be whole in one way."""
    needed = mapping.columnas.spellings().keys() - set(mapping.opcionales)
    apart, together = {"cargo", "abono"}, {"monto", "marca"}
    if needed >= {"cargo", "monto"}:
        needed -= together if found.keys() >= apart or "monto" not in found else apart
    return needed


def _header(rows: list[GridRow], mapping: Mapping) -> _Header:
    """The first row that has all columns, else the one that has most of them."""
    nearest = _Header([], 0, mapping)
    for after, row in enumerate(rows[:_FIRST_ROWS], start=1):
        header = _Header(row.cells, after, mapping)
        if not header.missing:
            return header
        nearest = _nearer(nearest, header)
    return nearest


def _nearer(one: _Header, other: _Header) -> _Header:
    return other if len(other.places) > len(one.places) else one


def _no_header(path: Path, mapping: Mapping, nearest: "_Header | None") -> str:
    spellings = mapping.columnas.spellings()
    missing = nearest.missing if nearest else spellings.keys()
    named = [
        " o ".join(f"«{quotable(name)}»" for name in names)
        for place, names in spellings.items()
        if place in missing
    ]
    wanted = f"{path.name} no tiene el encabezado que espera «{quotable(mapping.nombre)}»: "
    if nearest is None or not nearest.places:
        return f"{wanted}ninguna fila trae {', '.join(named)}"
    return f"{wanted}falta {', '.join(named)}. Se encontraron: {', '.join(nearest.cells)}"


class _Days:
    """How the days of a file are read; where they have no year, which it is."""

    def __init__(self, path: Path, account: Account, mapping: Mapping) -> None:
        self._name = path.name
        self._formats = mapping.formato_fecha
        self._year = account.anio
        named = set(_YEAR_IN_NAME.findall(path.name))
        self._named = int(named.pop()) if len(named) == 1 else None
        self._without: list[date] = []

    @property
    def expected(self) -> str:
        shown = {"%d": "DD", "%m": "MM", "%Y": "AAAA", "%y": "AA"}
        forms = []
        for form in self._formats:
            for code, letters in shown.items():
                form = form.replace(code, letters)  # noqa: PLW2901 - it is spelt out step by step
            forms.append(form)
        return " o ".join(forms)

    def read(self, text: str) -> date | None:
        """A day, None where it is none. Raises FileRefusedError where nothing tells its year."""
        if not text.isascii():
            return None
        day = iso_day(text)
        for form in self._formats:
            day = day or self._in_form(text, form)
        return day

    def _in_form(self, text: str, form: str) -> date | None:
        with_year = any(code in form for code in _YEARS)
        try:
            if with_year:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day
            datetime.strptime(f"{text} 2000", f"{form} %Y")  # noqa: DTZ007 - a day of a leap year
            day = datetime.strptime(f"{text} {self._known_year()}", f"{form} %Y").date()  # noqa: DTZ007
        except FileRefusedError:
            raise
        except ValueError:
            return None
        self._without.append(day)
        return day

    def _known_year(self) -> int:
        if self._year and self._named and self._year != self._named:
            raise FileRefusedError(
                f"{self._name} trae fechas sin año: su nombre dice {self._named} y "
                f"{ACCOUNTS_FILE}, {self._year}; se espera uno solo"
            )
        year = self._named or self._year
        if year is None:
            raise FileRefusedError(
                f"{self._name} trae fechas sin año; se espera el año en el nombre del archivo, "
                f"como cartola_2024.csv, o «anio = 2024» en su [[cuenta]] de {ACCOUNTS_FILE}"
            )
        return year

    def require_one_year(self) -> None:
        """Where a file has days of December and of January, only the months between, in one order
        or the other, say that both are of one year."""
        months = {day.month for day in self._without}
        in_order = sorted(self._without)
        one_way = self._without in (in_order, in_order[::-1])
        if {_JANUARY, _DECEMBER} <= months and not (one_way and len(months) >= _MOST_OF_A_YEAR):
            raise FileRefusedError(
                f"{self._name} trae fechas sin año, de diciembre y de enero; se espera un archivo "
                "por año"
            )


class _Reading:
    """Reads the rows under a header."""

    def __init__(
        self,
        mapping: Mapping,
        header: _Header,
        days: _Days,
        sheet: str | None,
        numbers: Iterator[int],
    ) -> None:
        """`numbers` go on over the sheets of a file."""
        self._mapping = mapping
        self._sheet = sheet
        self._numbers = numbers
        self._places = header.places
        self._names = header.names
        self._days = days
        self._form = NumberForm(mark=mapping.decimal, separator=mapping.miles)
        self._charges = {plain(mark) for mark in mapping.marcas_de_cargo}
        self._credits = {plain(mark) for mark in mapping.marcas_de_abono} - self._charges

    def lines(self, rows: Sequence[GridRow]) -> Iterator[BankStatementLine]:
        """Blank rows left out; up to the footer, after which no row may look like a line."""
        ended = False
        for row in rows:
            if not any(row.cells):
                continue
            ended = ended or row.cells[0].startswith(self._mapping.pie or ("\0",))
            if ended and not self._looks_like_a_line(row.cells):
                continue
            line = self._line(row)
            yield self._after_the_end(row, line) if ended else line

    def _looks_like_a_line(self, cells: list[str]) -> bool:
        return self._days.read(self._cell(cells, "fecha")) is not None

    def _after_the_end(self, row: GridRow, line: BankStatementLine) -> BankStatementLine:
        shown = ";".join(row.cells)
        unread = Unread("(fila)", shown, "está después del pie de la cartola", "antes del pie")
        return BankStatementLine(
            line.number, line.day, None, line.text, unread=unread, place=line.place
        )

    def _line(self, row: GridRow) -> BankStatementLine:
        cells = row.cells
        written = self._cell(cells, "fecha")
        day, amount, balance = self._days.read(written), self._amount(cells), self._balance(cells)
        dated = no_day(self._names["fecha"], written, day, self._days.expected)
        return BankStatementLine(
            number=next(self._numbers),
            day=day,
            amount=amount if isinstance(amount, int) else None,
            text=self._cell(cells, "glosa"),
            reference=self._cell(cells, "documento"),
            balance=balance if isinstance(balance, int) else None,
            unread=first_of((dated, amount, balance)),
            place=Place(row.number, self._sheet),
        )

    def _cell(self, cells: list[str], place: str) -> str:
        at = self._places.get(place)
        return cells[at] if at is not None and at < len(cells) else ""

    def _amount(self, cells: list[str]) -> int | Unread:
        """Positive for money in."""
        if "cargo" in self._places and "abono" in self._places:
            return self._out_or_in(cells)
        amount = self._number(cells, "monto")
        if isinstance(amount, Unread) or "marca" not in self._places:
            return amount
        return self._marked(amount, self._cell(cells, "marca"))

    def _out_or_in(self, cells: list[str]) -> int | Unread:
        """Charges are written with or without a minus; credits have none."""
        out = self._number(cells, "cargo", blank=0)
        into = self._number(cells, "abono", blank=0)
        if isinstance(out, Unread) or isinstance(into, Unread):
            return out if isinstance(out, Unread) else into
        if into < 0:
            return self._sign_against("abono", into)
        if bool(out) == bool(into):
            shown = f"{self._cell(cells, 'cargo') or 0}, {self._cell(cells, 'abono') or 0}"
            names = f"{self._names['cargo']}, {self._names['abono']}"
            reason = "un movimiento es cargo o abono"
            return Unread(names, shown, reason, "uno de los dos, con monto")
        return into - abs(out)

    def _marked(self, amount: int, mark: str) -> int | Unread:
        """The mark says the direction; a minus may say it too, but not otherwise."""
        if plain(mark) in self._charges:
            return -abs(amount)
        if plain(mark) not in self._credits:
            marks = (*self._mapping.marcas_de_cargo, *self._mapping.marcas_de_abono)
            reason = "no dice si es cargo o abono"
            return Unread(self._names["marca"], mark, reason, f"una de: {', '.join(marks)}")
        return amount if amount >= 0 else self._sign_against("monto", amount)

    def _sign_against(self, place: str, amount: int) -> Unread:
        return Unread(self._names[place], str(amount), "es un abono con signo menos", "sin signo")

    def _balance(self, cells: list[str]) -> int | Unread | None:
        return self._number(cells, "saldo") if self._cell(cells, "saldo") else None

    def _number(self, cells: list[str], place: str, blank: int | None = None) -> int | Unread:
        text = self._cell(cells, place)
        if not text and blank is not None:
            return blank
        sign = "-" if text.startswith("-") else ""
        digits = text.removeprefix("-").lstrip().removeprefix("$").lstrip()
        amount = self._form.whole(sign + digits) if not (sign and digits[:1] in "+-") else None
        return (
            no_amount(self._names[place], text, self._form.expected) if amount is None else amount
        )

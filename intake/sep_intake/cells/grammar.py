"""What a cell may say: the one grammar by which numbers and days are read, in whatever file.

    number   = [sign] whole [mark decimals]
    sign     = "+" | "-"
    whole    = digits | one to three digits and groups of three, each after the separator
    day      = YYYY-MM-DD [("T" | " ") time], or where it is said so also DD-MM-YYYY, DD/MM/YYYY
    time     = HH:MM[:SS[.f]], which is left out

Digits are 0 to 9. A layout states its marks, its scale and its days; whole pesos may be written
with one or two zeros as decimals, as programs do, and with nothing else after the mark. So `1e3`,
`1_000`, `1.2.3.4`, NaN, or `25.000` where the point is the decimal mark say nothing here.

| cells                                              | mark      | decimals | form            |
|----------------------------------------------------|-----------|----------|-----------------|
| counts, codes, years, RBD, scores: every layout    | none      | 0        | `WHOLE`         |
| pesos: templates, Documentos, Estado, PME          | `.` or `,`| only 0   | `PESOS`         |
| Detalle de subvenciones, `;`                       | `,`       | 2        | `SUBVENTIONS`   |
| Detalle de subvenciones, `,` between its cells     | `.` or `,`| 2        | `…_COMMAS`      |
| Detalle de subvenciones, workbook                  | `.` or `,`| 30, not 3| `…_SHEET`       |
| ChileCompra, `;`                                   | `,`       | 15       | `ORDERS`        |
| ChileCompra, `,` between its cells, or workbook    | `.` or `,`| 30, not 3| `ORDERS_OTHER`  |
| USE                                                | `.`       | 4        | `USE`           |
| averages, shares, index                            | `.`       | 15       | `AVERAGES`      |
| shares of SIMCE, also `.9`                         | `.`       | 15       | `SHARES`        |
| degrees of the Directorio                          | `.` or `,`| 18       | `DEGREES`       |

| days                                               | from  | to             | form        |
|----------------------------------------------------|-------|----------------|-------------|
| what is published, done, paid, signed              | 1980  | today          | `HAPPENED`  |
| ChileCompra, also with the day first               | 1980  | today          | `ORDERED`   |
| bank lines                                         | 2008  | today          | `BOOKED`    |
| ends and due days of terms, contracts and plans    | 1980  | ten years on   | `AHEAD`     |
| since when persons are related                     | 1900  | today          | `RELATED`   |

Years and months go by the same windows: a published year is not one to come; plans reach ten years
on, and what is fixed for a coming year (plan de cuentas, USE) one.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property, lru_cache

from sep_domain.dates.days import CLOCK, NOW, TEN_YEARS, Window, day_of

_MOST_DIGITS = 18
"""No amount or count of these files has more, and a 64-bit column holds them."""


class Doubt(Enum):
    """Which decimals are refused because they may as well be thousands."""

    NONE = "none"
    PADDED = "padded"
    """Three that end in 0: a program writes none, and who types them means thousands."""
    THREE = "three"
    """Any three."""


@dataclass(frozen=True, eq=False)  # each is its own key to what is remembered
class NumberForm:
    """How a layout writes a kind of number."""

    mark: str = ""
    """Before the decimals: `.` or `,`, or both where either may stand; empty for none at all."""
    separator: str = ""
    """Between thousands, where the layout may write one."""
    scale: int = 0
    """The most decimals; 0 for whole numbers, of which up to two decimals may be zeros."""
    doubt: Doubt = Doubt.NONE
    bare: bool = False
    """Whether the 0 before the mark may be left out."""

    def read(self, text: str) -> Decimal | None:
        """The number, None where the text is none in this form. The text comes trimmed."""
        if not self._pattern.fullmatch(text):
            return None
        plain = text.replace(self.separator, "") if self.separator else text
        return Decimal(plain.replace(",", "."))

    def whole(self, text: str) -> int | None:
        """The number without decimals, for forms of scale 0."""
        number = self.read(text)
        return None if number is None else int(number)

    @cached_property
    def expected(self) -> str:
        """The form in Spanish, for whoever wrote something else."""
        groups = f", miles con «{self.separator}» o sin separador" if self.separator else ""
        marks = " o ".join(f"«{mark}»" for mark in self.mark)
        if self.scale:
            doubt = "" if self.doubt is Doubt.NONE else ", y no tres, que parecen miles"
            return f"un número con a lo más {self.scale} decimales tras {marks}{doubt}{groups}"
        zeros = ", ".join(f"«{mark}00»" for mark in self.mark)
        without = f"con {zeros} o sin decimales" if zeros else "sin decimales"
        return f"un entero, {without}{groups or ', sin separador de miles'}"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        separator = re.escape(self.separator)
        groups = f"|[0-9]{{1,3}}(?:{separator}[0-9]{{3}}){{1,5}}" if self.separator else ""
        whole = rf"(?:[0-9]{{1,{_MOST_DIGITS}}}{groups})"
        if not self.mark:
            return re.compile(rf"[+-]?{whole}")
        decimals = rf"[{re.escape(self.mark)}]{self._decimals}"
        bare = f"|{decimals}" if self.bare else ""
        return re.compile(rf"[+-]?(?:{whole}(?:{decimals})?{bare})")

    @property
    def _decimals(self) -> str:
        if not self.scale:
            return "0{1,2}"
        refused = {
            Doubt.NONE: "",
            Doubt.PADDED: r"(?![0-9]{2}0\Z)",
            Doubt.THREE: r"(?![0-9]{3}\Z)",
        }
        return f"{refused[self.doubt]}[0-9]{{1,{self.scale}}}"


WHOLE = NumberForm()
PESOS = NumberForm(".,")
SUBVENTIONS = NumberForm(",", scale=2)
SUBVENTIONS_COMMAS = NumberForm(".,", scale=2)
SUBVENTIONS_SHEET = NumberForm(".,", scale=30, doubt=Doubt.THREE)
ORDERS = NumberForm(",", scale=15, doubt=Doubt.PADDED)
ORDERS_OTHER = NumberForm(".,", scale=30, doubt=Doubt.THREE)
USE = NumberForm(".", scale=4)
AVERAGES = NumberForm(".", scale=15)
SHARES = NumberForm(".", scale=15, bare=True)
DEGREES = NumberForm(".,", scale=18)


@dataclass(frozen=True, eq=False)
class DayForm:
    """How a layout writes a kind of day, and between which days it may be."""

    window: Window
    day_first: bool = False
    """Whether the day may also stand before month and year."""

    def read(self, text: str) -> date | None:
        """The day, its time left out; None where the text is no day. The text comes trimmed.

        Whether it is plausible is for `window` to say.
        """
        written = _WITH_TIME.fullmatch(text)
        if written:
            return day_of(written[1])
        if self.day_first and (written := _DAY_FIRST.fullmatch(text)):
            day, month, year = written[1], written[3], written[4]
            return day_of(f"{year}-{month}-{day}")
        return None

    @property
    def expected(self) -> str:
        """In Spanish, for whoever wrote what is no day."""
        return "AAAA-MM-DD o DD-MM-AAAA" if self.day_first else "AAAA-MM-DD"


_WITH_TIME = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:[T ]{CLOCK})?")
_DAY_FIRST = re.compile(rf"([0-9]{{2}})([-/])([0-9]{{2}})\2([0-9]{{4}})(?: {CLOCK})?")

HAPPENED = DayForm(NOW)
ORDERED = DayForm(NOW, day_first=True)
BOOKED = DayForm(Window(first=date(2008, 1, 1)))
AHEAD = DayForm(TEN_YEARS)
RELATED = DayForm(Window(first=date(1900, 1, 1)))

_remembered = lru_cache(maxsize=1 << 14)
"""Files repeat the same amounts and days row after row; reading one costs a microsecond."""


@_remembered
def number(text: str, form: NumberForm) -> Decimal | None:
    """As `form.read`."""
    return form.read(text)


@_remembered
def whole_number(text: str, form: NumberForm = WHOLE) -> int | None:
    """As `form.whole`."""
    return form.whole(text)


@_remembered
def day(text: str, form: DayForm) -> date | None:
    """As `form.read`."""
    return form.read(text)

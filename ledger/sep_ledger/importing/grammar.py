"""What a cell may say: the one grammar by which numbers are read, whatever file they stand in.

    number   = [sign] whole [mark decimals]
    sign     = "+" | "-"
    whole    = digits | one to three digits and groups of three, each after the separator

Digits are 0 to 9. A layout states its marks and its scale; whole pesos may be written with one or
two zeros as decimals, as programs do, and with nothing else after the mark. So `1e3`, `1_000`,
`1.2.3.4`, NaN, or `25.000` where the point is the decimal mark say nothing here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

_MOST_DIGITS = 18
"""No amount or count of these files has more, and a 64-bit column holds them."""


@dataclass(frozen=True)
class NumberForm:
    """How a layout writes a kind of number."""

    mark: str
    """Before the decimals: `.` or `,`."""
    separator: str = ""
    """Between thousands, where the layout may write one."""
    scale: int = 0
    """The most decimals; 0 for whole numbers, of which up to two decimals may be zeros."""

    def read(self, text: str) -> Decimal | None:
        """The number, None where the text is none in this form. The text comes trimmed."""
        if not self._pattern.fullmatch(text):
            return None
        plain = text.replace(self.separator, "") if self.separator else text
        return Decimal(plain.replace(self.mark, "."))

    def whole(self, text: str) -> int | None:
        """The number without decimals, for forms of scale 0."""
        number = self.read(text)
        return None if number is None else int(number)

    @cached_property
    def expected(self) -> str:
        """The form in Spanish, for whoever wrote something else."""
        groups = f", miles con «{self.separator}» o sin separador" if self.separator else ""
        if self.scale:
            return f"un número con a lo más {self.scale} decimales tras «{self.mark}»{groups}"
        whole = groups or ", sin separador de miles"
        return f"un entero, con «{self.mark}00» o sin decimales{whole}"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        mark, separator = re.escape(self.mark), re.escape(self.separator)
        groups = f"|[0-9]{{1,3}}(?:{separator}[0-9]{{3}}){{1,5}}" if self.separator else ""
        decimals = f"[0-9]{{1,{self.scale}}}" if self.scale else "0{1,2}"
        return re.compile(rf"[+-]?(?:[0-9]{{1,{_MOST_DIGITS}}}{groups})(?:{mark}{decimals})?")

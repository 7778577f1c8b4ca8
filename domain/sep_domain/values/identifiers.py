"""RUT and RBD, the two identifiers everything hangs on.

Both carry a modulo-11 check digit. A RUT with a bad digit is refused, because the digit exists to
catch typing errors. An RBD with a bad digit is accepted: 50 of the 16,768 schools in the official
register of 2025 carry a digit that does not follow the algorithm, and the register is the truth.
"""

import re
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sep_domain.values.scalars import scalar_schema, whole_schema

_RUT_TEXT = re.compile(r"^\s*([0-9]{1,3}(?:\.?[0-9]{3})*|[0-9]+)\s*-\s*([0-9kK])\s*$")
_RUT_MAX = 99_999_999
_FIRST_BODY = 50_000_000
_RBD_MAX = 99_999


def _weighed(units: int, tens: int, hundreds: int) -> list[int]:
    """What the digits of 0 to 999 come to, each times its weight."""
    return [n % 10 * units + n // 10 % 10 * tens + n // 100 * hundreds for n in range(1000)]


# From the right the weights are 2 to 7, and again: every second three digits have the same.
_LOWER, _UPPER = _weighed(2, 3, 4), _weighed(5, 6, 7)


def check_digit(number: int) -> str:
    """The modulo-11 digit of a RUT or RBD: `0`…`9` or `K` (Ley 20.248 files use the same rule)."""
    total = 0
    while number:
        number, lower = divmod(number, 1000)
        number, upper = divmod(number, 1000)
        total += _LOWER[lower] + _UPPER[upper]
    return "0123456789K0"[11 - total % 11]


class Rut(str):
    """A Chilean tax number in its canonical form `12345678-5`: no dots, capital K.

    Raises ValueError where the text is no RUT or its check digit is wrong.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        match = _RUT_TEXT.match(text)
        if match is None:
            raise ValueError(f"not a RUT: {text!r}; expected digits, a dash and a check digit")
        number, digit = int(match[1].replace(".", "")), match[2].upper()
        if not 0 < number <= _RUT_MAX:
            raise ValueError(f"RUT out of range: {text!r}")
        expected = check_digit(number)
        if digit != expected:
            raise ValueError(f"bad check digit in RUT {text!r}: expected {expected}")
        return super().__new__(cls, f"{number}-{digit}")

    @classmethod
    def from_number(cls, number: int) -> Self:
        """A RUT from a file that publishes it without its digit, as the Directorio does."""
        return cls(f"{number}-{check_digit(number)}")

    @property
    def number(self) -> int:
        return int(self[:-2])

    @property
    def is_of_body(self) -> bool:
        """Whether it is of a body and not of a person: from 50 million on."""
        return self.number >= _FIRST_BODY

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return scalar_schema(cls, core_schema.str_schema(), "str")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^\d{1,8}-[\dK]$", "title": "RUT"}


class Rbd(int):
    """The number of a school in the Rol Base de Datos, without its digit.

    Raises ValueError outside 1…99,999 (1…42,397 had been issued by 2025).
    """

    __slots__ = ()

    def __new__(cls, number: int) -> Self:
        if not 0 < number <= _RBD_MAX:
            raise ValueError(f"RBD out of range: {number}; expected 1 to {_RBD_MAX}")
        return super().__new__(cls, number)

    def has_digit(self, digit: str) -> bool:
        """Whether the published digit follows modulo 11; where not, warn and never refuse."""
        return check_digit(self) == digit.strip().upper()

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return scalar_schema(cls, whole_schema(), "int")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "integer", "minimum": 1, "maximum": _RBD_MAX, "title": "RBD"}

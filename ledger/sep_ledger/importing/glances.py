"""What a text means at a glance, for columns whose texts seldom come again.

Each says what the careful reading of its column says, as JSON has it, and raises NotPlainError for
whatever would need a closer look.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import orjson

from sep_ledger.importing.rows import is_digits

_MOST_DIGITS = 15
# As `str(Decimal(text))` has it: no leading zeros, and not so small as to be written with an E.
_DECIMAL = re.compile(r"(?:0|[1-9]\d{0,4})(?:\.\d{1,6})?", re.ASCII)

Json = Callable[[Sequence[Any]], list[bytes]]
"""What each of many texts means, as JSON; empty where it means nothing. Raises NotPlainError where
any is not plain."""


class NotPlainError(ValueError):
    """A row has to be read with care."""


class Glance:
    """A look at the text of a column, or at a tuple of the texts of several."""

    def __init__(self, value: Callable[[Any], Any], json: Json | None = None) -> None:
        """`value` of one text, `json` where many at once are told in less time than one by one."""
        self._value = value
        self.json = json or self._one_by_one

    def __call__(self, said: Any) -> Any:
        """Raises NotPlainError."""
        return self._value(said)

    def values(self, said: Sequence[Any]) -> list[Any]:
        """Raises NotPlainError."""
        return list(map(self._value, said))

    def _one_by_one(self, said: Sequence[Any]) -> list[bytes]:
        return [b"" if value is None else orjson.dumps(value) for value in map(self._value, said)]


def _text(said: str) -> str:
    return said.strip() or _not_plain()


def _optional_text(said: str) -> str | None:
    return said.strip() or None


def _texts(said: Sequence[str]) -> list[bytes]:
    texts = _optional_texts(said)
    return texts if all(texts) else _not_plain()


def _optional_texts(said: Sequence[str]) -> list[bytes]:
    """Written together and parted again, which a quote in any of them would make ambiguous."""
    texts = list(map(str.strip, said))
    written = orjson.dumps(texts)
    if b'\\"' in written:
        return [orjson.dumps(text) if text else b"" for text in texts]
    return [b'"%b"' % text if text else b"" for text in written[2:-2].split(b'","')]


def _digits(said: str) -> int:
    said = said.strip()
    if len(said) > _MOST_DIGITS or not is_digits(said):
        raise NotPlainError
    return int(said)


def whole(least: int, most: int) -> Glance:
    """As `reading.whole` between two bounds."""

    def value(said: str) -> int:
        number = _digits(said)
        return number if least <= number <= most else _not_plain()

    def json(said: Sequence[str]) -> list[bytes]:
        numbers = _numbers(said)
        if min(numbers) < least or max(numbers) > most:
            raise NotPlainError
        return _written(numbers)

    return Glance(value, json)


def _optional_digits(said: str) -> int | None:
    said = said.strip()
    return _digits(said) if said else None


def _optional_numbers(said: Sequence[str]) -> list[bytes]:
    filled = [one if one.strip() else "0" for one in said]
    numbers = _written(_numbers(filled))
    return [number if one.strip() else b"" for one, number in zip(said, numbers, strict=True)]


def _numbers(said: Sequence[str]) -> list[int]:
    texts = list(map(str.strip, said))
    if not all(texts) or not is_digits("".join(texts)) or max(map(len, texts)) > _MOST_DIGITS:
        raise NotPlainError
    return list(map(int, texts))


def _written(numbers: list[int]) -> list[bytes]:
    return orjson.dumps(numbers)[1:-1].split(b",")


def _decimal(said: str) -> str:
    said = said.strip()
    return said if _DECIMAL.fullmatch(said) else _not_plain()


def _decimals(said: Sequence[str]) -> list[bytes]:
    return [b'"%b"' % text.encode() for text in map(_decimal, said)]


def _not_plain() -> NoReturn:
    raise NotPlainError


text = Glance(_text, _texts)
"""As `Row.text`."""

optional_text = Glance(_optional_text, _optional_texts)
"""As `Row.optional_text`."""

digits = Glance(_digits, lambda said: _written(_numbers(said)))
"""As any reading of a whole number that is not negative and has no bound below 10^15."""

optional_digits = Glance(_optional_digits, _optional_numbers)
"""As `digits`, where the cell may be blank."""

rbd = whole(1, 99_999)
"""As `Row.rbd`."""

decimal = Glance(_decimal, _decimals)
"""As `reading.decimal` with a bound of 99,999 or more."""

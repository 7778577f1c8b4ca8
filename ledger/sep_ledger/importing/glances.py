"""What a text means at a glance, for columns whose texts seldom come again.

Each says what the careful reading of its column says, as JSON has it, and raises NotPlainError for
whatever would need a closer look.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

import orjson

from sep_ledger.importing.rows import is_digits

_MOST_DIGITS = 15
# As `str(Decimal(text))` has it: no leading zeros, and not so small as to be written with an E.
_DECIMAL = re.compile(r"(?:0|[1-9]\d{0,4})(?:\.\d{1,6})?", re.ASCII)

Json = Callable[[Sequence[Any]], list[bytes]]
"""What each of one text or more means, as JSON; empty where it means nothing. Raises NotPlainError
where any is not plain."""


class NotPlainError(ValueError):
    """A row has to be read with care."""


class Glance(NamedTuple):
    """A look at the texts of a column, or at tuples of the texts of several."""

    json: Json
    value: Callable[[Any], Any] | None = None
    """What one means. Raises NotPlainError. For fields that name an event."""


def one_by_one(value: Callable[[Any], Any]) -> Glance:
    """The glance that takes each text by itself."""

    def json(said: Sequence[Any]) -> list[bytes]:
        return [b"" if each is None else orjson.dumps(each) for each in map(value, said)]

    return Glance(json, value)


def filled(said: str) -> str:
    """A text that is not blank."""
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


def number(said: str) -> int:
    """Fifteen bare digits at most."""
    said = said.strip()
    if len(said) > _MOST_DIGITS or not is_digits(said):
        raise NotPlainError
    return int(said)


def whole(least: int, most: int) -> Glance:
    """As `reading.whole` between two bounds."""

    def value(said: str) -> int:
        given = number(said)
        return given if least <= given <= most else _not_plain()

    def json(said: Sequence[str]) -> list[bytes]:
        numbers = _numbers(said)
        if min(numbers) < least or max(numbers) > most:
            raise NotPlainError
        return whole_numbers(numbers)

    return Glance(json, value)


def _optional_digits(said: str) -> int | None:
    said = said.strip()
    return number(said) if said else None


def _optional_numbers(said: Sequence[str]) -> list[bytes]:
    numbers = whole_numbers(_numbers([one if one.strip() else "0" for one in said]))
    return [each if one.strip() else b"" for one, each in zip(said, numbers, strict=True)]


def _numbers(said: Sequence[str]) -> list[int]:
    texts = list(map(str.strip, said))
    if not all(texts) or not is_digits("".join(texts)) or max(map(len, texts)) > _MOST_DIGITS:
        raise NotPlainError
    return list(map(int, texts))


def whole_numbers(numbers: list[int]) -> list[bytes]:
    """As JSON, one or more."""
    return orjson.dumps(numbers)[1:-1].split(b",")


def _decimal(said: str) -> str:
    said = said.strip()
    return said if _DECIMAL.fullmatch(said) else _not_plain()


def _decimals(said: Sequence[str]) -> list[bytes]:
    return [b'"%b"' % text.encode() for text in map(_decimal, said)]


def _not_plain() -> NoReturn:
    raise NotPlainError


text = Glance(_texts, filled)
"""As `Row.text`."""

optional_text = Glance(_optional_texts, _optional_text)
"""As `Row.optional_text`."""

digits = Glance(lambda said: whole_numbers(_numbers(said)), number)
"""As any reading of a whole number that is not negative and has no bound below 10^15."""

optional_digits = Glance(_optional_numbers, _optional_digits)
"""As `digits`, where the cell may be blank."""

rbd = whole(1, 99_999)
"""As `Row.rbd`."""

decimal = Glance(_decimals, _decimal)
"""As `reading.decimal` with a bound of 99,999 or more."""

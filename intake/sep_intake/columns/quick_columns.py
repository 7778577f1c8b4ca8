"""What texts mean at a glance, for columns whose texts seldom come again: a whole column at once.

Each says what the careful reading of its column says, and raises NotPlainError for whatever would
need a closer look.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NoReturn

import orjson

from sep_intake.cells.rows import is_digits

_MOST_DIGITS = 15
# As `str(Decimal(text))` has it: no leading zeros, and not so small as to be written with an E.
_DECIMAL = re.compile(r"(?:0|[1-9]\d{0,4})(?:\.\d{1,6})?", re.ASCII)

Texts = Sequence[Any]
"""The texts of a column, or tuples of the texts of several; one or more."""


class NotPlainError(ValueError):
    """A row has to be read with care."""


class ColumnReader(NamedTuple):
    """A look at the texts of many rows."""

    values: Callable[[Texts], list[Any]]
    """What each means, None where it means nothing. Raises NotPlainError where any is not plain."""
    json: Callable[[list[Any]], list[bytes]]
    """Such values as JSON; empty where there is none."""


def filled_texts(said: Texts) -> list[str]:
    """Texts of which none is blank."""
    texts = _stripped(said)
    return texts if all(texts) else not_plain()


def texts_json(texts: list[str]) -> list[bytes]:
    """Written together and parted again, which a quote in any of them would make ambiguous."""
    written = orjson.dumps(texts)
    if b'\\"' in written:
        return [orjson.dumps(text) if text else b"" for text in texts]
    return [b'"%b"' % text if text else b"" for text in written[2:-2].split(b'","')]


def optional_texts_json(texts: list[str | None]) -> list[bytes]:
    return texts_json([text or "" for text in texts])


def numbers(said: Texts) -> list[int]:
    """Fifteen bare digits each, at most."""
    return bare_numbers(_stripped(said))


def bare_numbers(texts: Sequence[str]) -> list[int]:
    """As `numbers`, of trimmed texts."""
    if not all(texts) or not is_digits("".join(texts)) or max(map(len, texts)) > _MOST_DIGITS:
        raise NotPlainError
    return list(map(int, texts))


def numbers_json(numbers: list[int]) -> list[bytes]:
    return orjson.dumps(numbers)[1:-1].split(b",")


def whole(least: int, most: int) -> ColumnReader:
    """As `reading.whole` between two bounds."""

    def values(said: Texts) -> list[int]:
        given = numbers(said)
        return given if least <= min(given) and max(given) <= most else not_plain()

    return ColumnReader(values, numbers_json)


def not_plain() -> NoReturn:
    raise NotPlainError


def _stripped(said: Texts) -> list[str]:
    return list(map(str.strip, said))


def _optional_texts(said: Texts) -> list[str | None]:
    return [text or None for text in _stripped(said)]


def _optional_numbers(said: Texts) -> list[int | None]:
    texts = _stripped(said)
    found = numbers([text or "0" for text in texts])
    return [number if text else None for text, number in zip(texts, found, strict=True)]


def _optional_numbers_json(found: list[int | None]) -> list[bytes]:
    written = numbers_json([number or 0 for number in found])
    return [b"" if number is None else each for number, each in zip(found, written, strict=True)]


def _decimals(said: Texts) -> list[str]:
    texts = _stripped(said)
    return texts if all(map(_DECIMAL.fullmatch, texts)) else not_plain()


text = ColumnReader(filled_texts, texts_json)
"""As `Row.text`."""

optional_text = ColumnReader(_optional_texts, optional_texts_json)
"""As `Row.optional_text`."""

digits = ColumnReader(numbers, numbers_json)
"""As any reading of a whole number or of pesos that has no bound below 10^15."""

optional_digits = ColumnReader(_optional_numbers, _optional_numbers_json)
"""As `digits`, where the cell may be blank."""

rbd = whole(1, 99_999)
"""As `Row.rbd`."""

decimal = ColumnReader(_decimals, texts_json)
"""As `reading.decimal` with a point, a scale of 6 or more and a bound of 99,999 or more."""

"""Cursors: where in a list a page ended, as the key of its last row, opaque to whoever holds it."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

import orjson

KeyType = Literal["smallint", "integer", "bigint", "text", "uuid", "date"]
KeyValue = int | str | UUID | date

_LIMITS = {"smallint": 1 << 15, "integer": 1 << 31, "bigint": 1 << 63}


class Column(NamedTuple):
    """A column that orders or selects rows, never null."""

    name: str
    type: KeyType


@dataclass(frozen=True)
class PageRequest:
    """Which rows of a list: its first, or its last, between two cursors where they are given."""

    size: int
    after: str | None = None
    before: str | None = None
    backward: bool = False
    """The last rows instead of the first."""


class CursorError(ValueError):
    """The cursor is none that this list has given."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def encode(key: Sequence[KeyValue]) -> str:
    """The cursor of a row, from the values of its key columns."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


def decode(cursor: str, columns: Sequence[Column]) -> list[KeyValue]:
    """The key values in a cursor; CursorError where it does not fit the columns."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise CursorError from error
    if not isinstance(key, list) or len(key) != len(columns):
        raise CursorError
    if not all(_fits(value, column.type) for value, column in zip(key, columns, strict=True)):
        raise CursorError
    return key


def _fits(value: object, key_type: KeyType) -> bool:
    if key_type == "text":
        return isinstance(value, str) and "\x00" not in value
    if key_type == "uuid":
        return isinstance(value, str) and _is_a(UUID, value)
    if key_type == "date":
        return isinstance(value, str) and _is_a(date.fromisoformat, value)
    return type(value) is int and -_LIMITS[key_type] <= value < _LIMITS[key_type]


def _is_a(kind: Callable[[str], object], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True

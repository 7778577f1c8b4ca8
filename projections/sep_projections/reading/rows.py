"""Rows as objects: each column in the domain's type that the row class declares for it.

The log has checked these values when they entered it, so they are not checked again here.
"""

import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from psycopg import AsyncCursor
from psycopg.rows import RowMaker

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.known import Position

_Convert = Callable[[Any], Any]

_TRUSTED: dict[Any, _Convert] = {
    Rut: partial(str.__new__, Rut),
    Period: partial(str.__new__, Period),
    Rbd: partial(int.__new__, Rbd),
    Clp: partial(int.__new__, Clp),
    SchoolYear: partial(int.__new__, SchoolYear),
    Position: partial(int.__new__, Position),
}


@dataclass(kw_only=True, eq=False)
class Row:
    """A row as read. Not frozen, because the GraphQL types extend it and Strawberry's are not."""


@dataclass(kw_only=True)
class FactRow(Row):
    """One version of a fact, and where in the log it stands."""

    position: Position
    """Where in the log this version of the fact stands."""
    stream: UUID
    """The fact itself, the same through all its versions."""


R = TypeVar("R", bound=Row)


def rows_of(row: type[R]) -> Callable[[AsyncCursor[Any]], RowMaker[R]]:
    """A psycopg row factory; columns that the class does not declare are passed over."""

    def factory(cursor: AsyncCursor[Any]) -> RowMaker[R]:
        converters = _converters(cast("Any", row))
        columns = [
            (index, column.name, converters[column.name])
            for index, column in enumerate(cursor.description or ())
            if column.name in converters
        ]

        def make(values: Sequence[Any]) -> R:
            return row(**{name: convert(values[index]) for index, name, convert in columns})

        return make

    return factory


@cache
def _converters(row: Any) -> dict[str, _Convert]:
    hints = get_type_hints(row)
    return {field.name: _converter(hints[field.name]) for field in fields(row) if field.init}


def _converter(hint: Any) -> _Convert:
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = (part for part in get_args(hint) if part is not type(None))
        return _unless_absent(_converter(inner))
    if get_origin(hint) is list:
        (inner,) = get_args(hint)
        return _each(_converter(inner))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return _TRUSTED.get(hint, _same)


def _same(value: Any) -> Any:
    return value


def _unless_absent(convert: _Convert) -> _Convert:
    if convert is _same:
        return _same
    return lambda value: None if value is None else convert(value)


def _each(convert: _Convert) -> _Convert:
    return lambda values: [convert(value) for value in values]

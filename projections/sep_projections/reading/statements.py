"""The named statements of this package, and the pages that are made of them.

Each room keeps those of its subject in files beside its modules, one after another, each under a
line `-- name: …`. A name is one in the whole package, so a statement can be built into another
whichever room it lives in.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from sep_domain.law.legal_numbers import Unit, legal_numbers
from sep_projections.engine.recording import columns_of
from sep_projections.engine.statements import sections
from sep_projections.reading.cursors import Column

Columns = tuple[Column, ...]

_DECLARED: dict[str, Callable[[], str]] = {}
"""Statements that modules declare, by their names."""

_WORD = re.compile(r"\{(\w+)\}")
_LEGAL_TERMS = "legal_terms"
_VERSIONED = {"known_from", "known_to"}
_KNOWN = SQL("(select * from {table} where known_from <= %(known)s and known_to > %(known)s)")


def named_statement(name: str) -> bytes:
    """A statement that stands for itself. Raises KeyError where none has this name."""
    return _named()[name].encode()


def declare(name: str, text: Callable[[], str]) -> None:
    """Gives a statement that no file has a name. Raises ValueError where another has it."""
    if _DECLARED.setdefault(name, text) is not text:
        raise ValueError(f"two statements are called {name}")


def columns_of_table(table: str) -> Mapping[str, str]:
    """The columns of a table with their types. Raises KeyError."""
    return _tables()[table]


def part(name: str, **given: Composable) -> Composed:
    """A statement to be built into another.

    Where it says `{word}` it takes what is given under that word, else the statement of that name;
    for `{table_at}` the rows of a table as they were known at the position `known`, which the
    planner sees through as though the statement asked for them itself;
    for `{legal_terms}` the days and months of the law, as rows (name, first day, last day, number).
    """
    if name == _LEGAL_TERMS:
        return _legal_terms()
    if name in _known():
        return _known()[name]
    text = _DECLARED[name]() if name in _DECLARED else _named()[name]
    words = set(_WORD.findall(text))
    return _literal(text).format(**{word: given.get(word) or part(word) for word in words})


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    texts = _texts(files("sep_projections"))
    return {table: columns for text in texts for table, columns in columns_of(text).items()}


@cache
def _known() -> Mapping[str, Composed]:
    """The rows of each table of versions at one position, by its name and `_at`."""
    tables = (table for table, columns in _tables().items() if columns.keys() >= _VERSIONED)
    return {f"{table}_at": _KNOWN.format(table=Identifier(table)) for table in tables}


@cache
def _named() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for text in _texts(files("sep_projections")):
        for name, statement in sections(text).items():
            if found.setdefault(name, statement) != statement:
                raise ValueError(f"two statements are called {name}")
    return found


def _texts(folder: Traversable) -> Iterator[str]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _texts(each)
        elif each.name.endswith(".sql"):
            yield each.read_text(encoding="utf-8")


@cache
def _legal_terms() -> Composed:
    rows = (
        SQL("({}, {}::date, {}::date, {})").format(
            Literal(number.name),
            Literal(number.from_date),
            Literal(number.to_date or "infinity"),
            Literal(number.whole),
        )
        for number in legal_numbers()
        if number.unit in (Unit.DAYS, Unit.MONTHS)
    )
    return SQL("(values {})").format(SQL(", ").join(rows))


class PageBounds(NamedTuple):
    """Which stretch of a list a page is cut from, and from which end."""

    after: bool = False
    """It begins after a key."""
    before: bool = False
    """It ends before a key."""
    backward: bool = False
    """The page is the last of it, read from its end."""


@cache
def page(listing: str, key: Columns, bounds: PageBounds) -> Composed:
    """A page of a list, its rows in reading order."""
    return _paging("page").format(
        listing=part(listing), order=_order(key, bounds), within=_within(key, bounds)
    )


@cache
def schools_of_page(listing: str, key: Columns, bounds: PageBounds) -> Composed:
    """The schools of a page of a list."""
    return _paging("schools_of_page").format(
        listing=part(listing), order=_order(key, bounds), within=_within(key, bounds)
    )


@cache
def count(listing: str) -> Composed:
    """The number of rows of a list."""
    return _paging("count").format(listing=part(listing))


@cache
def pages_of(
    listing: str, key: Columns, columns: Columns, most_rows: int, bounds: PageBounds
) -> Composed:
    """A page for each parent, who is told by the values of `columns`."""
    return _paging("pages_of").format(
        listing=part(listing),
        parents=_parents(columns),
        of_parent=_of_parent(columns),
        order=_order(key, bounds),
        within=_within(key, bounds),
        most_rows=Literal(most_rows),
    )


@cache
def counts_of(listing: str, columns: Columns) -> Composed:
    """The number of rows of each parent."""
    return _paging("counts_of").format(
        listing=part(listing), parents=_parents(columns), of_parent=_of_parent(columns)
    )


def _paging(name: str) -> SQL:
    return _literal(_named()[name])


def _literal(text: str) -> SQL:
    return SQL(text)  # from a file of this package: as literal as text in the code


def _names(columns: Columns) -> Composed:
    return SQL(", ").join(Identifier(column.name) for column in columns)


def _order(key: Columns, bounds: PageBounds) -> Composed:
    direction = SQL(" desc" if bounds.backward else "")
    return SQL(", ").join(Identifier(column.name) + direction for column in key)


def _within(key: Columns, bounds: PageBounds) -> Composable:
    within = [
        *([_beyond(key, "after", ">")] if bounds.after else []),
        *([_beyond(key, "before", "<")] if bounds.before else []),
    ]
    return SQL(" and ").join(within) if within else SQL("true")


def _beyond(key: Columns, end: str, sign: str) -> Composed:
    """What lies beyond a key; that its first column lies there or at it is said apart, for it
    reaches into statements where the whole key does not."""
    values = [_parameter(f"{end}_{n}", key_type) for n, (_, key_type) in enumerate(key)]
    return SQL("({names}) {sign} ({values}) and {first} {sign}= {value}").format(
        names=_names(key),
        sign=_literal(sign),
        values=SQL(", ").join(values),
        first=Identifier(key[0].name),
        value=values[0],
    )


def _parents(columns: Columns) -> Composed:
    arrays = SQL(", ").join(
        _parameter(f"parent_{n}", f"{key_type}[]") for n, (_, key_type) in enumerate(columns)
    )
    return SQL("unnest({}) with ordinality as parent ({}, ordinal)").format(arrays, _names(columns))


def _of_parent(columns: Columns) -> Composed:
    return SQL(" and ").join(
        SQL("fact.{name} = parent.{name}").format(name=Identifier(column.name))
        for column in columns
    )


def _parameter(name: str, sql_type: str) -> SQL:
    return _literal(f"%({name})s::{sql_type}")

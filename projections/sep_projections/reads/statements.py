"""The named statements of this package, and the pages that are made of them."""

import re
from functools import cache
from importlib.resources import files

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from sep_ledger.database.statements import statement
from sep_projections.convenio_end import convenio_end
from sep_projections.reads.cursors import Column

Columns = tuple[Column, ...]

_WORD = re.compile(r"\{(\w+)\}")
_READS = files("sep_projections") / "reads"


def named(name: str) -> bytes:
    """A statement that stands for itself."""
    return statement(name, "sep_projections", "reads/sql")


def part(name: str, **given: Composable) -> Composed:
    """A statement to be built into another.

    Where it says `{word}` it takes what is given under that word, else the statement of that name.
    """
    if name == "convenio_end":
        return convenio_end()
    text = named(name).decode()
    words = set(_WORD.findall(text))
    return _literal(text).format(**{word: given.get(word) or part(word) for word in words})


@cache
def page(listing: str, key: Columns, *, beyond: bool) -> Composed:
    """A page of a list, after a key where `beyond`."""
    return _paging("page").format(
        listing=part(listing), order=_names(key), beyond=_beyond(key, beyond)
    )


@cache
def count(listing: str) -> Composed:
    """The number of rows of a list."""
    return _paging("count").format(listing=part(listing))


@cache
def pages_of(
    listing: str, key: Columns, columns: Columns, most_rows: int, *, beyond: bool
) -> Composed:
    """A page for each parent, who is told by the values of `columns`."""
    return _paging("pages_of").format(
        listing=part(listing),
        parents=_parents(columns),
        of_parent=_of_parent(columns),
        order=_names(key),
        beyond=_beyond(key, beyond),
        most_rows=Literal(most_rows),
    )


@cache
def counts_of(listing: str, columns: Columns) -> Composed:
    """The number of rows of each parent."""
    return _paging("counts_of").format(
        listing=part(listing), parents=_parents(columns), of_parent=_of_parent(columns)
    )


def _paging(name: str) -> SQL:
    return _literal((_READS / "paging" / f"{name}.sql").read_text(encoding="utf-8"))


def _literal(text: str) -> SQL:
    return SQL(text)  # from a file of this package: as literal as text in the code


def _names(columns: Columns) -> Composed:
    return SQL(", ").join(Identifier(column.name) for column in columns)


def _beyond(key: Columns, beyond: bool) -> Composable:
    """What follows a key; that its first column does not go back is said apart, for it reaches into
    statements where the whole key does not."""
    if not beyond:
        return SQL("true")
    values = [_parameter(f"after_{n}", key_type) for n, (_, key_type) in enumerate(key)]
    return SQL("({}) > ({}) and {} >= {}").format(
        _names(key), SQL(", ").join(values), Identifier(key[0].name), values[0]
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

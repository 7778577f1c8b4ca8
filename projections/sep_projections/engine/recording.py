"""Folds that only record what events say, derived from the events and the table.

A table whose columns are fields of events needs no statement of its own: which field fills which
column is told by their names, and by the few that differ. So nobody can put one into the place of
another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from sep_domain.events.base import Event

_TABLE = re.compile(r"^create table (\w+) \(\n(.*?)^\);", re.MULTILINE | re.DOTALL)
_LIKE = re.compile(r"^create table (\w+) \(like (\w+) including all\);", re.MULTILINE)
_COLUMN = re.compile(r'^    "?(\w+)"?\s+(.+?)(?: not null| default .*| check .*|,)*$')
_CONSTRAINTS = ("primary key", "unique (", "check (", "constraint ", "exclude ", "foreign key")
_OF_ENGINE = ("stream", "known_from", "known_to")
_STEP = "substring(event from '[^.]+$')"


@dataclass(frozen=True)
class Recorded:
    """A table that has a row for each of these events, its columns filled by their fields."""

    table: str
    events: tuple[type[Event], ...]
    renamed: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The fields whose columns are called otherwise, by the column."""
    step: str | None = None
    """The column that says which of the events it was, by the last word of its name."""

    def statement(self, tables_sql: str) -> str:
        """The insert. Raises ValueError where no event has the field of a column."""
        types = columns_of(tables_sql)[self.table]
        fields = {name for event in self.events for name in event.model_fields}
        columns = [name for name in types if name not in _OF_ENGINE]
        given = [name for name in columns if name != self.step]
        sources = {name: self.renamed.get(name, name) for name in given}
        if missing := sorted(set(sources.values()) - fields):
            raise ValueError(f"{self.table} has columns of no event: {', '.join(missing)}")
        into = ", ".join(map(_quoted, (*_OF_ENGINE, *columns)))
        values = ", ".join(
            f"{_STEP} as {_quoted(name)}"
            if name == self.step
            else f"e.{_quoted(sources[name])} as {_quoted(name)}"
            for name in columns
        )
        said = ", ".join(f"{_quoted(sources[name])} {types[name]}" for name in given)
        names = ", ".join(f"'{event.NAME}'" for event in self.events)
        return (
            f"insert into {self.table} ({into})\n"
            f"select {', '.join(_OF_ENGINE)}, {values}\n"
            f"from batch\ncross join jsonb_to_record(doc) as e ({said})\n"
            f"where event in ({names});\n"
        )


@cache
def columns_of(tables_sql: str) -> Mapping[str, Mapping[str, str]]:
    """The columns of each table that a text creates, with their types, in their order."""
    told = {table: dict(_columns_in(body)) for table, body in _TABLE.findall(tables_sql)}
    return told | {table: told[other] for table, other in _LIKE.findall(tables_sql)}


def _columns_in(body: str) -> list[tuple[str, str]]:
    lines = (line for line in body.splitlines() if not line.strip().startswith(_CONSTRAINTS))
    found = (_COLUMN.match(line) for line in lines)
    return [(match[1], match[2]) for match in found if match and "generated" not in match[0]]


def _quoted(name: str) -> str:
    return f'"{name}"'

"""Lists of a table as it was known, told by the table, the row and the filter alone.

A list that only shows what a table holds needs no statement: its columns are the fields of the row,
its conditions the fields of the filter, each an equality that holds where a value is given. What
joins, sums or computes keeps a statement of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from sep_projections.reading import statements
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row

R = TypeVar("R", bound=Row)

_EVERYWHERE = {"position": "known_from", "sostenedor_rut": "sostenedor"}
"""Fields of rows whose columns are called otherwise in every table."""


def listing_of_table(
    table: str,
    key: tuple[Column, ...],
    row: type[R],
    *,
    where: type | None = None,
    renamed: Mapping[str, str] | None = None,
    name: str | None = None,
) -> Listing[R]:
    """The rows of a table of versions, in the order of a key.

    `where` is the filter, a dataclass whose fields are asked for by equality; one that is a list
    asks for any of its values. `renamed` names the columns of fields that are called otherwise,
    `name` what other statements build it in as, where any does.
    Raises ValueError, when first asked, for a field without a column.
    """
    columns = _EVERYWHERE | dict(renamed or {})
    # Rows of a parent need not show what tells them from those of another one.
    shown = dict.fromkeys([*(field.name for field in fields(row)), *(one.name for one in key)])
    plain = _Plain(
        name or f"rows_of_{table}",
        table,
        {field: columns.get(field, field) for field in shown},
        {} if where is None else {f.name: columns.get(f.name, f.name) for f in fields(where)},
        [] if where is None else [f.name for f in fields(where) if "list[" in str(f.type)],
    )
    statements.declare(plain.name, plain.statement)
    return Listing(plain.name, key, row)


@dataclass(frozen=True)
class _Plain:
    name: str
    table: str
    selected: Mapping[str, str]
    asked: Mapping[str, str]
    several: Sequence[str]

    def statement(self) -> str:
        types = statements.columns_of_table(self.table)
        wanted = {*self.selected.values(), *self.asked.values()}
        if missing := sorted(wanted - set(types)):
            raise ValueError(f"{self.table} has no column {', '.join(missing)}")
        selected = ", ".join(
            column if column == field else f"{column} as {field}"
            for field, column in self.selected.items()
        )
        conditions = " and ".join(
            self._condition(field, column, types[column]) for field, column in self.asked.items()
        )
        of_filter = f"\nwhere {conditions}" if conditions else ""
        return f"select {selected}\nfrom {{{self.table}_at}} as {self.table}{of_filter}\n"

    def _condition(self, field: str, column: str, column_type: str) -> str:
        if field in self.several:
            return f"(%({field})s::{column_type}[] is null or {column} = any(%({field})s))"
        return f"(%({field})s::{column_type} is null or {column} = %({field})s)"

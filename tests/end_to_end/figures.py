"""A question to GraphQL beside the SQL that answers it from the files, and how the two compare.

Every leaf that a question selects is a column of the comparison, so what the questions select is
what has been recomputed: `covered` tells, and a test holds it against the schema.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import duckdb

from graphql import (
    FieldNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    parse,
)
from sep_graphql.schema import ledger_schema

Ask = Callable[..., dict[str, Any]]
Row = dict[str, Any]

NUMBERS = frozenset({"Int", "Float", "Clp", "Decimal"})
PAGE = "totalCount pageInfo { hasNextPage endCursor } nodes {"


@dataclass
class Level:
    """What a question selects of a type: cells, objects of one each, and one list of rows."""

    kind: GraphQLObjectType
    cells: dict[str, str] = field(default_factory=dict)
    objects: dict[str, "Level"] = field(default_factory=dict)
    lists: dict[str, "Level"] = field(default_factory=dict)
    covered: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, kind: GraphQLObjectType, selections: SelectionSetNode) -> "Level":
        level = cls(kind)
        for node in selections.selections:
            assert isinstance(node, FieldNode)
            level.add(node)
        assert len(level.lists) <= 1, f"two lists under {kind.name} would multiply its rows"
        return level

    def add(self, node: FieldNode) -> None:
        key, name = (node.alias or node.name).value, node.name.value
        of_field = self.kind.fields[name].type
        named = get_named_type(of_field)
        self.covered.add((self.kind.name, name))
        if node.selection_set is None:
            self.cells[key] = named.name
        elif named.name != "PageInfo":
            assert isinstance(named, GraphQLObjectType)
            below = Level.of(named, node.selection_set)
            several = "[" in str(of_field) or below.lists
            (self.lists if several else self.objects)[key] = below
            self.covered |= below.covered

    def columns(self) -> dict[str, str]:
        """Every column of the rows below, with its type."""
        found = {} if "nodes" in self.lists else dict(self.cells)
        for below in (*self.objects.values(), *self.lists.values()):
            again = found.keys() & below.columns().keys()
            assert not again, f"{again} are selected twice: give one of them an alias"
            found |= below.columns()
        return found

    def rows(self, value: Mapping[str, Any] | None) -> Iterator[Row]:
        """The answer as flat rows: what stands above a list is repeated for each of its rows."""
        if value is None:
            return
        above = {key: value[key] for key in self.cells if "nodes" not in self.lists}
        above |= self.of_objects(value)
        if not self.lists:
            yield above
        for key, below in self.lists.items():
            inner = value[key]
            found = below.rows_of(inner) if isinstance(inner, list) else below.rows(inner)
            yield from (above | row for row in found)

    def rows_of(self, values: list[Mapping[str, Any]]) -> Iterator[Row]:
        for value in values:
            yield from self.rows(value)

    def of_objects(self, value: Mapping[str, Any]) -> Row:
        """The cells of single objects; all null where there is none."""
        found: Row = {}
        for key, below in self.objects.items():
            found |= dict.fromkeys(below.columns())
            found |= next(below.rows(value[key]), {})
        return found


@dataclass(frozen=True)
class Figures:
    """What GraphQL answers to a question must be what the SQL says of the files, row for row."""

    name: str
    question: str
    sql: str
    variables: str | None = None
    """SQL for the variables: the question is put once for each of its rows."""
    never_stated: tuple[str, ...] = ()
    """Numeric columns that no file of the sample fills, so that both sides are empty there."""

    def __str__(self) -> str:
        return self.name

    @cached_property
    def document(self) -> str:
        return self.question.replace("nodes {", PAGE)

    @cached_property
    def level(self) -> Level:
        (operation,) = parse(self.document).definitions
        query = ledger_schema()._schema.query_type
        assert isinstance(operation, OperationDefinitionNode)
        assert query is not None
        return Level.of(query, operation.selection_set)

    @property
    def covered(self) -> set[tuple[str, str]]:
        """The fields of the schema that this compares."""
        return self.level.covered

    def check(self, ask: Ask, files: duckdb.DuckDBPyConnection) -> None:
        """Raises AssertionError with the rows that differ."""
        types = self.level.columns()
        expected = self.expected(files, types)
        answered = Counter(
            tuple(cell(row[key], types[key]) for key in types)
            for variables in self.asked(files)
            for data in pages(ask, self.document, variables)
            for row in self.level.rows(data)
        )
        assert answered == expected, differences(list(types), answered, expected)

    def asked(self, files: duckdb.DuckDBPyConnection) -> list[Row]:
        if self.variables is None:
            return [{}]
        cursor = files.execute(self.variables)
        names = [name for name, *_ in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        assert found, "there is nothing to ask about"
        return found

    def expected(
        self, files: duckdb.DuckDBPyConnection, types: Mapping[str, str]
    ) -> Counter[tuple[Any, ...]]:
        cursor = files.execute(self.sql)
        names = [str(name).lower() for name, *_ in cursor.description or ()]
        assert sorted(names) == sorted(key.lower() for key in types), "the columns differ"
        places = [names.index(key.lower()) for key in types]
        found = cursor.fetchall()
        assert found, "the files say nothing of this: the comparison would be empty"
        for key, place in zip(types, places, strict=True):
            if types[key] in NUMBERS:
                stated = any(row[place] is not None for row in found)
                assert stated != (key in self.never_stated), f"is {key} ever stated?"
        return Counter(
            tuple(cell(row[place], types[key]) for key, place in zip(types, places, strict=True))
            for row in found
        )


def pages(ask: Ask, document: str, variables: Row) -> Iterator[dict[str, Any]]:
    """The answers page by page; each connection must hold as many rows as it says."""
    rows = 0
    turn: Row = {}
    while True:
        data = ask(document, **variables, **turn)
        (root,) = data.values()
        yield data
        if not is_page(root):
            check_whole(root)
            return
        check_whole(root["nodes"])
        rows += len(root["nodes"])
        if not root["pageInfo"]["hasNextPage"]:
            assert rows == root["totalCount"]
            return
        turn = {"after": root["pageInfo"]["endCursor"]}


def check_whole(value: Any) -> None:
    """Inner connections must fit on one page, or rows would be missing from the comparison."""
    if is_page(value):
        assert not value["pageInfo"]["hasNextPage"], "an inner list goes on"
        assert value["totalCount"] == len(value["nodes"])
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            check_whole(inner)


def is_page(value: Any) -> bool:
    return isinstance(value, dict) and "pageInfo" in value


def cell(value: Any, kind: str) -> Any:
    """A value in the one form in which both sides are compared; never a float."""
    assert not isinstance(value, float), f"{value} is a float"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return tuple(value)
    return Decimal(value) if kind == "Decimal" and value is not None else value


def differences(
    names: list[str], answered: Counter[tuple[Any, ...]], expected: Counter[tuple[Any, ...]]
) -> str:
    """The first rows of each side that the other lacks."""
    sides = (
        ("only in the answer", answered - expected),
        ("only in the files", expected - answered),
    )
    lines = [", ".join(names)]
    for title, rows in sides:
        lines.append(f"{title}: {rows.total()} of {(answered + expected).total() // 2}")
        lines += [f"  {row}" for row in sorted(rows, key=str)[:8]]
    return "\n".join(lines)

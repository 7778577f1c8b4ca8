"""What the tests of layouts share: a table written in the test, read as its layout reads a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from sep_domain.events.base import Fact
from sep_intake.cells.rows import Columns, Row, RowError, normalised_column
from sep_intake.columns.layout import FileHead, Layout, Warned


@dataclass
class Reading:
    """What a layout made of a table."""

    facts: list[Fact] = field(default_factory=list)
    rejected: list[RowError] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)

    def of(self, event_type: type[Fact]) -> list[Fact]:
        return [fact for fact in self.facts if type(fact) is event_type]

    @property
    def names(self) -> list[str]:
        """The events stated, in order."""
        return [fact.NAME for fact in self.facts]


Read = Callable[..., Reading]


@pytest.fixture
def read() -> Read:
    """`read(Layout, header, row, …)`: header and rows as text, cells parted by `;` or `~`."""
    return _read


def _read(
    layout: type[Layout],
    header: str,
    *rows: str,
    name: str = "archivo.csv",
    sheet: str | None = None,
) -> Reading:
    delimiter = max(";~", key=header.count)
    columns = tuple(normalised_column(column) for column in header.split(delimiter))
    assert layout.recognises(frozenset(columns))
    reader = layout(FileHead(name, columns, sheet))
    places = Columns(columns)
    reading = Reading()
    for number, text in enumerate(rows, start=1):
        reading.facts += _facts(reader, Row(places, text.split(delimiter), number), reading)
    reading.facts += reader.closing_facts()
    reading.warnings = reader.warnings
    return reading


def _facts(reader: Layout, row: Row, reading: Reading) -> Sequence[Fact]:
    try:
        return list(reader.facts(row))
    except RowError as error:
        reading.rejected.append(error)
        return []

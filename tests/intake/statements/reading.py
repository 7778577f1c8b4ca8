"""What a file of a folder says, read as the importer reads it, without a log."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sep_domain.events.funds.accounting import BankMovementRecorded
from sep_intake.cells.rows import Columns, Row, RowError
from sep_intake.columns.layout import Warned
from sep_intake.engine.reading.file_opening import open_table
from sep_intake.layouts.money.banking import MovimientosBancarios

Line = tuple[str, int, int, str]
"""Day, number within the day, amount, text."""


@dataclass
class Reading:
    """What became of the lines of a file."""

    movements: list[BankMovementRecorded] = field(default_factory=list)
    rejected: list[RowError] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [
            (str(each.occurred_on), each.line, each.amount, each.text) for each in self.movements
        ]

    @property
    def amounts(self) -> list[int]:
        return [each.amount for each in self.movements]

    @property
    def balances(self) -> list[int | None]:
        return [each.balance for each in self.movements]

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.movements]

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Field and value of each line that was rejected."""
        return [(each.field, each.value) for each in self.rejected]


Read = Callable[..., Reading]


def read_in(folder: Path, name: str) -> Reading:
    table = open_table(folder / name)
    layout = MovimientosBancarios(table.head)
    columns, reading = Columns(table.head.columns), Reading()
    for number, cells in table.records(quoted=True, breaks_lines=False):
        try:
            reading.movements += layout.facts(Row(columns, cells, number))
        except RowError as error:
            reading.rejected.append(error)
    reading.warnings = [*layout.warnings, *table.remarks]
    return reading

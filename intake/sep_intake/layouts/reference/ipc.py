"""`ipc.csv`: the consumer price index by month, as its office publishes it."""

from sep_domain.events.funds.accounting import IpcPublished
from sep_intake.cells.grammar import AVERAGES
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.template import Template, columns


class Ipc(Template):
    dataset = "ipc"
    title = "Índice de precios al consumidor"
    required = columns("mes;indice")

    def facts(self, row: Row) -> list[IpcPublished]:
        month = row.month("mes")
        index = row.optional_decimal("indice", AVERAGES)
        if index is None or index <= 0:
            raise RowError("indice", row.text("indice"), "no es un índice", "número mayor que 0")
        return [IpcPublished(occurred_on=month.first_day, month=month, index=index)]

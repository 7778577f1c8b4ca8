"""`inventario.csv`: what was bought against what a check found."""

from sep_domain.events.funds.accounting import InventoryChecked
from sep_intake.cells.rows import Row
from sep_intake.columns.reading import pesos, school_year, whole
from sep_intake.columns.template import Template, columns


class Inventario(Template):
    dataset = "inventario"
    title = "Controles de inventario"
    required = columns(
        "rbd;anio;fecha_control;items_registrados;items_no_ubicados;valor_registrado;"
        "valor_no_ubicado"
    )

    def facts(self, row: Row) -> list[InventoryChecked]:
        return [
            InventoryChecked(
                occurred_on=row.day("fecha_control"),
                rbd=row.rbd(),
                year=school_year(row, "anio"),
                items_registered=whole(row, "items_registrados"),
                items_not_found=whole(row, "items_no_ubicados"),
                value_registered=pesos(row, "valor_registrado"),
                value_not_found=pesos(row, "valor_no_ubicado"),
            )
        ]

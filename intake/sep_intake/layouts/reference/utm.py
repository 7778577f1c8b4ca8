"""`utm.csv`: the unidad tributaria mensual by month, as the tax service publishes it."""

from sep_domain.dates.days import NEXT_YEAR
from sep_domain.events.funds.accounting import UtmPublished
from sep_domain.values.money import Clp
from sep_intake.cells.grammar import PESOS
from sep_intake.cells.rows import Row
from sep_intake.columns.reading import whole
from sep_intake.columns.template import Template, columns

_LEAST = 1_000
"""The UTM was above 34,000 pesos in 2008: less is one whose point stands for thousands."""


class Utm(Template):
    dataset = "utm"
    title = "Valores de la UTM"
    required = columns("mes;pesos_por_utm")

    def facts(self, row: Row) -> list[UtmPublished]:
        month = row.month("mes", NEXT_YEAR)
        value = Clp(whole(row, "pesos_por_utm", _LEAST, form=PESOS))
        return [UtmPublished(occurred_on=month.first_day, month=month, clp=value)]

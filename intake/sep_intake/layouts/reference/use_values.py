"""USE values: pesos per unidad de subvención educacional from a month on.

A CSV of `from_month;clp_per_use;confidence` with a decimal point. Values are loaded as published
and never chained from yearly adjustments, which would round differently from the ministry.
"""

from sep_domain.dates.days import NEXT_YEAR
from sep_domain.events.funds.accounting import UseValuePublished
from sep_domain.law.statute import Confidence
from sep_intake.cells.grammar import USE
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns.layout import Layout

_LEAST = 1_000
"""The USE was above 9,000 pesos when it began: less is one whose point stands for thousands."""

_CONFIDENCE = {confidence.value: confidence for confidence in Confidence}


class UseValues(Layout):
    dataset = "use"
    title = "Valores de la USE"
    quoted = True
    required = frozenset({"from_month", "clp_per_use", "confidence"})

    def facts(self, row: Row) -> list[UseValuePublished]:
        month = row.month("from_month", NEXT_YEAR)
        value = row.optional_decimal("clp_per_use", USE)
        if value is None or value < _LEAST:
            text = row.text("clp_per_use")
            raise RowError("clp_per_use", text, "no es un valor", f"pesos por USE, {_LEAST} o más")
        return [
            UseValuePublished(
                occurred_on=month.first_day,
                from_month=month,
                clp_per_use=value,
                confidence=row.code("confidence", _CONFIDENCE),
            )
        ]

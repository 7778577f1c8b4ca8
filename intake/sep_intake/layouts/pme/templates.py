"""`pme_acciones.csv`: the plans of the schools, a row per action and year."""

from collections.abc import Iterator
from datetime import date

from sep_domain.dates.calendar import SchoolYear
from sep_domain.dates.days import TEN_YEARS
from sep_domain.events.base import Fact
from sep_domain.events.education.pme import (
    PmeActionExecuted,
    PmeActionPlanned,
    PmeDimension,
    PmePresented,
    PmeSubdimension,
)
from sep_domain.values.identifiers import Rbd
from sep_intake.cells.grammar import AHEAD
from sep_intake.cells.rows import Row
from sep_intake.columns.layout import FileHead
from sep_intake.columns.reading import optional_whole, pesos, school_year
from sep_intake.columns.template import Template, columns

_DIMENSIONS = {dimension.value: dimension for dimension in PmeDimension}
_SUBDIMENSIONS = {subdimension.value: subdimension for subdimension in PmeSubdimension}


class PmeAcciones(Template):
    """The plan itself is presented on the earliest date among the actions of its first year.

    A file that holds only later years says nothing of that day, so it states no presentation and
    cannot move the one already known.
    """

    dataset = "pme"
    title = "Acciones de los PME"
    required = columns(
        "rbd;ciclo;anio;accion;nombre;dimension;subdimension;fecha_presentacion;fecha_inicio;"
        "fecha_termino;monto_sep;monto_total;nivel_ejecucion;requiere_ate;justifica_personal"
    )

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._presented: dict[tuple[Rbd, SchoolYear], date] = {}

    def facts(self, row: Row) -> list[Fact]:
        planned = _planned(row)
        executed = list(_executed(row, planned))
        self._remember(planned)
        return [planned, *executed]

    def closing_facts(self) -> Iterator[PmePresented]:
        for (rbd, cycle), presented in self._presented.items():
            yield PmePresented(occurred_on=presented, rbd=rbd, cycle=cycle)

    def _remember(self, planned: PmeActionPlanned) -> None:
        if planned.year == planned.cycle:
            plan = planned.rbd, planned.cycle
            earliest = self._presented.get(plan, planned.occurred_on)
            self._presented[plan] = min(earliest, planned.occurred_on)


def _planned(row: Row) -> PmeActionPlanned:
    return PmeActionPlanned(
        occurred_on=row.day("fecha_presentacion"),
        rbd=row.rbd(),
        cycle=school_year(row, "ciclo", TEN_YEARS),
        year=school_year(row, "anio", TEN_YEARS),
        action=row.text("accion"),
        name=row.text("nombre"),
        dimension=row.code("dimension", _DIMENSIONS),
        subdimension=row.code("subdimension", _SUBDIMENSIONS),
        starts_on=row.day("fecha_inicio", AHEAD),
        ends_on=row.day("fecha_termino", AHEAD),
        sep_budget=pesos(row, "monto_sep"),
        total_budget=pesos(row, "monto_total"),
        needs_ate=row.flag("requiere_ate"),
        justifies_staff=row.flag("justifica_personal"),
    )


def _executed(row: Row, planned: PmeActionPlanned) -> Iterator[PmeActionExecuted]:
    level = optional_whole(row, "nivel_ejecucion", 0, 100)
    if level is not None:
        yield PmeActionExecuted(
            occurred_on=planned.year.last_day,
            rbd=planned.rbd,
            cycle=planned.cycle,
            year=planned.year,
            action=planned.action,
            level=level,
        )

"""Sostenedores who do not render: of how many schools, how much, and what is kept back for it."""

from dataclasses import dataclass
from datetime import date

from sep_domain.convenio_rules.rulings import Verdict
from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.columns import SOSTENEDOR, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class NotRenderingFilter:
    """Whose years."""

    sostenedor: Rut | None = None
    year: SchoolYear | None = None
    """That was to be rendered."""
    retained: bool | None = None
    """Whether the ministry has kept anything back since it was due."""
    verdict: Verdict | None = Verdict.NO_CUMPLE
    """`NO_CUMPLE`, unless asked for what no file tells (`SIN_DATOS`), or for both (`null`)."""


@dataclass(kw_only=True)
class NotRenderingRow(Row):
    """A year of which no rendición is known on a day on which it was due. Whole pesos."""

    sostenedor_rut: Rut
    year: SchoolYear
    schools: int
    """For which nothing was presented."""
    rbds: list[Rbd]
    due_on: date
    """31 March of the next year, or the earliest end of an extraordinary term."""
    days_late: int
    paid: Clp
    """What these schools were paid in the year, and nobody has rendered."""
    retained: Clp
    """Kept back since it was due, as payments show it; never added to what is ordered."""
    retained_from: Period | None = None
    verdict: Verdict
    """`NO_CUMPLE`, or `SIN_DATOS` where no file would show it done."""
    asked_on: date
    """The day asked about."""
    lacking: list[str]
    """What would have to be known, as `dataset year`."""


NOT_RENDERING = Listing(
    "not_rendering", (SOSTENEDOR, YEAR, Column("verdict", "text")), NotRenderingRow
)

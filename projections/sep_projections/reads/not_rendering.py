"""Sostenedores who do not render: of how many schools, how much, and what is kept back for it."""

from dataclasses import dataclass
from datetime import date

from sep_domain.calendar import Period, SchoolYear
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_projections.reads.columns import SOSTENEDOR, YEAR
from sep_projections.reads.listing import Listing
from sep_projections.reads.rows import Row


@dataclass(kw_only=True)
class NotRenderingFilter:
    """Whose years."""

    sostenedor: Rut | None = None
    year: SchoolYear | None = None
    """That was to be rendered."""
    retained: bool | None = None
    """Whether the ministry has kept anything back since it was due."""


@dataclass(kw_only=True)
class NotRenderingRow(Row):
    """A year that a sostenedor had not rendered on a day on which it was due. Whole pesos."""

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
    """Kept back since it was due (Ley 21.006 art 1)."""
    retained_from: Period | None = None


NOT_RENDERING = Listing("not_rendering", (SOSTENEDOR, YEAR), NotRenderingRow)

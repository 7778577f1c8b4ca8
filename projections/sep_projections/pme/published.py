"""Plans de mejoramiento as the ministry publishes them: estimates and levels, not payments."""

from dataclasses import dataclass

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.education.pme import PmeDimension
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency
from sep_projections.reading.columns import RBD, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow


@dataclass(kw_only=True)
class PublishedPmeFilter:
    """Which published actions."""

    rbd: Rbd | None = None
    year: SchoolYear | None = None
    dimension: PmeDimension | None = None
    level_below: int | None = None
    """Whose level of implementation is below these percent."""
    without_estimate: bool | None = None
    """Which no total, or a total of zero, is estimated for."""


@dataclass(kw_only=True)
class PublishedPmeActionRow(FactRow):
    """An action as the ministry publishes it; planning and implementation meet by its name."""

    rbd: Rbd
    year: SchoolYear
    dimension: PmeDimension
    name: str
    description: str | None = None
    dependency: Dependency | None = None
    estimated_total: Clp | None = None
    """What it was thought to cost; nothing was paid by saying so."""
    estimated_sep: Clp | None = None
    convenio_sep: bool | None = None
    """Whether the school had a convenio."""
    level: str | None = None
    """The level of implementation as published."""
    level_from: int | None = None
    """Percent; absent where the level is not one of those that are known."""
    level_to: int | None = None
    alike: str
    """The name without case and accents, by which the files meet."""
    twin: int
    """0 for the first of a school's actions of a dimension and year called alike."""


PUBLISHED_PME = Listing(
    "published_pme_actions",
    (RBD, YEAR, Column("dimension", "text"), Column("alike", "text"), Column("twin", "integer")),
    PublishedPmeActionRow,
)

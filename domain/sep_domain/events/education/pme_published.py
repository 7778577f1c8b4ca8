"""Plans de mejoramiento as the ministry publishes them: estimates and levels, never payments.

The open data of planning and implementation (since 2023) know no number of an action: it goes by
its school, year, dimension and name, so that the two files meet.
"""

import unicodedata
from typing import ClassVar

from pydantic import Field

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact, Key
from sep_domain.events.education.pme import PmeDimension
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency


class _OfPublishedAction(Fact):
    DATASET: ClassVar[Dataset] = Dataset.PME_PUBLICADO
    TWINS: ClassVar[bool] = True

    rbd: Rbd
    year: SchoolYear
    dimension: PmeDimension
    name: str

    def key(self) -> Key:
        return (self.rbd, self.dimension.value, told_alike(self.name))

    def period(self) -> tuple[int, int]:
        return self.year, 0


class PmeActionPublished(_OfPublishedAction):
    """An action with what it was estimated to cost; an estimate is not a payment."""

    NAME: ClassVar[str] = "pme_published.action"
    COUNTED: ClassVar[bool] = True

    description: str | None = None
    dependency: Dependency | None = None
    estimated_total: Clp | None = Field(default=None, ge=0)
    estimated_sep: Clp | None = Field(default=None, ge=0)
    convenio_sep: bool | None = None
    """Whether the school had a convenio."""


class PmeImplementationPublished(_OfPublishedAction):
    """How far an action got: a label, and the percentages it stands for where they are known."""

    NAME: ClassVar[str] = "pme_published.implementation"
    COUNTED: ClassVar[bool] = True

    level: str
    """As published."""
    level_from: int | None = Field(default=None, ge=0, le=100)
    level_to: int | None = Field(default=None, ge=0, le=100)


def told_alike(name: str) -> str:
    """A name without case, accents and spare spaces, in which two files may differ."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(plain.split())

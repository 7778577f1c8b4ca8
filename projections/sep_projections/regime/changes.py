"""What changes within the regime from year to year: pupils, bands, plans not presented."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sep_domain.dates.calendar import SchoolYear
from sep_domain.law.statute import concentration_values
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.schools import Region, SepClassification
from sep_projections.convenios.convenios import ConvenioFilter
from sep_projections.reading.columns import NUMBER, RBD
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class PupilChangeFilter:
    """Of which year, and which schools."""

    year: SchoolYear
    rbd: Rbd | None = None
    region: Region | None = None
    lost: bool | None = None
    """Only those with fewer prioritarios than the year before, or only the others."""


@dataclass(kw_only=True)
class PupilChangeRow(Row):
    """Pupils of a school in a year and the year before; what a file leaves out is absent, not zero.

    Who gains or loses the status is told to each family (Ley 20.248 art 3); these are net numbers.
    """

    rbd: Rbd
    year: SchoolYear
    region: Region | None = None
    prioritarios: int | None = None
    previous_prioritarios: int | None = None
    prioritarios_change: int | None = None
    preferentes: int | None = None
    previous_preferentes: int | None = None
    preferentes_change: int | None = None
    total: int | None = None
    previous_total: int | None = None
    total_change: int | None = None


@dataclass(kw_only=True)
class BandChangeFilter:
    """Of which year, and which schools."""

    year: SchoolYear
    rbd: Rbd | None = None
    changed: bool | None = None
    """Only those whose band is another one than the year before, or only the others."""


@dataclass(kw_only=True)
class BandChangeRow(Row):
    """The band of art 16 that rules a school in a year, and the one of the year before."""

    rbd: Rbd
    year: SchoolYear
    share: Decimal | None = None
    """Percent of prioritarios from March to December of the year before, two decimals."""
    previous_share: Decimal | None = None
    band_from: int | None = None
    """The least percent of its band; 0 where art 16 gives nothing."""
    previous_band_from: int | None = None
    months: int | None = None
    """Months whose enrolment is known, of ten; with fewer the band is provisional."""
    previous_months: int | None = None
    changed: bool | None = None
    """Absent where either year is not known."""


@dataclass(kw_only=True)
class PlanCountdownFilter:
    """On what day, and of which schools."""

    on: date
    rbd: Rbd | None = None
    sostenedor: Rut | None = None


@dataclass(kw_only=True)
class PlanCountdownRow(Row):
    """A convenio in force of an emergente of which no plan is known for any of its years."""

    rbd: Rbd
    number: int
    sostenedor_rut: Rut
    signed_on: date
    from_date: date
    classification: SepClassification
    """As published for the school year of the day, else the convenio's own."""
    warned_on: date | None = None
    """When the ministry's warning was notified, if one is known by the day."""
    plans_known: bool
    """Whether the sostenedor has handed in the plans of each year since the convenio began."""


PUPIL_CHANGES = Listing("pupil_changes", (RBD,), PupilChangeRow)
BAND_CHANGES = Listing("band_changes", (RBD,), BandChangeRow)
PLAN_COUNTDOWNS = Listing("plan_countdowns", (RBD, NUMBER), PlanCountdownRow)


def band_params(known: Known, where: BandChangeFilter) -> dict[str, object]:
    """Parameters of the statement: where the bands in force in March of the year begin."""
    march = where.year.months[0]
    bounds = {
        int(value.share_from) for value in concentration_values() if value.in_force.covers(march)
    }
    return params_of(known, where, bounds=sorted(bounds))


def countdown_params(known: Known, where: PlanCountdownFilter) -> dict[str, object]:
    """Parameters of the statement."""
    convenios = ConvenioFilter(rbd=where.rbd, sostenedor=where.sostenedor, in_force_on=where.on)
    return params_of(known, convenios)

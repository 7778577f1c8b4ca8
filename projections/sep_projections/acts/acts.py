"""What authorities have ordered, and what their silence has made: resolutions and applications."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.events.legal.acts import ChallengeOutcome, ResolutionKind
from sep_domain.law.legal_numbers import legal_numbers
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import SepClassification
from sep_projections.reading.columns import MONTH, NUMBER, RBD, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.rows import FactRow

_TERMS = frozenset({"precautionary_retention", "plan_after_warning", "rendicion_deadline"})
"""The numbers of the law after which a resolution lapses by itself, or an account lacks."""


@dataclass(kw_only=True)
class ResolutionFilter:
    """Which resolutions."""

    rbd: Rbd | None = None
    """Its own, and those about all schools of the sostenedor that held it then."""
    sostenedor: Rut | None = None
    kind: ResolutionKind | None = None
    convenio: int | None = None
    in_force_on: date | None = None
    """Holding on this day: begun, neither ended nor lifted before, and not void."""
    void: bool | None = None
    """Whether it was annulled, or challenged with success."""


@dataclass(kw_only=True)
class ResolutionRow(FactRow):
    """What an authority has ordered by a resolution, and what became of it."""

    authority: str
    """Whose act it is; a regional office with the number of its region."""
    year: int
    number: int
    subject: str
    """The RBD of the school that it names, or the RUT of the sostenedor."""
    kind: ResolutionKind
    issued_on: date
    sostenedor_rut: Rut
    rbd: Rbd | None = None
    """Absent where it is listed for a sostenedor with all its schools."""
    convenio: int | None = None
    """The number of the school's convenio, where it is about one."""
    from_month: Period | None = None
    to_month: Period | None = None
    """The last month that it touches; absent where it goes on until it is lifted."""
    retained_share: Decimal | None = None
    """What part of a payment is kept back while it holds, 1 for all."""
    paid_share: Decimal | None = None
    """What part of the amount of a month is paid while it holds, 1 for all."""
    amount: Clp | None = None
    """What has to be restored, in whole pesos."""
    classification: SepClassification | None = None
    requested_on: date | None = None
    ground_notified_on: date | None = None
    """When the resolution that it follows was notified, such as the one of non-renewal."""
    text: str | None = None
    notified_on: date | None = None
    challenged_on: date | None = None
    challenge_resolved_on: date | None = None
    challenge_outcome: ChallengeOutcome | None = None
    lifted_on: date | None = None
    annulled_on: date | None = None
    rendered_on: date | None = None
    """Of a retention for want of a rendición that nobody has lifted: when the last one that lacked
    was presented; absent while one lacks, or where that is not known."""
    void: bool
    """Whether it is as if it had never been."""
    holds_from: date
    holds_until: date | None = None
    """The last day, lifted or lapsed; absent while it goes on."""


@dataclass(kw_only=True)
class ApplicationFilter:
    """Which applications."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    year: SchoolYear | None = None
    """In which the school applied."""


@dataclass(kw_only=True)
class ApplicationRow(FactRow):
    """An application that the SEREMI left unanswered and that went to the Subsecretario."""

    rbd: Rbd
    year: SchoolYear
    sostenedor_rut: Rut
    elevated_on: date
    """When the Subsecretario received it."""
    resolved_on: date | None = None
    accepted: bool | None = None
    classification: SepClassification | None = None


@dataclass(kw_only=True)
class ImprovementFilter:
    """Which improvements."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None


@dataclass(kw_only=True)
class ImprovementRow(FactRow):
    """An improvement of a school that is paid with a credit (DFL 2/1998 art 3 ix)."""

    rbd: Rbd
    number: int
    """1 for a school's first improvement."""
    sostenedor_rut: Rut
    description: str
    planned_on: date
    planned: Clp
    """What it was meant to cost."""
    consulted_on: date | None = None
    """When the Consejo Escolar was asked."""
    in_writing: bool | None = None
    financed_on: date | None = None
    """When the credit was taken up."""
    financed: Clp | None = None
    clp_per_utm: Clp | None = None
    """Of the month that decides; absent where it is not known."""


@dataclass(kw_only=True)
class UtmFilter:
    """Which months."""

    from_month: Period | None = None
    to_month: Period | None = None


@dataclass(kw_only=True)
class UtmRow(FactRow):
    """The unidad tributaria mensual of a month, in whole pesos."""

    month: Period
    clp_per_utm: Clp


_RESOLUTION = (
    Column("authority", "text"),
    Column("year", "integer"),
    NUMBER,
    Column("subject", "text"),
)
RESOLUTIONS = Listing("resolutions", _RESOLUTION, ResolutionRow)
RESOLUTIONS_BY_SCHOOL = Listing("resolutions_by_school", (*_RESOLUTION, RBD), ResolutionRow)
APPLICATIONS = Listing("elevated_applications", (RBD, YEAR), ApplicationRow)
IMPROVEMENTS = Listing("improvements", (RBD, NUMBER), ImprovementRow)
UTM_VALUES = Listing("utm_values", (MONTH,), UtmRow)


def resolution_params(known: Known, where: ResolutionFilter) -> dict[str, Any]:
    """Parameters of the statements about resolutions."""
    terms = [
        {
            "name": number.name,
            "value": number.value,
            "from_date": number.from_date,
            "to_date": number.to_date,
        }
        for number in legal_numbers()
        if number.name in _TERMS
    ]
    return params_of(known, where, numbers=orjson.dumps(terms).decode())

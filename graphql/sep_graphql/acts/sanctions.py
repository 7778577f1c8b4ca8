"""Sanction proceedings, applications that nobody answered, improvements, and the UTM."""

from dataclasses import fields
from datetime import date
from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.dates.calendar import Period
from sep_domain.events.legal.proceedings import ClaimOutcome, Gravity, SanctionKind
from sep_domain.mejora import law as improvement_law
from sep_domain.postulacion import law as application_law
from sep_domain.procedimiento import law as proceeding_law
from sep_graphql.answering.arguments.flags import ActFlag, flags_of
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    connection_of,
    params,
    rows_of_parent,
)
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School, school_of
from sep_graphql.schools.sostenedores import OfSostenedor, Sostenedor
from sep_projections.acts import acts, sanctions
from sep_projections.reading.columns import RBD, SOSTENEDOR

for _enum in (ClaimOutcome, Gravity, SanctionKind):
    strawberry.enum(_enum)


@strawberry.input
class SanctionFilter(sanctions.SanctionFilter):
    pass


@strawberry.type
class SanctionProceeding(sanctions.SanctionRow, Fact, OfSostenedor):
    @strawberry.field
    def prescribes_on(self) -> date | None:
        """The last day on which it could be opened (Ley 20.529 art 86)."""
        return proceeding_law.open_by(self._said())

    @strawberry.field
    def conclude_by(self) -> date | None:
        """The last day on which it can be concluded (Ley 20.529 art 86)."""
        return proceeding_law.conclude_by(self._said())

    @strawberry.field
    def answer_by(self) -> date | None:
        """The last day to answer the charges (Ley 20.529 art 70)."""
        return proceeding_law.answer_by(self._said())

    @strawberry.field
    def claim_by(self) -> date | None:
        """The last day to claim before the Superintendente (Ley 20.529 art 84)."""
        return proceeding_law.claim_by(self._said())

    @strawberry.field
    def go_to_court_by(self) -> date | None:
        """The last day to claim before the Corte de Apelaciones (Ley 20.529 art 85)."""
        return proceeding_law.go_to_court_by(self._said())

    @strawberry.field
    def firm_after(self) -> date | None:
        """After which nothing can be said against it; absent while a claim is undecided."""
        return proceeding_law.firm_after(self._said())

    @strawberry.field
    def flags(self) -> list[ActFlag]:
        """What the law has against it."""
        return flags_of(proceeding_law.flaws(self._said()))

    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school that it is about."""
        return None if self.rbd is None else await school_of(info, self.rbd)

    def _said(self) -> proceeding_law.Proceeding:
        return proceeding_law.Proceeding(
            **{field.name: getattr(self, field.name) for field in fields(proceeding_law.Proceeding)}
        )


@field_of(School, "sanctions")
async def school_sanctions(school: Parent[School], info: Info) -> list[SanctionProceeding]:
    """The proceedings about it; those about its sostenedor are among the sostenedor's."""
    given = await params(info, SanctionFilter())
    return await rows_of_parent(info, SANCTIONS, (RBD,), (school.rbd,), given)


@field_of(Sostenedor, "sanctions")
async def sostenedor_sanctions(
    sostenedor: Parent[Sostenedor],
    info: Info,
    page: Paging = FIRST_PAGE,
) -> Connection[SanctionProceeding]:
    """The proceedings about it and its schools."""
    given = await params(info, SanctionFilter())
    return await connection_of(info, SANCTIONS, (SOSTENEDOR,), (sostenedor.rut,), given, page=page)


@strawberry.type
class Silence:
    """From when until when a school counts as autónomo because nobody answered."""

    from_date: date
    to_date: date


@strawberry.input
class ApplicationFilter(acts.ApplicationFilter):
    pass


@strawberry.type
class ElevatedApplication(acts.ApplicationRow, Fact, OfSchool, OfSostenedor):
    @strawberry.field
    def answer_by(self) -> date | None:
        """The last day on which the Subsecretario answers (Ley 20.248 art 12)."""
        return application_law.answer_by(self._said())

    @strawberry.field
    def deemed_autonomo(self, on: date) -> Silence | None:
        """What the silence has made of the school by a day; absent while an answer may come."""
        found = application_law.silence(self._said(), on)
        if found is None:
            return None
        return Silence(from_date=found.from_date, to_date=found.to_date)

    @strawberry.field
    def flags(self) -> list[ActFlag]:
        """What the law has against its steps."""
        return flags_of(application_law.flaws(self._said()))

    def _said(self) -> application_law.Application:
        return application_law.Application(
            year=self.year, elevated_on=self.elevated_on, resolved_on=self.resolved_on
        )


@strawberry.input
class ImprovementFilter(acts.ImprovementFilter):
    pass


@strawberry.type
class Improvement(acts.ImprovementRow, Fact, OfSchool, OfSostenedor):
    @strawberry.field
    def utm_month(self) -> Period | None:
        """The month whose UTM decides."""
        return self._said().utm_month

    @strawberry.field
    def needs_consultation(self) -> bool | None:
        """Whether the Consejo Escolar has to be asked; absent where the UTM is not known."""
        return improvement_law.needs_consultation(self._said(), self.clp_per_utm)

    @strawberry.field
    def flags(self) -> list[ActFlag]:
        """What the law has against it; nothing where the UTM is not known."""
        return flags_of(improvement_law.flaws(self._said(), self.clp_per_utm))

    def _said(self) -> improvement_law.Improvement:
        return improvement_law.Improvement(
            **{
                field.name: getattr(self, field.name)
                for field in fields(improvement_law.Improvement)
            }
        )


@strawberry.input
class UtmFilter(acts.UtmFilter):
    pass


@strawberry.type
class UtmValue(acts.UtmRow, Fact):
    pass


SANCTIONS = sanctions.SANCTIONS.into(SanctionProceeding)
APPLICATIONS = acts.APPLICATIONS.into(ElevatedApplication)
IMPROVEMENTS = acts.IMPROVEMENTS.into(Improvement)
UTM_VALUES = acts.UTM_VALUES.into(UtmValue)


@root
class SanctionQuery:
    @view
    async def sanctions(
        self,
        info: Info,
        where: Annotated[SanctionFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[SanctionProceeding]:
        """Sanction proceedings, by office, year and number."""
        given = await params(info, where or SanctionFilter())
        return await connection(info, SANCTIONS, given, page)

    @view
    async def elevated_applications(
        self,
        info: Info,
        where: Annotated[ApplicationFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[ElevatedApplication]:
        """Applications that the SEREMI left unanswered, by RBD and year."""
        given = await params(info, where or ApplicationFilter())
        return await connection(info, APPLICATIONS, given, page)

    @view
    async def improvements(
        self,
        info: Info,
        where: Annotated[ImprovementFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Improvement]:
        """Improvements paid with a credit, by RBD and number."""
        given = await params(info, where or ImprovementFilter())
        return await connection(info, IMPROVEMENTS, given, page)

    @view
    async def utm_values(
        self,
        info: Info,
        where: Annotated[UtmFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[UtmValue]:
        """The UTM, by month."""
        given = await params(info, where or UtmFilter())
        return await connection(info, UTM_VALUES, given, page)

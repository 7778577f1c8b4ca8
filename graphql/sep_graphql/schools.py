"""Schools, with their history, their money, their plans and their outcomes."""

from typing import Annotated

import strawberry

from sep_domain.calendar import Period, SchoolYear
from sep_domain.events.results import Subject
from sep_domain.grades import EducationLevel
from sep_domain.identifiers import Rbd
from sep_graphql import links
from sep_graphql.banking import (
    CERTIFICATES,
    INVENTORY_CHECKS,
    InventoryCheck,
    InventoryCheckFilter,
    SaldoCertificate,
)
from sep_graphql.category_history import CategorizedSchool
from sep_graphql.connections import (
    Connection,
    connection,
    connection_of,
    params,
    row_of,
    rows_of_parent,
)
from sep_graphql.context import Info
from sep_graphql.contracts import CONTRACTS, AteContract, AteContractFilter
from sep_graphql.convenios import (
    CONVENIOS,
    PME_ACTIONS,
    Convenio,
    ConvenioFilter,
    PmeAction,
)
from sep_graphql.entitlements import EntitledSchool
from sep_graphql.funds import (
    FundAccount,
    FundStatement,
    FundTotal,
    accounts_of,
    statement_of,
    statements_of,
    total_of,
)
from sep_graphql.known import FILTER, view
from sep_graphql.links import LazySostenedor, school_of, sostenedor_of
from sep_graphql.money import (
    EXPENDITURES,
    PAYMENTS,
    Expenditure,
    ExpenditureFilter,
    Payment,
    PaymentFilter,
)
from sep_graphql.outcomes import (
    ATTENDANCE,
    CATEGORIES,
    CATEGORY_SPANS,
    CHANGES,
    PUPIL_COUNTS,
    RECLASSIFICATIONS,
    TEST_RESULTS,
    Attendance,
    CategoryAssignment,
    CategoryFilter,
    CategorySpan,
    ChangeFilter,
    PupilCount,
    Reclassification,
    ReclassificationFilter,
    TestResult,
    TestResultChange,
    TestResultFilter,
)
from sep_graphql.register import RegisteredSchool
from sep_graphql.rendiciones import RENDICIONES, Rendicion, RendicionFilter
from sep_graphql.resolutions import OrderedOnSchool
from sep_graphql.sanctions import SanctionedSchool
from sep_graphql.scores import ScoredSchool
from sep_projections.categories.history import unordered_years
from sep_projections.funds.funds import SEP
from sep_projections.pme.plans import PmeFilter
from sep_projections.reading.columns import RBD
from sep_projections.schools import schools


@strawberry.input
class SchoolFilter(schools.SchoolFilter):
    pass


@strawberry.type
class School(
    schools.SchoolRow,
    RegisteredSchool,
    EntitledSchool,
    ScoredSchool,
    CategorizedSchool,
    OrderedOnSchool,
    SanctionedSchool,
):
    @strawberry.field
    async def sostenedor(self, info: Info) -> LazySostenedor | None:
        """Who holds it, according to the entry shown here."""
        rut = self.sostenedor_rut
        return await sostenedor_of(info, rut) if rut is not None else None

    @strawberry.field
    async def category_spans(
        self, info: Info, level: EducationLevel | None = None
    ) -> list[CategorySpan]:
        """Its performance category, from when to when, by level."""
        given = await params(info, level=level and level.value)
        return await rows_of_parent(info, CATEGORY_SPANS, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def categories(
        self, info: Info, level: EducationLevel | None = None
    ) -> list[CategoryAssignment]:
        """Its performance category in each publication."""
        given = await params(info, CategoryFilter(level=level))
        return await rows_of_parent(info, CATEGORIES, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def reclassifications(self, info: Info) -> list[Reclassification]:
        """Changes of its category, with both dates."""
        given = await params(info, ReclassificationFilter(), unordered=unordered_years())
        return await rows_of_parent(info, RECLASSIFICATIONS, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def payments(
        self,
        info: Info,
        year: SchoolYear | None = None,
        from_month: Period | None = None,
        to_month: Period | None = None,
    ) -> list[Payment]:
        """What the ministry paid it, month by month."""
        where = PaymentFilter(year=year, from_month=from_month, to_month=to_month)
        return await rows_of_parent(info, PAYMENTS, (RBD,), (self.rbd,), await params(info, where))

    @strawberry.field
    async def expenditures(
        self,
        info: Info,
        where: Annotated[ExpenditureFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Expenditure]:
        """The documents charged to it."""
        given = await params(info, where or ExpenditureFilter())
        return await connection_of(
            info, EXPENDITURES, (RBD,), (self.rbd,), given, first=first, after=after
        )

    @strawberry.field
    async def expenditures_by_account(
        self, info: Info, year: SchoolYear | None = None, subvencion: str = SEP
    ) -> list[FundAccount]:
        """What it declared to have spent, by year and account."""
        return await accounts_of(info, self.rbd, year, subvencion)

    @strawberry.field
    async def fund_statement(
        self, info: Info, year: SchoolYear, subvencion: str = SEP
    ) -> FundStatement:
        """Opening, income, spending and closing of a year."""
        return await statement_of(info, self.rbd, year, subvencion)

    @strawberry.field
    async def fund_statements(self, info: Info, subvencion: str = SEP) -> list[FundStatement]:
        """The statements of all years, the earliest first."""
        return await statements_of(info, self.rbd, subvencion)

    @strawberry.field
    async def fund_total(
        self,
        info: Info,
        from_year: SchoolYear | None = None,
        to_year: SchoolYear | None = None,
        subvencion: str = SEP,
    ) -> FundTotal | None:
        """Several years together, what is carried from one to the next counted once."""
        return await total_of(info, self.rbd, (from_year, to_year), subvencion)

    @strawberry.field
    async def convenios(self, info: Info) -> list[Convenio]:
        """Its convenios, the first one first."""
        given = await params(info, ConvenioFilter())
        return await rows_of_parent(info, CONVENIOS, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def pme_actions(
        self, info: Info, year: SchoolYear | None = None, without_expense: bool | None = None
    ) -> list[PmeAction]:
        """The actions of its plan, with their budget and execution."""
        given = await params(info, PmeFilter(year=year, without_expense=without_expense))
        return await rows_of_parent(info, PME_ACTIONS, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def rendiciones(
        self, info: Info, year: SchoolYear | None = None, subvencion: str | None = None
    ) -> list[Rendicion]:
        """Its rendiciones, the earliest first."""
        where = RendicionFilter(year=year, subvencion=subvencion)
        given = await params(info, where)
        return await rows_of_parent(info, RENDICIONES, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def ate_contracts(self, info: Info) -> list[AteContract]:
        """Its contracts with external advisers."""
        given = await params(info, AteContractFilter())
        return await rows_of_parent(info, CONTRACTS, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def test_results(
        self,
        info: Info,
        grade: str | None = None,
        from_year: SchoolYear | None = None,
        to_year: SchoolYear | None = None,
    ) -> list[TestResult]:
        """Its SIMCE results, the earliest first."""
        where = TestResultFilter(grade=grade, from_year=from_year, to_year=to_year)
        given = await params(info, where)
        return await rows_of_parent(info, TEST_RESULTS, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def test_result_change(
        self,
        info: Info,
        grade: str,
        subject: Subject,
        from_year: SchoolYear,
        to_year: SchoolYear,
    ) -> TestResultChange | None:
        """Its score in two years; absent where either year has no result."""
        where = ChangeFilter(grade=grade, subject=subject, from_year=from_year, to_year=to_year)
        given = await params(info, where)
        return await row_of(info, CHANGES, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def pupil_counts(self, info: Info, year: SchoolYear | None = None) -> list[PupilCount]:
        """Its pupils by year, and its standing in the SEP regime."""
        given = await params(info, year=year)
        return await rows_of_parent(info, PUPIL_COUNTS, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def attendance(self, info: Info, year: SchoolYear | None = None) -> list[Attendance]:
        """Its attendance by month and level band."""
        given = await params(info, year=year)
        return await rows_of_parent(info, ATTENDANCE, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def saldo_certificates(self, info: Info) -> list[SaldoCertificate]:
        """Bank certificates of what was left at each year's end."""
        given = await params(info)
        return await rows_of_parent(info, CERTIFICATES, (RBD,), (self.rbd,), given)

    @strawberry.field
    async def inventory_checks(self, info: Info) -> list[InventoryCheck]:
        """Counts of what was bought against what was found."""
        given = await params(info, InventoryCheckFilter())
        return await rows_of_parent(info, INVENTORY_CHECKS, (RBD,), (self.rbd,), given)


SCHOOLS = schools.SCHOOLS.into(School)
SCHOOLS_BY_RBD = schools.SCHOOLS_BY_RBD.into(School)
links.SCHOOLS.is_listed_by(SCHOOLS_BY_RBD)


@strawberry.type
class SchoolQuery:
    @view
    async def school(
        self, info: Info, rbd: Rbd, effective_on: SchoolYear | None = None
    ) -> School | None:
        """A school by RBD, as the register describes it in a year (valid time) or lately."""
        return await school_of(info, rbd, effective_on)

    @view
    async def schools(
        self,
        info: Info,
        where: Annotated[SchoolFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[School]:
        """The schools of an edition of the register, by RBD."""
        given = await params(info, where or SchoolFilter())
        return await connection(info, SCHOOLS, given, first=first, after=after)

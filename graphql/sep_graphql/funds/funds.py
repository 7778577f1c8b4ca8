"""Fund statements, from the balance down to the documents behind each figure."""

from typing import Annotated

import strawberry
from strawberry import Parent

from sep_domain.accounting.fund_years import FundYear, fund_total
from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.funds.accounting import AccountKind
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_graphql.answering.context import Info
from sep_graphql.answering.errors import ArgumentError
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    connection_of,
    params,
    row_of,
    rows_of_parent,
)
from sep_graphql.answering.pages.extended_types import field_of
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging, connection_field
from sep_graphql.answering.root import root
from sep_graphql.documents.expenditures import (
    ACCOUNT_LINES,
    EXPENDITURES,
    SOSTENEDOR_ACCOUNT_LINES,
    AccountLine,
    AccountLineFilter,
    Expenditure,
    ExpenditureFilter,
)
from sep_graphql.payments.payments import PAYMENTS, SOSTENEDOR_PAYMENTS, Payment, PaymentFilter
from sep_graphql.schools.schools import School, school_of
from sep_graphql.schools.sostenedores import Sostenedor, sostenedor_of
from sep_projections.funds import funds
from sep_projections.funds.funds import SEP
from sep_projections.reading.columns import ACCOUNT, RBD, SOSTENEDOR, YEAR
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing

strawberry.enum(funds.FundGap)


def _owner(row: funds.FundStatementRow | funds.FundAccountRow) -> tuple[Column, Rbd | Rut]:
    """Whose statement it is: the column that tells, and its value."""
    if row.rbd is not None:
        return RBD, row.rbd
    if row.sostenedor_rut is not None:
        return SOSTENEDOR, row.sostenedor_rut
    raise ValueError("a fund statement belongs to a school or to a sostenedor")


@strawberry.type
class FundAccount(funds.FundAccountRow):
    @connection_field
    async def expenditures(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Expenditure]:
        """The documents charged to the account."""
        column, owner = _owner(self)
        given = await params(info, ExpenditureFilter(subvencion=self.subvencion))
        columns, parent = (column, YEAR, ACCOUNT), (owner, self.year, self.account)
        return await connection_of(info, EXPENDITURES, columns, parent, given, page=page)

    @connection_field
    async def lines(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AccountLine]:
        """The lines of the Estado de resultados that the amount is the sum of."""
        column, owner = _owner(self)
        given = await params(info, AccountLineFilter(subvencion=self.subvencion))
        columns, parent = (column, YEAR, ACCOUNT), (owner, self.year, self.account)
        listing = ACCOUNT_LINES if column == RBD else SOSTENEDOR_ACCOUNT_LINES
        return await connection_of(info, listing, columns, parent, given, page=page)


@strawberry.type
class FundStatement(funds.FundStatementRow):
    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school, where the statement is a school's."""
        return await school_of(info, self.rbd) if self.rbd is not None else None

    @strawberry.field
    async def sostenedor(self, info: Info) -> Sostenedor | None:
        """The sostenedor, where the statement is a sostenedor's."""
        rut = self.sostenedor_rut
        return await sostenedor_of(info, rut) if rut is not None else None

    @strawberry.field
    async def accounts(self, info: Info, kind: AccountKind | None = None) -> list[FundAccount]:
        """The accounts behind opening, income and spending, each with its documents."""
        column, owner = _owner(self)
        where = funds.FundFilter(year=self.year, subvencion=self.subvencion, kind=kind)
        listing = SCHOOL_ACCOUNTS if column == RBD else SOSTENEDOR_ACCOUNTS
        given = await params(info, where)
        return await rows_of_parent(info, listing, (column, YEAR), (owner, self.year), given)

    @connection_field
    async def expenditures(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Expenditure]:
        """The documents declared, whichever their account."""
        column, owner = _owner(self)
        given = await params(info, ExpenditureFilter(subvencion=self.subvencion))
        columns, parent = (column, YEAR), (owner, self.year)
        return await connection_of(info, EXPENDITURES, columns, parent, given, page=page)

    @connection_field
    async def payments(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection[Payment]:
        """The ministry's payments of the year, by school and month."""
        column, owner = _owner(self)
        listing = PAYMENTS if column == RBD else SOSTENEDOR_PAYMENTS
        given = await params(info, PaymentFilter(year=self.year))
        columns, parent = (column, YEAR), (owner, self.year)
        return await connection_of(info, listing, columns, parent, given, page=page)


@strawberry.type
class FundTotal:
    """Several years of one subvención: opening + income − spending + unexplained = closing.

    What a year carries into the next stands in both; here it counts once.
    """

    subvencion: str
    opening: Clp
    """Of the first year declared."""
    income: Clp
    spending: Clp
    unexplained: Clp
    """What later years opened with beyond the closing of the year declared before them."""
    closing: Clp
    """Of the last year declared."""
    carried: Clp
    """The openings of the later years added up: never to be added to the rest."""
    years: list[SchoolYear]
    """The years declared."""
    years_missing: list[SchoolYear]
    """Years between them, or asked for, whose accounts are not declared."""


SCHOOL_STATEMENTS = funds.SCHOOL_STATEMENTS.into(FundStatement)
SOSTENEDOR_STATEMENTS = funds.SOSTENEDOR_STATEMENTS.into(FundStatement)
SCHOOL_ACCOUNTS = funds.SCHOOL_ACCOUNTS.into(FundAccount)
SOSTENEDOR_ACCOUNTS = funds.SOSTENEDOR_ACCOUNTS.into(FundAccount)


async def statement_of(
    info: Info, owner: Rbd | Rut, year: SchoolYear, subvencion: str
) -> FundStatement:
    """The statement of a year, without figures where nothing was paid or declared."""
    column, listing = _statements(owner)
    given = await params(info, funds.FundFilter(year=year, subvencion=subvencion))
    found = await row_of(info, listing, (column,), (owner,), given)
    return found or _without_figures(owner, year, subvencion)


async def _statement_of_whom_is_known(
    info: Info, owner: Rbd | Rut, year: SchoolYear, subvencion: str
) -> FundStatement | None:
    """The same; None where nothing at all is known of a holder, of whom there may be none."""
    found = await statement_of(info, owner, year, subvencion)
    if found.account_lines or found.document_count or found.months_paid:
        return found
    known = school_of(info, owner) if isinstance(owner, Rbd) else sostenedor_of(info, owner)
    return found if await known else None


def _without_figures(owner: Rbd | Rut, year: SchoolYear, subvencion: str) -> FundStatement:
    return FundStatement(
        rbd=owner if isinstance(owner, Rbd) else None,
        sostenedor_rut=owner if isinstance(owner, Rut) else None,
        year=year,
        subvencion=subvencion,
        account_lines=0,
        lines_not_rendered=0,
        document_count=0,
        months_paid=0,
        missing=funds.gaps_without_data(subvencion),
    )


async def statements_of(info: Info, owner: Rbd | Rut, subvencion: str) -> list[FundStatement]:
    """The statements of all years, the earliest first."""
    column, listing = _statements(owner)
    given = await params(info, funds.FundFilter(subvencion=subvencion))
    return await rows_of_parent(info, listing, (column,), (owner,), given)


async def total_of(
    info: Info,
    owner: Rbd | Rut,
    span: tuple[SchoolYear | None, SchoolYear | None],
    subvencion: str,
) -> FundTotal | None:
    """Years together, from one to another; None where the accounts of none are declared."""
    first, last = span
    found = [
        FundYear(row.year, row.opening, row.income, row.spending)
        for row in await statements_of(info, owner, subvencion)
        if row.opening is not None and row.income is not None and row.spending is not None
        if (first is None or row.year >= first) and (last is None or row.year <= last)
    ]
    total = fund_total(found)
    if total is None:
        return None
    asked = range(first or total.years[0], (last or total.years[-1]) + 1)
    return FundTotal(
        subvencion=subvencion,
        opening=total.opening,
        income=total.income,
        spending=total.spending,
        unexplained=total.unexplained,
        closing=total.closing,
        carried=total.carried,
        years=list(total.years),
        years_missing=[SchoolYear(year) for year in asked if year not in total.years],
    )


async def accounts_of(
    info: Info, owner: Rbd | Rut, year: SchoolYear | None, subvencion: str
) -> list[FundAccount]:
    """Spending by account, in one year or in all."""
    column, _ = _statements(owner)
    where = funds.FundFilter(year=year, subvencion=subvencion, kind=AccountKind.GASTO)
    listing = SCHOOL_ACCOUNTS if column == RBD else SOSTENEDOR_ACCOUNTS
    return await rows_of_parent(info, listing, (column,), (owner,), await params(info, where))


def _statements(owner: Rbd | Rut) -> tuple[Column, Listing[FundStatement]]:
    if isinstance(owner, Rbd):
        return RBD, SCHOOL_STATEMENTS
    return SOSTENEDOR, SOSTENEDOR_STATEMENTS


@strawberry.input
class FundStatementFilter:
    """Which schools' statements."""

    year: SchoolYear | None = None
    subvencion: str = SEP
    rbd: Rbd | None = None
    overspent: bool | None = None
    """Spending above opening balance and income."""


@field_of(Sostenedor, "expenditures_by_account")
async def sostenedor_expenditures_by_account(
    sostenedor: Parent[Sostenedor],
    info: Info,
    year: SchoolYear | None = None,
    subvencion: str = SEP,
) -> list[FundAccount]:
    """What it declared to have spent, by year and account."""
    return await accounts_of(info, sostenedor.rut, year, subvencion)


@field_of(Sostenedor, "fund_statement")
async def sostenedor_fund_statement(
    sostenedor: Parent[Sostenedor], info: Info, year: SchoolYear, subvencion: str = SEP
) -> FundStatement:
    """Opening, income, spending and closing of a year, over all its schools."""
    return await statement_of(info, sostenedor.rut, year, subvencion)


@field_of(Sostenedor, "fund_statements")
async def sostenedor_fund_statements(
    sostenedor: Parent[Sostenedor], info: Info, subvencion: str = SEP
) -> list[FundStatement]:
    """The statements of all years, the earliest first."""
    return await statements_of(info, sostenedor.rut, subvencion)


@field_of(Sostenedor, "fund_total")
async def sostenedor_fund_total(
    sostenedor: Parent[Sostenedor],
    info: Info,
    from_year: SchoolYear | None = None,
    to_year: SchoolYear | None = None,
    subvencion: str = SEP,
) -> FundTotal | None:
    """Several years together, what is carried from one to the next counted once."""
    return await total_of(info, sostenedor.rut, (from_year, to_year), subvencion)


@field_of(School, "expenditures_by_account")
async def school_expenditures_by_account(
    school: Parent[School], info: Info, year: SchoolYear | None = None, subvencion: str = SEP
) -> list[FundAccount]:
    """What it declared to have spent, by year and account."""
    return await accounts_of(info, school.rbd, year, subvencion)


@field_of(School, "fund_statement")
async def school_fund_statement(
    school: Parent[School], info: Info, year: SchoolYear, subvencion: str = SEP
) -> FundStatement:
    """Opening, income, spending and closing of a year."""
    return await statement_of(info, school.rbd, year, subvencion)


@field_of(School, "fund_statements")
async def school_fund_statements(
    school: Parent[School], info: Info, subvencion: str = SEP
) -> list[FundStatement]:
    """The statements of all years, the earliest first."""
    return await statements_of(info, school.rbd, subvencion)


@field_of(School, "fund_total")
async def school_fund_total(
    school: Parent[School],
    info: Info,
    from_year: SchoolYear | None = None,
    to_year: SchoolYear | None = None,
    subvencion: str = SEP,
) -> FundTotal | None:
    """Several years together, what is carried from one to the next counted once."""
    return await total_of(info, school.rbd, (from_year, to_year), subvencion)


@root
class FundQuery:
    @view
    async def fund_statements(
        self,
        info: Info,
        where: Annotated[FundStatementFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[FundStatement]:
        """Fund statements of schools, by RBD and year."""
        chosen = where or FundStatementFilter()
        given = await params(info, funds.FundFilter(**vars(chosen)))
        return await connection(info, SCHOOL_STATEMENTS, given, page)

    @view
    async def fund_statement(
        self,
        info: Info,
        year: SchoolYear,
        rbd: Rbd | None = None,
        sostenedor: Rut | None = None,
        subvencion: str = SEP,
    ) -> FundStatement | None:
        """The fund statement of a school, or of a sostenedor, in a year.

        Absent for one that nobody has registered and no source speaks of.
        """
        match rbd, sostenedor:
            case None, Rut() as owner:
                return await _statement_of_whom_is_known(info, owner, year, subvencion)
            case Rbd() as owner, None:
                return await _statement_of_whom_is_known(info, owner, year, subvencion)
        raise ArgumentError("give either rbd or sostenedor")

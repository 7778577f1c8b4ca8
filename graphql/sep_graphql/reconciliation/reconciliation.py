"""Bank against books: matches, what is open, the monthly conciliación bancaria, own transfers."""

from typing import Annotated

import strawberry

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.reconciliation.lines_and_entries import EntryKind
from sep_domain.reconciliation.state import MatchState
from sep_domain.values.identifiers import Rut
from sep_graphql.answering.context import Info
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import Connection, connection, params, rows_of_parent
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging, connection_field
from sep_graphql.answering.root import root
from sep_graphql.banking.banking import BankMovement
from sep_graphql.log.events import Fact
from sep_graphql.schools.sostenedores import OfSostenedor
from sep_projections.reading.columns import SOSTENEDOR
from sep_projections.reconciliation import reconciliation as reads
from sep_projections.reconciliation.reconciliation import MATCH, DepositState, ItemKind

for _enum, _name in (
    (MatchState, "MatchStanding"),
    (EntryKind, "BookEntryKind"),
    (ItemKind, "ReconcilingItemKind"),
    (DepositState, "MinistryDepositState"),
):
    strawberry.enum(_enum, name=_name)


@strawberry.input
class BankMatchFilter(reads.MatchFilter):
    pass


@strawberry.input
class MinistryDepositFilter(reads.DepositFilter):
    pass


@strawberry.type
class BookEntry(reads.BookEntryRow):
    pass


@strawberry.type
class MatchedBookEntry(reads.EntryOfMatchRow):
    pass


@strawberry.type
class MatchedBankLine(reads.LineOfMatchRow, Fact):
    pass


@strawberry.type
class BankMatch(reads.BankMatchRow, Fact, OfSostenedor):
    @strawberry.field
    async def lines(self, info: Info) -> list[MatchedBankLine]:
        """The bank's side."""
        return await rows_of_parent(info, LINES, (MATCH,), (self.stream,), await params(info))

    @strawberry.field
    async def entries(self, info: Info) -> list[MatchedBookEntry]:
        """The books' side."""
        given = await params(info, year=None)
        columns, parent = (SOSTENEDOR, MATCH), (self.sostenedor_rut, self.stream)
        return await rows_of_parent(info, ENTRIES, columns, parent, given)


@strawberry.type
class ReconcilingItem(reads.ReconcilingItemRow):
    pass


@strawberry.type
class BankReconciliation(reads.BankReconciliationRow, OfSostenedor):
    @connection_field
    async def items(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection[ReconcilingItem]:
        """What stands between the two balances, one by one."""
        given = await _of_month(info, self.sostenedor_rut, self.bank_account, self.month)
        return await connection(info, ITEMS, given, page)

    @connection_field
    async def matches(
        self,
        info: Info,
        page: Paging = FIRST_PAGE,
    ) -> Connection[BankMatch]:
        """The matches that the month decides on."""
        of_month = BankMatchFilter(
            sostenedor=self.sostenedor_rut, bank_account=self.bank_account, month=self.month
        )
        given = await params(info, of_month)
        return await connection(info, MATCHES, given, page)


@strawberry.type
class MinistryDeposit(reads.MinistryDepositRow, OfSostenedor):
    pass


@strawberry.type
class OwnTransfer(reads.OwnTransferRow, Fact, OfSostenedor):
    pass


@strawberry.type
class BankAmount(reads.BankAmountRow, OfSostenedor):
    school: strawberry.Private[int]


MATCHES = reads.MATCHES.into(BankMatch)
LINES = reads.LINES_OF_MATCHES.into(MatchedBankLine)
ENTRIES = reads.ENTRIES_OF_MATCHES.into(MatchedBookEntry)
OPEN_LINES = reads.OPEN_LINES.into(BankMovement)
OPEN_ENTRIES = reads.OPEN_ENTRIES.into(BookEntry)
RECONCILIATION = reads.RECONCILIATION.into(BankReconciliation)
ITEMS = reads.ITEMS.into(ReconcilingItem)
DEPOSITS = reads.DEPOSITS.into(MinistryDeposit)
TRANSFERS = reads.TRANSFERS.into(OwnTransfer)
BANK_AMOUNTS = reads.BANK_AMOUNTS.into(BankAmount)


async def _of_month(
    info: Info, sostenedor: Rut, bank_account: str, month: Period
) -> dict[str, object]:
    return await params(
        info, sostenedor=sostenedor, bank_account=bank_account, month=month, year=None
    )


@root
class ReconciliationQuery:
    @view
    async def bank_reconciliation(
        self, info: Info, sostenedor: Rut, bank_account: str, month: Period
    ) -> BankReconciliation | None:
        """The conciliación bancaria of an account at the end of a month."""
        given = await _of_month(info, sostenedor, bank_account, month)
        page = await connection(info, RECONCILIATION, given, Paging(first=1))
        return page.page.rows[0] if page.page.rows else None

    @view
    async def bank_matches(
        self,
        info: Info,
        where: Annotated[BankMatchFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[BankMatch]:
        """Matches of bank lines with book entries, in the order in which they were recorded."""
        given = await params(info, where or BankMatchFilter())
        return await connection(info, MATCHES, given, page)

    @view
    async def unmatched_bank_lines(
        self,
        info: Info,
        sostenedor: Rut | None = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[BankMovement]:
        """Lines of the bank that are in no match."""
        given = await params(info, sostenedor=sostenedor)
        return await connection(info, OPEN_LINES, given, page)

    @view
    async def unmatched_book_entries(
        self,
        info: Info,
        sostenedor: Rut | None = None,
        year: SchoolYear | None = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[BookEntry]:
        """Payments and documents that no line of the bank is matched with."""
        given = await params(info, sostenedor=sostenedor, year=year)
        return await connection(info, OPEN_ENTRIES, given, page)

    @view
    async def ministry_deposits(
        self,
        info: Info,
        where: Annotated[MinistryDepositFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[MinistryDeposit]:
        """The ministry's payments by month beside the bank: arrived, late, short, missing."""
        given = await params(info, where or MinistryDepositFilter())
        return await connection(info, DEPOSITS, given, page)

    @view
    async def own_transfers(
        self,
        info: Info,
        sostenedor: Rut | None = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[OwnTransfer]:
        """Transfers between a sostenedor's own accounts, and whether they were restored."""
        given = await params(info, sostenedor=sostenedor)
        return await connection(info, TRANSFERS, given, page)

    @view
    async def bank_amounts(
        self,
        info: Info,
        sostenedor: Rut | None = None,
        year: SchoolYear | None = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[BankAmount]:
        """What each school received and paid at the bank, by month."""
        given = await params(info, sostenedor=sostenedor, year=year)
        return await connection(info, BANK_AMOUNTS, given, page)

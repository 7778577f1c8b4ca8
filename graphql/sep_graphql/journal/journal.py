"""The journal: entries, balances and ledgers, on any date and as known at any position."""

from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Annotated, Any

import strawberry

from sep_domain.accounting.accounts import AccountNature, nature_of, system_accounts
from sep_graphql.answering.context import Info
from sep_graphql.answering.errors import ArgumentError
from sep_graphql.answering.known import FILTER, view
from sep_graphql.answering.pages.connections import (
    Connection,
    connection,
    params,
    row_by_key,
    rows_of_parent,
)
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import School, school_of
from sep_graphql.schools.sostenedores import Sostenedor, sostenedor_of
from sep_projections.journal import journal
from sep_projections.reading.columns import STREAM

_SYSTEM_NAMES = {account.code: account.name for account in system_accounts()}
_ACCOUNT_DIGITS = 6


@strawberry.enum
class BalanceDimension(Enum):
    """What balances of the journal can be split by."""

    ACCOUNT = "account"
    FUND = "fund"
    RBD = "rbd"
    SOSTENEDOR = "sostenedor_rut"
    CONVENIO = "convenio_number"
    YEAR = "year"
    BANK_ACCOUNT = "bank_account"
    """Of the sostenedor; what is in none, such as a payment not matched to a deposit, has none."""


strawberry.enum(journal.LateBy)


@strawberry.input
class EntryFilter(journal.EntryFilter):
    pass


@strawberry.input
class PostingFilter(journal.PostingFilter):
    pass


@strawberry.input
class LedgerFilter(journal.LedgerFilter):
    pass


@strawberry.type
class Posting(journal.PostingRow):
    @strawberry.field
    async def account_name(self, info: Info) -> str | None:
        """What the account is called."""
        return await name_of(info, self.account)

    @strawberry.field
    def nature(self) -> AccountNature:
        """What the balance of the account means."""
        return nature_of(self.account)


@strawberry.type
class JournalEntry(journal.JournalEntryRow, Fact):
    @strawberry.field
    async def postings(self, info: Info) -> list[Posting]:
        """Its lines, which add up to zero in each fund."""
        of_entry, entry = (STREAM, journal.ENTRY_NUMBER), (self.stream, self.number)
        return await rows_of_parent(info, LINES, of_entry, entry, await params(info))

    @strawberry.field
    async def school(self, info: Info) -> School | None:
        """The school; absent for what belongs to the sostenedor as a whole."""
        return await school_of(info, self.rbd) if self.rbd is not None else None

    @strawberry.field
    async def sostenedor(self, info: Info) -> Sostenedor | None:
        """The sostenedor, where it is known."""
        rut = self.sostenedor_rut
        return await sostenedor_of(info, rut) if rut is not None else None


@strawberry.type
class AccountLedgerLine(journal.LedgerLineRow, Fact):
    pass


@strawberry.type
class JournalBalance(journal.BalanceRow):
    @strawberry.field
    async def account_name(self, info: Info) -> str | None:
        """What the account is called; absent where accounts are no dimension."""
        return await name_of(info, self.account) if self.account is not None else None

    @strawberry.field
    def nature(self) -> AccountNature | None:
        """What the balance of the account means; absent where accounts are no dimension."""
        return nature_of(self.account) if self.account is not None else None


ENTRIES = journal.JOURNAL_ENTRIES.into(JournalEntry)
LINES = journal.JOURNAL_LINES.into(Posting)
LEDGER = journal.ACCOUNT_LEDGER.into(AccountLedgerLine)
TRIAL_BALANCE = journal.TRIAL_BALANCE.into(JournalBalance)


async def name_of(info: Info, account: str) -> str | None:
    """What an account is called: a system account by its data, others by the latest plan."""
    if account in _SYSTEM_NAMES:
        return _SYSTEM_NAMES[account]
    found = await row_by_key(info, journal.ACCOUNT_NAMES, "accounts", account, await params(info))
    return found.name if found else None


async def _balances(
    info: Info, by: list[BalanceDimension], where: PostingFilter | None, effective: date | None
) -> list[JournalBalance]:
    named = {dimension.name: dimension for dimension in journal.BALANCE_DIMENSIONS}
    chosen = [named[one.value] for one in dict.fromkeys(by)]
    if not chosen:
        raise ArgumentError("split by at least one dimension")
    operation = info.context.operation
    given: Any = await params(info, where or PostingFilter(), effective=effective)
    async with operation.reading() as reading:
        rows = await TRIAL_BALANCE.by(reading, chosen, given)
    operation.spend(len(rows))
    return rows


@root
class JournalQuery:
    @view
    async def journal_entries(
        self,
        info: Info,
        where: Annotated[EntryFilter | None, FILTER] = None,
        effective: date | None = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[JournalEntry]:
        """Entries up to an effective date, in the order of date and number."""
        given = await params(info, where or EntryFilter(), effective=effective)
        return await connection(info, ENTRIES, given, page)

    @view
    async def trial_balance(
        self,
        info: Info,
        by: list[BalanceDimension],
        where: Annotated[PostingFilter | None, FILTER] = None,
        effective: date | None = None,
    ) -> list[JournalBalance]:
        """Balances at the end of a day by any dimensions; over all accounts they are zero."""
        return await _balances(info, by, where, effective)

    @view
    async def account_balances(
        self,
        info: Info,
        where: Annotated[PostingFilter | None, FILTER] = None,
        effective: date | None = None,
    ) -> list[JournalBalance]:
        """The balance of each account at the end of a day."""
        return await _balances(info, [BalanceDimension.ACCOUNT], where, effective)

    @view
    async def account_balance(
        self,
        info: Info,
        account: str,
        where: Annotated[PostingFilter | None, FILTER] = None,
        effective: date | None = None,
    ) -> JournalBalance | None:
        """The balance of one account at the end of a day; absent where nothing moved it."""
        _check(account)
        chosen = replace(where or PostingFilter(), account=account)
        rows = await _balances(info, [BalanceDimension.ACCOUNT], chosen, effective)
        return rows[0] if rows else None

    @view
    async def account_ledger(
        self,
        info: Info,
        account: str,
        where: Annotated[LedgerFilter | None, FILTER] = None,
        effective: date | None = None,
        *,
        page: Paging = FIRST_PAGE,
    ) -> Connection[AccountLedgerLine]:
        """The ledger of one account (libro mayor), each line with the balance after it."""
        _check(account)
        given = await params(
            info, where or LedgerFilter(), account=account, effective=effective, from_date=None
        )
        return await connection(info, LEDGER, given, page)


def _check(account: str) -> None:
    if len(account) != _ACCOUNT_DIGITS or not account.isdecimal():
        raise ArgumentError(f"account is {account!r}; expected six digits")

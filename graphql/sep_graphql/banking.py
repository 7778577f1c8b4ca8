"""Bank accounts and certificates, related parties, inventory checks."""

from datetime import date
from typing import Annotated

import strawberry

from sep_graphql.connections import Connection, connection, connection_of, params
from sep_graphql.context import Info
from sep_graphql.known import FILTER, view
from sep_graphql.links import OfSchool, OfSostenedor
from sep_graphql.log import Fact
from sep_projections.banking import banking
from sep_projections.reading.columns import BANK_ACCOUNT, SOSTENEDOR


@strawberry.type
class BankMovement(banking.BankMovementRow, Fact):
    pass


@strawberry.type
class BankAccount(banking.BankAccountRow, OfSostenedor):
    @strawberry.field
    async def movements(
        self,
        info: Info,
        from_date: date | None = None,
        to_date: date | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[BankMovement]:
        """The lines of its statement, in the order in which they were recorded."""
        given = await params(info, banking.MovementFilter(from_date=from_date, to_date=to_date))
        columns, parent = (SOSTENEDOR, BANK_ACCOUNT), (self.sostenedor_rut, self.bank_account)
        return await connection_of(
            info, MOVEMENTS, columns, parent, given, first=first, after=after
        )


@strawberry.type
class SaldoCertificate(banking.SaldoCertificateRow, Fact, OfSchool, OfSostenedor):
    pass


@strawberry.type
class RelatedParty(banking.RelatedPartyRow, Fact):
    pass


@strawberry.input
class InventoryCheckFilter(banking.InventoryCheckFilter):
    pass


@strawberry.type
class InventoryCheck(banking.InventoryCheckRow, Fact, OfSchool):
    pass


ACCOUNTS = banking.BANK_ACCOUNTS.into(BankAccount)
MOVEMENTS = banking.BANK_MOVEMENTS.into(BankMovement)
CERTIFICATES = banking.SALDO_CERTIFICATES.into(SaldoCertificate)
RELATED_PARTIES = banking.RELATED_PARTIES.into(RelatedParty)
INVENTORY_CHECKS = banking.INVENTORY_CHECKS.into(InventoryCheck)


@strawberry.type
class InventoryQuery:
    @view
    async def inventory_checks(
        self,
        info: Info,
        where: Annotated[InventoryCheckFilter | None, FILTER] = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[InventoryCheck]:
        """Counts of what was bought against what was found, by school."""
        given = await params(info, where or InventoryCheckFilter())
        return await connection(info, INVENTORY_CHECKS, given, first=first, after=after)

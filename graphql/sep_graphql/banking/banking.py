"""Bank accounts and certificates, related parties, inventory checks."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import Parent

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
from sep_graphql.answering.pages.paging import FIRST_PAGE, Paging, connection_field
from sep_graphql.answering.root import root
from sep_graphql.log.events import Fact
from sep_graphql.schools.schools import OfSchool, School
from sep_graphql.schools.sostenedores import OfSostenedor, Sostenedor
from sep_projections.banking import banking
from sep_projections.reading.columns import BANK_ACCOUNT, RBD, SOSTENEDOR


@strawberry.type
class BankMovement(banking.BankMovementRow, Fact):
    pass


@strawberry.type
class BankAccount(banking.BankAccountRow, OfSostenedor):
    @connection_field
    async def movements(
        self,
        info: Info,
        from_date: date | None = None,
        to_date: date | None = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[BankMovement]:
        """The lines of its statement, in the order in which they were recorded."""
        given = await params(info, banking.MovementFilter(from_date=from_date, to_date=to_date))
        columns, parent = (SOSTENEDOR, BANK_ACCOUNT), (self.sostenedor_rut, self.bank_account)
        return await connection_of(info, MOVEMENTS, columns, parent, given, page=page)


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


@field_of(Sostenedor, "bank_accounts")
async def sostenedor_bank_accounts(sostenedor: Parent[Sostenedor], info: Info) -> list[BankAccount]:
    """Its bank accounts, as their statements show them."""
    given = await params(info)
    return await rows_of_parent(info, ACCOUNTS, (SOSTENEDOR,), (sostenedor.rut,), given)


@field_of(Sostenedor, "saldo_certificates")
async def sostenedor_saldo_certificates(
    sostenedor: Parent[Sostenedor], info: Info
) -> list[SaldoCertificate]:
    """Bank certificates of what was left at each year's end."""
    given = await params(info)
    return await rows_of_parent(info, CERTIFICATES, (SOSTENEDOR,), (sostenedor.rut,), given)


@field_of(Sostenedor, "related_parties")
async def sostenedor_related_parties(
    sostenedor: Parent[Sostenedor], info: Info
) -> list[RelatedParty]:
    """Persons and companies it declared to be related to."""
    given = await params(info)
    return await rows_of_parent(info, RELATED_PARTIES, (SOSTENEDOR,), (sostenedor.rut,), given)


@field_of(School, "saldo_certificates")
async def school_saldo_certificates(school: Parent[School], info: Info) -> list[SaldoCertificate]:
    """Bank certificates of what was left at each year's end."""
    given = await params(info)
    return await rows_of_parent(info, CERTIFICATES, (RBD,), (school.rbd,), given)


@field_of(School, "inventory_checks")
async def school_inventory_checks(school: Parent[School], info: Info) -> list[InventoryCheck]:
    """Counts of what was bought against what was found."""
    given = await params(info, InventoryCheckFilter())
    return await rows_of_parent(info, INVENTORY_CHECKS, (RBD,), (school.rbd,), given)


@root
class InventoryQuery:
    @view
    async def inventory_checks(
        self,
        info: Info,
        where: Annotated[InventoryCheckFilter | None, FILTER] = None,
        page: Paging = FIRST_PAGE,
    ) -> Connection[InventoryCheck]:
        """Counts of what was bought against what was found, by school."""
        given = await params(info, where or InventoryCheckFilter())
        return await connection(info, INVENTORY_CHECKS, given, page)

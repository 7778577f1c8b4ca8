"""Names that a question selects by, and which of them are known.

A subvención or an account that nobody knows would select nothing, and nothing would be answered as
if it were a figure. Some names the law or the house gives; others are known because a source has
used them, whether or not what used them still stands.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import scalar_row
from psycopg.sql import Identifier

from sep_domain.accounting.accounts import (
    OWN_ACCOUNT,
    UNDISTINGUISHED,
    component_rules,
    posting_rules,
    system_accounts,
)
from sep_domain.catalogue import topics_known
from sep_domain.text.nearest import nearest
from sep_domain.values.grades import TESTED_GRADES
from sep_projections.reading import statements

Connection = AsyncConnection[Any]


class UnknownNameError(ValueError):
    """A name that nothing is called by; says which known one is nearest."""

    def __init__(self, kind: str, name: str, meant: str | None) -> None:
        hint = f"; did you mean '{meant}'?" if meant else ""
        super().__init__(f"no {kind} is called '{name}'{hint}")
        self.name = name
        self.nearest = meant


class UnknownTopicNameError(UnknownNameError):
    """No event is recorded under a topic."""


@dataclass(frozen=True)
class Names:
    """A kind of name: those given, and the columns in which sources have used others."""

    kind: str
    given: Callable[[], Iterable[str]]
    used: tuple[tuple[str, str], ...] = ()
    """Tables and columns, the shortest first."""
    error: type[UnknownNameError] = UnknownNameError
    groups: bool = False
    """Whether the beginning of a name is one of a group of them."""

    def is_given(self, name: str) -> bool:
        """Whether no source need be asked."""
        if self.groups:
            return bool(name) and any(one.startswith(name) for one in self.given())
        return name in self.given()

    async def check(self, connection: Connection, name: str) -> None:
        """Raises UnknownNameError for a name that is neither given nor used."""
        if self.is_given(name) or (name and await self._is_used(connection, name)):
            return
        known = {*self.given(), *await self._all_used(connection)}
        raise self.error(self.kind, name, nearest(name, sorted(known)))

    async def _is_used(self, connection: Connection, name: str) -> bool:
        asked = {"name": name, "groups": self.groups}
        async with connection.cursor(row_factory=scalar_row) as cursor:
            for table, column in self.used:
                query = _of("name_is_known", table, column)
                if await (await cursor.execute(query, asked)).fetchone():
                    return True
        return False

    async def _all_used(self, connection: Connection) -> list[str]:
        found: list[str] = []
        async with connection.cursor(row_factory=scalar_row) as cursor:
            for table, column in self.used:
                found += await (await cursor.execute(_of("names_known", table, column))).fetchall()
        return found


def _of(statement: str, table: str, column: str) -> Any:
    return statements.part(statement, table=Identifier(table), column=Identifier(column))


SUBVENCIONES = Names(
    "subvención",
    lambda: {UNDISTINGUISHED, *(rule.fund for rule in component_rules())},
    (
        ("saldo_certificate", "subvencion"),
        ("rendicion_step", "subvencion"),
        ("fund_sum", "subvencion"),
        ("account_line", "subvencion"),
        ("expenditure", "subvencion"),
        ("posting", "fund"),
    ),
)
ACCOUNTS = Names(
    "account",
    lambda: (
        {
            *(account.code for account in system_accounts()),
            *(rule.account for rule in component_rules()),
            *(code for rule in posting_rules() for code in (rule.debit, rule.credit)),
        }
        - {OWN_ACCOUNT}
    ),
    (
        ("account", "account"),
        ("fund_sum", "account"),
        ("account_line", "account"),
        ("expenditure", "account"),
        ("posting", "account"),
    ),
    groups=True,
)
DOCUMENT_TYPES = Names(
    "type of document",
    tuple,
    (("fund_sum", "document_type"), ("expenditure", "document_type")),
)
CONTRACT_TYPES = Names("type of contract", tuple, (("ate_contract", "subject"),))
ORDER_STATES = Names("state of an order", tuple, (("purchase_order", "status"),))
BANK_ACCOUNTS = Names("bank account", tuple, (("bank_movement", "bank_account"),))
TESTED = Names("grade with a test", lambda: TESTED_GRADES)
ENTRY_KINDS = Names("kind of entry", lambda: {rule.event for rule in posting_rules()})
TOPICS = Names("topic", topics_known, error=UnknownTopicNameError)

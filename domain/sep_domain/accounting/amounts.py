"""The ten amounts of a peso's way, kept apart: what the law gives, what was paid, received, spent,
rendered, given back and accredited. None is ever added to another.

Which entries of the journal make up each of them is data: `accounting/data/amounts.csv`. What is
accredited is no movement but what the certificates of a year say.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sep_domain.accounting.accounts import system_accounts
from sep_domain.events.funds.accounting import AccountCode
from sep_domain.law.data_tables import table_rows


class Amount(StrEnum):
    """Amounts in whole pesos, each with a source of its own."""

    COMPUTED = "computed"
    """What the law gives, before any retention."""
    PAID = "paid"
    """What the ministry publishes as paid."""
    RECEIVED = "received"
    """What the bank shows as the ministry's deposits."""
    COMMITTED = "committed"
    """What contracts with advisers promise."""
    PAID_OUT = "paid_out"
    """What left the bank."""
    DECLARED = "declared"
    """What documents declare as spent."""
    ACCEPTED = "accepted"
    """What the Superintendencia accepts of it."""
    REJECTED = "rejected"
    """What it rejects."""
    RETURNED = "returned"
    """What was given back to the State."""
    ACCREDITED = "accredited"
    """What the bank certifies as left at the end of the year."""


@dataclass(frozen=True, slots=True)
class AmountRule:
    """Postings that count towards an amount: those of an event on an account, with this sign."""

    amount: Amount
    event: str
    account: AccountCode
    sign: int


@cache
def amount_rules() -> tuple[AmountRule, ...]:
    """Every rule there is, system accounts by their codes."""
    codes = {account.key: account.code for account in system_accounts()}
    return tuple(
        AmountRule(
            amount=Amount(row["amount"]),
            event=row["event"],
            account=codes[row["account"]],
            sign=int(row["sign"]),
        )
        for row in table_rows("accounting/data", "amounts.csv")
    )

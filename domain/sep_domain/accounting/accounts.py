"""The accounts of the journal, and the rules by which each money event is posted to them.

Income and expenses are the accounts of the Superintendencia's plan. A few system accounts stand
beside them, with codes outside its ranges: 1 assets, 2 liabilities and equity, 0 order accounts
(cuentas de orden), which come in pairs and say what is no movement of money.

All of it is data under `accounting/data`. Amounts are whole pesos, debits positive.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sep_domain.events.funds.accounting import AccountCode
from sep_domain.law.data_tables import table_rows
from sep_domain.law.statute import Confidence

OWN_ACCOUNT = "*"
"""In a rule: the account that the event itself names."""

UNDISTINGUISHED = "INDISTINTA"
"""The fund of money whose source does not tell of which subvención it is."""

_IN_SHARED_ACCOUNT = "aportes_en_cuenta_compartida"

OPENING = "500001"
"""Saldo inicial, in the plan."""


class AccountNature(StrEnum):
    """What the balance of an account means."""

    ACTIVO = "activo"
    PASIVO = "pasivo"
    PATRIMONIO = "patrimonio"
    INGRESO = "ingreso"
    GASTO = "gasto"
    AJUSTE = "ajuste"
    """Accounts 9 of the plan: corrections of a rendition, no income in spite of their group."""
    ORDEN = "orden"


@dataclass(frozen=True, slots=True)
class SystemAccount:
    """An account that the plan lacks."""

    code: AccountCode
    key: str
    nature: AccountNature
    pooled: bool
    """Whether the sostenedor's bank accounts clear it, for all its schools together."""
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class PostingRule:
    """One pair of postings of an event: the debit, and the credit of the same amount."""

    event: str
    part: str
    debit: AccountCode
    credit: AccountCode
    rendered: bool
    """Whether it belongs to the books that a rendición closes, after which it is late."""
    description: str
    why: str


@dataclass(frozen=True, slots=True)
class ComponentRule:
    """The income account and the fund of a column of the ministry's payments file."""

    component: str
    account: AccountCode
    fund: str
    factor: int
    """-1 where the amount is taken out of another component that holds it."""
    confidence: Confidence


_NATURES = {
    "0": AccountNature.ORDEN,
    "3": AccountNature.INGRESO,
    "4": AccountNature.GASTO,
    "5": AccountNature.INGRESO,
    "6": AccountNature.GASTO,
    "7": AccountNature.GASTO,
    "8": AccountNature.INGRESO,
    "9": AccountNature.AJUSTE,
}


def nature_of(code: AccountCode) -> AccountNature:
    """What an account is: a system account by its data, one of the plan by its first digit.

    The opening balance stands among the plan's income and is none: years before earned it. A code
    of neither is an expense, for only documents name accounts freely.
    """
    if code == OPENING:
        return AccountNature.PATRIMONIO
    known = _by_code().get(code)
    return known.nature if known else _NATURES.get(code[:1], AccountNature.GASTO)


@cache
def system_accounts() -> tuple[SystemAccount, ...]:
    """Every account beside the plan."""
    return tuple(
        SystemAccount(
            code=row["code"],
            key=row["key"],
            nature=AccountNature(row["nature"]),
            pooled=row["pooled"] == "1",
            name=row["name"],
            meaning=row["meaning"],
        )
        for row in _rows("system_accounts")
    )


def account_of(key: str) -> AccountCode:
    """The code of a system account. Raises KeyError."""
    return _by_key()[key].code


def shared_account_of(code: AccountCode) -> AccountCode | None:
    """The account that stands, in a school's books, for the sostenedor's bank accounts; None where
    these do not clear an account for all schools together."""
    known = _by_code().get(code)
    return account_of(_IN_SHARED_ACCOUNT) if known is not None and known.pooled else None


@cache
def posting_rules() -> tuple[PostingRule, ...]:
    """How each event is posted, system accounts by their codes."""
    codes = {account.key: account.code for account in system_accounts()}
    return tuple(
        PostingRule(
            event=row["event"],
            part=row["part"],
            debit=codes.get(row["debit"], row["debit"]),
            credit=codes.get(row["credit"], row["credit"]),
            rendered=row["rendered"] == "1",
            description=row["description"],
            why=row["why"],
        )
        for row in _rows("posting_rules")
    )


@cache
def component_rules() -> tuple[ComponentRule, ...]:
    """Where each column of a payment goes; columns that are totals of others go nowhere."""
    return tuple(
        ComponentRule(
            component=row["component"],
            account=row["account"],
            fund=row["fund"],
            factor=int(row["factor"]),
            confidence=Confidence(row["confidence"]),
        )
        for row in _rows("payment_components")
    )


@cache
def ministry_deposits() -> tuple[str, ...]:
    """Regular expressions, in lower case, of the texts by which a bank names the ministry."""
    return tuple(row["pattern"] for row in _rows("ministry_deposits"))


@cache
def _by_code() -> Mapping[AccountCode, SystemAccount]:
    return {account.code: account for account in system_accounts()}


@cache
def _by_key() -> Mapping[str, SystemAccount]:
    return {account.key: account for account in system_accounts()}


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    return table_rows("accounting/data", f"{name}.csv")

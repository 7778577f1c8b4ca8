"""What the journal's accounts are called in plain-text accounting: `Root:code:FUND`.

Five roots, as beancount wants them. A system account shows its key beside its code; cash is kept by
bank account, `Assets:110101-banco:SEP:620006602:123`. Order accounts and adjustments stand under
Equity, for they are neither money nor its income or use; so does the opening balance, which years
before earned.
"""

import re
from collections.abc import Iterable
from functools import cache

from sep_domain.accounting.accounts import (
    OPENING,
    AccountNature,
    account_of,
    nature_of,
    system_accounts,
)
from sep_projections.exports.posting_batches import Line

COMMODITY = "CLP"

_ROOTS = {
    AccountNature.ACTIVO: "Assets",
    AccountNature.PASIVO: "Liabilities",
    AccountNature.PATRIMONIO: "Equity",
    AccountNature.INGRESO: "Income",
    AccountNature.GASTO: "Expenses",
    AccountNature.AJUSTE: "Equity:Ajustes",
    AccountNature.ORDEN: "Equity:Orden",
}
_OPENING_ROOT = "Equity:Opening-Balances"
_BANK = account_of("banco")
_KEYS = {account.code: account.key for account in system_accounts()}
_NAMES = {account.code: account.name for account in system_accounts()}
_UNSAFE = re.compile(r"[^0-9A-Za-z]")


@cache
def account_in_text(
    code: str, fund: str, sostenedor: str | None = None, bank_account: str | None = None
) -> str:
    """The account of a fund, such as `Liabilities:210101-por-identificar:SEP`.

    Of cash, its sostenedor and bank account follow. Different codes and funds have different names:
    a letter that the formats refuse becomes its number, such as `-5f` for an underscore.
    """
    key = _KEYS.get(code)
    shown = f"{_component(code)}-{key.replace('_', '-')}" if key else _component(code)
    root = _OPENING_ROOT if code == OPENING else _ROOTS[nature_of(code)]
    named = f"{root}:{shown}:{_component(fund)}"
    if code != _BANK or bank_account is None:
        return named
    return f"{named}:{_component((sostenedor or '').replace('-', ''))}:{_component(bank_account)}"


def account_of_line(line: Line) -> str:
    """The account of a posting."""
    return account_in_text(line.account, line.fund, line.sostenedor, line.bank_account)


def bank_account_of(lines: Iterable[Line]) -> str | None:
    """The bank account that an entry is about."""
    return next((line.bank_account for line in lines if line.bank_account is not None), None)


def name_of(code: str) -> str | None:
    """What a system account is called; accounts of the plan are named by year."""
    return _NAMES.get(code)


def one_line(text: str) -> str:
    """A text without line breaks and other control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _component(text: str) -> str:
    safe = _UNSAFE.sub(lambda found: f"-{ord(found[0]):x}", text)
    # A component begins with a capital or a digit.
    return safe if safe[:1].isdigit() or safe[:1].isupper() else f"X{safe}"

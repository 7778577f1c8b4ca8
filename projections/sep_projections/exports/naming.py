"""What the journal's accounts are called in plain-text accounting: `Root:code:FUND`.

Five roots, as beancount wants them. A system account shows its key beside its code. Order accounts
and adjustments stand under Equity, for they are neither money nor its income or use.
"""

import re
from functools import cache

from sep_domain.accounts import AccountNature, nature_of, system_accounts

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
_KEYS = {account.code: account.key for account in system_accounts()}
_NAMES = {account.code: account.name for account in system_accounts()}
_UNSAFE = re.compile(r"[^0-9A-Za-z]")


@cache
def account_in_text(code: str, fund: str) -> str:
    """The account of a fund, such as `Assets:110101-banco:SEP`.

    Different codes and funds have different names: a letter that the formats refuse becomes its
    number, such as `-5f` for an underscore.
    """
    key = _KEYS.get(code)
    shown = f"{_component(code)}-{key.replace('_', '-')}" if key else _component(code)
    return f"{_ROOTS[nature_of(code)]}:{shown}:{_component(fund)}"


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

"""`cuentas.toml`: whose each bank account is, and which mapping reads the CSV files of its bank."""

import re
from fnmatch import fnmatch
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from sep_domain.values.identifiers import Rut
from sep_intake.banks.handwritten_toml import read_toml
from sep_intake.banks.text import quotable
from sep_intake.columns.layout import FileRefusedError

ACCOUNTS_FILE = "cuentas.toml"

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


class Account(BaseModel):
    """An account as a sostenedor declares it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    numero: str = Field(min_length=1)
    rut: Rut
    banco: str = Field(min_length=1)
    exclusiva_sep: bool
    archivos: tuple[str, ...] = ()
    """Patterns of the names of its CSV files and workbooks: `cartola_*.csv`."""
    formato: str | None = None
    """The mapping that reads them: `bancoestado`, or the path of one's own."""
    anio: int | None = Field(default=None, ge=2008, le=2100)
    """The year of files whose days have none."""

    @property
    def digits(self) -> str:
        return digits_of(self.numero)

    @property
    def owned(self) -> tuple[str, ...]:
        """RUT, bank, number and whether it is for SEP, as the template's cells."""
        return (self.rut, self.banco, self.numero, str(int(self.exclusiva_sep)))


class _Accounts(BaseModel):
    cuenta: tuple[Account, ...] = ()


def digits_of(number: str) -> str:
    """An account's number without dashes, spaces and leading zeros, in which formats differ."""
    return "".join(filter(str.isalnum, number)).lstrip("0").upper()


def accounts_beside(path: Path) -> tuple[Account, ...]:
    """The accounts declared beside a file; none where nobody has.

    Raises FileRefusedError, OSError.
    """
    declared = path.with_name(ACCOUNTS_FILE)
    if not declared.is_file():
        return ()
    return read_toml(declared.read_bytes(), ACCOUNTS_FILE, _Accounts).cuenta


def account_of(path: Path, number: str) -> Account:
    """The account that a statement names. Raises FileRefusedError where nobody declared it."""
    if not number.strip():
        raise FileRefusedError(f"{path.name} no dice de qué cuenta es")
    accounts = [account for account in accounts_beside(path) if account.digits]
    found = _exactly(accounts, number) or _by_iban(accounts, number)
    if not found:
        raise FileRefusedError(
            f"{path.name} es de la cuenta {quotable(number)}, que {ACCOUNTS_FILE} no declara; se "
            "espera junto al archivo un «[[cuenta]]» con numero, rut, banco y exclusiva_sep"
        )
    if len({account.owned for account in found}) > 1:
        declared = ", ".join(account.numero for account in found)
        raise FileRefusedError(
            f"{path.name} es de la cuenta {quotable(number)}, y {ACCOUNTS_FILE} declara varias que "
            f"pueden ser esa: {declared}; se espera una sola"
        )
    return found[0]


def _exactly(accounts: list[Account], number: str) -> list[Account]:
    """By the whole number, or by what stands after the bank's: `BANCO/0000100002`."""
    for wanted in (digits_of(number), digits_of(number.rpartition("/")[2])):
        found = [account for account in accounts if account.digits == wanted]
        if found:
            return found
    return []


def _by_iban(accounts: list[Account], number: str) -> list[Account]:
    """By how an IBAN ends, which holds country, check digits and bank before the account."""
    iban = "".join(filter(str.isalnum, number)).upper()
    if not (_IBAN.fullmatch(iban) and _checks(iban)):
        return []
    return [account for account in accounts if iban[4:].endswith(account.digits)]


def _checks(iban: str) -> bool:
    """By its check digits (ISO 7064, mod 97-10)."""
    return int("".join(str(int(mark, 36)) for mark in iban[4:] + iban[:4])) % 97 == 1


def account_by_name(path: Path) -> Account | None:
    """The account whose CSV files have such a name. Raises FileRefusedError."""
    for account in accounts_beside(path):
        if account.formato and any(fnmatch(path.name, pattern) for pattern in account.archivos):
            return account
    return None

"""`cuentas.toml`: whose each bank account is, and which mapping reads the CSV files of its bank."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sep_domain.identifiers import Rut
from sep_ledger.importing.layout import FileRefusedError

ACCOUNTS_FILE = "cuentas.toml"


class Account(BaseModel):
    """An account as a sostenedor declares it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    numero: str = Field(min_length=1)
    rut: Rut
    banco: str = Field(min_length=1)
    exclusiva_sep: bool
    archivos: tuple[str, ...] = ()
    """Patterns of the names of its CSV files: `cartola_*.csv`."""
    formato: str | None = None
    """The mapping that reads them: `bancoestado`, or the path of one's own."""

    @property
    def digits(self) -> str:
        return digits_of(self.numero)


def digits_of(number: str) -> str:
    """An account's number without dashes, spaces and leading zeros, in which formats differ."""
    return "".join(filter(str.isalnum, number)).lstrip("0").upper()


def accounts_beside(path: Path) -> list[Account]:
    """The accounts declared beside a file; none where nobody has. Raises FileRefusedError."""
    declared = path.with_name(ACCOUNTS_FILE)
    if not declared.is_file():
        return []
    try:
        content = tomllib.loads(declared.read_text(encoding="utf-8"))
        return [Account.model_validate(each) for each in content.get("cuenta", [])]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileRefusedError(f"{ACCOUNTS_FILE} no se puede leer: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise FileRefusedError(f"{ACCOUNTS_FILE}: {field}: {first['msg']}") from None


def account_of(path: Path, number: str) -> Account:
    """The account that a statement names. Raises FileRefusedError where nobody declared it."""
    wanted = digits_of(number)
    for account in accounts_beside(path):
        if account.digits and wanted.endswith(account.digits):
            return account
    raise FileRefusedError(
        f"{path.name} es de la cuenta {number}, que {ACCOUNTS_FILE} no declara; se espera junto al "
        "archivo un «[[cuenta]]» con numero, rut, banco y exclusiva_sep"
    )


def account_by_name(path: Path) -> Account | None:
    """The account whose CSV files have such a name."""
    for account in accounts_beside(path):
        if any(fnmatch(path.name, pattern) for pattern in account.archivos):
            return account
    return None

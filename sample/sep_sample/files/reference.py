"""What the other files refer to: the plan of accounts of a year, the USE in pesos, the prices."""

from decimal import Decimal
from pathlib import Path

from sep_domain.law.statute import use_values
from sep_sample.files.text import write_rows
from sep_sample.money.accounts import ACCOUNTS


def write_accounts(directory: Path, year: int) -> Path:
    header = (
        "desc_tipo_cuenta",
        "cuenta_alias",
        "desc_cuenta",
        "cuenta_alias_padre",
        "desc_cuenta_padre",
    )
    rows = [(a.kind, a.code, a.name, a.parent, a.parent_name) for a in ACCOUNTS]
    return write_rows(directory / f"plan_de_cuentas_{year}.csv", header, rows)


def write_use(directory: Path) -> Path:
    rows = [(u.from_month, u.clp_per_use, u.confidence.value) for u in use_values()]
    return write_rows(directory / "use.csv", ("from_month", "clp_per_use", "confidence"), rows)


FIRST_INDEX, MONTHLY_RISE = Decimal(70), Decimal("1.003")
"""The fictional country's prices rise evenly; no month of it is a real one's."""


def write_ipc(directory: Path, years: range) -> Path:
    """The index of every month from the year before the first on, to two decimals."""
    months = [f"{year}-{month:02}" for year in (years[0] - 1, *years) for month in range(1, 13)]
    rows = [
        (month, (FIRST_INDEX * MONTHLY_RISE**n).quantize(Decimal("0.01")))
        for n, month in enumerate(months)
    ]
    return write_rows(directory / "ipc.csv", ("mes", "indice"), rows)

"""The ten amounts, kept apart, and the lines by which one becomes another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from sep_domain.accounting.accounts import OPENING, system_accounts
from sep_domain.accounting.amounts import Amount, amount_rules
from sep_domain.accounting.bridges import BridgeLine
from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading import statements
from sep_projections.reading.aggregates import Dimension, Measure
from sep_projections.reading.rows import Row, rows_of


@dataclass(kw_only=True)
class AmountFilter:
    """Of which money."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    convenio: int | None = None
    """Its number; name the school too."""
    fund: str | None = None
    year: SchoolYear | None = None


@dataclass(kw_only=True)
class AmountsRow(Row):
    """Ten amounts that are never merged. Absent where nothing is known, which is no zero.

    A bank's lines name no school and no convenio: `received` and `paid_out` are the sostenedor's.
    """

    rbd: Rbd | None = None
    sostenedor_rut: Rut | None = None
    convenio_number: int | None = None
    fund: str | None = None
    year: SchoolYear | None = None
    computed: Clp | None = None
    """What the law gives, before any retention."""
    paid: Clp | None = None
    """What the ministry publishes as paid."""
    received: Clp | None = None
    """What the bank shows as the ministry's deposits."""
    committed: Clp | None = None
    """What contracts with advisers promise."""
    paid_out: Clp | None = None
    """What left the bank."""
    declared: Clp | None = None
    """What documents declare as spent."""
    accepted: Clp | None = None
    """What the Superintendencia accepts of it."""
    rejected: Clp | None = None
    """What it rejects."""
    returned: Clp | None = None
    """What was given back to the State."""
    accredited: Clp | None = None
    """What the bank certifies as left at the end of the year; of several years, of the last."""


@dataclass(kw_only=True)
class _LineRow(Row):
    from_amount: str
    to_amount: str
    kind: str
    detail: str
    amount: Clp


AMOUNTS = Measure("amounts", AmountsRow)
AMOUNT_DIMENSIONS = tuple(
    Dimension(name, f"fact.{name}")
    for name in ("rbd", "sostenedor_rut", "convenio_number", "fund", "year")
)

_ACCOUNTS = {
    "receivable": "mineduc_por_cobrar",
    "unidentified": "por_identificar",
    "bank": "banco",
    "commitments": "compromisos",
    "to_be_rendered": "fondos_por_rendir",
    "opening_cash": "saldo_inicial_por_acreditar",
}


def amount_params(given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of both statements, from those of a journal read."""
    rules = amount_rules()
    codes = {account.key: account.code for account in system_accounts()}
    return {
        "account": None,
        "from_date": None,
        **given,
        "rule_amounts": [rule.amount.value for rule in rules],
        "rule_events": [rule.event for rule in rules],
        "rule_accounts": [rule.account for rule in rules],
        "rule_signs": [rule.sign for rule in rules],
        "opening": OPENING,
        **{name: codes[key] for name, key in _ACCOUNTS.items()},
    }


async def bridge_lines(
    connection: AsyncConnection[Any], params: Mapping[str, Any]
) -> list[BridgeLine]:
    """The lines of every step, for one year and fund."""
    query = statements.part("bridge_lines")
    async with connection.cursor(row_factory=rows_of(_LineRow), binary=True) as cursor:
        await cursor.execute(query, dict(params))
        found = await cursor.fetchall()
    return [
        BridgeLine(
            from_amount=Amount(row.from_amount),
            to_amount=Amount(row.to_amount),
            kind=row.kind,
            detail=row.detail,
            amount=row.amount,
        )
        for row in found
    ]

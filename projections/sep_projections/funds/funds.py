"""Fund statements: what a school or a sostenedor declared it had, received, spent and kept.

The Estado de resultados declares by account: opening balance (500001), income and spending.
Beside it stand the two sources that should agree with it: what the ministry says it paid, and the
sum of the documents declared. Amounts are whole pesos and never merged: differences are shown.
What a source does not speak of is absent, with the reason, and no zero.
"""

from dataclasses import dataclass
from enum import StrEnum

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.funds.accounting import AccountKind
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_projections.reading.columns import ACCOUNT, KIND, RBD, SOSTENEDOR, YEAR
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row

SEP = "SEP"
"""The subvención of Ley 20.248, as the Superintendencia's files abbreviate it."""


class FundGap(StrEnum):
    """Why a figure of a fund statement is absent."""

    ACCOUNTS_NOT_DECLARED = "accounts_not_declared"
    """No line of the Estado de resultados: opening, income, spending and closing."""
    DOCUMENTS_NOT_DECLARED = "documents_not_declared"
    """No document declared."""
    PAYMENTS_NOT_PUBLISHED = "payments_not_published"
    """No payment of the ministry published."""
    PAYMENTS_OF_SEP_ONLY = "payments_of_sep_only"
    """The subvención is another than the SEP, the only one whose payments are told apart."""


@dataclass(kw_only=True)
class FundFilter:
    """Which statements: a subvención, in one year or in all."""

    year: SchoolYear | None = None
    subvencion: str = SEP
    kind: AccountKind | None = None
    """Of the accounts: income or spending; both where absent."""
    account: str | None = None
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    overspent: bool | None = None
    """Of the statements: spending above opening balance and income."""


@dataclass(kw_only=True)
class FundStatementRow(Row):
    """The movement of one subvención in a year, and what it is to be compared with."""

    rbd: Rbd | None = None
    sostenedor_rut: Rut | None = None
    year: SchoolYear
    subvencion: str
    opening: Clp | None = None
    """Balance at the start of the year, as declared in account 500001; zero where the year's
    accounts are declared and it is none of them."""
    income: Clp | None = None
    """Declared income of the year, the opening balance left out."""
    spending: Clp | None = None
    closing: Clp | None = None
    """Opening + income − spending."""
    account_lines: int
    """Lines of the Estado de resultados behind these figures; 0 where nothing was declared."""
    lines_not_rendered: int
    """Of these, the lines that the file marks NO RENDIDO."""
    documents: Clp | None = None
    """Sum of the documents declared."""
    document_count: int
    paid: Clp | None = None
    """Sum of the ministry's monthly payments; only where the subvención is SEP."""
    months_paid: int
    income_less_paid: Clp | None = None
    """Declared income less what the ministry paid."""
    spending_less_documents: Clp | None = None
    """Declared spending less the documents that should explain it."""
    missing: list[FundGap]
    """Why figures are absent."""


def gaps_without_data(subvencion: str) -> list[FundGap]:
    """What is missing in a year of which no source speaks, in the order of `missing`."""
    unpaid = FundGap.PAYMENTS_NOT_PUBLISHED if subvencion == SEP else FundGap.PAYMENTS_OF_SEP_ONLY
    return [FundGap.ACCOUNTS_NOT_DECLARED, FundGap.DOCUMENTS_NOT_DECLARED, unpaid]


@dataclass(kw_only=True)
class FundAccountRow(Row):
    """One account of a fund statement, with the documents charged to it."""

    rbd: Rbd | None = None
    sostenedor_rut: Rut | None = None
    year: SchoolYear
    subvencion: str
    kind: AccountKind
    account: str
    account_name: str | None = None
    amount: Clp | None = None
    """Sum of its lines in the Estado de resultados."""
    account_lines: int
    documents: Clp | None = None
    """Sum of the documents charged to it; income has none."""
    document_count: int
    amount_less_documents: Clp | None = None
    missing: list[FundGap]
    """Why figures are absent."""


SCHOOL_STATEMENTS = Listing("school_fund_statements", (RBD, YEAR), FundStatementRow)
SOSTENEDOR_STATEMENTS = Listing("sostenedor_fund_statements", (SOSTENEDOR, YEAR), FundStatementRow)
SCHOOL_ACCOUNTS = Listing("school_fund_accounts", (RBD, YEAR, KIND, ACCOUNT), FundAccountRow)
SOSTENEDOR_ACCOUNTS = Listing(
    "sostenedor_fund_accounts", (SOSTENEDOR, YEAR, KIND, ACCOUNT), FundAccountRow
)

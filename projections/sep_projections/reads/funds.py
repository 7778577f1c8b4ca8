"""Fund statements: what a school or a sostenedor declared it had, received, spent and kept.

The Estado de resultados declares by account: opening balance (500001), income and spending.
Beside it stand the two sources that should agree with it: what the ministry says it paid, and the
sum of the documents declared. Amounts are whole pesos and never merged: differences are shown.
"""

from dataclasses import dataclass

from sep_domain.calendar import SchoolYear
from sep_domain.events.accounting import AccountKind
from sep_domain.identifiers import Rbd, Rut
from sep_domain.money import Clp
from sep_projections.reads.columns import ACCOUNT, KIND, RBD, SOSTENEDOR, YEAR
from sep_projections.reads.listing import Listing
from sep_projections.reads.rows import Row

SEP = "SEP"
"""The subvención of Ley 20.248, as the Superintendencia's files abbreviate it."""


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
    opening: Clp
    """Balance at the start of the year, as declared in account 500001."""
    income: Clp
    """Declared income of the year, the opening balance left out."""
    spending: Clp
    closing: Clp
    """Opening + income − spending."""
    account_lines: int
    """Lines of the Estado de resultados behind these figures; 0 where nothing was declared."""
    lines_not_rendered: int
    """Of these, the lines that the file marks NO RENDIDO."""
    documents: Clp
    """Sum of the documents declared."""
    document_count: int
    paid: Clp
    """Sum of the ministry's monthly payments; only where the subvención is SEP."""
    months_paid: int
    income_less_paid: Clp
    """Declared income less what the ministry paid."""
    spending_less_documents: Clp
    """Declared spending less the documents that should explain it."""


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
    amount: Clp
    """Sum of its lines in the Estado de resultados."""
    account_lines: int
    documents: Clp
    """Sum of the documents charged to it; zero for income, which has none."""
    document_count: int
    amount_less_documents: Clp


SCHOOL_STATEMENTS = Listing("school_fund_statements", (RBD, YEAR), FundStatementRow)
SOSTENEDOR_STATEMENTS = Listing("sostenedor_fund_statements", (SOSTENEDOR, YEAR), FundStatementRow)
SCHOOL_ACCOUNTS = Listing("school_fund_accounts", (RBD, YEAR, KIND, ACCOUNT), FundAccountRow)
SOSTENEDOR_ACCOUNTS = Listing(
    "sostenedor_fund_accounts", (SOSTENEDOR, YEAR, KIND, ACCOUNT), FundAccountRow
)

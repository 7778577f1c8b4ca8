"""In which accounts the ministry's deposits arrive, sostenedor by sostenedor and year by year."""

from dataclasses import dataclass
from typing import Any

from sep_domain.accounting.accounts import ministry_deposits
from sep_domain.convenio_rules.dedicated_account import PUBLIC, AccountUse
from sep_domain.dates.calendar import SchoolYear
from sep_domain.values.identifiers import Rut
from sep_domain.values.money import Clp
from sep_projections.reading.columns import SOSTENEDOR, YEAR
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing, params_of
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class AccountUseFilter:
    """Whose accounts, and of which year."""

    sostenedor: Rut | None = None
    year: SchoolYear | None = None


@dataclass(kw_only=True)
class AccountUseRow(Row):
    """The ministry's deposits of a year, by what kind of account they arrived in."""

    sostenedor_rut: Rut
    year: SchoolYear
    public: bool | None = None
    """Whether it holds public schools; absent where no payment of the year names it."""
    dedicated_accounts: int
    """Accounts dedicated to SEP with such deposits."""
    in_dedicated: Clp
    elsewhere: Clp

    def use(self) -> AccountUse:
        """As the rule takes it."""
        return AccountUse(
            year=self.year,
            public=self.public,
            dedicated_accounts=self.dedicated_accounts,
            in_dedicated=self.in_dedicated,
            elsewhere=self.elsewhere,
        )


def use_params(known: Known, where: AccountUseFilter) -> dict[str, Any]:
    """Parameters of the statement."""
    return params_of(
        known, where, ministry="|".join(ministry_deposits()), public=[one.value for one in PUBLIC]
    )


ACCOUNT_USES = Listing("account_uses", (SOSTENEDOR, YEAR), AccountUseRow)

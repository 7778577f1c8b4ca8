"""What the rules on advisers and on contracts with them are judged by, and the verdict of each."""

from dataclasses import dataclass

from sep_domain.ate.contract.rulings import ContractJudged
from sep_domain.ate.provider.rulings import ProviderJudged
from sep_projections.reading.columns import ATE, CONTRACT
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row


@dataclass(kw_only=True, eq=False)
class ContractJudgedRow(ContractJudged, Row):
    """A contract and the verdicts on how it came about."""


@dataclass(kw_only=True, eq=False)
class ProviderJudgedRow(ProviderJudged, Row):
    """An adviser on a day, and what the ministry said of it until then."""


CONTRACTS_JUDGED = Listing("ate_contract_verdicts", (CONTRACT,), ContractJudgedRow)
PROVIDERS_JUDGED = Listing("ate_provider_verdicts", (ATE,), ProviderJudgedRow)

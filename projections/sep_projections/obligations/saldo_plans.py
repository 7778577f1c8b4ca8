"""Of which convenios nobody can tell that no plan for their balance was presented in time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sep_domain.values.identifiers import Rbd
from sep_projections.obligations.obligations import obligation_params
from sep_projections.reading.columns import NUMBER, RBD
from sep_projections.reading.known import Known
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import Row


@dataclass(kw_only=True)
class UntoldPlanRow(Row):
    """A convenio of whose plan no file tells that would."""

    rbd: Rbd
    number: int
    lacking: list[str]
    """What would have to be known, as `dataset year`."""


UNTOLD_PLANS = Listing("saldo_plans_untold", (RBD, NUMBER), UntoldPlanRow)


def untold_params(known: Known, on: date) -> dict[str, Any]:
    """Parameters of the statement."""
    return obligation_params(known, on, rbd=None, sostenedor=None)

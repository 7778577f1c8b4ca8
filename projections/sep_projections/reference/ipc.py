"""The consumer price index (IPC) by month, as published."""

from dataclasses import dataclass
from decimal import Decimal

from sep_domain.dates.calendar import Period
from sep_projections.reading.columns import MONTH
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow


@dataclass(kw_only=True)
class IpcRow(FactRow):
    """The index of a month."""

    month: Period
    index: Decimal


IPC_VALUES = Listing("ipc_values", (MONTH,), IpcRow)

"""What the ministry paid, with its components and adjustments."""

from dataclasses import dataclass

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency, Region
from sep_projections.reading.columns import MONTH, POSITION, RBD, STREAM
from sep_projections.reading.cursors import Column
from sep_projections.reading.listing import Listing
from sep_projections.reading.rows import FactRow, Row
from sep_projections.reading.table_listings import listing_of_table


@dataclass(kw_only=True)
class PaymentFilter:
    """Which monthly payments."""

    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    year: SchoolYear | None = None
    from_month: Period | None = None
    to_month: Period | None = None
    region: Region | None = None
    comuna: int | None = None
    dependency: Dependency | None = None


@dataclass(kw_only=True)
class PaymentRow(FactRow):
    """What the ministry paid a school in a month, before deductions, as it published it."""

    rbd: Rbd
    month: Period
    year: SchoolYear
    sostenedor_rut: Rut | None = None
    sostenedor_name: str | None = None
    school_name: str
    region: Region
    comuna: int
    dependency: Dependency
    rural: bool
    enrolment: int | None = None
    sep_total: Clp
    """What the file says the SEP came to: one column up to 2021, the sum of its two from 2022."""
    sep_prioritarios: Clp | None = None
    sep_preferentes: Clp | None = None


@dataclass(kw_only=True)
class PaymentComponentRow(Row):
    """Another amount of the same payment, by the name of its column in the file."""

    component: str
    amount: Clp


@dataclass(kw_only=True)
class PaymentAdjustmentRow(FactRow):
    """What was settled again, retained or discounted in a month; the sign is the file's."""

    rbd: Rbd
    month: Period
    kind: str
    """`restated` (reliquidación), `retained` or `discounted`."""
    reason: str | None = None
    """Why it was discounted."""
    amount: Clp


PAYMENTS = Listing("payments", (RBD, MONTH), PaymentRow)

PAYMENT_COMPONENTS = Listing(
    "payment_components", (STREAM, Column("component", "text")), PaymentComponentRow
)

PAYMENT_ADJUSTMENTS = listing_of_table(
    "payment_adjustment", (RBD, MONTH, POSITION), PaymentAdjustmentRow
)

SOSTENEDOR_PAYMENTS = Listing("sostenedor_payments", (RBD, MONTH), PaymentRow)
"""Payments by `sostenedor_rut`, those that name none given to whoever held the school."""

"""What the ministry pays a school each month, and what it holds back."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from sep_domain.dates.calendar import Period
from sep_domain.events.base import Fact, Key
from sep_domain.streams import Dataset
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency, Region

Components = Annotated[
    dict[str, Clp], AfterValidator(lambda amounts: dict(sorted(amounts.items())))
]
"""Amounts by name, in order, so that the order of a file's columns is no part of the fact."""


class _MonthlyPayment(Fact):
    DATASET: ClassVar[Dataset] = Dataset.SUBVENCIONES

    rbd: Rbd
    month: Period
    sostenedor: Rut | None = None

    def key(self) -> Key:
        return (self.rbd,)


class PaymentDisbursed(_MonthlyPayment):
    """The subvenciones of a school and month, by component, as the ministry publishes them.

    Amounts before deductions. `sep_total` is what the file says the SEP came to: its one column up
    to 2021, the sum of its two from 2022. Whether it holds concentración and the aportes of arts 20
    and 27 is not stated by the source.
    """

    NAME: ClassVar[str] = "payment.disbursed"
    COUNTED: ClassVar[bool] = True

    sostenedor_name: str | None = None
    school_name: str
    region: Region
    comuna: int
    dependency: Dependency
    rural: bool
    enrolment: int | None = None
    sep_total: Clp
    sep_prioritarios: Clp | None = None
    sep_preferentes: Clp | None = None
    components: Components
    """Every other amount column of the row that is not zero, by its canonical lower-case name."""
    rounded: tuple[str, ...] = ()
    """Columns that were published with a fraction of a peso and rounded here."""


class _Adjustment(_MonthlyPayment):
    """What a payment's components say of corrections, as a fact of its own.

    Amounts keep the sign of the published column.
    """

    DATASET: ClassVar[Dataset] = Dataset.DERIVED

    amount: Clp
    void: bool = False
    """True where a later file no longer shows it."""


class PaymentRestated(_Adjustment):
    """A reliquidación: the ministry settles an earlier month again within this one."""

    NAME: ClassVar[str] = "payment.restated"


class PaymentRetained(_Adjustment):
    """A part of the payment held back until an obligation is met (Ley 21.006 art 1)."""

    NAME: ClassVar[str] = "payment.retained"


class DiscountReason(StrEnum):
    """Why a payment was cut, by the columns of the published file."""

    REINTEGRO = "reintegro"
    MULTA = "multa"
    DISCREPANCIA = "discrepancia"
    FINANCIAMIENTO_COMPARTIDO = "financiamiento_compartido"
    DERECHO_DE_ESCOLARIDAD = "derecho_de_escolaridad"
    """Up to 2021 only, in the column `descuento_escolaridad`."""
    DONACION = "donacion"


class PaymentDiscounted(_Adjustment):
    """A part of the payment taken away for good; `amount` keeps the sign of the file."""

    NAME: ClassVar[str] = "payment.discounted"

    reason: DiscountReason

    def key(self) -> Key:
        return (self.rbd, self.reason)

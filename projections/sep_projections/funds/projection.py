"""The projection of sums by fund."""

from sep_domain.events.funds import accounting, payments
from sep_projections.engine.projection import Projection

FUND_SUMS = Projection(
    name="fund_sums",
    room="funds",
    version=1,
    events=(
        payments.PaymentDisbursed,
        payments.PaymentRestated,
        payments.PaymentRetained,
        payments.PaymentDiscounted,
        accounting.ExpenditureDeclared,
        accounting.AccountDeclared,
        accounting.SaldoCertified,
    ),
    tables=("fund_sum",),
    sums=True,
)

"""The projection of what the ministry paid."""

from sep_domain.events.funds import payments
from sep_projections.engine.projection import Projection

PAYMENTS = Projection(
    name="payments",
    room="payments",
    version=1,
    events=(
        payments.PaymentDisbursed,
        payments.PaymentRestated,
        payments.PaymentRetained,
        payments.PaymentDiscounted,
    ),
    tables=("payment", "payment_component", "payment_adjustment"),
)

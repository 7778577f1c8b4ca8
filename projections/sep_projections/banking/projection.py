"""The projection of bank lines and certificates."""

from sep_domain.events.funds import accounting
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

BANKING = Projection(
    name="banking",
    room="banking",
    version=2,
    events=(accounting.BankMovementRecorded, accounting.SaldoCertified),
    tables=("bank_movement", "saldo_certificate"),
    records=(
        Recorded(
            "bank_movement",
            (accounting.BankMovementRecorded,),
        ),
        Recorded(
            "saldo_certificate",
            (accounting.SaldoCertified,),
            renamed={"certified_on": "occurred_on"},
        ),
    ),
)

"""The projection of bank lines and certificates."""

from sep_domain.events import (
    accounting,
)
from sep_projections.engine.projection import Projection

BANKING = Projection(
    name="banking",
    room="banking",
    version=2,
    events=(accounting.BankMovementRecorded, accounting.SaldoCertified),
    tables=("bank_movement", "saldo_certificate"),
)

"""The projection of convenios and what happened to them."""

from sep_domain.events import (
    convenios,
)
from sep_projections.engine.projection import Projection

CONVENIOS = Projection(
    name="convenios",
    room="convenios",
    version=3,
    events=(
        convenios.ConvenioRequested,
        convenios.ConvenioSigned,
        convenios.ConvenioRenewalRequested,
        convenios.ConvenioExtended,
        convenios.ConvenioRenewed,
        convenios.ConvenioTransferred,
        convenios.ConvenioEnded,
        convenios.ConvenioSettled,
        convenios.SaldoPlanPresented,
        convenios.SaldoPlanExecuted,
    ),
    tables=("convenio", "convenio_step"),
)

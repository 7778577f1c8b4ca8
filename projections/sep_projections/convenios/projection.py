"""The projection of convenios and what happened to them."""

from sep_domain.events.legal import convenios
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

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
    records=(
        Recorded(
            "convenio",
            (convenios.ConvenioSigned,),
            renamed={"signed_on": "occurred_on"},
        ),
        Recorded(
            "convenio_step",
            (
                convenios.ConvenioRequested,
                convenios.ConvenioRenewalRequested,
                convenios.ConvenioExtended,
                convenios.ConvenioRenewed,
                convenios.ConvenioTransferred,
                convenios.ConvenioEnded,
                convenios.ConvenioSettled,
                convenios.SaldoPlanPresented,
                convenios.SaldoPlanExecuted,
            ),
            step="step",
        ),
    ),
)

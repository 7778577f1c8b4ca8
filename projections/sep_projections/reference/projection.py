"""The projection of values that amounts are held against."""

from sep_domain.events.funds import accounting
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

REFERENCE = Projection(
    name="reference",
    room="reference",
    version=2,
    events=(
        accounting.UseValuePublished,
        accounting.IpcPublished,
        accounting.RelatedPartyDeclared,
        accounting.InventoryChecked,
    ),
    tables=("use_value", "ipc_value", "related_party", "inventory_check"),
    records=(
        Recorded(
            "use_value",
            (accounting.UseValuePublished,),
        ),
        Recorded(
            "ipc_value",
            (accounting.IpcPublished,),
        ),
        Recorded(
            "related_party",
            (accounting.RelatedPartyDeclared,),
            renamed={"since": "occurred_on"},
        ),
        Recorded(
            "inventory_check",
            (accounting.InventoryChecked,),
            renamed={"checked_on": "occurred_on"},
        ),
    ),
)

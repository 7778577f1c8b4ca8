"""The projection of values that amounts are held against."""

from sep_domain.events import (
    accounting,
)
from sep_projections.engine.projection import Projection

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
)

"""The projection of what the law entitles a school to."""

from sep_domain.events.funds import entitlements
from sep_projections.engine.projection import Projection

ENTITLEMENTS = Projection(
    name="entitlements",
    room="entitlement",
    version=3,
    events=(entitlements.EntitlementComputed,),
    tables=("entitlement", "entitlement_amount", "entitlement_line"),
)

"""What Ley 20.248 gives a school in a month, computed and explained.

`SchoolFacts` says what is known of a school; `entitlement` turns it into lines and pesos;
`difference` says why two months are not alike.
"""

from sep_domain.entitlement.compute import RULE, Explanation, entitlement
from sep_domain.entitlement.difference import DifferencePart, difference
from sep_domain.entitlement.inputs import (
    ConvenioSpan,
    LateRendicion,
    MonthSpan,
    Presence,
    Pupils,
    Reclassified,
    Retention,
    Scaling,
    SchoolFacts,
)
from sep_domain.entitlement.lines import BandShare, EntitlementKind, Line

__all__ = [
    "RULE",
    "BandShare",
    "ConvenioSpan",
    "DifferencePart",
    "EntitlementKind",
    "Explanation",
    "LateRendicion",
    "Line",
    "MonthSpan",
    "Presence",
    "Pupils",
    "Reclassified",
    "Retention",
    "Scaling",
    "SchoolFacts",
    "difference",
    "entitlement",
]

"""The projection of performance categories."""

from sep_domain.events import (
    agency,
    schools,
)
from sep_projections.engine.projection import Projection

CATEGORIES = Projection(
    name="categories",
    room="categories",
    version=3,
    events=(
        schools.PerformanceCategoryAssigned,
        schools.SchoolReclassified,
        agency.AgencyNoticeGiven,
    ),
    tables=("category_year", "reclassification", "agency_notice"),
)

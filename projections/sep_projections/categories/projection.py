"""The projection of performance categories."""

from sep_domain.events.education import agency, schools
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

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
    records=(
        Recorded(
            "category_year",
            (schools.PerformanceCategoryAssigned,),
        ),
        Recorded(
            "agency_notice",
            (agency.AgencyNoticeGiven,),
        ),
    ),
)

"""Groups of schools, as an argument."""

import strawberry

from sep_projections.reads import school_groups


@strawberry.input
class SchoolGroup(school_groups.SchoolGroup):
    pass

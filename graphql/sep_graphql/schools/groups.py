"""Groups of schools, as an argument."""

import strawberry

from sep_projections.schools import groups as school_groups


@strawberry.input
class SchoolGroup(school_groups.SchoolGroup):
    pass

"""The projections of the register of schools and of their pupils."""

from sep_domain.events.education import pupils, schools
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

SCHOOLS = Projection(
    name="schools",
    room="schools",
    version=1,
    events=(
        schools.SchoolRegistered,
        schools.SchoolChanged,
        schools.SchoolClosed,
        schools.SostenedorChanged,
    ),
    tables=("school_year", "school_transition"),
    records=(
        Recorded(
            "school_year",
            (schools.SchoolRegistered,),
        ),
    ),
)

PUPILS = Projection(
    name="pupils",
    room="schools",
    version=2,
    events=(pupils.PupilCountsPublished, pupils.AttendancePublished),
    tables=("pupil_year", "grade_count", "attendance"),
    records=(
        Recorded(
            "pupil_year",
            (pupils.PupilCountsPublished,),
        ),
        Recorded(
            "attendance",
            (pupils.AttendancePublished,),
        ),
    ),
)

"""The projection of national test results."""

from sep_domain.events.education import results
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

RESULTS = Projection(
    name="results",
    room="results",
    version=1,
    events=(results.TestResultPublished,),
    tables=("test_result", "subject_result"),
    records=(
        Recorded(
            "test_result",
            (results.TestResultPublished,),
        ),
    ),
)

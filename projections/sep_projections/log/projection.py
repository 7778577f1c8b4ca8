"""The projection that counts the facts of each dataset."""

from functools import cached_property

from sep_domain.catalogue import event_types
from sep_domain.events.base import Fact
from sep_projections.engine.projection import Projection


class CoverageProjection(Projection):
    """A projection whose fold is completed with the dataset of each fact that is counted."""

    @cached_property
    def fold_sql(self) -> str:
        """The fold, its facts filled in."""
        counted = ", ".join(f"('{fact.NAME}', '{fact.DATASET.name.lower()}')" for fact in _COUNTED)
        return self._read("fold").replace("{counted}", counted)


_COUNTED = tuple(
    event for event in event_types().values() if issubclass(event, Fact) and event.COUNTED
)

COVERAGE = CoverageProjection(
    name="coverage",
    room="log",
    version=5,
    events=_COUNTED,
    tables=("fact_count",),
    sums=True,
)

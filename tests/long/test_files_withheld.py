"""Missing is not guilty, whatever is missing: countries and what is withheld drawn at random.

What is drawn is the same in every run, so that a failure is one of the change and not of the day;
`make test-anew` (`SEP_LEDGER_DRAW_ANEW=1`) draws otherwise each time.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.conftest import Server
from tests.withheld.country import DATASETS, YEARS, Country, Cut
from tests.withheld.signals import SIGNALS
from tests.withheld.test_withheld import Accused, accused, beyond, told

SEEDS = (11, 12, 13, 14, 15)


@pytest.fixture(scope="module", params=SEEDS)
def drawn(
    request: pytest.FixtureRequest, postgres: Server, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Country, Accused]:
    """A country, and whom the whole of its files accuses."""
    folder = Path(tmp_path_factory.mktemp("muestra")) / "todo"
    country = Country.generated(folder, seed=request.param)
    with told(postgres, country.folder) as ask:
        return country, accused(ask, SIGNALS)


@st.composite
def cuts(draw: st.DrawFn, holders: list[str]) -> Cut:
    return Cut(
        draw(st.sampled_from(sorted(DATASETS))),
        draw(st.frozensets(st.sampled_from(YEARS), max_size=2)),
        draw(st.frozensets(st.sampled_from(holders), max_size=3)),
    )


@pytest.mark.timeout(1_200)
def test_nobody_is_accused_by_what_was_withheld(
    drawn: tuple[Country, Accused], postgres: Server
) -> None:
    country, whole = drawn

    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=os.environ.get("SEP_LEDGER_DRAW_ANEW") is None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(cuts(country.holders), min_size=1, max_size=5))
    def withheld(drawn_cuts: list[Cut]) -> None:
        assert beyond(postgres, country, tuple(drawn_cuts), whole) == {}

    withheld()

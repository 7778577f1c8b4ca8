"""The promise: whatever files are withheld, books and `convenioTerms` say the same of what is owed
to the State."""

from pathlib import Path

import pytest
from tests.conftest import Server
from tests.end_to_end.test_restitutions_agree import hold_together
from tests.withheld.country import Country, Cut
from tests.withheld.test_withheld import told


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    return Country.generated(tmp_path_factory.mktemp("muestra") / "todo", seed=11, schools=60)


@pytest.mark.parametrize(
    "dataset", ["documentos", "subvenciones", "estado_resultado", "rendiciones"]
)
def test_books_and_terms_say_the_same_of_files_withheld(
    postgres: Server, country: Country, dataset: str, tmp_path: Path
) -> None:
    """A year of every other sostenedor, so that something is owed of the rest."""
    cut = Cut(dataset, frozenset({2019}), frozenset(country.holders[1::2]))
    with told(postgres, country.without((cut,), tmp_path / "parte")) as ask:
        assert hold_together(ask)

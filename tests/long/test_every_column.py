"""No column of any layout and generation is removed, renamed, emptied, moved or doubled and a known
value changes without a refusal, a question, a warning or a rejection that names the column."""

from pathlib import Path

import pytest
from tests.conftest import Server
from tests.intake.every_column import Grid, alterations, grids
from tests.intake.walking import silent

from sep_intake.banks.rows import BESIDE

YEARS = range(2014, 2026)
PARTS = 6
"""Of the walk, which several may take at once."""


@pytest.fixture(scope="module")
def every_file(tmp_path_factory: pytest.TempPathFactory) -> list[Grid]:
    return grids(tmp_path_factory.mktemp("muestra"), YEARS)


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_altered_column_is_named_or_changes_nothing(
    part: int, every_file: list[Grid], postgres: Server, migrated_template: str, tmp_path: Path
) -> None:
    found = [
        f"{grid.name}: {each}"
        for grid in every_file[part::PARTS]
        for each in silent(postgres, migrated_template, tmp_path, grid, alterations(grid))
    ]

    assert found == []


def test_every_column_that_is_read_is_filled_in_some_file(every_file: list[Grid]) -> None:
    """So that the walk would see it change."""
    read: set[tuple[str, str]] = set()
    filled: set[tuple[str, str]] = set()
    for grid in every_file:
        layout = grid.layout
        read |= {(layout.dataset, each) for each in layout(grid.head).declared.read}
        filled |= {(layout.dataset, layout.canonical(each)) for each in grid.filled()}

    never = {column for _, column in read - filled if not column.startswith("palu_eda_")}
    # The glosa names it and no file has it; and what only statements of banks bring.
    assert never == {"ens_12", *BESIDE}

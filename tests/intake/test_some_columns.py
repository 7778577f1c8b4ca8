"""No column is removed, renamed, emptied, moved or doubled and a known value changes in silence.

A few alterations of each file, drawn with a seed; the long walk takes them all.
"""

import random
from pathlib import Path

import pytest
from tests.conftest import Server
from tests.intake.every_column import alterations, grids
from tests.intake.walking import silent

OF_EACH = 3


@pytest.mark.parametrize("years", [range(2014, 2017), range(2022, 2024)], ids=str)
def test_an_altered_column_is_named_or_changes_nothing(
    years: range, postgres: Server, migrated_template: str, tmp_path: Path
) -> None:
    chance = random.Random(str(years))  # noqa: S311 - which columns is no secret
    found = []
    for grid in grids(tmp_path, years):
        some = chance.sample(list(alterations(grid)), OF_EACH)
        for each in silent(postgres, migrated_template, tmp_path, grid, some):
            found.append(f"{grid.name}: {each}")  # noqa: PERF401 - reads as it is said

    assert found == []

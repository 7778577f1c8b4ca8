"""The promise: a history of an account is recorded alike, whatever the format it is written in and
however it is parted over pages and files.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.intake.statements.conftest import declare
from tests.intake.statements.histories import (
    Expected,
    as_numbered,
    histories,
    openings,
    sizes,
)
from tests.intake.statements.reading import read_in
from tests.intake.statements.test_pages import FORMATS, PAGED, Write, put
from tests.intake.statements.written import Line, Part, paged

NAMES = "dbafec"
"""Of files, in the order of their pages, so that names tell no order."""

_files = st.integers(0, 3)


def recorded(name: str, write: Write, files: list[list[Part]]) -> list[Expected]:
    with TemporaryDirectory() as path:
        folder = Path(path)
        declare(folder, "bancoestado")
        names = [name.format(NAMES[place]) for place in range(len(files))]
        for each, parts in zip(names, files, strict=True):
            put(folder, each, write, *parts)
        readings = [read_in(folder, each) for each in names]
    assert [reading.rejected for reading in readings if reading.rejected] == []
    assert [reading.warnings for reading in readings if reading.warnings] == []
    return sorted(
        (str(each.occurred_on), each.line, each.amount, each.text, each.balance or 0)
        for reading in readings
        for each in reading.movements
    )


@pytest.mark.parametrize(("name", "write"), FORMATS, ids=["camt", "mt940", "ofx", "csv", "xlsx"])
@given(lines=histories, opening=openings)
def test_a_history_in_one_file(name: str, write: Write, lines: list[Line], opening: int) -> None:
    assert recorded(name, write, [[Part(lines, opening)]]) == as_numbered(lines, opening)


@pytest.mark.parametrize(("name", "write"), PAGED, ids=["camt", "mt940"])
@given(lines=histories, opening=openings, cuts=st.lists(st.tuples(st.integers(0, 4), _files)))
def test_a_history_on_pages_over_files(
    name: str, write: Write, lines: list[Line], opening: int, cuts: list[tuple[int, int]]
) -> None:
    """Each cut is how many lines a page has, and into which file the page goes."""
    parts = paged(lines, opening, [size for size, _ in cuts])
    homes = [*(home for _, home in cuts), 0]
    files = [
        [part for part, home in zip(parts, homes, strict=True) if home == each] for each in range(4)
    ]
    assert recorded(name, write, list(filter(None, files))) == as_numbered(lines, opening)


@pytest.mark.parametrize(("name", "write"), FORMATS[2:], ids=["ofx", "csv", "xlsx"])
@given(lines=histories, opening=openings, sizes=sizes)
def test_a_history_in_files_that_say_nothing_of_pages(
    name: str, write: Write, lines: list[Line], opening: int, sizes: list[int]
) -> None:
    """Which goes on from which, their balances tell, so no two may begin with the same."""
    files = [[part] for part in paged(lines, opening, [size or 1 for size in sizes]) if part.lines]
    begin = [parts[0].opening for parts in files]
    assume(len(set(begin)) == len(begin) and files[-1][0].closing not in begin)
    assert recorded(name, write, files) == as_numbered(lines, opening)

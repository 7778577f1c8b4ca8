"""A row put together from what is remembered of its cells says what its layout and model say of it.

Whatever the cells: either it is left to be read with care, or it has the very bytes, stream,
edition and year of the event that its model makes, without an error or a warning.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sep_domain.provenance import FileSource
from sep_intake.cells.rows import Columns, Row
from sep_intake.columns.fields import FieldLayout
from sep_intake.columns.layout import FileRefusedError
from sep_intake.columns.recognition import recognise_layout
from sep_intake.engine.reading.file_opening import open_table
from sep_intake.engine.row_facts import Batch, Staging
from sep_intake.files.delimited import DelimitedTable
from sep_intake.files.tables import Table
from sep_intake.layouts.registry import LAYOUTS
from sep_intake.reports.rejections import Rejection
from sep_ledger.records.recorded import state_bytes
from sep_sample.generate import generate

NASTY = [
    *("", " ", "0", "00", "-1", "+5", "007", "1.0", "1,50", "12.", ".5", "0,00", "-0", "1e3"),
    *(
        "99999",
        "100000",
        "1000000000000000",
        "9" * 20,
        "0.0",
        "0.04",
        "007.5",
        "0.5",
        "100",
        "100.0",
        "0.0000001",
    ),
    *(
        "٣",
        "K",
        "k",
        "AC",
        "SEP",
        " sep ",
        "x",
        '"',
        '""',
        '"a ""b"" c"',
        "\\",
        "\x7f",
        "ñ",
        "\u2028",
    ),
    *("2024", "1979", "2024-02-29", "2023-02-29", "2024-05-01 00:00:00", "2024-13", "13", "12"),
    *("570001019", "57000101-9", "57.000.101-9", "57000101-8", "GASTO", "rendido", "NO RENDIDO"),
    *("12,", ",5", ",00", "5,0,00", "5,00,0", " 7,00 ", "7,000", "-0.0", " 0", "00.00"),
    *(
        "-36,8203",
        "-36.8203",
        "-36,820300",
        "-36,0",
        "-36",
        "410101",
        "3",
        "4b",
        "1M-4M",
        "Positiva y significativa",
        "marca",
    ),
]
GENERATIONS = [(2014, 2016), (2021, 2022), (2024, 2024)]


@pytest.fixture(scope="module", params=GENERATIONS, ids=str)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Years on both sides of each change of columns."""
    return _generated(request.param, tmp_path_factory.mktemp("sample"))


def _generated(years: tuple[int, int], directory: Path) -> Path:
    first, last = years
    generate(directory, schools=20, years=range(first, last + 1), seed=3, pupils=False)
    return directory


def tables(folder: Path) -> Iterator[tuple[Table, type[FieldLayout]]]:
    """The files whose rows may be put together."""
    for path in sorted(folder.rglob("*.*")):
        try:
            table = open_table(path)
            layout = recognise_layout(table.head, LAYOUTS)
        except FileRefusedError:  # codebooks, answer keys
            continue
        if issubclass(layout, FieldLayout):
            yield table, layout


class Twice:
    """One file's rows read in both ways, each by a layout of its own."""

    def __init__(self, table: Table, layout: type[FieldLayout]) -> None:
        self._quick, self._careful = layout(table.head), layout(table.head)
        self._columns = Columns(table.head.columns)
        self._warnings = list(self._careful.warnings)

    def plain(self, rows: list[list[str]]) -> Sequence[int]:
        """Which rows were put together; they are then as they would have been read with care."""
        plain = self._quick.plain_facts(rows)
        assert self._quick.warnings == self._warnings
        columns = (plain.streams, plain.states, plain.years, plain.editions or repeat(None))
        assert len(plain.streams) == len(plain.states) == len(plain.years) == len(plain.places)
        for place, stream, state, year, edition in zip(plain.places, *columns, strict=False):
            row = Row(self._columns, rows[place], 7)
            (fact,) = self._careful.facts(row)
            assert plain.event is type(fact)
            assert state == state_bytes(fact)
            assert stream == fact.stream().bytes
            assert year == fact.period()[0]
            assert edition == self._careful.edition(row)
        assert self._careful.warnings == self._warnings
        return plain.places


def agreeing(table: Table, layout: type[FieldLayout]) -> float:
    """The share of the rows of a file that are put together, all of them rightly."""
    table.scan(lambda _: None)
    read = Twice(table, layout)
    records = table.records(quoted=layout.quoted, breaks_lines=layout.breaks_lines)
    width = len(table.head.columns)
    rows = [cells for _, cells in records if len(cells) == width]
    return len(read.plain(rows)) / len(rows) if rows else 0


def test_rows_of_the_sample_are_put_together_as_their_models_have_them(sample: Path) -> None:
    shares = {table.head.name: agreeing(table, layout) for table, layout in tables(sample)}
    assert len(shares) >= 6
    of_layouts = {name: share for name, share in shares.items() if "simce" not in name}
    assert min(of_layouts.values()) > 0.5, of_layouts


def test_most_rows_of_a_late_simce_file_are_put_together(tmp_path: Path) -> None:
    (table, layout) = next(
        each for each in tables(_generated((2024, 2024), tmp_path)) if "simce" in each[0].head.name
    )
    assert agreeing(table, layout) > 0.95


@pytest.mark.real_data
def test_rows_of_the_official_files_are_put_together_as_their_models_have_them(
    real_data: Path,
) -> None:
    for folder in ("directorio", "simce"):
        for table, layout in tables(real_data / folder):
            agreeing(table, layout)


@cache
def _samples(folder: Path) -> list[tuple[Table, type[FieldLayout], list[list[str]]]]:
    """Each header that a file has had, with rows to start from."""
    found = {}
    for years in GENERATIONS:
        directory = folder / str(years)
        directory.mkdir()
        for table, layout in tables(_generated(years, directory)):
            table.scan(lambda _: None)
            records = table.records(quoted=layout.quoted, breaks_lines=layout.breaks_lines)
            if rows := [cells for _, cells in islice(records, 40)]:
                found[table.head.columns] = table, layout, rows
    return list(found.values())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("samples")


def test_every_nasty_text_in_every_column_is_put_together_rightly_or_left(folder: Path) -> None:
    for table, layout, rows in _samples(folder):
        read = Twice(table, layout)
        first = rows[0]
        for place in range(len(first)):
            read.plain([[*first[:place], text, *first[place + 1 :]] for text in NASTY])


@given(data=st.data())
def test_whatever_the_cells_a_row_is_put_together_rightly_or_left(
    folder: Path, data: st.DataObject
) -> None:
    table, layout, rows = data.draw(st.sampled_from(_samples(folder)), label="file")
    read = Twice(table, layout)
    texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    drawn = []
    for _ in range(data.draw(st.integers(1, 4))):
        cells = list(data.draw(st.sampled_from(rows)))
        for place in data.draw(st.lists(st.integers(0, len(cells) - 1), max_size=3)):
            cells[place] = data.draw(texts)
        drawn.append(cells)
    read.plain(drawn)


def with_care(layout: type[FieldLayout]) -> type[FieldLayout]:
    """The same layout, which puts no row together."""
    return type(layout.__name__, (layout,), {"plain_facts": lambda _self, _rows: None})


def staged(path: Path, layout: type[FieldLayout], size: int) -> list[Batch]:
    table = open_table(path)
    sha256 = table.scan(lambda _: None)
    source = FileSource(sha256=sha256, name=path.name, dataset=layout.dataset, row=0)
    return list(Staging(table, layout(table.head), source).batches(size))


def file_of(table: DelimitedTable, rows: list[list[str]], folder: Path) -> Path:
    """With the header of another."""
    header = table.path.read_bytes().splitlines()[0].decode(table.encoding.name)
    path = folder / table.path.name
    path.write_text("\n".join([header, *map(table.delimiter.join, rows)]), "utf-8")
    return path


@given(data=st.data())
def test_files_of_plain_and_other_rows_are_staged_as_if_each_row_were_read_with_care(
    folder: Path, data: st.DataObject
) -> None:
    table, layout, rows = data.draw(st.sampled_from(_samples(folder)), label="file")
    assert isinstance(table, DelimitedTable)
    delimiter = table.delimiter
    unparted = st.characters(exclude_categories=["Cs"], exclude_characters=f"\0\r\n{delimiter}")
    texts = st.sampled_from(NASTY) | st.text(unparted, max_size=12)
    drawn = [list(row) for row in data.draw(st.lists(st.sampled_from(rows[:5]), min_size=1))]
    for cells in data.draw(st.lists(st.sampled_from(drawn), max_size=4)):
        cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(texts)
    if data.draw(st.booleans()):
        drawn[-1].pop()
    path = file_of(table, drawn, folder)
    size = data.draw(st.integers(1, 20), label="rows a batch")

    assert staged(path, layout, size) == staged(path, with_care(layout), size)


def test_a_plain_row_that_says_otherwise_than_an_earlier_one_is_rejected(folder: Path) -> None:
    contradicted = set()
    for table, layout, (first, *_) in _samples(folder):
        assert isinstance(table, DelimitedTable)
        if layout.event.TWINS:
            continue
        for place in range(len(first)):
            other = [*first[:place], "x", *first[place + 1 :]]
            plain = layout(table.head).plain_facts([first, other])
            if len(set(plain.states)) == 2 and len(set(plain.streams)) == 1:
                (batch,) = staged(file_of(table, [first, other, first], folder), layout, 10)
                assert batch.rejections == [Rejection.of_repeated(2)]
                assert list(batch.facts.rows) == [1, 3]
                contradicted.add(layout)
                break
    assert len(contradicted) >= 3

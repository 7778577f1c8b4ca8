"""The promise: lines are numbered by account and day over the pages of a file and the files of a
folder, so that no page takes the lines of another; and what is said twice stands once.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from tests.intake.statements.reading import Read, read_in
from tests.intake.statements.written import (
    Line,
    Part,
    camt,
    cartola,
    mt940,
    ofx,
    ofx_line,
    ofx_list,
    ofx_of,
    paged,
    workbook,
)

from sep_intake.columns.layout import FileRefusedError

DAY = date(2024, 5, 15)
THREE = [Line(DAY, -10_000, "PAGO A"), Line(DAY, -20_000, "PAGO B"), Line(DAY, -30_000, "PAGO C")]
TWINS = [Line(DAY, -10_000, "PAGO")] * 3
NOTHING = [Line(DAY, 10_000, "ABONO"), Line(DAY, -10_000, "REVERSA")] * 2

Write = Callable[..., str | bytes]
FORMATS: list[tuple[str, Write]] = [
    ("a{}.xml", camt),
    ("a{}.sta", mt940),
    ("a{}.ofx", ofx),
    ("cartola{}.csv", cartola),
    ("cartola{}.xlsx", workbook),
]
PAGED = FORMATS[:2]
each_format = pytest.mark.parametrize(("name", "write"), FORMATS, ids=lambda each: str(each)[:14])
each_paged_format = pytest.mark.parametrize(("name", "write"), PAGED, ids=["camt", "mt940"])


def numbers(lines: Sequence[Line]) -> list[tuple[str, int, int, str]]:
    return [(str(each.day), n, each.amount, each.text) for n, each in enumerate(lines, start=1)]


def put(folder: Path, name: str, write: Write, *parts: Part) -> None:
    content = write(*parts)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


@each_format
@pytest.mark.parametrize("lines", [THREE, TWINS], ids=["three", "twins"])
def test_pages_of_one_day_in_one_file(
    read: Read, name: str, write: Write, lines: list[Line]
) -> None:
    reading = read(name.format(""), write(*paged(lines, 1_000_000, [2])))
    assert reading.lines == numbers(lines)
    assert reading.balances[-1] == 1_000_000 + sum(line.amount for line in lines)
    assert (reading.rejected, reading.warnings) == ([], [])


@each_format
@pytest.mark.parametrize("lines", [THREE, TWINS], ids=["three", "twins"])
def test_pages_of_one_day_in_several_files(
    folder: Path, name: str, write: Write, lines: list[Line]
) -> None:
    """Whichever is read first, and read again: a name says nothing of the order."""
    parts = paged(lines, 1_000_000, [1, 1])
    for place, part in zip("cab", parts, strict=True):
        put(folder, name.format(place), write, part)
    for order in permutations("cab"):
        found = [line for place in order for line in read_in(folder, name.format(place)).lines]
        assert sorted(found) == numbers(lines)


@each_paged_format
def test_pages_of_a_day_that_adds_up_to_nothing(folder: Path, name: str, write: Write) -> None:
    parts = paged(NOTHING, 1_000_000, [1, 1, 1])
    assert len({part.opening for part in parts}) == 2  # so balances alone tell no order
    for part in parts:
        put(folder, name.format(part.page), write, part)
    found = [line for part in parts for line in read_in(folder, name.format(part.page)).lines]
    assert sorted(found) == numbers(NOTHING)


def test_statements_in_a_circle_take_each_other_s_lines_from_nobody(folder: Path) -> None:
    """Statements that are no pages, of a day that ends as it began."""
    parts = [Part(NOTHING[:1], 0), Part(NOTHING[1:2], 10_000)]
    for place, part in zip("ab", parts, strict=True):
        put(folder, f"{place}.sta", mt940, part)
    found = [line for place in "ba" for line in read_in(folder, f"{place}.sta").lines]
    assert sorted(found) == numbers(NOTHING[:2])


@each_paged_format
def test_a_page_without_the_one_before_is_refused(folder: Path, name: str, write: Write) -> None:
    first, second = paged(THREE, 1_000_000, [2])
    put(folder, name.format(2), write, second)
    with pytest.raises(FileRefusedError, match="página 2 de una cartola de la cuenta 00001-00002"):
        read_in(folder, name.format(2))
    put(folder, name.format(1), write, first)
    assert read_in(folder, name.format(2)).lines == numbers(THREE)[2:]


def test_a_number_of_pages_counts_where_the_balance_says_that_it_goes_on(read: Read) -> None:
    """Some banks count their messages there."""
    first = mt940(Part(THREE, 1_000_000, last=False)).replace("28C:5/1", "28C:5/2")
    assert read("a.sta", first).lines == numbers(THREE)


@each_paged_format
def test_an_empty_page_between_is_passed_over(read: Read, name: str, write: Write) -> None:
    parts = paged(THREE, 1_000_000, [2, 0])
    assert read(name.format(""), write(*parts)).lines == numbers(THREE)


def test_pages_of_last_year_s_statement_of_the_same_number_are_not_before(folder: Path) -> None:
    before = [line._replace(day=date(2023, 5, 15)) for line in THREE]
    put(folder, "2023.sta", mt940, *paged(before, 1_000_000, [2]))
    put(folder, "2024.sta", mt940, paged(THREE, 1_000_000, [2])[1])
    with pytest.raises(FileRefusedError, match="página anterior no está"):
        read_in(folder, "2024.sta")


@each_format
def test_a_copy_beside_is_no_page_before(folder: Path, name: str, write: Write) -> None:
    for place in "ab":
        put(folder, name.format(place), write, Part(NOTHING, 5))
        assert read_in(folder, name.format(place)).lines == numbers(NOTHING)


@pytest.mark.parametrize(("name", "write"), FORMATS[:3], ids=["camt", "mt940", "ofx"])
def test_the_same_statement_twice_in_a_file_says_the_same_twice(
    read: Read, name: str, write: Write
) -> None:
    part = Part(TWINS, 1_000_000)
    assert sorted(read(name.format(""), write(part, part)).lines) == sorted(numbers(TWINS) * 2)


@each_format
def test_statements_that_overlap_number_their_days_alike(
    folder: Path, name: str, write: Write
) -> None:
    later = [Line(date(2024, 5, 16), -5, "PAGO D")]
    put(folder, name.format("a"), write, Part(THREE, 1_000_000))
    put(folder, name.format("b"), write, Part([*THREE, *later], 1_000_000))
    assert read_in(folder, name.format("a")).lines == numbers(THREE)
    assert read_in(folder, name.format("b")).lines == numbers(THREE) + numbers(later)


@each_format
def test_lines_that_add_up_to_nothing_and_are_said_again_are_not_more_lines(
    folder: Path, name: str, write: Write
) -> None:
    """The balance before them is the one after them, so it does not tell."""
    later = [Line(date(2024, 5, 16), -5, "PAGO D")]
    put(folder, name.format("a"), write, Part(NOTHING, 1_000_000))
    put(folder, name.format("b"), write, Part([*NOTHING, *later], 1_000_000))
    assert read_in(folder, name.format("a")).lines == numbers(NOTHING)
    assert read_in(folder, name.format("b")).lines == numbers(NOTHING) + numbers(later)


def test_several_lists_of_an_account_are_numbered_on(read: Read) -> None:
    """OFX has no pages; lists of a day that say different things say more of it."""
    lists = (ofx_list(ofx_line("-10", text="A")), ofx_list(ofx_line("-20", text="B")))
    assert read("a.ofx", ofx_of(*lists)).lines == [
        ("2024-05-15", 1, -10, "A"),
        ("2024-05-15", 2, -20, "B"),
    ]


def test_twins_in_two_lists_of_an_account_are_two_where_the_bank_marks_them_so(read: Read) -> None:
    twin = ofx_line("-10")
    other = twin.replace("<FITID>", "<FITID>OTRA")
    assert [line[1] for line in read("a.ofx", ofx_of(ofx_list(twin), ofx_list(other))).lines] == [
        1,
        2,
    ]


def test_a_list_that_repeats_lines_of_another_repeats_them(read: Read) -> None:
    one, other = ofx_line("-10", text="A"), ofx_line("-20", text="B")
    reading = read("a.ofx", ofx_of(ofx_list(one), ofx_list(one + other)))
    assert [line[1] for line in reading.lines] == [1, 1, 2]


@pytest.mark.parametrize(("name", "write"), FORMATS[3:], ids=["csv", "xlsx"])
def test_a_day_whose_newest_line_comes_first_is_told_by_its_balances(
    read: Read, name: str, write: Write
) -> None:
    """In a file of a single day the days do not tell."""
    rows = cartola(Part(THREE, 1_000_000)).splitlines(keepends=True)
    reading = read("cartola.csv", rows[0] + "".join(rows[:0:-1]))
    assert reading.lines == numbers(THREE)
    assert read(name.format("b"), write(Part(THREE, 1_000_000))).lines == numbers(THREE)

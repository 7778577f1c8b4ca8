"""Cells that are quoted as RFC 4180 says, whether a file quotes so, and what to do where it fails.

Official files do not quote: their names hold bare quotes. Others quote every cell, or those that
need it, under a header that is not quoted. One reading of a file is right, and its rows tell which:
the one by which more of them are as wide as the header.

A publisher that does not double the quotes inside a cell breaks its record, over lines too. What
belongs to the broken record is found by counting delimiters, so that it is one row and not several,
and no row after it is lost.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

QUOTE = '"'

_LONGEST_LOOK = 64
"""Lines within which a record after a broken one has to end to be taken for a record."""
_LONGEST_BROKEN = 1 << 18
"""Characters that a broken record may have; what goes beyond is a record of its own."""


def looks_quoted(plain: Sequence[list[str]], quoted: Sequence[list[str]], width: int) -> bool:
    """Whether a file quotes its cells, by the two readings of its first rows."""
    plainly, as_quoted = _fitting(plain, width), _fitting(quoted, width)
    if as_quoted > plainly:
        return len(quoted) - as_quoted < len(plain) - plainly
    return as_quoted == plainly and any(map(_all_wrapped, zip(*_of(plain, width), strict=True)))


def _of(rows: Sequence[list[str]], width: int) -> list[list[str]]:
    return [row for row in rows if len(row) == width]


def _fitting(rows: Sequence[list[str]], width: int) -> int:
    return len(_of(rows, width))


def _all_wrapped(column: Iterable[str]) -> bool:
    """Whether every filled cell of a column stands in quotes; names that happen to are fewer."""
    filled = [cell for cell in column if cell]
    return bool(filled) and all(map(_is_wrapped, filled))


def _is_wrapped(cell: str) -> bool:
    inner = cell[1:-1].replace(QUOTE * 2, "")
    return len(cell) > 1 and cell[0] == cell[-1] == QUOTE and QUOTE not in inner


def cells_of(line: str, delimiter: str, width: int) -> list[str] | None:
    """The cells of one line read as quoted; None where it has not so many, or its quotes fail."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
    return cells if len(cells) == width else None


class QuotedRow(NamedTuple):
    """A record, and the line of the text that it begins in."""

    line: int
    cells: list[str]
    broken: str | None = None
    """How a record begins whose quotes fail, which then has no cells."""


class QuotedRows:
    """The records of a text, blank ones left out; `width` is of the header."""

    def __init__(self, lines: Iterable[str], delimiter: str, width: int) -> None:
        self._lines = _Lines(lines)
        self._reader = csv.reader(self._lines, delimiter=delimiter)
        self._delimiter = delimiter
        self._width = width

    def __iter__(self) -> Iterator[QuotedRow]:
        lines = self._lines
        while True:
            lines.taken.clear()
            begins = lines.number + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error:
                cells = []
            if self._is_whole(cells):
                if any(map(str.strip, cells)):
                    yield QuotedRow(begins, cells)
            elif any(QUOTE in line for line in lines.taken) and (broken := self._broken()):
                yield QuotedRow(begins, [], broken)
            elif any(map(str.strip, cells)) or (not cells and lines.taken[0].strip()):
                yield QuotedRow(begins, cells)

    def _is_whole(self, cells: Sequence[str]) -> bool:
        """A record over several lines is so wide by chance where its quotes fail."""
        taken = self._lines.taken
        return len(cells) == self._width and (len(taken) == 1 or self._sound(taken) is not None)

    def _sound(self, lines: Iterable[str]) -> list[str] | None:
        """The cells of the record that lines begin; None where its quotes fail."""
        try:
            return next(csv.reader(lines, delimiter=self._delimiter, strict=True), None)
        except csv.Error:
            return None

    def _broken(self) -> str | None:
        """The text of the broken record that the lines taken begin; None where no quotes fail, and
        nothing else has been taken then."""
        lines = self._lines
        first = self._sound(lines.taken)
        if first is None:
            lines.put_back(from_=1)
        begun = len(lines.taken)
        counted = len(first) - 1 if first else self._counted(lines.taken[0])
        length, failed = sum(map(len, lines.taken)), first is None
        while counted < self._width - 1 and length < _LONGEST_BROKEN and not self._begins_record():
            piece = next(lines, None)
            if piece is None:
                break
            counted += self._counted(piece)
            length += len(piece)
            failed = failed or self._sound([piece]) is None
        closing = self._lines_to_closing()
        if failed or closing:
            return "".join([*lines.taken, *islice(lines, closing)])
        lines.put_back(from_=begun)
        return None

    def _counted(self, line: str) -> int:
        return line.count(self._delimiter)

    def _lines_to_closing(self) -> int:
        """How many lines a broken record goes on for, where its text holds delimiters of its own:
        to the one that begins with the quote and the delimiter that end a cell."""
        for place, line in enumerate(self._lines.ahead(_LONGEST_LOOK), start=1):
            if line.startswith((QUOTE + self._delimiter, QUOTE + "\n", QUOTE + "\r")):
                return place
            if line.startswith(QUOTE) or self._counted(line) >= self._width - 1:
                return 0
        return 0

    def _begins_record(self) -> bool:
        """Whether a record as wide as the header comes next."""
        cells = self._sound(self._lines.ahead(_LONGEST_LOOK))
        return cells is not None and len(cells) == self._width


class _Lines:
    """Lines that can be put back, or looked at before they are taken."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rest = iter(lines)
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0
        """Of the line taken last, the first being 1."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._rest)
        self.taken.append(line)
        self.number += 1
        return line

    def put_back(self, from_: int) -> None:
        """Those taken, but for so many first ones."""
        back = self.taken[from_:]
        del self.taken[from_:]
        self._waiting.extendleft(reversed(back))
        self.number -= len(back)

    def ahead(self, most: int) -> Iterator[str]:
        """So many lines that come next, at most."""
        for place in range(most):
            if place == len(self._waiting):
                self._waiting.extend(islice(self._rest, 1))
            if place == len(self._waiting):
                return
            yield self._waiting[place]

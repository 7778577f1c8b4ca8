"""Where in its file a row stands, as a person who opens the file counts.

Rows are numbered for provenance, blank lines and the header left out. A person looks for the line
of a text or the row of a sheet. Few rows are ever asked for, and soon after they were read: so what
costs time is worked out only then, and only of the last rows.
"""

from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

_MOST_RUNS = 1 << 16
_MOST_BLOCKS = 16
"""Of rows with gaps between them; more than a batch has."""


class Place(NamedTuple):
    """A line of a text, or a row of a sheet, counted from 1 as programs show it."""

    line: int
    sheet: str | None = None


class _Block:
    """Rows with gaps between them."""

    def __init__(self, numbers: range, lines: Callable[[], Sequence[int]]) -> None:
        self.numbers = numbers
        self._work_out = lines

    @cached_property
    def lines(self) -> Sequence[int]:
        return self._work_out()


class Places:
    """The places of the rows read last, or of all of them where they have few gaps."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._lines = array("q")
        self._sheets: list[str | None] = []
        self._blocks: deque[_Block] = deque(maxlen=_MOST_BLOCKS)

    def follow(self, number: int, line: int, sheet: str | None = None) -> None:
        """Rows from this one on follow each other without a gap, until told otherwise."""
        if self._numbers and self._follows(number, line, sheet):
            return
        if len(self._numbers) == _MOST_RUNS:
            half = slice(_MOST_RUNS // 2)
            del self._numbers[half], self._lines[half], self._sheets[half]
        self._numbers.append(number)
        self._lines.append(line)
        self._sheets.append(sheet)

    def scatter(self, numbers: range, lines: Callable[[], Sequence[int]]) -> None:
        """Rows with gaps between them, and how to find the line of each."""
        self._blocks.append(_Block(numbers, lines))

    def of(self, number: int) -> Place | None:
        """None where the row is forgotten, or stands for no row of the file."""
        if number < 1:
            return None
        for block in self._blocks:
            if number in block.numbers:
                return Place(block.lines[number - block.numbers.start])
        at = bisect_right(self._numbers, number) - 1
        if at < 0:
            return None
        return Place(self._lines[at] + number - self._numbers[at], self._sheets[at])

    def _follows(self, number: int, line: int, sheet: str | None) -> bool:
        same = self._lines[-1] - self._numbers[-1] == line - number
        return same and self._sheets[-1] == sheet


class BatchPlaces(NamedTuple):
    """The places of the rows of a batch, to be sent along with it."""

    first: int
    """The number of its first row."""
    rows: int
    places: "Place | tuple[Place | None, ...] | None"
    """That of the first row, where the others follow it without a gap; else that of each."""

    @classmethod
    def taken(cls, first: int, rows: int, of: Callable[[int], Place | None]) -> "BatchPlaces":
        """Asks for few where there are no gaps."""
        begin, end = of(first), of(first + rows - 1)
        if begin is None or end is None:
            return cls(first, rows, None)
        if begin.sheet == end.sheet and end.line - begin.line == rows - 1:
            return cls(first, rows, begin)
        return cls(first, rows, tuple(map(of, range(first, first + rows))))

    def of(self, number: int) -> Place | None:
        """None where it is not known, or the row is none of the batch."""
        at = number - self.first
        if not 0 <= at < self.rows or self.places is None:
            return None
        if isinstance(self.places, Place):
            return Place(self.places.line + at, self.places.sheet)
        return self.places[at]

"""Where in its file a row stands, as a person who opens the file counts.

Rows are numbered for provenance, blank lines and the header left out. A person looks for the line
of a text or the row of a sheet, which the two differ from by what lies between.
"""

from array import array
from bisect import bisect_right
from typing import NamedTuple

_MOST = 1 << 16
"""Changes that are remembered; of a file with more, rows far behind the last one are forgotten."""


class Place(NamedTuple):
    """A line of a text, or a row of a sheet, counted from 1 as programs show it."""

    line: int
    sheet: str | None = None


class Places:
    """The places of the rows read so far, remembered where the distance to their number changes."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._lines = array("q")
        self._sheets: list[str | None] = []

    def note(self, number: int, line: int, sheet: str | None = None) -> None:
        """Rows from this one on follow each other without a gap, until the next note."""
        if self._numbers and self._follows(number, line, sheet):
            return
        if len(self._numbers) == _MOST:
            half = slice(_MOST // 2)
            del self._numbers[half], self._lines[half], self._sheets[half]
        self._numbers.append(number)
        self._lines.append(line)
        self._sheets.append(sheet)

    def of(self, number: int) -> Place | None:
        """None where the row is forgotten, or stands for no row of the file."""
        at = bisect_right(self._numbers, number) - 1
        if at < 0 or number < 1:
            return None
        return Place(self._lines[at] + number - self._numbers[at], self._sheets[at])

    def _follows(self, number: int, line: int, sheet: str | None) -> bool:
        same = self._lines[-1] - self._numbers[-1] == line - number
        return same and self._sheets[-1] == sheet

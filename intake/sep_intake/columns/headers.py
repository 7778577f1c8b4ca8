"""What a layout says of the columns of its files, and what one header keeps of it.

Of each column that a layout reads it says what becomes of a file without it. It is required, comes
together with others, exists since some year, or is optional, and then it is said what is lost. The
columns that it knows and does not read are named too; so whatever else a header has is unknown, and
nothing that a layout reads can go missing without a word.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from string import ascii_uppercase

_NAMED = 5
"""Columns that one message names."""
_LONGEST = 28
"""Characters of a column's name in a message: a file that is no table may have any header."""
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Declared:
    """What a layout says of its columns, under the names of its latest files."""

    required: Set[str]
    """Without one of them a file is not of this dataset."""
    together: Sequence[Set[str]] = ()
    """A file that has one has all of its set."""
    since: Mapping[str, int] = field(default_factory=dict)
    """The year from which files have a column, read or not. A file that has one of a year has those
    of all years before it."""
    optional: Mapping[str, str] = field(default_factory=dict)
    """What is lost without each, in Spanish. Empty where nothing is: another column or the name of
    the file says the same, or a file of this kind never has it."""
    unread: Set[str] = frozenset()
    unread_like: re.Pattern[str] | None = None
    """Known columns that are not read, by a pattern of the whole name."""

    @property
    def read(self) -> Set[str]:
        """Every column that the layout may look at."""
        dated = {column for column in self.since if not self._is_unread(column)}
        return {
            *self.required,
            *dated,
            *self.optional,
            *(c for each in self.together for c in each),
        }

    def missing(self, columns: Set[str]) -> Mapping[str, str]:
        """Columns that a header lacks and may not, each with one that it has and that tells so."""
        found = {}
        newest = max(
            (c for c in self.since if c in columns), key=self.since.__getitem__, default=""
        )
        for column in self.read - columns - self.required - self.optional.keys():
            if newest and self.since.get(column, 1 << 15) <= self.since[newest]:
                found[column] = newest
        for each in self.together:
            if each & columns:
                found |= dict.fromkeys(each - columns, min(each & columns))
        return found

    def absent(self, columns: Set[str]) -> Mapping[str, str]:
        """Columns that a header may lack and does, each with what is lost."""
        return {
            column: lost
            for column, lost in sorted(self.optional.items())
            if lost and column not in columns
        }

    def overdue(self, columns: Set[str], year: int) -> Mapping[str, int]:
        """Columns that a file of the year should have and lacks, and since which year."""
        return {
            column: since
            for column, since in sorted(self.since.items())
            if since <= year and column not in columns and not self._is_unread(column)
        }

    def unknown(self, columns: Iterable[str]) -> list[str]:
        """Columns with a name of which nothing is said."""
        read = self.read
        return sorted(
            column
            for column in columns
            if column and column not in read and not self._is_unread(column)
        )

    def _is_unread(self, column: str) -> bool:
        like = self.unread_like
        return column in self.unread or bool(like and like.fullmatch(column))


def missing_columns(missing: Collection[str], candidates: Iterable[str]) -> str:
    """That columns are missing, in Spanish, each with the one of the candidates spelt most alike:
    `falta la columna sep_prio (se encontró sep_prio_x)`."""
    found = list(candidates)
    told = [_with_nearest(column, found) for column in sorted(missing)]
    more = f" y {len(told) - _NAMED} más" if len(told) > _NAMED else ""
    opening = "falta la columna" if len(told) == 1 else "faltan las columnas"
    return f"{opening} {', '.join(told[:_NAMED])}{more}"


def some_of(columns: Sequence[str]) -> str:
    """The first columns of a header, in Spanish."""
    more = f" y {len(columns) - _NAMED} más" if len(columns) > _NAMED else ""
    return ", ".join(shortened_text(column) or "(sin nombre)" for column in columns[:_NAMED]) + more


def shortened_text(text: str, longest: int = _LONGEST) -> str:
    """A text as a message shows it; by itself a column's name."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def letters(place: int) -> str:
    """What a spreadsheet calls the column at a place that counts from 0: `A`, `Z`, `AA`."""
    before, last = divmod(place, len(ascii_uppercase))
    return (letters(before - 1) if before else "") + ascii_uppercase[last]


def nearest(column: str, candidates: Sequence[str]) -> str | None:
    """The candidate spelt most alike, if any is."""
    return next(iter(get_close_matches(column, candidates, n=1, cutoff=_ALIKE)), None)


def _with_nearest(column: str, candidates: Sequence[str]) -> str:
    found = nearest(column, candidates)
    return f"{column} (se encontró {shortened_text(found)})" if found else column

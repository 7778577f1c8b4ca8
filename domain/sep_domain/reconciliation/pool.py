"""The open lines and entries of one sostenedor in one direction, and how to find them.

Lines and entries are numbered as they lie in the pool, ordered by day and then identity, so that
the same sides give the same matches in whatever order they came.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sep_domain.reconciliation.lines_and_entries import BankLine, BookEntry, EntryId, LineId
from sep_domain.reconciliation.match_weights import (
    AUTOMATIC,
    Reach,
    Weighing,
    mentions,
    number_of,
)
from sep_domain.values.money import Clp

Pairing = tuple[frozenset[LineId], frozenset[EntryId]]
"""What a match brings together, without the reasons for it."""

_MOST_SHARING_A_NUMBER = 16
"""A number that more entries carry says nothing about any of them."""


@dataclass(frozen=True, slots=True)
class Match:
    """Lines and entries that belong together, and why."""

    lines: tuple[LineId, ...]
    entries: tuple[EntryId, ...]
    confidence: Decimal
    automatic: bool
    """Whether it may stand without a person: nothing contradicts it, and it has no rival."""
    reasons: tuple[str, ...]
    """Sentences in Spanish."""
    difference: Clp
    """What the lines come to beyond the entries."""

    @property
    def pairing(self) -> Pairing:
        return frozenset(self.lines), frozenset(self.entries)


class Pool:
    """What is still open, in one direction of money of one sostenedor."""

    def __init__(
        self,
        lines: Iterable[BankLine],
        entries: Iterable[BookEntry],
        refused: frozenset[Pairing],
        reach: Reach,
    ) -> None:
        self.lines = sorted(lines, key=lambda line: (line.day, line.id))
        self.entries = sorted(entries, key=lambda entry: (entry.day, entry.last_day, entry.id))
        self.reach = reach
        self.open_lines = set(range(len(self.lines)))
        self.open_entries = set(range(len(self.entries)))
        self.mentions = [mentions(line) for line in self.lines]
        self.numbers = [number_of(entry.document) for entry in self.entries]
        self.line_days = [line.day.toordinal() for line in self.lines]
        self.first_days = [entry.day.toordinal() for entry in self.entries]
        self.last_days = [entry.last_day.toordinal() for entry in self.entries]
        self.matches: list[Match] = []
        self._refused = refused
        by_number = self._numbered()
        self.cites = [self._cited_by(line, by_number) for line in range(len(self.lines))]
        """Of each line, the entries in reach whose document it names, open or not."""

    def days(self, line: int, entry: int) -> int:
        """Days by which the line misses what the entry expects, as `BookEntry.days_from`."""
        day = self.line_days[line]
        if day < self.first_days[entry]:
            return day - self.first_days[entry]
        return max(day - self.last_days[entry], 0)

    def in_reach(self, line: int, entry: int) -> bool:
        return self.reach.holds(self.days(line, entry))

    def line_total(self, lines: Iterable[int]) -> int:
        return sum(self.lines[line].amount for line in lines)

    def entry_total(self, entries: Iterable[int]) -> int:
        return sum(self.entries[entry].amount for entry in entries)

    def farthest(self, lines: Sequence[int], entries: Sequence[int]) -> int:
        """The days between the two of a match that lie farthest apart."""
        return max((self.days(li, en) for li in lines for en in entries), key=abs)

    def is_refused(self, lines: Sequence[int], entries: Sequence[int]) -> bool:
        """Whether a person has said no to exactly this."""
        return bool(self._refused) and self._pairing(lines, entries) in self._refused

    def take(
        self, lines: Sequence[int], entries: Sequence[int], weighing: Weighing, *, rivals: bool
    ) -> bool:
        """Make a match of them, unless a person refused it; whether it was made."""
        if self.is_refused(lines, entries):
            return False
        difference = self.line_total(lines) - self.entry_total(entries)
        self.matches.append(
            Match(
                lines=tuple(self.lines[line].id for line in sorted(lines)),
                entries=tuple(self.entries[entry].id for entry in sorted(entries)),
                confidence=weighing.confidence,
                automatic=weighing.total >= AUTOMATIC and not rivals and not difference,
                reasons=weighing.reasons,
                difference=Clp(difference),
            )
        )
        self.open_lines.difference_update(lines)
        self.open_entries.difference_update(entries)
        return True

    def _pairing(self, lines: Sequence[int], entries: Sequence[int]) -> Pairing:
        return (
            frozenset(self.lines[line].id for line in lines),
            frozenset(self.entries[entry].id for entry in entries),
        )

    def _cited_by(self, line: int, by_number: dict[str, list[int]]) -> frozenset[int]:
        return frozenset(
            entry
            for number in self.mentions[line]
            if number in by_number
            for entry in by_number[number]
            if self.in_reach(line, entry)
        )

    def _numbered(self) -> dict[str, list[int]]:
        found = defaultdict(list)
        for entry, number in enumerate(self.numbers):
            if number:
                found[number].append(entry)
        return {
            number: those for number, those in found.items() if len(those) <= _MOST_SHARING_A_NUMBER
        }

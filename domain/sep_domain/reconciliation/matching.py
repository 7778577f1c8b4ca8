"""Finds which lines of the bank are which entries of the books; pure, and the same every time.

In order, each step over what the ones before left open:

1. one line, one entry of the same amount, where nothing else could be meant;
2. what the documents named in the bank's text hold together and what adds up;
3. one line for a natural group of entries, such as all a payee's documents of a day;
4. step 1 again, since less is open now and more stands alone;
5. sums found by a bounded search;
6. the same amount where something else could be meant too, and the same document with another
   amount: proposed to a person, never accepted by itself.

A line and an entry are each in one match at most. Every step looks at a bounded number of
candidates for each line, so effort grows little faster than the number of lines.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sep_domain.reconciliation.cited_documents import match_cited, propose_differences
from sep_domain.reconciliation.lines_and_entries import BankLine, BookEntry, EntryId, LineId
from sep_domain.reconciliation.match_weights import Reach
from sep_domain.reconciliation.pairs import match_pairs
from sep_domain.reconciliation.pool import Match, Pairing, Pool
from sep_domain.reconciliation.sums import match_groups, match_sums
from sep_domain.values.identifiers import Rut


@dataclass(frozen=True, slots=True)
class Matching:
    """What was found, and what stays open."""

    matches: tuple[Match, ...]
    open_lines: frozenset[LineId]
    open_entries: frozenset[EntryId]

    @property
    def automatic(self) -> tuple[Match, ...]:
        return tuple(match for match in self.matches if match.automatic)

    @property
    def proposed(self) -> tuple[Match, ...]:
        return tuple(match for match in self.matches if not match.automatic)


def match(
    lines: Iterable[BankLine],
    entries: Iterable[BookEntry],
    *,
    refused: frozenset[Pairing] = frozenset(),
    reach: Reach = Reach(),  # noqa: B008 (frozen)
) -> Matching:
    """Match open lines with open entries, of any number of sostenedores.

    What is in `refused` is not proposed again. Raises ValueError where a line or an entry is given
    twice.
    """
    lines, entries = list(lines), list(entries)
    _require_distinct([line.id for line in lines], [entry.id for entry in entries])
    pools = _pools(lines, entries, refused, reach)
    for pool in pools:
        _run(pool)
    return Matching(
        matches=tuple(match for pool in pools for match in pool.matches),
        open_lines=frozenset(pool.lines[line].id for pool in pools for line in pool.open_lines),
        open_entries=frozenset(
            pool.entries[entry].id for pool in pools for entry in pool.open_entries
        ),
    )


def _run(pool: Pool) -> None:
    match_pairs(pool, propose=False)
    match_cited(pool)
    match_groups(pool)
    match_pairs(pool, propose=False)
    match_sums(pool)
    match_pairs(pool, propose=True)
    propose_differences(pool)


def _require_distinct(lines: list[LineId], entries: list[EntryId]) -> None:
    if len(set(lines)) < len(lines) or len(set(entries)) < len(entries):
        raise ValueError("a bank line or a book entry is given twice")


def _pools(
    lines: list[BankLine], entries: list[BookEntry], refused: frozenset[Pairing], reach: Reach
) -> list[Pool]:
    """One for each sostenedor and direction of money, in order."""
    parted: dict[tuple[Rut, bool], tuple[list[BankLine], list[BookEntry]]]
    parted = defaultdict(lambda: ([], []))
    for line in lines:
        parted[line.sostenedor, line.amount > 0][0].append(line)
    for entry in entries:
        parted[entry.sostenedor, entry.amount > 0][1].append(entry)
    return [Pool(*parted[key], refused, reach) for key in sorted(parted)]

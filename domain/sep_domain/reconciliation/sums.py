"""One line for several entries, several lines for one, where the bank's text names no document.

First the sums that mean something: everything to one payee on a day, in a week or a month, all of
the ministry's payments of a month. Then, for what is left, a bounded search among the nearest.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from sep_domain.reconciliation import match_weights
from sep_domain.reconciliation.lines_and_entries import EntryKind
from sep_domain.reconciliation.match_weights import Weighing
from sep_domain.reconciliation.pool import Pool
from sep_domain.reconciliation.subset import MOST_AMOUNTS, adding_up, odds_against_chance

_SUM_REACH_EARLY, _SUM_REACH_LATE = 5, 20
"""Days around the books' day within which sums are searched: nearer than single amounts, because a
sum says less than an amount."""
_LONGEST_SPAN = 31
"""Days from the first to the last on which an entry may be expected: a month."""
_MOST_AROUND = 30
_LARGEST_GROUP = 400
_CHANCE = 100
"""A sum that chance gives less often than once in so many is no accident."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Open entries that belong together by what they are."""

    entries: tuple[int, ...]
    because: str


def match_groups(pool: Pool) -> None:
    """Match a line with a natural group of entries whose sum it is."""
    groups = _groups_by_sum(pool)
    for line in sorted(pool.open_lines):
        fitting = [
            group
            for group in groups.get(pool.lines[line].amount, ())
            if pool.open_entries.issuperset(group.entries)
            and all(_near(pool, line, entry) for entry in group.entries)
        ]
        if fitting:
            _take_group(pool, line, fitting)


def match_sums(pool: Pool) -> None:
    """Match what a bounded search finds to add up among the nearest."""
    _search_lines(pool)
    _search_entries(pool)


def _groups_by_sum(pool: Pool) -> dict[int, list[_Group]]:
    members: dict[tuple[str, Hashable], list[int]] = defaultdict(list)
    for entry in sorted(pool.open_entries):
        for key in _belongings(pool, entry):
            members[key].append(entry)
    found: dict[tuple[int, ...], _Group] = {}
    for (because, _), entries in members.items():
        if 1 < len(entries) <= _LARGEST_GROUP:
            found.setdefault(tuple(entries), _Group(tuple(entries), because))
    by_sum = defaultdict(list)
    for group in found.values():
        by_sum[pool.entry_total(group.entries)].append(group)
    return by_sum


def _belongings(pool: Pool, entry: int) -> Iterator[tuple[str, Hashable]]:
    """The natural groups of an entry, each by its reason."""
    booked = pool.entries[entry]
    day = booked.day
    if booked.kind is EntryKind.PAYMENT:
        yield "Son los pagos del Ministerio del mes a todos los establecimientos", day
        return
    if booked.payee is not None:
        yield "Son los documentos del proveedor en ese día", (booked.payee, day)
        yield (
            "Son los documentos del proveedor en esa semana",
            (booked.payee, day.isocalendar()[:2]),
        )
        yield "Son los documentos del proveedor en ese mes", (booked.payee, day.year, day.month)
    for rbd in booked.rbds[:1]:
        yield "Son los documentos del establecimiento en ese día", (rbd, day)


def _near(pool: Pool, line: int, entry: int) -> bool:
    return -_SUM_REACH_EARLY <= pool.days(line, entry) <= _SUM_REACH_LATE


def _take_group(pool: Pool, line: int, fitting: list[_Group]) -> None:
    group = max(fitting, key=lambda group: (_weigh_group(pool, line, group).total, group.entries))
    weighing = _weigh_group(pool, line, group)
    pool.take([line], group.entries, weighing, rivals=len(fitting) > 1)


def _weigh_group(pool: Pool, line: int, group: _Group) -> Weighing:
    weighing = _weigh_sum(pool, [line], group.entries)
    uneven = pool.lines[line].amount % match_weights.ROUND
    weight = match_weights.BELONGS_TOGETHER_UNEVEN if uneven else match_weights.BELONGS_TOGETHER
    weighing.add(weight, group.because)
    return weighing


def _weigh_sum(pool: Pool, lines: Sequence[int], entries: Sequence[int]) -> Weighing:
    weighing = Weighing()
    weighing.add(match_weights.EQUAL_AMOUNT, "Los montos suman lo mismo a ambos lados")
    if all(
        match_weights.cites_payee(pool.mentions[li], pool.entries[en])
        for li in lines
        for en in entries
    ):
        sentence = "El banco nombra el RUT {}"
        weighing.add(match_weights.CITES_PAYEE, sentence, pool.entries[entries[0]].payee)
    if any(pool.cites[line].difference(entries) for line in lines):
        weighing.add(match_weights.CITES_ANOTHER, "El banco nombra el documento de otro asiento")
    match_weights.weigh_day(weighing, pool.farthest(lines, entries))
    return weighing


def _search_lines(pool: Pool) -> None:
    """For each open line a unique choice of entries that adds up to it."""
    around = _Around(pool.first_days, pool.open_entries)
    for line in sorted(pool.open_lines):
        day = pool.line_days[line]
        near = around.members(day - _SUM_REACH_LATE - _LONGEST_SPAN, day + _SUM_REACH_EARLY, day)
        near = _worth_adding(pool, line, [en for en in near if _near(pool, line, en)])
        if len(near) > 1:
            _take_sum(pool, line, near, of_line=True)


def _search_entries(pool: Pool) -> None:
    """For each open entry a unique choice of lines that adds up to it."""
    around = _Around(pool.line_days, pool.open_lines)
    for entry in sorted(pool.open_entries):
        first, last = pool.first_days[entry], pool.last_days[entry]
        near = around.members(first - _SUM_REACH_EARLY, last + _SUM_REACH_LATE, first)
        amount = abs(pool.entries[entry].amount)
        parts = [line for line in near if abs(pool.lines[line].amount) < amount]
        parts.sort(key=lambda line: (abs(pool.days(line, entry)), line))
        if len(parts) > 1:
            _take_sum(pool, entry, parts[:MOST_AMOUNTS], of_line=False)


class _Around:
    """Those still open, by day."""

    def __init__(self, days: Sequence[int], still_open: set[int]) -> None:
        self._open = still_open
        self._members = sorted(still_open)
        self._days = [days[member] for member in self._members]

    def members(self, first: int, last: int, centre: int) -> list[int]:
        """Those between two days, at most so many around a day between them."""
        middle = bisect_left(self._days, centre)
        start = max(bisect_left(self._days, first), middle - _MOST_AROUND)
        end = min(bisect_right(self._days, last), middle + _MOST_AROUND)
        return [member for member in self._members[start:end] if member in self._open]


def _worth_adding(pool: Pool, line: int, near: list[int]) -> list[int]:
    """The nearest entries that could be parts of a line; those of the payee it names, if any."""
    amount, named = abs(pool.lines[line].amount), pool.mentions[line]
    smaller = [entry for entry in near if abs(pool.entries[entry].amount) < amount]
    of_payee = [en for en in smaller if match_weights.cites_payee(named, pool.entries[en])]
    chosen = of_payee if len(of_payee) > 1 else smaller
    chosen.sort(key=lambda entry: (abs(pool.days(line, entry)), entry))
    return chosen[:MOST_AMOUNTS]


def _take_sum(pool: Pool, one: int, near: list[int], *, of_line: bool) -> None:
    amounts = [int((pool.entries if of_line else pool.lines)[other].amount) for other in near]
    total = int((pool.lines if of_line else pool.entries)[one].amount)
    found = adding_up(amounts, total)
    if found is None or not found.unique:
        return
    chosen = [near[place] for place in found.chosen]
    lines, entries = ([one], chosen) if of_line else (chosen, [one])
    weighing = _weigh_sum(pool, lines, entries)
    unlikely = odds_against_chance(amounts) >= _CHANCE
    if unlikely:
        weighing.add(
            match_weights.NO_OTHER_SUM, "Ninguna otra suma de los más cercanos da ese monto"
        )
    else:
        weighing.add(match_weights.SUM_MAY_BE_CHANCE, "La suma calza, pero podría ser casualidad")
    if of_line and _one_payee(pool, entries):
        weighing.add(match_weights.CITES_PAYEE, "Los documentos son de un mismo proveedor")
    pool.take(lines, entries, weighing, rivals=not unlikely)


def _one_payee(pool: Pool, entries: Sequence[int]) -> bool:
    return len({pool.entries[entry].payee for entry in entries} | {None}) == 2

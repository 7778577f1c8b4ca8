"""One line against one entry of the same amount.

Where many share an amount, nothing stands alone: a line is compared with the entries that it cites
and, to propose, with the few that are nearest in time, so that the effort grows with the number of
lines and not with its square.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from sep_domain.reconciliation import match_weights
from sep_domain.reconciliation.match_weights import AUTOMATIC, MARGIN, NEARBY_DAYS, Weighing
from sep_domain.reconciliation.pool import Pool

_COMPARED_IN_FULL = 256
_NEAREST = 2


class _Edge(NamedTuple):
    """A line and an entry that could belong together."""

    line: int
    entry: int
    days: int


@dataclass(slots=True)
class _Crowd:
    """The open lines and entries of one amount, and every edge between them."""

    edges: list[_Edge]
    by_line: dict[int, list[_Edge]]
    by_entry: dict[int, list[_Edge]]
    partial: bool
    """Whether only some of the edges were looked at."""


def match_pairs(pool: Pool, *, propose: bool) -> int:
    """Match what has the same amount; gives how many matches.

    Without `propose` only what stands without a person, so that a better use of the rest may still
    be found.
    """
    before = len(pool.matches)
    for lines, entries in _same_amounts(pool):
        crowd = _crowd(pool, lines, entries, propose=propose)
        _match_interchangeable(pool, crowd)
        _match_best(pool, crowd, propose=propose)
    return len(pool.matches) - before


def _same_amounts(pool: Pool) -> list[tuple[list[int], list[int]]]:
    lines, entries = defaultdict(list), defaultdict(list)
    for line in sorted(pool.open_lines):
        lines[pool.lines[line].amount].append(line)
    for entry in sorted(pool.open_entries):
        entries[pool.entries[entry].amount].append(entry)
    return [(those, entries[amount]) for amount, those in lines.items() if amount in entries]


def _crowd(pool: Pool, lines: list[int], entries: list[int], *, propose: bool) -> _Crowd:
    partial = len(lines) * len(entries) > _COMPARED_IN_FULL
    if not partial:
        edges = _all_edges(pool, lines, entries)
    elif propose:
        edges = _near_edges(pool, lines, entries)
    else:
        edges = _cited_edges(pool, lines, entries)
    by_line, by_entry = defaultdict(list), defaultdict(list)
    for edge in edges:
        by_line[edge.line].append(edge)
        by_entry[edge.entry].append(edge)
    return _Crowd(edges, by_line, by_entry, partial)


def _all_edges(pool: Pool, lines: list[int], entries: list[int]) -> list[_Edge]:
    return [
        _Edge(line, entry, days)
        for line in lines
        for entry in entries
        if pool.reach.holds(days := pool.days(line, entry))
    ]


def _cited_edges(pool: Pool, lines: list[int], entries: list[int]) -> list[_Edge]:
    members = set(entries)
    return [
        _Edge(line, entry, pool.days(line, entry))
        for line in lines
        for entry in sorted(pool.cites[line] & members)
    ]


def _near_edges(pool: Pool, lines: list[int], entries: list[int]) -> list[_Edge]:
    """The entries that each line cites, and those around the place that its day and its rank give
    it among the entries."""
    days = [pool.first_days[entry] for entry in entries]
    members = set(entries)
    edges = []
    for rank, line in enumerate(lines):
        chosen = set(pool.cites[line] & members)
        for place in (bisect_left(days, pool.line_days[line]), rank):
            chosen.update(entries[max(place - _NEAREST, 0) : place + _NEAREST])
        edges += _all_edges(pool, [line], sorted(chosen))
    return edges


def _match_interchangeable(pool: Pool, crowd: _Crowd) -> None:
    """Lines that no reader could tell apart, as many as the entries that they could be: whichever
    way they are joined says the same."""
    if crowd.partial:
        return
    twins = defaultdict(list)
    for line in crowd.by_line:
        twins[_looks(pool, line)].append(line)
    for lines in twins.values():
        entries = [edge.entry for edge in crowd.by_line[lines[0]]]
        if len(lines) > 1 and len(lines) == len(entries) and _closed(crowd, lines, entries):
            for line, entry in zip(sorted(lines), sorted(entries), strict=True):
                _take_twin(pool, crowd, line, entry, len(lines))


def _looks(pool: Pool, line: int) -> tuple[str, int, str, str]:
    seen = pool.lines[line]
    return seen.bank_account, pool.line_days[line], seen.text, seen.reference


def _closed(crowd: _Crowd, lines: list[int], entries: list[int]) -> bool:
    """Whether these lines could only be these entries, and the other way round."""
    among, of = set(lines), set(entries)
    return all({edge.entry for edge in crowd.by_line[line]} == of for line in lines) and all(
        {edge.line for edge in crowd.by_entry[entry]} == among for entry in entries
    )


def _take_twin(pool: Pool, crowd: _Crowd, line: int, entry: int, twins: int) -> None:
    weighing = _weigh(pool, crowd, _Edge(line, entry, pool.days(line, entry)))
    sentence = "Son {0} movimientos gemelos para {0} asientos del mismo monto, y ninguno más"
    weighing.add(match_weights.ALONE_NEARBY, sentence, twins)
    pool.take([line], [entry], weighing, rivals=False)


def _match_best(pool: Pool, crowd: _Crowd, *, propose: bool) -> None:
    """Joins the edges from the best down."""
    weights = {(edge.line, edge.entry): _weight(pool, crowd, edge) for edge in crowd.edges}
    ranked = sorted(
        crowd.edges, key=lambda edge: (-weights[edge.line, edge.entry], abs(edge.days), edge)
    )
    for edge in ranked:
        if edge.line not in pool.open_lines or edge.entry not in pool.open_entries:
            continue
        rivals = _rivalled(pool, crowd, edge, weights)
        if propose or (weights[edge.line, edge.entry] >= AUTOMATIC and not rivals):
            pool.take([edge.line], [edge.entry], _weigh(pool, crowd, edge), rivals=rivals)


def _rivalled(pool: Pool, crowd: _Crowd, edge: _Edge, weights: dict[tuple[int, int], int]) -> bool:
    """Whether either side has another use that is nearly as good."""
    bar = weights[edge.line, edge.entry] - MARGIN
    return any(
        weights[other.line, other.entry] > bar
        for other in (*crowd.by_line[edge.line], *crowd.by_entry[edge.entry])
        if other != edge and other.line in pool.open_lines and other.entry in pool.open_entries
    )


def _weight(pool: Pool, crowd: _Crowd, edge: _Edge) -> int:
    return _weigh(pool, crowd, edge).total


def _weigh(pool: Pool, crowd: _Crowd, edge: _Edge) -> Weighing:
    weighing = Weighing()
    weighing.add(match_weights.EQUAL_AMOUNT, "El monto es el mismo")
    _weigh_solitude(pool, crowd, edge, weighing)
    weigh_citations(pool, edge.line, edge.entry, weighing)
    match_weights.weigh_day(weighing, edge.days)
    return weighing


def _weigh_solitude(pool: Pool, crowd: _Crowd, edge: _Edge, weighing: Weighing) -> None:
    rivals = [*crowd.by_line[edge.line], *crowd.by_entry[edge.entry]]
    if crowd.partial:
        return
    if len(rivals) == 2:
        uneven = pool.lines[edge.line].amount % match_weights.ROUND
        weight = match_weights.ALONE_UNEVEN if uneven else match_weights.ALONE_ROUND
        weighing.add(weight, "Ningún otro movimiento ni asiento al alcance tiene ese monto")
    elif abs(edge.days) <= NEARBY_DAYS and _alone_nearby(rivals):
        sentence = "Ningún otro a {} días o menos tiene ese monto"
        weighing.add(match_weights.ALONE_NEARBY, sentence, NEARBY_DAYS)


def _alone_nearby(rivals: list[_Edge]) -> bool:
    return sum(abs(other.days) <= NEARBY_DAYS for other in rivals) == 2


def weigh_citations(pool: Pool, line: int, entry: int, weighing: Weighing) -> None:
    """Adds what the line's text says of the entry, or of another one."""
    named, booked, number = pool.mentions[line], pool.entries[entry], pool.numbers[entry]
    if number and number in named:
        sentence = "El banco nombra el documento {}"
        weighing.add(match_weights.CITES_DOCUMENT, sentence, booked.document)
    elif pool.cites[line]:
        weighing.add(match_weights.CITES_ANOTHER, "El banco nombra el documento de otro asiento")
    elif number and match_weights.nearly_cites(named, number):
        sentence = "El banco nombra un número casi igual al documento {}"
        weighing.add(match_weights.NEARLY_CITES, sentence, booked.document)
    if match_weights.cites_payee(named, booked):
        weighing.add(match_weights.CITES_PAYEE, "El banco nombra el RUT {}", booked.payee)
    if match_weights.cites_school(named, booked):
        weighing.add(match_weights.CITES_SCHOOL, "El banco nombra el RBD del establecimiento")

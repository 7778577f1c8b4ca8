"""Lines and entries held together by the documents that the bank's text names.

A document paid in parts is several lines that name it; a transfer for several documents is a line
that names them. What the citations join is matched whole if it adds up.
"""

from collections import defaultdict
from collections.abc import Iterable

from sep_domain.reconciliation import match_weights
from sep_domain.reconciliation.match_weights import Weighing
from sep_domain.reconciliation.pool import Pool
from sep_domain.reconciliation.subset import MOST_AMOUNTS, adding_up

_LARGEST = 60
"""Lines and entries that one match may bring together by citations."""


def match_cited(pool: Pool) -> None:
    """Match what citations join and what adds up, whole or in the part that does."""
    for lines, entries in _joined(pool):
        if pool.line_total(lines) == pool.entry_total(entries):
            _take_whole(pool, lines, entries)
        elif len(entries) == 1:
            _take_parts(pool, lines, entries[0])
        elif len(lines) == 1:
            _take_share(pool, lines[0], entries)


def propose_differences(pool: Pool) -> None:
    """Propose what the bank's text names where the amounts differ, for a person to judge."""
    for line in sorted(pool.open_lines):
        cited = sorted(pool.cites[line] & pool.open_entries)
        if len(cited) == 1:
            _propose_difference(pool, line, cited[0])


def _joined(pool: Pool) -> list[tuple[list[int], list[int]]]:
    """Groups of open lines and entries that citations connect, of at most the largest size."""
    leader = _Leaders()
    for line in sorted(pool.open_lines):
        for entry in pool.cites[line] & pool.open_entries:
            leader.join(("line", line), ("entry", entry))
    groups: dict[tuple[str, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for member in leader.members():
        kind, number = member
        groups[leader.of(member)][kind == "entry"].append(number)
    return [
        (sorted(lines), sorted(entries))
        for lines, entries in groups.values()
        if 2 < len(lines) + len(entries) <= _LARGEST
    ]


class _Leaders:
    """Union-find over lines and entries."""

    def __init__(self) -> None:
        self._above: dict[tuple[str, int], tuple[str, int]] = {}

    def members(self) -> Iterable[tuple[str, int]]:
        return list(self._above)

    def of(self, member: tuple[str, int]) -> tuple[str, int]:
        above = self._above.setdefault(member, member)
        while above != self._above[above]:
            self._above[above] = self._above[self._above[above]]
            above = self._above[above]
        return above

    def join(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        self._above[self.of(other)] = self.of(one)


def _take_whole(pool: Pool, lines: list[int], entries: list[int]) -> None:
    weighing = Weighing()
    weighing.add(match_weights.EQUAL_AMOUNT, "Los montos suman lo mismo a ambos lados")
    sentence = "El banco nombra los documentos: {}"
    weighing.add(match_weights.CITES_DOCUMENT, sentence, _documents(pool, entries))
    match_weights.weigh_day(weighing, pool.farthest(lines, entries))
    weighing.add(match_weights.BELONGS_TOGETHER, "Ningún otro movimiento nombra esos documentos")
    pool.take(lines, entries, weighing, rivals=False)


def _take_parts(pool: Pool, lines: list[int], entry: int) -> None:
    """Some of the lines that name a document pay it."""
    nearest = sorted(lines, key=lambda line: (abs(pool.days(line, entry)), line))[:MOST_AMOUNTS]
    found = adding_up([pool.lines[line].amount for line in nearest], pool.entries[entry].amount)
    if found is None:
        return
    chosen = [nearest[place] for place in found.chosen]
    _take_some(pool, chosen, [entry], unique=found.unique)


def _take_share(pool: Pool, line: int, entries: list[int]) -> None:
    """A line pays some of the documents that it names."""
    nearest = sorted(entries, key=lambda entry: (abs(pool.days(line, entry)), entry))
    nearest = nearest[:MOST_AMOUNTS]
    found = adding_up([pool.entries[entry].amount for entry in nearest], pool.lines[line].amount)
    if found is None:
        return
    chosen = [nearest[place] for place in found.chosen]
    _take_some(pool, [line], chosen, unique=found.unique)


def _take_some(pool: Pool, lines: list[int], entries: list[int], *, unique: bool) -> None:
    weighing = Weighing()
    weighing.add(match_weights.EQUAL_AMOUNT, "Los montos suman lo mismo a ambos lados")
    sentence = "El banco nombra los documentos: {}"
    weighing.add(match_weights.CITES_DOCUMENT, sentence, _documents(pool, entries))
    match_weights.weigh_day(weighing, pool.farthest(lines, entries))
    pool.take(lines, entries, weighing, rivals=not unique)


def _propose_difference(pool: Pool, line: int, entry: int) -> None:
    weighing = Weighing()
    sentence = "El banco nombra el documento {}"
    weighing.add(match_weights.CITES_DOCUMENT, sentence, pool.entries[entry].document)
    match_weights.weigh_day(weighing, pool.days(line, entry))
    weighing.note("Pero el monto difiere en {} pesos", _difference(pool, line, entry))
    pool.take([line], [entry], weighing, rivals=True)


def _difference(pool: Pool, line: int, entry: int) -> str:
    apart = abs(pool.lines[line].amount - pool.entries[entry].amount)
    return f"{apart:,}".replace(",", ".")


def _documents(pool: Pool, entries: list[int]) -> str:
    return ", ".join(pool.entries[entry].document for entry in entries)

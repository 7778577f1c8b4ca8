"""What speaks for a match, with its weight in hundredths and the sentence a person reads.

The confidence of a match is the sum of the weights of what was found, at most 0.99: only a person
is certain. The weights are judgement, not law; how right the matches are that they lead to is
measured against a generated truth (`docs/results/reconciling.md`).
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from sep_domain.reconciliation.lines_and_entries import BankLine, BookEntry

AUTOMATIC = 80
"""From here on a match without a rival is accepted without a person."""
MARGIN = 15
"""How far a match must lie before the next best use of either side to be without a rival."""
CERTAIN = 99

EQUAL_AMOUNT = 40
ALONE_UNEVEN = 35
"""Nothing else in reach has the amount, which is no round number."""
ALONE_ROUND = 25
ALONE_NEARBY = 25
"""Nothing else within a few days has the amount, though something farther off does."""
CITES_DOCUMENT = 30
NEARLY_CITES = 15
CITES_PAYEE = 10
CITES_SCHOOL = 5
CITES_ANOTHER = -30
BELONGS_TOGETHER = 25
BELONGS_TOGETHER_UNEVEN = 35
"""The entries of a sum share their payee and time, or are one month's payments; and it is no round
number."""
NO_OTHER_SUM = 25
SUM_MAY_BE_CHANCE = 10

NEARBY_DAYS = 5
_BY_DISTANCE = ((0, 20), (NEARBY_DAYS, 18), (15, 12), (45, 6))
ROUND = 1_000

_DOTS = re.compile(r"(?<=\d)\.(?=\d)")
_NUMBERS = re.compile(r"\d+")
_SHORTEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """How many days before and after the books the bank may show a movement."""

    early: int = 10
    late: int = 90
    """A cheque is drawn on the books' day and cashed later, within 60 or 90 days (DFL 707/1982
    art 23)."""

    def holds(self, days: int) -> bool:
        return -self.early <= days <= self.late


@dataclass(slots=True)
class Weighing:
    """The evidence for one match, piece by piece."""

    total: int = 0
    said: list[tuple[str, object]] = field(default_factory=list)
    """Sentences, and what to put at their `{}`; most evidence is weighed and never read."""

    def add(self, weight: int, sentence: str, about: object = None) -> None:
        if weight:
            self.total += weight
            self.said.append((sentence, about))

    def note(self, sentence: str, about: object = None) -> None:
        """Say something that has no weight."""
        self.said.append((sentence, about))

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(sentence.format(about) for sentence, about in self.said)

    @property
    def confidence(self) -> Decimal:
        return confidence(self.total)


def confidence(total: int) -> Decimal:
    """Hundredths as a number from 0 to 0.99."""
    return Decimal(max(0, min(total, CERTAIN))) / 100


def mentions(line: BankLine) -> frozenset[str]:
    """The numbers that a line names, dots and leading zeros left out; short ones only where they
    are the whole reference."""
    text = f"{line.reference} {line.text}"
    if "." in text:
        text = _DOTS.sub("", text)
    found = (number.lstrip("0") for number in _NUMBERS.findall(text))
    numbers = {number for number in found if len(number) >= _SHORTEST_NUMBER}
    reference = line.reference.strip().lstrip("0")
    return frozenset(numbers | {reference} if reference else numbers)


def number_of(document: str) -> str:
    """The longest run of digits of a document's number, by which bank texts name it."""
    return max((run.lstrip("0") for run in _NUMBERS.findall(document)), key=len, default="")


def by_distance(days: int) -> int:
    """The weight of how near the bank's day is to the books'."""
    away = abs(days)
    return next((weight for most, weight in _BY_DISTANCE if away <= most), 0)


def cites_payee(named: frozenset[str], entry: BookEntry) -> bool:
    if entry.payee is None:
        return False
    number, _, digit = entry.payee.partition("-")
    return number in named or number + digit in named


def cites_school(named: frozenset[str], entry: BookEntry) -> bool:
    return any(str(rbd) in named for rbd in entry.rbds)


def nearly_cites(named: frozenset[str], number: str) -> bool:
    """Whether a number is named with one digit wrong, missing, added, or two exchanged."""
    return len(number) > _SHORTEST_NUMBER and any(_one_slip_apart(one, number) for one in named)


def _one_slip_apart(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    if start < 0:
        return True
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )


def weigh_day(weighing: Weighing, days: int) -> None:
    """Adds how near the days are, and says so."""
    if days == 0:
        sentence = "El banco lo muestra en el día que dicen los libros"
    elif days > 0:
        sentence = "El banco lo muestra {} días después que los libros"
    else:
        sentence = "El banco lo muestra {} días antes que los libros"
    weighing.add(by_distance(days), sentence, abs(days))

"""How right a matching is, against what is known to belong together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sep_domain.reconciliation.lines_and_entries import BankLine, EntryId
from sep_domain.reconciliation.matching import Matching
from sep_sample.reconciliation.stories import ADDS_UP, BankTruth, Pairing, Story

_Looks = tuple[str, str, int, str, str]
_Seen = tuple[tuple[_Looks, ...], frozenset[EntryId]]
"""Lines by what a reader sees of them: lines that look the same are the same to anybody."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of the matches accepted without a person: how many are right, and how many there could be."""

    accepted: int
    right: int
    possible: Counter[Story]
    found: Counter[Story]
    """Accepted and right, by the story they tell."""
    proposed: Counter[Story]
    """Put before a person, and right."""

    @property
    def precision(self) -> Fraction:
        return Fraction(self.right, self.accepted)

    @property
    def recall(self) -> Fraction:
        return Fraction(self.found.total(), self.possible.total())


def score(truth: BankTruth, matching: Matching) -> Score:
    """Compare; recall is over the stories in which both sides come to the same."""
    lines = {line.id: line for line in truth.lines}
    stories = {
        _seen(each.pairing, lines): each.story
        for each in truth.belongings
        if each.lines and each.entries
    }
    accepted = [_seen(each.pairing, lines) for each in matching.automatic]
    proposed = [_seen(each.pairing, lines) for each in matching.proposed]
    return Score(
        accepted=len(accepted),
        right=sum(pairing in stories for pairing in accepted),
        possible=Counter(each.story for each in truth.belongings if each.story in ADDS_UP),
        found=_told(accepted, stories),
        proposed=_told(proposed, stories),
    )


def _told(pairings: Iterable[_Seen], stories: dict[_Seen, Story]) -> Counter[Story]:
    return Counter(stories[pairing] for pairing in pairings if pairing in stories)


def _seen(pairing: Pairing, lines: dict[UUID, BankLine]) -> _Seen:
    looks = sorted(_looks(lines[line]) for line in pairing[0])
    return tuple(looks), pairing[1]


def _looks(line: BankLine) -> _Looks:
    return line.bank_account, str(line.day), line.amount, line.text, line.reference

"""How payments come about at a bank, and what belongs together of them."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from sep_domain.reconciliation.lines_and_entries import BankLine, BookEntry, EntryId

Pairing = tuple[frozenset[UUID], frozenset[EntryId]]


class Story(StrEnum):
    """How a payment came about."""

    PLAIN = "plain"
    LATE_CHEQUE = "late_cheque"
    GARBLED = "garbled"
    UNREFERENCED = "unreferenced"
    TWINS = "twins"
    IN_PARTS = "in_parts"
    ONE_TRANSFER = "one_transfer"
    WRONG_AMOUNT = "wrong_amount"
    NEVER_CASHED = "never_cashed"
    NOT_IN_BOOKS = "not_in_books"
    BANK_FEE = "bank_fee"
    DEPOSIT = "deposit"
    MERGED_DEPOSIT = "merged_deposit"
    LATE_DEPOSIT = "late_deposit"
    SHORT_DEPOSIT = "short_deposit"
    MISSING_DEPOSIT = "missing_deposit"


ADDS_UP = frozenset(Story) - {
    Story.WRONG_AMOUNT,
    Story.NEVER_CASHED,
    Story.NOT_IN_BOOKS,
    Story.BANK_FEE,
    Story.SHORT_DEPOSIT,
    Story.MISSING_DEPOSIT,
}
"""The stories in which both sides exist and come to the same."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Lines and entries that are one business, and which one."""

    story: Story
    lines: tuple[UUID, ...]
    entries: tuple[EntryId, ...]

    @property
    def pairing(self) -> Pairing:
        return frozenset(self.lines), frozenset(self.entries)


@dataclass(slots=True)
class BankTruth:
    """Both sides, shuffled, and what belongs together."""

    lines: list[BankLine] = field(default_factory=list)
    entries: list[BookEntry] = field(default_factory=list)
    belongings: list[Belonging] = field(default_factory=list)

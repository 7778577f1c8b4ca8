"""The two sides of a reconciliation: lines of bank statements, and entries of the books."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp

LineId = UUID
"""The stream of a bank line."""

EntryId = NewType("EntryId", str)
"""The natural key of a book entry, such as `payment:2024-03:50001`."""


class EntryKind(StrEnum):
    """What a book entry is."""

    PAYMENT = "payment"
    """What the ministry says it paid a school for a month; the bank should show a deposit."""
    DOCUMENT = "document"
    """A declared document, all its allocations to schools together."""
    ATE_PAYMENT = "ate_payment"
    """A payment to an external adviser whose document is not declared (yet)."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """A line of a bank statement; money in is positive, money out negative."""

    id: LineId
    sostenedor: Rut
    bank_account: str
    day: date
    amount: Clp
    text: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class BookEntry:
    """Something that should show at the bank; money in is positive, money out negative."""

    id: EntryId
    kind: EntryKind
    sostenedor: Rut
    day: date
    """The first day on which the bank may be expected to show it."""
    last_day: date
    """The last such day: the same for a dated payment, the month's last for a monthly one."""
    amount: Clp
    document: str = ""
    payee: Rut | None = None
    rbds: tuple[Rbd, ...] = ()

    def days_from(self, day: date) -> int:
        """Days by which a bank day misses what is expected; negative where it comes earlier."""
        if day < self.day:
            return (day - self.day).days
        return max((day - self.last_day).days, 0)

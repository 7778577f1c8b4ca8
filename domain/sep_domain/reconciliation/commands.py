"""What may be asked of the reconciliation of an account and month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from sep_domain.decisions.deciding import Command
from sep_domain.reconciliation.pool import Match
from sep_domain.streams import Dataset, fact_stream
from sep_domain.values.money import Clp

_ALL_TIME = 0


class ConfirmMatch(Command):
    """Say that a proposed match is right."""

    NAME: ClassVar[str] = "confirm-match"

    match: UUID


class RefuseMatch(Command):
    """Say that a match is wrong, whoever accepted it; it will not be proposed again."""

    NAME: ClassVar[str] = "refuse-match"

    match: UUID
    reason: str = Field(
        min_length=1, max_length=2_000, description="Why, for whoever reads the books later."
    )


class CloseReconciliation(Command):
    """Settle a month that is over and of which no proposal waits."""

    NAME: ClassVar[str] = "close"


class ReopenReconciliation(Command):
    """Take up a settled month again."""

    NAME: ClassVar[str] = "reopen"

    reason: str = Field(
        min_length=1, max_length=2_000, description="Why, for whoever reads the books later."
    )


@dataclass(frozen=True)
class FoundMatch:
    """A match of the engine, with what a decision on it needs."""

    match: Match
    bank_amount: Clp
    """What its lines come to."""
    day: date
    """Of its last line, with which it became whole."""

    @property
    def id(self) -> UUID:
        return match_id(self.match.lines, self.match.entries)


class RecordMatches(Command):
    """Take in what matching found. The rule asks this and no person."""

    NAME: ClassVar[str] = "record-matches"
    MEETS_DIRECTORY: ClassVar[bool] = False

    found: tuple[FoundMatch, ...]


def match_id(lines: Sequence[UUID], entries: Sequence[str]) -> UUID:
    """The name of a pairing: the same lines and entries have the same name, in any order."""
    key = ("match", *sorted(map(str, lines)), *sorted(entries))
    return fact_stream(Dataset.RECONCILIATION, _ALL_TIME, 0, key)


ReconciliationCommand = (
    ConfirmMatch | RefuseMatch | CloseReconciliation | ReopenReconciliation | RecordMatches
)

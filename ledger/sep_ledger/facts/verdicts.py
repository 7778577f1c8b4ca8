"""What a fact of a file is against what the log says of it, and what became of a batch of them."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple


class Verdict(IntEnum):
    """What a fact of a file is against what its stream says."""

    REPEATED = 0
    """The file shows its key again, with other content, where it may stand only once (or, among
    twins, for more than the 4,096th time). Not appended."""
    NEW = 1
    RESTATED = 2
    SUPERSEDED = 3
    """The file has said it before and something else was said since. Not appended, unless who
    imports it insists."""
    EQUAL = 4
    OUTDATED = 5
    """Superseded because it is of an earlier edition than what stands."""


class Superseder(NamedTuple):
    """What stands instead of what a file says."""

    name: str
    """Of its file; else who withdrew the fact."""
    sha256: str | None
    """Of its file."""
    dataset: str | None = None
    """As which that was read."""


class BatchOutcome(NamedTuple):
    """What became of a batch."""

    verdicts: Sequence[Verdict]
    """Of each fact, in order."""
    superseded_by: Mapping[Superseder, int]
    """How many facts by what."""
    position: int
    """The head of the log after the batch."""

    def count(self, verdict: Verdict) -> int:
        return self.verdicts.count(verdict)

    @property
    def new(self) -> int:
        return self.count(Verdict.NEW)

    @property
    def restated(self) -> int:
        return self.count(Verdict.RESTATED)

    @property
    def superseded(self) -> int:
        return self.count(Verdict.SUPERSEDED) + self.count(Verdict.OUTDATED)

    @property
    def equal(self) -> int:
        return self.count(Verdict.EQUAL)

    @property
    def repeated(self) -> Sequence[int]:
        """The places in the batch of those that are."""
        if Verdict.REPEATED not in self.verdicts:
            return ()
        return tuple(
            place for place, verdict in enumerate(self.verdicts) if verdict is Verdict.REPEATED
        )

    @property
    def appended(self) -> int:
        return self.new + self.restated


class Contested(NamedTuple):
    """A fact of a batch that says otherwise than what stands."""

    place: int
    """In the batch."""
    verdict: Verdict
    topic: str
    """Of what stands."""
    state: bytes
    """What stands."""
    file_name: str | None
    """The file that stands for it."""
    edition_day: str | None
    """Of that file's edition, YYYY-MM-DD."""


class Rehearsal(NamedTuple):
    """What would become of a batch."""

    verdicts: Sequence[Verdict]
    contested: Sequence[Contested]

"""An import as an entity: told by a file's content and name and the dataset that it was read as.

The name counts, for some layouts take the year from it: equal bytes may say different things.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from sep_domain.decisions.deciding import EntityKey
from sep_domain.events.base import Event, Key
from sep_domain.events.imports import (
    ImportFinished,
    ImportReapplied,
    ImportSettled,
    ImportStarted,
    ImportWithdrawn,
)
from sep_domain.evidence_documents import Sha256Hex
from sep_domain.streams import Dataset


class ImportKey(EntityKey):
    """What tells an import: read again, the same file as the same dataset is the same import."""

    DATASET: ClassVar[Dataset] = Dataset.IMPORTACION

    dataset: str
    sha256: Sha256Hex
    name: str

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return self.dataset, self.sha256, self.name


OPEN_END = (1 << 63) - 1
"""Where the positions of a run end that was interrupted."""


@dataclass(frozen=True)
class ImportState:
    """What is known of an import: its runs, and whether it counts."""

    runs: tuple[range, ...] = ()
    """The positions among which each of its runs left its facts; that of one cut short is open."""
    done: tuple[ImportFinished, ...] = ()
    """Its runs that were read to the end, in order."""
    withdrawn: bool = False
    settled: bool = True
    """Whether every fact has followed since it was withdrawn or reapplied."""
    reason: str | None = None
    """Why it was, where somebody said."""

    @property
    def finished(self) -> ImportFinished | None:
        """The last of its runs that was read to the end."""
        return self.done[-1] if self.done else None

    @property
    def is_open(self) -> bool:
        """Whether its last run was interrupted, or is under way."""
        return bool(self.runs) and self.runs[-1].stop == OPEN_END


def evolve(state: ImportState, event: Event, position: int) -> ImportState:
    """The import after an event of its stream, recorded at `position`."""
    match event:
        case ImportStarted():
            return replace(state, runs=(*state.runs, range(event.after + 1, OPEN_END)))
        case ImportFinished():
            *before, last = state.runs
            ended = last if last.stop < OPEN_END else range(last.start, position)
            return replace(state, runs=(*before, ended), done=(*state.done, event))
        case ImportWithdrawn():
            return replace(state, withdrawn=True, settled=False, reason=event.reason)
        case ImportReapplied():
            return replace(state, withdrawn=False, settled=False, reason=event.reason)
        case ImportSettled():
            return replace(state, settled=True)
    return state


def import_after(events: Iterable[tuple[Event, int]]) -> ImportState:
    """The import after all events of its stream, each with its position."""
    state = ImportState()
    for event, position in events:
        state = evolve(state, event, position)
    return state

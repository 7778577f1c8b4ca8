"""An import as an entity: told by the content of a file and the dataset that it was read as."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from sep_domain.deciding import EntityKey
from sep_domain.events.base import Event, Key
from sep_domain.events.imports import (
    ImportFinished,
    ImportReapplied,
    ImportStarted,
    ImportWithdrawn,
)
from sep_domain.evidence_documents import Sha256Hex
from sep_domain.streams import Dataset


class ImportKey(EntityKey):
    """What tells an import: the same content as the same dataset is the same import."""

    DATASET: ClassVar[Dataset] = Dataset.IMPORTACION

    dataset: str
    sha256: Sha256Hex

    def period(self) -> tuple[int, int]:
        return 0, 0

    def key(self) -> Key:
        return self.dataset, self.sha256


OPEN_END = (1 << 63) - 1
"""Where the positions of a run end that was interrupted."""


@dataclass(frozen=True)
class ImportState:
    """What is known of an import: its runs, and whether it counts."""

    file_name: str = ""
    first_day: date | None = None
    runs: tuple[range, ...] = ()
    """The positions among which each of its runs left its facts; that of one cut short is open."""
    finished: ImportFinished | None = None
    """Its last run that was read to the end."""
    withdrawn: bool = False

    @property
    def is_open(self) -> bool:
        """Whether its last run was interrupted, or is under way."""
        return bool(self.runs) and self.runs[-1].stop == OPEN_END


def evolve(state: ImportState, event: Event, position: int) -> ImportState:
    """The import after an event of its stream, recorded at `position`."""
    match event:
        case ImportStarted():
            return replace(
                state,
                file_name=event.file_name,
                first_day=state.first_day or event.occurred_on,
                runs=(*state.runs, range(event.after + 1, OPEN_END)),
            )
        case ImportFinished():
            *before, last = state.runs
            ended = last if last.stop < OPEN_END else range(last.start, position)
            return replace(state, runs=(*before, ended), finished=event)
        case ImportWithdrawn():
            return replace(state, withdrawn=True)
        case ImportReapplied():
            return replace(state, withdrawn=False)
    return state


def folded(events: Iterable[tuple[Event, int]]) -> ImportState:
    """The import after all events of its stream, each with its position."""
    state = ImportState()
    for event, position in events:
        state = evolve(state, event, position)
    return state

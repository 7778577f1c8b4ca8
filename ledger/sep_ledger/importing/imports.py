"""The register of imports: what each did, and whether it counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from psycopg import Connection

from sep_domain.catalogue import resolve
from sep_domain.events.base import Event
from sep_domain.events.imports import ImportFinished
from sep_domain.imports import ImportKey, ImportState, folded
from sep_domain.streams import Dataset
from sep_ledger.importing.known import span_bounds
from sep_ledger.statements import statement

ID_LENGTH = 12
"""Digits of the SHA-256 by which an import is told to a person."""


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import as the register has it."""

    key: ImportKey
    state: ImportState
    first_at: datetime
    last_at: datetime
    position: int
    """Of its last event."""

    @property
    def id(self) -> str:
        """How it is told to a person: the beginning of its file's SHA-256."""
        return self.key.sha256[:ID_LENGTH]


def finished_imports(conn: Connection, dataset: str) -> Iterator[ImportFinished]:
    """The last finished run of every import of a dataset that counts."""
    for record in recorded_imports(conn, dataset=dataset):
        if record.state.finished is not None and not record.state.withdrawn:
            yield record.state.finished


def recorded_import(conn: Connection, key: ImportKey) -> ImportRecord | None:
    """One import; None where nothing is recorded of it."""
    return next(_records(conn, None, key.stream()), None)


def recorded_imports(conn: Connection, *, dataset: str | None = None) -> list[ImportRecord]:
    """Every import, in the order in which they first ran."""
    records = [
        record
        for record in _records(conn, dataset and f'"dataset":"{dataset}"', None)
        if dataset is None or record.key.dataset == dataset
    ]
    return sorted(records, key=lambda record: record.first_at)


def _records(conn: Connection, written: str | None, stream: UUID | None) -> Iterator[ImportRecord]:
    first, beyond = span_bounds(Dataset.IMPORTACION.to_bytes(2, "big"))
    given = {"first": first, "beyond": beyond, "dataset": written, "stream": stream}
    rows = conn.execute(statement("import_events"), given)
    for _, events in groupby(rows, itemgetter(0)):
        yield _record([(_event(topic, state), at, when) for _, at, topic, state, when in events])


def _record(events: list[tuple[Event, int, datetime]]) -> ImportRecord:
    said = events[0][0].model_dump(include={"dataset", "sha256"})
    return ImportRecord(
        key=ImportKey(**said),
        state=folded((event, position) for event, position, _ in events),
        first_at=events[0][2],
        last_at=events[-1][2],
        position=events[-1][1],
    )


def _event(topic: str, state: bytes) -> Event:
    kind, _ = resolve(topic)
    return kind.model_validate_json(state)


def found(records: Iterable[ImportRecord], asked: str) -> list[ImportRecord]:
    """Those that a person may mean by an identifier, or the beginning of one."""
    return [record for record in records if record.key.sha256.startswith(asked.lower())]

"""The register of imports: what each did, and whether it counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

import orjson
from psycopg import Connection

from sep_domain.catalogue import resolve
from sep_domain.events.base import Event
from sep_domain.events.imports import ImportFinished
from sep_domain.imports import ImportKey, ImportState, import_after
from sep_domain.streams import Dataset
from sep_intake.imports.known_values import span_bounds
from sep_ledger.database.statements import statement

_ID_LENGTH = 12


def import_id(key: ImportKey) -> str:
    """By which an import is told to a person: twelve hexadecimal digits of its key."""
    return sha256("\0".join(map(str, key.key())).encode()).hexdigest()[:_ID_LENGTH]


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import as the register has it."""

    key: ImportKey
    state: ImportState
    first_at: datetime
    last_at: datetime
    position: int
    """Of its last event."""
    undone_by: str | None
    """Who withdrew or reapplied it last."""

    @property
    def id(self) -> str:
        """How it is told to a person."""
        return import_id(self.key)


def is_open(record: ImportRecord) -> bool:
    """Whether an import, its withdrawal or its return was cut short, or is under way."""
    return record.state.is_open or not record.state.settled


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
    rows = conn.execute(statement("import_events", "sep_intake.imports"), given)
    for _, events in groupby(rows, itemgetter(0)):
        yield _record([_Recorded(*rest) for _, *rest in events])


class _Recorded(NamedTuple):
    position: int
    topic: str
    state: bytes
    actor: str | None
    at: datetime

    @property
    def event(self) -> Event:
        kind, _ = resolve(self.topic)
        return kind.model_validate_json(self.state)


def _record(events: list[_Recorded]) -> ImportRecord:
    first, last = events[0], events[-1]
    said = orjson.loads(first.state)
    key = ImportKey(dataset=said["dataset"], sha256=said["sha256"], name=said["file_name"])
    return ImportRecord(
        key=key,
        state=import_after((each.event, each.position) for each in events),
        first_at=first.at,
        last_at=last.at,
        position=last.position,
        undone_by=next((each.actor for each in reversed(events) if each.actor), None),
    )


def matching_imports(records: Iterable[ImportRecord], asked: str) -> list[ImportRecord]:
    """Those that a person may mean by an identifier, or the beginning of one."""
    return [record for record in records if record.id.startswith(asked.lower())]


def withdrawn_copy(conn: Connection, key: ImportKey) -> ImportRecord | None:
    """A withdrawn import of the same content under another name."""
    records = recorded_imports(conn, dataset=key.dataset)
    same = (each for each in records if each.key.sha256 == key.sha256 and each.key != key)
    return next((each for each in same if each.state.withdrawn), None)

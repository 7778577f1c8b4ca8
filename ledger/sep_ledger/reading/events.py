"""Reading the log: a range of positions, a stream, the head, an instant.

Importers, folds and command lines call these functions with a connection; the service awaits their
`awaited`. They need only SELECT. What comes next is in `following`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool
from pydantic_core import to_json

from sep_domain.values.identifiers import Rbd, Rut
from sep_ledger.database.questions import Question, Steps, answered
from sep_ledger.database.statements import statements_of
from sep_ledger.records.stored import StoredEvent

_SQL = statements_of(__name__)
_END = (1 << 63) - 1

AsyncPool = AsyncConnectionPool[AsyncConnection[Any]]


@dataclass(frozen=True)
class Selection:
    """Which events a reader wants; each of the things that are given must hold.

    `rbd` and `sostenedor` select the events that name them in a field of that name. An event about
    a school names its sostenedor only where its source does.
    """

    topics: Sequence[str] = ()
    stream: UUID | None = None
    rbd: Rbd | None = None
    sostenedor: Rut | None = None

    @property
    def subject(self) -> dict[str, int | str]:
        """What the event's content must hold."""
        named = {"rbd": self.rbd, "sostenedor": self.sostenedor}
        return {field: value for field, value in named.items() if value is not None}

    @property
    def indexed(self) -> bool:
        """Whether the database finds the events without looking at those not wanted."""
        return self.stream is not None or not (self.topics or self.subject)

    def question(self, after: int, limit: int, upto: int | None) -> Question:
        """What reads it."""
        params: dict[str, Any] = {
            "after": after,
            "upto": _END if upto is None else upto,
            "limit": limit,
            "topics": list(self.topics),
            "stream": self.stream,
        }
        if self.subject:
            # As `recorded` writes them, so that most events are passed over without being parsed.
            written = [to_json({name: value})[1:-1] for name, value in self.subject.items()]
            params |= {"subject": Jsonb(self.subject), "written": written}
            return Question(_SQL["read_subject"], params, StoredEvent)
        name = "read_events" if self.stream is None else "read_stream"
        return Question(_SQL[name], params, StoredEvent)


@answered
def read_selection(
    wanted: Selection, *, after: int, limit: int, upto: int | None = None
) -> Steps[list[StoredEvent]]:
    """Events selected at positions in (after, upto], in order, at most `limit`."""
    return (yield wanted.question(after, limit, upto))


@answered
def read_events(
    *,
    after: int,
    limit: int,
    topics: Sequence[str] = (),
    stream: UUID | None = None,
    upto: int | None = None,
) -> Steps[list[StoredEvent]]:
    """As `read_selection`; no topics means all."""
    return (yield Selection(topics, stream).question(after, limit, upto))


@answered
def read_streams(streams: Sequence[UUID]) -> Steps[list[StoredEvent]]:
    """Everything that some streams hold, in the order in which it was recorded."""
    if not streams:
        return []
    return (yield Question(_SQL["read_streams"], {"streams": list(streams)}, StoredEvent))


@answered
def head() -> Steps[int]:
    """The last position; 0 for an empty log. Every event up to it can be read."""
    ((position,),) = yield Question(_SQL["head"])
    return int(position)


@answered
def position_at(recorded: datetime) -> Steps[int]:
    """The largest position recorded at or before an instant; 0 when the log began later.

    Searches by halves, for positions and times rise together. Where the server's clock was set
    back they do not: for an instant that the clock passed twice, the answer is one of the passes,
    the same one for ever. A later instant never has a smaller position.
    """
    ((position,),) = yield Question(_SQL["position_at"], {"recorded": recorded})
    return int(position)

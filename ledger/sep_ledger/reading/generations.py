"""Which log this is: its generation, and where in it a reader who followed it may go on.

A generation begins when the log is made, and again where it was restored: what was appended after
the backup is gone, and its positions are given to other events. A reader who keeps the generation
beside its position is told so, instead of going on in another log.
"""

from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import scalar_row

from sep_ledger.database.questions import Question, Steps, answered
from sep_ledger.database.statements import statements_of

_SQL = statements_of(__name__)


class LogEnd(NamedTuple):
    """How far the log goes, and in which generation."""

    head: int
    generation: UUID


class BeyondHeadError(ValueError):
    """A position lies beyond the end of the log: it was read in another log, or in none."""

    def __init__(self, position: int, log_end: LogEnd) -> None:
        super().__init__(f"position {position} is beyond the head of the log, {log_end.head}")
        self.position = position
        self.standing = log_end


class OtherGenerationError(ValueError):
    """The log is of another generation than the one that a reader followed.

    `shared` is the position up to which both hold the same events; None where the log never was
    of that generation.
    """

    def __init__(self, named: UUID, log_end: LogEnd, shared: int | None) -> None:
        super().__init__(f"the log is of generation {log_end.generation}, not of {named}")
        self.standing = log_end
        self.shared = shared


@answered
def log_end() -> Steps[LogEnd]:
    """The head and the generation, of one moment."""
    found: LogEnd
    (found,) = yield Question(_SQL["generation"], row=LogEnd)
    return found


@answered
def log_end_for_reader(after: int, generation: UUID | None = None) -> Steps[LogEnd]:
    """Where the log stands, for a reader who goes on after a position of a generation.

    Raises OtherGenerationError and BeyondHeadError.
    """
    found = yield from log_end.within()
    if generation is not None and generation != found.generation:
        rows = yield Question(_SQL["generation_shared"], {"generation": generation})
        raise OtherGenerationError(generation, found, rows[0][0] if rows else None)
    return _reaching(found, after)


def _reaching(found: LogEnd, after: int) -> LogEnd:
    if after > found.head:
        raise BeyondHeadError(after, found)
    return found


def begin_where_restored(conn: Connection[Any], *, anyway: bool = False) -> UUID | None:
    """A new generation where the log stands in another place than it did, or `anyway`.

    None where it stands where it did. Needs the rights of the owner.
    """
    with conn.cursor(row_factory=scalar_row) as cursor:
        if not (anyway or cursor.execute(_SQL["generation_moved"]).fetchone()):
            return None
        cursor.execute(_SQL["begin_generation"], {"anyway": anyway})
        begun: UUID | None = cursor.fetchone()
    return begun

"""What a projection is: its tables, its fold, and one declaration that names it.

Every table of a projection holds facts as they were known: `stream` is the fact, `known_from` the
position at which this version of it entered the log, `known_to` the position at which the next one
took over (`END_OF_TIME` while none has). "What did we know at position p?" is
`known_from <= p AND p < known_to`, for yesterday and for today alike.

A fold is SQL over the relation `batch`, a range of the log decoded, with the projection's schema as
search path. The engine itself ends the rows that a restatement supersedes, and those of a fact that
is withdrawn, so a fold only inserts; also where the same thing is stated in several streams
(`StatedAnew`).

A projection of sums keeps no versions, only what holds now. Its fold reads the relation `change`
instead: what a range says, with weight 1, and what it no longer says, with weight -1.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from sep_domain.events.base import Event
from sep_domain.events.imports import FactWithdrawn
from sep_projections.engine.recording import Recorded

END_OF_TIME = (1 << 63) - 1


@dataclass(frozen=True)
class StatedAnew:
    """What may be stated in several streams, as by a file and by a command, and is one thing.

    Stated anew, it takes the place of the statement before, whichever stream that stands in. Where
    it is withdrawn, the last statement that still counts stands again.
    """

    table: str
    key: tuple[str, ...]
    """The columns that tell the thing."""
    event: type[Event]
    """What states it."""


@dataclass(frozen=True)
class Projection:
    """A read model. A change of its tables or its fold takes a new version, and so a rebuild."""

    name: str
    """Also its schema in the database."""
    room: str
    """The folder of its subject, which has its `<name>_tables.sql` and `<name>_fold.sql`."""
    version: int
    events: tuple[type[Event], ...]
    """What it folds; everything else in a range is passed over."""
    tables: tuple[str, ...]
    """All its tables, so that superseded rows can be ended in each."""
    records: tuple[Recorded, ...] = ()
    """Its tables that hold what events say, and need no statement of their own."""
    sums: bool = False
    """Whether its tables hold sums of the present instead of versions of facts."""
    stated_anew: tuple[StatedAnew, ...] = ()
    """Its tables in which a row can take the place of one of another stream."""

    @cached_property
    def topics(self) -> list[str]:
        """The topics of its events in every version they have been written in, and of what ends a
        fact of any kind."""
        events: tuple[type[Event], ...] = (*self.events, FactWithdrawn)
        return [topic for event in events for topic in event.topics()]

    @cached_property
    def tables_sql(self) -> str:
        return self._read("tables")

    @cached_property
    def fold_sql(self) -> str:
        recorded = [each.statement(self.tables_sql) for each in self.records]
        return "\n".join((*recorded, self._read("fold")))

    def _read(self, part: str) -> str:
        """The text of a file; of one that is not there, nothing is to be told beside `records`."""
        file = resources.files("sep_projections") / self.room / f"{self.name}_{part}.sql"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

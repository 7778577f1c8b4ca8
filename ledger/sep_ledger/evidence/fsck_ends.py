"""How far a check of the rows has to go, and that no number in them can make it go for ever."""

from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import args_row

from sep_ledger.evidence.merkle import TILE_WIDTH
from sep_ledger.evidence.store import sql


class Ends(NamedTuple):
    """Where the log ends, as each of its tables has it."""

    head: int
    head_in_reach: int
    """0 where the head is further out than so many rows could be about; so with the others."""
    first: int
    last_event: int
    event: int
    last_checkpoint: int
    checkpoint: int
    tile: int

    @property
    def claimed(self) -> int:
        """The last event that anything speaks of."""
        return max(self.head, self.last_event, self.last_checkpoint)

    @property
    def grown(self) -> int:
        """Up to where tiles have to be: a checkpoint is signed once they are full."""
        return max(self.tile, self.checkpoint // TILE_WIDTH * TILE_WIDTH)

    @property
    def last(self) -> int:
        """Up to where to go event by event."""
        return max(self.head_in_reach, self.event, self.checkpoint, self.tile)


def read_ends(conn: Connection[Any], spare: int) -> Ends:
    """Where the log ends. In reach is what is no further out than the rows there are, and so many
    more, could be about.
    """
    with conn.cursor(row_factory=args_row(Ends)) as cursor:
        (ends,) = cursor.execute(sql("fsck_ends"), {"spare": spare}).fetchall()
    return ends

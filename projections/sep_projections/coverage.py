"""Which years each dataset covers, so that "no data" is told apart from zero."""

from dataclasses import dataclass
from importlib import resources

from psycopg import Connection
from psycopg.rows import class_row

_QUERY = (resources.files("sep_projections") / "coverage.sql").read_bytes()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Rows and distinct schools of a dataset in a year."""

    dataset: str
    year: int
    rows: int
    schools: int


def coverage(connection: Connection) -> list[Coverage]:
    """What the views hold now, by dataset and year."""
    with connection.cursor(row_factory=class_row(Coverage)) as cursor:
        return cursor.execute(_QUERY).fetchall()

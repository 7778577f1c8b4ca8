"""Database errors by the names of the `eventsourcing` library, which its callers expect."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from eventsourcing import persistence

# From the particular to the general: the first that fits names the error.
_NAMES: tuple[tuple[type[psycopg.Error], type[persistence.PersistenceError]], ...] = (
    (psycopg.IntegrityError, persistence.IntegrityError),
    (psycopg.DataError, persistence.DataError),
    (psycopg.OperationalError, persistence.OperationalError),
    (psycopg.InternalError, persistence.InternalError),
    (psycopg.ProgrammingError, persistence.ProgrammingError),
    (psycopg.NotSupportedError, persistence.NotSupportedError),
    (psycopg.DatabaseError, persistence.DatabaseError),
    (psycopg.InterfaceError, persistence.InterfaceError),
    (psycopg.Error, persistence.PersistenceError),
)


@contextmanager
def library_errors() -> Iterator[None]:
    """Raise psycopg's errors as the library's, the original kept as the cause."""
    try:
        yield
    except psycopg.Error as error:
        raise library_error(error) from error


def library_error(error: psycopg.Error) -> persistence.PersistenceError:
    """The library's name for an error of psycopg, which is its cause."""
    name = next(name for theirs, name in _NAMES if isinstance(error, theirs))
    renamed = name(str(error))
    renamed.__cause__ = error
    return renamed

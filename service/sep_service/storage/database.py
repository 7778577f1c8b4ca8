"""The database that a command works on: the operator's, or a private one started for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sep_projections.update import prepare
from sep_service.settings import Settings
from sep_service.storage import postgres


@contextmanager
def open_database(settings: Settings) -> Iterator[str]:
    """Connection string of a database whose schemas are up to date.

    Raises EmbeddedPostgresUnavailableError where none is configured and none can be started.
    """
    if settings.database_url is not None:
        prepare(settings.database_url)
        yield settings.database_url
        return
    with postgres.start(settings.postgres_dir, settings.archive_dir) as server:
        prepare(server.dsn)
        yield server.dsn

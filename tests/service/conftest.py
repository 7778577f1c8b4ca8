"""What the tests of the service share."""

from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict
from tests.conftest import Server

from sep_projections.update import prepare


@pytest.fixture(scope="session")
def folded_template(postgres: Server) -> Iterator[str]:
    """The name of a database with empty projections, for others to be made of."""
    with postgres.fresh_database() as conninfo:
        prepare(conninfo)
        yield str(conninfo_to_dict(conninfo)["dbname"])

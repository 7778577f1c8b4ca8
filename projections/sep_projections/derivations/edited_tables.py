"""Tables of the law that are other than those from which what stands was computed."""

from dataclasses import dataclass

from psycopg import Connection

from sep_domain.law.statute_tables import of_entitlements
from sep_projections.derivations.entitlements import FOLD_NAME, version
from sep_projections.engine import store
from sep_projections.reading import statements

_EDITIONS = statements.named_statement("edited_tables")


@dataclass(frozen=True, slots=True)
class EditedTable:
    """A table, and what stands that was computed from another edition of it."""

    table: str
    sha256: str
    """Of the edition at work here."""
    computed_from: str
    """SHA-256 of the other edition."""
    entitlements: int
    """Of months and schools, that were computed from the other and stand."""
    computed_again: bool
    """Whether all has been computed with the present tables since: what still stands from the other
    edition then came out the same."""


def edited_tables(connection: Connection) -> list[EditedTable]:
    """Every table of which another edition is behind something that stands, by name."""
    known = store.fold_positions(connection).get(FOLD_NAME)
    again = known is not None and known.version == version()
    present = of_entitlements()
    return [
        EditedTable(table, present[table], sha256, entitlements, again)
        for table, sha256, entitlements in connection.execute(_EDITIONS)
        if sha256 != present.get(table, sha256)
    ]

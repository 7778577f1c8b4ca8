"""Facts that follow from other facts, written back to the log.

Files publish states: a category for each year, an entry of the register for each year. What users
ask for is the change between them, so each change is a fact of its own, with both dates. A
derivation is a query for what the log should say and does not say yet. Files may arrive in any
order: a change that a later file disproves is restated as void, never removed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from psycopg import Connection, sql
from psycopg.rows import dict_row

from sep_domain.events.base import Fact
from sep_domain.events.schools import (
    SchoolChanged,
    SchoolClosed,
    SchoolReclassified,
    SostenedorChanged,
)
from sep_domain.provenance import DerivedSource, Provenance
from sep_ledger.bulk import FactAppend, StagedFact

_BATCH = 10_000


@dataclass(frozen=True)
class Derivation:
    """A rule by its query, whose columns are the fields of the fact it derives."""

    name: str
    fact: type[Fact]
    schema: str
    """The projection it reads."""

    @cached_property
    def query(self) -> str:
        folder = resources.files("sep_projections") / "derivations"
        return (folder / f"{self.name}.sql").read_text(encoding="utf-8")


DERIVATIONS = (
    Derivation("reclassifications", SchoolReclassified, "categories"),
    Derivation("school_changes", SchoolChanged, "schools"),
    Derivation("school_closures", SchoolClosed, "schools"),
    Derivation("sostenedor_changes", SostenedorChanged, "schools"),
)


def derive(connection: Connection) -> int:
    """Appends what every rule finds missing; gives how many events that were.

    The projections must stand at the head of the log. Running it again appends nothing.
    """
    return sum(_append(connection, derivation) for derivation in DERIVATIONS)


def _append(connection: Connection, derivation: Derivation) -> int:
    provenance = Provenance(source=DerivedSource(rule=derivation.name))
    staged = [
        StagedFact.of(number, fact, provenance)
        for number, fact in enumerate(_missing(connection, derivation), start=1)
    ]
    append = FactAppend(connection)
    outcomes = [
        append.append(staged[start : start + _BATCH]) for start in range(0, len(staged), _BATCH)
    ]
    return sum(outcome.new + outcome.restated for outcome in outcomes)


def _missing(connection: Connection, derivation: Derivation) -> Iterator[Fact]:
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            sql.SQL("set local search_path to {}").format(sql.Identifier(derivation.schema))
        )
        rows = cursor.execute(derivation.query.encode()).fetchall()
    return map(derivation.fact.model_validate, rows)

"""Facts that follow from other facts, written back to the log.

Files publish states: a category for each year, an entry of the register for each year. What users
ask for is the change between them, so each change is a fact of its own, with both dates. A
derivation is a query for what the log should say and does not say yet. Files may arrive in any
order: a change that a later file disproves is restated as void, never removed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from psycopg import Connection, sql
from psycopg.rows import dict_row

from sep_domain.events.base import Fact
from sep_domain.events.education.schools import (
    SchoolChanged,
    SchoolClosed,
    SchoolReclassified,
    SostenedorChanged,
)
from sep_domain.events.funds.payments import PaymentDiscounted, PaymentRestated, PaymentRetained
from sep_domain.provenance import DerivedSource, Provenance
from sep_ledger.facts.bulk import FactAppend
from sep_ledger.facts.encoding import pack_facts
from sep_projections.categories.projection import CATEGORIES
from sep_projections.derivations.unreadable_schools import UNREADABLE, Reading
from sep_projections.engine import store
from sep_projections.engine.projection import Projection
from sep_projections.payments.projection import PAYMENTS
from sep_projections.reading import statements
from sep_projections.schools.projection import SCHOOLS

FOLD_NAME = "derivations"
"""Up to which position derived facts have been looked for."""

VERSION = 2
"""That of the rules: with another one everything is looked at again."""

_BATCH = 10_000

_FEW = 2_000
"""Up to so many events the schools they are about are fewer than it pays to look at all."""


@dataclass(frozen=True)
class Derivation:
    """A rule by its query, whose columns are the fields of the facts it derives.

    Where it derives several kinds, the column `event` names the kind of each row.
    """

    name: str
    facts: tuple[type[Fact], ...]
    reads: Projection
    """The projection it reads; it runs when something was folded into that."""
    table: str
    """Where that holds what the rule looks at, by school."""

    @cached_property
    def concerned_by(self) -> frozenset[str]:
        """The topics after which it has to look again: what it reads, less what it writes."""
        own = {topic for fact in self.facts for topic in fact.topics()}
        return frozenset(self.reads.topics) - own

    @cached_property
    def query(self) -> str:
        return statements.named_statement(f"derived_{self.name}").decode()


DERIVATIONS = (
    Derivation("reclassifications", (SchoolReclassified,), CATEGORIES, "category_year"),
    Derivation("school_changes", (SchoolChanged,), SCHOOLS, "school_year"),
    Derivation("school_closures", (SchoolClosed,), SCHOOLS, "school_year"),
    Derivation("sostenedor_changes", (SostenedorChanged,), SCHOOLS, "school_year"),
    Derivation(
        "payment_adjustments",
        (PaymentRestated, PaymentRetained, PaymentDiscounted),
        PAYMENTS,
        "payment",
    ),
)


def derive_next(connection: Connection, upto: int) -> int:
    """Appends what follows from what was recorded up to a position; gives how many events.

    The projections must stand there, and nobody else may derive meanwhile. Running it again appends
    nothing.
    """
    began = store.fold_positions(connection).get(FOLD_NAME)
    after = began.position if began is not None and began.version == VERSION else 0
    if after >= upto:
        return 0
    if after == 0:
        try_again(connection)
    derived = derive(connection, after, upto)
    store.advance_from(connection, FOLD_NAME, began, VERSION, upto)
    return derived


def try_again(connection: Connection) -> None:
    """Forgets what could not be read."""
    for derivation in DERIVATIONS:
        store.unpark(connection, derivation.name)


def derive(connection: Connection, after: int, upto: int) -> int:
    """Appends what every rule finds missing once (after, upto] is folded; gives how many events.

    After few events only their schools are looked at.
    """
    topics = _topics(connection, after, upto)
    return sum(
        _append(connection, derivation, _schools(connection, derivation, after, upto), upto)
        for derivation in DERIVATIONS
        if not topics.isdisjoint(derivation.concerned_by)
    )


def _topics(connection: Connection, after: int, upto: int) -> set[str]:
    rows = connection.execute(
        "select distinct topic from ledger.events where position > %s and position <= %s",
        [after, upto],
    )
    return {topic for (topic,) in rows}


def _schools(
    connection: Connection, derivation: Derivation, after: int, upto: int
) -> list[int] | None:
    """The schools that a rule has to look at; None where it may be any."""
    if upto - after > _FEW:
        return None
    query = statements.part(
        "touched", table=sql.Identifier(derivation.reads.name, derivation.table)
    )
    topics = sorted(derivation.concerned_by)
    rows = connection.execute(query, {"after": after, "upto": upto, "topics": topics})
    return [rbd for (rbd,) in rows]


def _append(
    connection: Connection, derivation: Derivation, schools: list[int] | None, known: int
) -> int:
    provenance = Provenance(source=DerivedSource(rule=derivation.name))
    missing = list(enumerate(_missing(connection, derivation, schools, known), start=1))
    append = FactAppend(connection)
    outcomes = [
        append.append(pack_facts(missing[start : start + _BATCH], provenance))
        for start in range(0, len(missing), _BATCH)
    ]
    return sum(outcome.new + outcome.restated for outcome in outcomes)


def _missing(
    connection: Connection, derivation: Derivation, schools: list[int] | None, known: int
) -> list[Fact]:
    """What a rule finds missing, schools left out that cannot be read."""

    def read(some: Sequence[int] | None, known: int) -> list[Fact]:
        return list(_found(connection, derivation, some, known))

    if schools is None:
        try:
            return read(None, known)
        except UNREADABLE:
            schools = _all_schools(connection, derivation)
    return Reading(connection, derivation.name, known).of(schools, read)


def _all_schools(connection: Connection, derivation: Derivation) -> list[int]:
    query = sql.SQL("select distinct rbd from {} order by rbd").format(
        sql.Identifier(derivation.reads.name, derivation.table)
    )
    return [rbd for (rbd,) in connection.execute(query)]


def _found(
    connection: Connection, derivation: Derivation, schools: Sequence[int] | None, known: int
) -> Iterator[Fact]:
    kinds = {fact.NAME: fact for fact in derivation.facts}
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            sql.SQL("set local search_path to {}").format(sql.Identifier(derivation.reads.name))
        )
        chosen = {"schools": None if schools is None else list(schools), "known": known}
        rows = cursor.execute(derivation.query.encode(), chosen).fetchall()
    for row in rows:
        kind = row.pop("event", derivation.facts[0].NAME)
        given = {field: value for field, value in row.items() if value is not None}
        yield kinds[kind].model_validate(given)

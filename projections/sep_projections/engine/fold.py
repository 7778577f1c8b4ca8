"""One range of the log folded into projections, an event that cannot be folded set aside."""

from collections.abc import Mapping, Sequence

import psycopg
from psycopg import Connection, sql

from sep_domain.events.imports import FactWithdrawn
from sep_projections.engine import decoding, store
from sep_projections.engine.decoding import Span
from sep_projections.engine.projection import Projection, StatedAnew
from sep_projections.engine.statements import single, statement

RANGE = 100_000
"""Positions folded in one transaction: large enough to be set-based, small enough to restart."""

POISON = (psycopg.DataError, psycopg.IntegrityError)
"""What an event's own content can cause; anything else is the engine's or the database's fault."""

_MOST_PARKED = 1_000
"""Past this the fold itself is wrong, and to go on would hide it."""


def fold(connection: Connection, targets: Mapping[str, Projection], span: Span) -> None:
    """Applies a range to projections, each in the schema named, within the caller's transaction.

    An event whose content makes a fold fail is parked, found by halving the range; the others
    are folded.
    """
    found = {schema: each for schema, each in targets.items() if span.found(each)}
    if not found:
        return
    shared = _share(connection, list(found.values()), span)
    if span.is_long:
        connection.execute(statement("use_one_processor"))
    for schema, projection in found.items():
        _fold_into(connection, projection, schema, span, decoded=projection.name in shared)


def _share(connection: Connection, projections: Sequence[Projection], span: Span) -> frozenset[str]:
    """Decodes a range once; gives the names of the projections that can be folded from it.

    One that has set events aside decodes for itself, without them; and all do where the range
    holds what cannot be decoded.
    """
    apart = store.have_parked(connection, [projection.name for projection in projections])
    sharing = [projection for projection in projections if projection.name not in apart]
    if not sharing:
        return frozenset()
    try:
        with connection.transaction():
            decoding.decode(connection, sharing, span)
    except POISON:
        return frozenset()
    return frozenset(projection.name for projection in sharing)


def _fold_into(
    connection: Connection, projection: Projection, schema: str, span: Span, *, decoded: bool
) -> None:
    if not span.found(projection):
        return
    try:
        with connection.transaction():
            _apply(connection, projection, schema, span, decoded=decoded)
    except POISON as error:
        if span.upto - span.after == 1:
            if store.park(connection, projection.name, span.upto, str(error)) > _MOST_PARKED:
                raise
            return
        middle = (span.after + span.upto) // 2
        for after, upto in ((span.after, middle), (middle, span.upto)):
            half = Span.of(connection, after, upto)
            _fold_into(connection, projection, schema, half, decoded=False)


def _apply(
    connection: Connection, projection: Projection, schema: str, span: Span, *, decoded: bool
) -> None:
    decoding.work_in(connection, projection, schema, span, decoded=decoded)
    if span.restates(projection) and not projection.sums:
        supersede = sql.SQL(statement("supersede").decode())
        for table in projection.tables:
            connection.execute(supersede.format(table=sql.Identifier(table)))
    for each in single(projection.fold_sql):
        connection.execute(each)
    for anew in projection.stated_anew:
        if span.holds(anew.event):
            connection.execute(_state_anew(anew))
        if span.holds(FactWithdrawn):
            connection.execute(_revive(connection, anew))


def _revive(connection: Connection, anew: StatedAnew) -> sql.Composed:
    columns = [name for (name,) in connection.execute(statement("columns"), {"table": anew.table})]
    kept = [name for name in columns if name not in ("known_from", "known_to")]
    return sql.SQL(statement("revive").decode()).format(
        table=sql.Identifier(anew.table),
        key=sql.SQL(", ").join(map(sql.Identifier, anew.key)),
        columns=sql.SQL(", ").join(map(sql.Identifier, kept)),
        values=sql.SQL(", ").join(sql.Identifier("before", name) for name in kept),
        same=sql.SQL(" and ").join(
            sql.SQL("{} = {}").format(
                sql.Identifier("standing", name), sql.Identifier("before", name)
            )
            for name in anew.key
        ),
    )


def _state_anew(anew: StatedAnew) -> sql.Composed:
    return sql.SQL(statement("state_anew").decode()).format(
        table=sql.Identifier(anew.table),
        key=sql.SQL(", ").join(map(sql.Identifier, anew.key)),
        event=sql.Literal(anew.event.NAME),
    )

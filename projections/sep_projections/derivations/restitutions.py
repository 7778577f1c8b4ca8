"""What is owed to the State of convenios that ended, written back as `restitution.accrued`.

It follows from the convenio's steps and the money of its term, so the files may come in any order:
what a later one changes is restated, and void where nothing is owed any longer or nobody can tell:
the rule is the one by which `convenioTerms` says what is to be given back.
The passing of time counts up to the day on which the last event was recorded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from psycopg import Connection
from psycopg.sql import Composed

from sep_domain.convenio_rules.balances.restitutions import can_be_asked_back
from sep_domain.dates.calendar import months_after
from sep_domain.events.base import Event
from sep_domain.events.education.schools import SchoolRegistered
from sep_domain.events.funds.accounting import AccountDeclared, ExpenditureDeclared
from sep_domain.events.funds.payments import PaymentDisbursed
from sep_domain.events.funds.rendicion import RendicionReviewed
from sep_domain.events.funds.restitutions import RestitutionAccrued, RestitutionReason
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioExtended,
    ConvenioRenewalRequested,
    ConvenioRenewed,
    ConvenioSigned,
    ConvenioTransferred,
)
from sep_domain.law.legal_numbers import legal_number
from sep_domain.provenance import DerivedSource, Provenance
from sep_ledger.facts.bulk import FactAppend
from sep_ledger.facts.encoding import pack_facts
from sep_projections.convenios.terms import ConvenioTermFilter, ConvenioTermRow, term_params
from sep_projections.derivations.unreadable_schools import UNREADABLE, Reading
from sep_projections.engine import store
from sep_projections.reading import statements
from sep_projections.reading.known import Known, Position
from sep_projections.reading.rows import rows_of
from sep_projections.reading.schemas import SEARCH_PATH

FOLD_NAME = "restitutions_derived"
VERSION = 3
"""That of the rule: with another one everything is looked at again."""

INPUTS: tuple[type[Event], ...] = (
    ConvenioSigned,
    ConvenioRenewalRequested,
    ConvenioExtended,
    ConvenioRenewed,
    ConvenioTransferred,
    ConvenioEnded,
    PaymentDisbursed,
    ExpenditureDeclared,
    AccountDeclared,
    RendicionReviewed,
    # One that is closed or in recess is expected to be paid and to spend nothing.
    SchoolRegistered,
)

_FEW = 2_000
"""Up to so many events the schools they are about are fewer than it pays to look at all."""
_BATCH = 10_000
_PROVENANCE = Provenance(source=DerivedSource(rule=FOLD_NAME.removesuffix("_derived")))
_TOUCHED = statements.named_statement("restitutions_touched")
_STANDING = statements.named_statement("restitutions_standing")
_EXTENSION = "extension_ceiling"


@dataclass(kw_only=True)
class Left(ConvenioTermRow):
    """A convenio that no other took over, with the money of its term."""

    end_reason: RestitutionReason | None = None


def derive_restitutions(connection: Connection, upto: int) -> int:
    """Appends what is owed otherwise after what was recorded up to a position; gives how many.

    The projections must stand there, and nobody else may derive meanwhile. Running it again appends
    nothing.
    """
    began = store.fold_positions(connection).get(FOLD_NAME)
    after = began.position if began is not None and began.version == VERSION else 0
    if after >= upto:
        return 0
    if after == 0:
        store.unpark(connection, FOLD_NAME)
    append = FactAppend(connection)
    facts = _facts(connection, after, upto)
    appended = 0
    for start in range(0, len(facts), _BATCH):
        rows = enumerate(facts[start : start + _BATCH], start=1)
        outcome = append.append(pack_facts(rows, _PROVENANCE))
        appended += outcome.new + outcome.restated
    store.advance_from(connection, FOLD_NAME, began, VERSION, upto)
    return appended


def _facts(connection: Connection, after: int, upto: int) -> list[RestitutionAccrued]:
    """What is new, those schools left out that cannot be read."""
    day = _day(connection, upto)

    def read(schools: Sequence[int] | None, known: int) -> list[RestitutionAccrued]:
        with connection.transaction():
            _see_all(connection)
            return list(_new_facts(connection, schools, known, day))

    if after > 0 and upto - after <= _FEW:
        touched = _touched(connection, after, upto, day)
        return Reading(connection, FOLD_NAME, upto).of(touched, read)
    try:
        return read(None, upto)
    except UNREADABLE:
        return Reading(connection, FOLD_NAME, upto).of(_all_schools(connection), read)


def _day(connection: Connection, position: int) -> date:
    """The day, in UTC, on which an event was recorded."""
    row = connection.execute(
        "select (recorded_at at time zone 'UTC')::date from ledger.events where position = %s",
        [position],
    ).fetchone()
    if row is None:
        raise LookupError(f"the log has no position {position}")
    found: date = row[0]
    return found


def _touched(connection: Connection, after: int, upto: int, day: date) -> list[int]:
    most = legal_number(_EXTENSION, day)
    given = {
        "after": after,
        "upto": upto,
        "events": [event.NAME for event in INPUTS],
        "before": _day(connection, after),
        "day": day,
        "most_months": 0 if most is None else most.whole,
    }
    with connection.transaction():
        _see_all(connection)
        return [rbd for (rbd,) in connection.execute(_TOUCHED, given)]


def _all_schools(connection: Connection) -> list[int]:
    rows = connection.execute("select distinct rbd from convenios.convenio order by rbd")
    return [rbd for (rbd,) in rows]


def _new_facts(
    connection: Connection, schools: Sequence[int] | None, known: int, day: date
) -> Iterator[RestitutionAccrued]:
    standing = _standing(connection, schools)
    for fact in _owed(connection, schools, known, day):
        if standing.pop(fact.key(), None) != fact:
            yield fact
    for fact in standing.values():
        if not fact.void:
            yield fact.model_copy(update={"void": True})


def _owed(
    connection: Connection, schools: Sequence[int] | None, known: int, day: date
) -> Iterator[RestitutionAccrued]:
    given = term_params(Known(Position(known), None), ConvenioTermFilter())
    given["schools"] = None if schools is None else list(schools)
    make: Any = rows_of(Left)
    with connection.cursor(row_factory=make) as cursor:
        for left in cursor.execute(_left(), given).fetchall():
            fact = restitution_owed(left, day)
            if fact is not None:
                yield fact


def restitution_owed(left: Left, day: date) -> RestitutionAccrued | None:
    """What is owed on a day of a convenio that no other took over; None where nothing is, or where
    nobody can tell, because something is not known that could lessen it."""
    term, arises_on = left.term(), restitution_day(left)
    if arises_on > day or not can_be_asked_back(term) or term.saldo <= 0:
        return None
    return RestitutionAccrued(
        occurred_on=arises_on,
        rbd=left.rbd,
        number=left.number,
        sostenedor=left.sostenedor_rut,
        reason=left.end_reason or RestitutionReason.VENCIDO,
        amount=term.saldo,
    )


def restitution_day(left: Left) -> date:
    """The day on which it is settled that the balance passes to no other convenio (art 7 bis).

    That is the day on which its end is stated; else the day after its last one, once the law no
    longer lengthens it, which it does, by itself, where renewal was asked for.
    """
    if left.ended_on is not None:
        return left.ended_on
    day_after = left.last_day + timedelta(days=1)
    lengthened = legal_number(_EXTENSION, left.to_date)
    if left.renewal_requested_on is None or lengthened is None:
        return day_after
    # From the day after, so that what ends with February ends with the next one.
    return max(day_after, months_after(left.to_date + timedelta(days=1), lengthened.whole))


def _left() -> Composed:
    return statements.part("restitutions_left")


def _standing(
    connection: Connection, schools: Sequence[int] | None
) -> dict[tuple[str | int, ...], RestitutionAccrued]:
    given = {"schools": None if schools is None else list(schools)}
    found = (
        RestitutionAccrued.model_validate(content)
        for (content,) in connection.execute(_STANDING, given)
    )
    return {fact.key(): fact for fact in found}


def _see_all(connection: Connection) -> None:
    connection.execute("select set_config('search_path', %s, true)", [SEARCH_PATH])

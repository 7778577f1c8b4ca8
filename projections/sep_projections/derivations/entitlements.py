"""What the law gives each school and month, written back to the log as `entitlement.computed`.

It follows from attendance, pupils, convenios, plans, rendiciones and spending. After new events
only the schools and months that they touch are computed again, some schools at a time; the log
keeps what says something new. A month for which something had been computed and that no convenio
covers any longer is restated as void.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from psycopg import Connection

from sep_domain.calendar import Period
from sep_domain.entitlement import RULE, SchoolFacts, entitlement
from sep_domain.entitlement.bases import LAST_MONTH, base_of
from sep_domain.events.accounting import AccountDeclared, ExpenditureDeclared
from sep_domain.events.base import Event
from sep_domain.events.convenios import (
    ConvenioEnded,
    ConvenioExtended,
    ConvenioRenewed,
    ConvenioSigned,
)
from sep_domain.events.entitlements import EntitlementComputed
from sep_domain.events.payments import PaymentDisbursed
from sep_domain.events.pme import PmePresented
from sep_domain.events.pupils import AttendancePublished, PupilCountsPublished
from sep_domain.events.rendicion import RendicionExtended, RendicionPresented
from sep_domain.identifiers import Rbd
from sep_domain.provenance import DerivedSource, Provenance
from sep_ledger.bulk import FactAppend, StagedFact
from sep_projections.catalogue import SEARCH_PATH
from sep_projections.engine import store
from sep_projections.entitlements.facts import computed, void
from sep_projections.entitlements.inputs import schools

CHECKPOINT = "entitlements_derived"
VERSION = int(RULE.partition("/")[2])
"""That of the rules: with another one everything is computed again."""

INPUTS: tuple[type[Event], ...] = (
    AttendancePublished,
    PupilCountsPublished,
    ConvenioSigned,
    ConvenioExtended,
    ConvenioRenewed,
    ConvenioEnded,
    PmePresented,
    RendicionPresented,
    RendicionExtended,
    AccountDeclared,
    PaymentDisbursed,
    ExpenditureDeclared,
)

_SCHOOLS_AT_ONCE = 100
_FIRST_MONTHS_OF_NEXT_YEAR = 3
_PROVENANCE = Provenance(source=DerivedSource(rule=RULE))
_TOUCHED = (resources.files(__package__) / "entitlements_touched.sql").read_bytes()
_RECORDED = b"""
    select month from entitlement
    where rbd = %s and month between %s and %s and known_to = 9223372036854775807
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """A school and the months in which it may be entitled to something else."""

    rbd: int
    from_month: str
    to_month: str

    def covers(self, month: Period) -> bool:
        return self.from_month <= month <= self.to_month


def derive_entitlements(connection: Connection, upto: int) -> int:
    """Computes what is touched by what was recorded up to a position; gives how many events.

    The projections must stand there. Running it again appends nothing.
    """
    known = store.checkpoints(connection).get(CHECKPOINT)
    after = known.position if known is not None and known.version == VERSION else 0
    if after >= upto:
        return 0
    append = FactAppend(connection)
    appended = 0
    for batch in _batches(_touched(connection, after, upto)):
        staged = [
            StagedFact.of(row, fact, _PROVENANCE)
            for row, fact in enumerate(_facts(connection, batch, upto), start=1)
        ]
        outcome = append.append(staged)
        appended += outcome.new + outcome.restated
    store.advance(connection, {CHECKPOINT: VERSION}, upto)
    return appended


def _touched(connection: Connection, after: int, upto: int) -> list[Touched]:
    events = [event.NAME for event in INPUTS]
    with connection.transaction():
        _see_all(connection)
        rows = connection.execute(_TOUCHED, {"after": after, "upto": upto, "events": events})
        return [Touched(*row) for row in rows]


def _batches(touched: list[Touched]) -> Iterator[list[Touched]]:
    for start in range(0, len(touched), _SCHOOLS_AT_ONCE):
        yield touched[start : start + _SCHOOLS_AT_ONCE]


def _facts(
    connection: Connection, batch: list[Touched], known: int
) -> Iterator[EntitlementComputed]:
    by_rbd = {touched.rbd: touched for touched in batch}
    with connection.transaction():
        _see_all(connection)
        for facts in schools(connection, list(by_rbd), known):
            of_school = {fact.month: fact for fact in entitlements(facts, by_rbd[facts.rbd])}
            yield from of_school.values()
            for month in _recorded(connection, by_rbd[facts.rbd]) - of_school.keys():
                yield void(facts.rbd, month)


def entitlements(facts: SchoolFacts, touched: Touched) -> Iterator[EntitlementComputed]:
    """The entitlements of a school in the months touched, in order."""
    for month in months_known(facts):
        if touched.covers(month):
            found = entitlement(facts, month)
            if found is not None:
                yield computed(Rbd(facts.rbd), found)


def months_known(facts: SchoolFacts) -> Iterator[Period]:
    """The months whose payment rests on attendance that is known, in whole or in part.

    The last ones are still to come: the month after the last one known, or, after December, the
    first three of the next year, which rest on the year that is over.
    """
    if not facts.attendance:
        return
    last = max(facts.attendance)
    ahead = _FIRST_MONTHS_OF_NEXT_YEAR if last.month == LAST_MONTH else 1
    month, end = min(facts.attendance).plus(1), last.plus(ahead)
    while month <= end:
        if base_of(month, facts.attendance, facts.suspended).months:
            yield month
        month = month.plus(1)


def _recorded(connection: Connection, touched: Touched) -> set[Period]:
    given = [touched.rbd, touched.from_month, touched.to_month]
    return {Period(month) for (month,) in connection.execute(_RECORDED, given)}


def _see_all(connection: Connection) -> None:
    connection.execute("select set_config('search_path', %s, true)", [SEARCH_PATH])

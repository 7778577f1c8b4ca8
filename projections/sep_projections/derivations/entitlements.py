"""What the law gives each school and month, written back to the log as `entitlement.computed`.

It follows from attendance, pupils, convenios, plans, rendiciones and resolutions. After
new events only the schools and months that they touch are computed again, some schools at a time;
the log keeps what says something new. A month for which something had been computed and that no
convenio covers any longer is restated as void.

Where a table of the law has been edited everything is computed again, and what comes out otherwise
is restated; the rest goes on naming the edition that it was computed from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import orjson
from psycopg import Connection

from sep_domain.dates.calendar import Period
from sep_domain.entitlement import RULE, SchoolFacts, entitlement
from sep_domain.entitlement.bases import LAST_MONTH, base_of
from sep_domain.events.base import Event
from sep_domain.events.education.pme import PmePresented
from sep_domain.events.education.pupils import AttendancePublished, PupilCountsPublished
from sep_domain.events.funds.accounting import AccountDeclared
from sep_domain.events.funds.entitlements import EntitlementComputed
from sep_domain.events.funds.rendicion import RendicionExtended, RendicionPresented
from sep_domain.events.legal.acts import (
    ResolutionAnnulled,
    ResolutionChallengeResolved,
    ResolutionIssued,
    ResolutionLifted,
)
from sep_domain.events.legal.convenios import (
    ConvenioEnded,
    ConvenioExtended,
    ConvenioRenewed,
    ConvenioSigned,
)
from sep_domain.law.statute_tables import of_entitlements
from sep_domain.provenance import DerivedSource, Provenance
from sep_domain.values.identifiers import Rbd
from sep_ledger.facts.bulk import FactAppend
from sep_ledger.facts.encoding import pack_facts
from sep_ledger.records.recorded import state_bytes
from sep_projections.derivations.unreadable_schools import Reading, park
from sep_projections.engine import store
from sep_projections.engine.fold import POISON
from sep_projections.entitlement.facts import entitlement_computed, entitlement_voided
from sep_projections.entitlement.inputs import schools
from sep_projections.reading import statements
from sep_projections.reading.schemas import SEARCH_PATH

FOLD_NAME = "entitlements_derived"

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
    ResolutionIssued,
    ResolutionChallengeResolved,
    ResolutionLifted,
    ResolutionAnnulled,
)

_SCHOOLS_AT_ONCE = 100
_FIRST_MONTHS_OF_NEXT_YEAR = 3
_PROVENANCE = Provenance(source=DerivedSource(rule=RULE))
_TOUCHED = statements.named_statement("entitlements_touched")
_STANDING = statements.named_statement("entitlements_standing")


@dataclass(frozen=True, slots=True)
class Touched:
    """A school and the months in which it may be entitled to something else."""

    rbd: int
    from_month: str
    to_month: str

    def covers(self, month: Period) -> bool:
        return self.from_month <= month <= self.to_month


def version() -> int:
    """That of the rules and of the tables of the law: with another everything is computed again."""
    told = orjson.dumps([RULE, of_entitlements()], option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(sha256(told).digest()[:4]) >> 1  # as wide as the column


def derive_entitlements(connection: Connection, upto: int) -> int:
    """Computes what is touched by what was recorded up to a position; gives how many events.

    The projections must stand there, and nobody else may derive meanwhile. Running it again appends
    nothing.
    """
    began = store.fold_positions(connection).get(FOLD_NAME)
    after = began.position if began is not None and began.version == version() else 0
    if after >= upto:
        return 0
    if after == 0:
        store.unpark(connection, FOLD_NAME)
    append = FactAppend(connection)
    appended = 0
    for batch in _batches(_touched(connection, after, upto)):
        stated = enumerate(_facts(connection, batch, upto), start=1)
        outcome = append.append(pack_facts(stated, _PROVENANCE))
        appended += outcome.new + outcome.restated
    store.advance_from(connection, FOLD_NAME, began, version(), upto)
    return appended


def _touched(connection: Connection, after: int, upto: int) -> list[Touched]:
    """What a range touches; an event that cannot be read is found by halving and parked."""
    try:
        return _touched_by(connection, after, upto)
    except POISON as error:
        if upto - after == 1:
            park(connection, FOLD_NAME, upto, str(error), error)
            return []
    middle = (after + upto) // 2
    return _together([*_touched(connection, after, middle), *_touched(connection, middle, upto)])


def _touched_by(connection: Connection, after: int, upto: int) -> list[Touched]:
    events = [event.NAME for event in INPUTS]
    with connection.transaction():
        _see_all(connection)
        rows = connection.execute(_TOUCHED, {"after": after, "upto": upto, "events": events})
        return [Touched(*row) for row in rows]


def _together(touched: list[Touched]) -> list[Touched]:
    """Each school once, from the first to the last month that any of these says."""
    found: dict[int, Touched] = {}
    for one in touched:
        other = found.get(one.rbd, one)
        months = min(one.from_month, other.from_month), max(one.to_month, other.to_month)
        found[one.rbd] = Touched(one.rbd, *months)
    return [found[rbd] for rbd in sorted(found)]


def _batches(touched: list[Touched]) -> Iterator[list[Touched]]:
    for start in range(0, len(touched), _SCHOOLS_AT_ONCE):
        yield touched[start : start + _SCHOOLS_AT_ONCE]


def _facts(connection: Connection, batch: list[Touched], known: int) -> list[EntitlementComputed]:
    """What is new of some schools, those left out that cannot be read."""
    by_rbd = {touched.rbd: touched for touched in batch}

    def read(rbds: Sequence[int], known: int) -> list[EntitlementComputed]:
        touched = {rbd: by_rbd[rbd] for rbd in rbds}
        with connection.transaction():
            _see_all(connection)
            return list(_new_facts(connection, touched, known))

    return Reading(connection, FOLD_NAME, known).of(list(by_rbd), read)


def _new_facts(
    connection: Connection, touched: dict[int, Touched], known: int
) -> Iterator[EntitlementComputed]:
    of_schools = schools(connection, list(touched), known)
    found: dict[int, SchoolFacts] = {facts.rbd: facts for facts in of_schools}
    standing = _standing(connection, list(touched.values()))
    for rbd, months in touched.items():
        computed = list(entitlements(found[rbd], months)) if rbd in found else []
        stands = standing.get(rbd, {})
        yield from (fact for fact in computed if not says_the_same(stands.get(fact.month), fact))
        for month in stands.keys() - {fact.month for fact in computed}:
            yield entitlement_voided(Rbd(rbd), month)


def says_the_same(stands: bytes | None, fact: EntitlementComputed) -> bool:
    """Whether what stands says what was computed, be it from other editions of the tables."""
    if stands is None:
        return False
    before, now = orjson.loads(stands), orjson.loads(state_bytes(fact))
    tables = before.pop("tables", None)
    return bool(tables) and before == {name: now[name] for name in now if name != "tables"}


def entitlements(facts: SchoolFacts, touched: Touched) -> Iterator[EntitlementComputed]:
    """The entitlements of a school in the months touched, in order."""
    for month in months_known(facts):
        if touched.covers(month):
            found = entitlement(facts, month)
            if found is not None:
                yield entitlement_computed(Rbd(facts.rbd), found)


def months_known(facts: SchoolFacts) -> Iterator[Period]:
    """The months whose payment rests on attendance that is known, in whole or in part.

    The last ones are still to come: the month after the last one known, or, after December, the
    first three of the next year, which rest on the year that is over. A month that was suspended
    whole is known by the one that stands in for it.
    """
    if not facts.attendance:
        return
    last = max(facts.attendance)
    while last.plus(1) in facts.suspended:
        last = last.plus(1)
    ahead = _FIRST_MONTHS_OF_NEXT_YEAR if last.month == LAST_MONTH else 1
    month, end = min(facts.attendance).plus(1), last.plus(ahead)
    while month <= end:
        if base_of(month, facts.attendance, facts.suspended).months:
            yield month
        month = month.plus(1)


def _standing(
    connection: Connection, touched: Sequence[Touched]
) -> dict[int, dict[Period, bytes | None]]:
    """What stands of some schools and months; its content where other tables gave it."""
    given = {
        "rbds": [one.rbd for one in touched],
        "from_months": [one.from_month for one in touched],
        "to_months": [one.to_month for one in touched],
        "tables": orjson.dumps(of_entitlements()).decode(),
    }
    found: dict[int, dict[Period, bytes | None]] = {}
    for rbd, month, content in connection.execute(_STANDING, given):
        found.setdefault(rbd, {})[Period(month)] = content
    return found


def _see_all(connection: Connection) -> None:
    connection.execute("select set_config('search_path', %s, true)", [SEARCH_PATH])

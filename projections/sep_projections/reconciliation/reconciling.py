"""Runs the matching over what the log knows, and appends what it finds.

The rule's matches are decided on like a person's commands, by the same decider, month by month, so
that it can take no line that another match holds, and change no month that is settled. It appends
nothing where it ran before and nothing is new.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from psycopg import Connection
from psycopg.rows import dict_row

from sep_domain.dates.calendar import Period
from sep_domain.events.base import Event
from sep_domain.events.funds.reconciliation import MatchAcceptedAutomatically
from sep_domain.provenance import DerivedSource, Provenance
from sep_domain.reconciliation.commands import FoundMatch, RecordMatches
from sep_domain.reconciliation.decider import NEIGHBOURS, ReconciliationDecider
from sep_domain.reconciliation.lines_and_entries import (
    BankLine,
    BookEntry,
    EntryId,
    EntryKind,
    LineId,
)
from sep_domain.reconciliation.matching import match
from sep_domain.reconciliation.pool import Match, Pairing
from sep_domain.reconciliation.state import ReconciliationKey
from sep_domain.values.identifiers import Rbd, Rut
from sep_domain.values.money import Clp
from sep_ledger.application import Ledger
from sep_ledger.records.recorded import RecordedEvent
from sep_projections.engine import store
from sep_projections.reading import statements
from sep_projections.reading.schemas import SEARCH_PATH

RULE = "reconciliation.v1"
"""Names the weights and steps of `sep_domain.reconciliation`; another rule, another version."""

_DECIDER = ReconciliationDecider()
_ATTEMPTS = 3
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Scope:
    """What to reconcile; everything where nothing is named."""

    sostenedor: Rut | None = None
    bank_account: str | None = None
    month: Period | None = None

    def holds(self, key: ReconciliationKey) -> bool:
        return (
            self.sostenedor in (None, key.sostenedor)
            and self.bank_account in (None, key.bank_account)
            and self.month in (None, key.month)
        )


@dataclass(slots=True)
class Reconciled:
    """What came of a run."""

    lines: int
    """Open lines looked at."""
    entries: int
    """Open book entries looked at."""
    accepted: int = 0
    proposed: int = 0


def reconcile(
    connection: Connection[Any],
    ledger: Ledger,
    scope: Scope = Scope(),
) -> Reconciled:
    """Match what is open and append what was found. The projections must stand at the log's head.

    Raises IntegrityError where others decide on the same months again and again meanwhile.
    """
    lines, entries, refused = _open_sides(connection, scope)
    by_id = {line.id: line for line in lines}
    run = Reconciled(len(lines), len(entries))
    for found in _by_account(match(lines, entries, refused=refused).matches, by_id, scope).values():
        for event in _append(ledger, found):
            automatic = isinstance(event, MatchAcceptedAutomatically)
            run.accepted += automatic
            run.proposed += not automatic
    return run


_ByMonth = dict[ReconciliationKey, list[FoundMatch]]


def _by_account(
    matches: Iterable[Match], lines: dict[LineId, BankLine], scope: Scope
) -> dict[tuple[Rut, str], _ByMonth]:
    """Each match with the account and month of its last line, where it became whole."""
    found: dict[tuple[Rut, str], _ByMonth] = defaultdict(lambda: defaultdict(list))
    for each in matches:
        mine = [lines[line] for line in each.lines]
        last = max(mine, key=lambda line: (line.day, line.id))
        key = ReconciliationKey(
            sostenedor=last.sostenedor,
            bank_account=last.bank_account,
            month=Period.of(last.day.year, last.day.month),
        )
        if scope.holds(key):
            amount = Clp(sum(line.amount for line in mine))
            of_account = found[last.sostenedor, last.bank_account]
            of_account[key].append(FoundMatch(each, amount, last.day))
    return found


def _append(ledger: Ledger, found: _ByMonth) -> list[Event]:
    """Decide on an account's matches and append; once more where somebody was faster."""
    for attempt in range(1, _ATTEMPTS + 1):
        decided = _decided(ledger, found)
        try:
            for start in range(0, len(decided), _BATCH):
                ledger.save(*decided[start : start + _BATCH])
        except IntegrityError:
            if attempt == _ATTEMPTS:
                raise
        else:
            break
    return [one.event for one in decided]


def _decided(ledger: Ledger, found: _ByMonth) -> list[RecordedEvent]:
    history = _history(ledger, found)
    decided: list[RecordedEvent] = []
    for key in sorted(found, key=lambda key: key.month):
        around = [one for month in _around(key) for one in history[month.stream()]]
        state = _DECIDER.fold(_DECIDER.initial(key), (one.event for one in around))
        command = RecordMatches(occurred_on=key.month.last_day, found=tuple(found[key]))
        mine = history[key.stream()]
        version = mine[-1].originator_version if mine else 0
        provenance = Provenance(source=DerivedSource(rule=RULE))
        new = [
            RecordedEvent(key.stream(), number, event, provenance)
            for number, event in enumerate(_DECIDER.decide(state, command), version + 1)
        ]
        mine += new
        decided += new
    return decided


def _history(ledger: Ledger, found: _ByMonth) -> dict[UUID, list[RecordedEvent]]:
    """What is recorded of the months found and those around them, by stream."""
    streams = {month.stream() for key in found for month in _around(key)}
    return {
        stream: [one for one in ledger.events.get(stream) if isinstance(one, RecordedEvent)]
        for stream in streams
    }


def _around(key: ReconciliationKey) -> Iterator[ReconciliationKey]:
    for away in range(-NEIGHBOURS, NEIGHBOURS + 1):
        yield key.of(key.month.plus(away))


def _open_sides(
    connection: Connection[Any], scope: Scope
) -> tuple[list[BankLine], list[BookEntry], frozenset[Pairing]]:
    """The open lines and entries, and what was refused, as one snapshot knows them."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        connection.execute("select set_config('search_path', %s, true)", [SEARCH_PATH])
        known = store.log_head(connection)
        lines = _rows(connection, "open_bank_lines", known, scope)
        entries = _rows(connection, "open_book_entries", known, scope)
        refused = _rows(connection, "refused_pairings", known, scope)
    return (
        [_line(row) for row in lines],
        [_entry(row) for row in entries],
        frozenset((frozenset(row["lines"]), frozenset(row["entries"])) for row in refused),
    )


def _rows(
    connection: Connection[Any], name: str, known: int, scope: Scope
) -> Sequence[dict[str, Any]]:
    given = {"known": known, "sostenedor": scope.sostenedor and str(scope.sostenedor), "year": None}
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statements.part(name), given).fetchall()


def _line(row: dict[str, Any]) -> BankLine:
    return BankLine(
        id=row["stream"],
        sostenedor=Rut(row["sostenedor_rut"]),
        bank_account=row["bank_account"],
        day=row["occurred_on"],
        amount=Clp(row["amount"]),
        text=row["text"],
        reference=row["reference"] or "",
    )


def _entry(row: dict[str, Any]) -> BookEntry:
    return BookEntry(
        id=EntryId(row["entry"]),
        kind=EntryKind(row["kind"]),
        sostenedor=Rut(row["sostenedor_rut"]),
        day=row["day"],
        last_day=row["last_day"],
        amount=Clp(row["amount"]),
        document=row["document"],
        payee=Rut(row["payee"]) if row["payee"] else None,
        rbds=tuple(map(Rbd, row["rbds"])),
    )

"""One event that cannot be read stops itself only: not a view, not a rule, not `status`.

Older versions stored what today's doors reject: a character that no PostgreSQL text can hold, a day
that no school year can have. Here the log is given one of each kind, straight.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from sep_domain.catalogue import event_types
from sep_domain.events.base import Event, Fact
from sep_domain.events.funds.payments import PaymentDiscounted
from sep_domain.events.imports import FactWithdrawn
from sep_domain.provenance import FileSource, Provenance
from sep_domain.streams import Dataset
from sep_ledger.records.recorded import metadata_bytes
from sep_projections.catalogue import PROJECTIONS
from sep_projections.derivations import entitlements
from sep_projections.documents.projection import EVIDENCE_DOCUMENTS
from sep_projections.engine import decoding, store
from sep_projections.engine.projection import END_OF_TIME, Projection
from sep_projections.engine.rebuild import rebuild
from sep_projections.payments.projection import PAYMENTS
from sep_projections.update import try_again, update
from sep_service.cli.status import coverage
from tests.conftest import Server
from tests.projections.conftest import Append, record
from tests.projections.entitlements_given import attendance, counts, whole_school
from tests.projections.given import (
    account_line,
    category,
    certificate,
    document,
    payment,
    result,
    school,
)
from tests.projections.of_schemas import Json, content_of, with_absurd_dates, with_nul
from tests.staged import FactAppend, StagedFact

Db = Connection[TupleRow]

_BAD_SCHOOL = 999
_KNOWN = {"stream", "known_from", "known_to", "number"}
"""Columns that tell where in the log something stands, and so differ from ledger to ledger."""


@pytest.fixture(autouse=True, params=["each decodes for itself", "decoded once for all"])
def _decoding(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "decoded once for all":
        monkeypatch.setattr(decoding, "LONG", 1)


def good() -> list[Fact]:
    """Facts of each kind from which something is derived, and some more."""
    return [
        *whole_school(),
        *(school(1, year, name=f"ESCUELA {year}") for year in (2022, 2023)),
        *(category(1, year, value) for year, value in ((2022, "medio"), (2023, "alto"))),
        payment(1, "2023-08", 100, retenciones=5),
        document(1, "1", 70),
        account_line(1, "410500", "gasto", 70),
        certificate(1, 30),
        result(1, 2023, lect=250),
    ]


def store_straight(connection: Db, contents: Iterable[tuple[type[Event], Json]]) -> None:
    """Appends contents as they are, each as a stream of its own, as nobody validates them."""
    source = FileSource(sha256="0" * 64, name="antiguo.csv", dataset="prueba", row=1)
    staged = [
        StagedFact(
            row,
            UUID(int=_dataset(event_type) << 112 | 8 << 76 | 2 << 62 | row),
            event_type.topic(),
            orjson.dumps(content),
            metadata_bytes(Provenance(source=source)),
            twins=False,
        )
        for row, (event_type, content) in enumerate(contents, start=1)
    ]
    FactAppend(connection).append(staged)


def _dataset(event_type: type[Event]) -> int:
    return event_type.DATASET if issubclass(event_type, Fact) else Dataset.RENDICION


def of_each_kind(spoilt: Callable[[Json], Json]) -> list[tuple[type[Event], Json]]:
    contents = [(each, content_of(each)) for each in event_types().values()]
    return [
        (each, spoilt({**content, "rbd": _BAD_SCHOOL} if "rbd" in content else content))
        for each, content in contents
    ]


def rows(connection: Db, projections: Sequence[Projection] = PROJECTIONS) -> Counter[Any]:
    """What the views hold now, but for where in the log it stands."""
    found: Counter[Any] = Counter()
    for projection in projections:
        for table in projection.tables:
            cursor = connection.execute(f"select * from {projection.name}.{table}".encode())
            names = [column.name for column in cursor.description or ()]
            for row in cursor:
                told = dict(zip(names, row, strict=True))
                if told.get("known_to", END_OF_TIME) == END_OF_TIME:
                    kept = {name: told[name] for name in names if name not in _KNOWN}
                    found[table, repr(kept)] += 1
    return found


def expected(postgres: Server, prepared_template: str) -> Counter[Any]:
    """The views of a ledger that has never seen anything bad."""
    with (
        postgres.fresh_database(prepared_template) as conninfo,
        Connection.connect(conninfo, autocommit=True) as connection,
    ):
        record(connection, good())
        update(connection)
        return rows(connection)


def test_a_nul_in_an_event_of_any_kind_stops_that_event_only(
    postgres: Server, prepared_template: str, prepared: str, connection: Db
) -> None:
    bad = of_each_kind(with_nul)
    store_straight(connection, bad)
    update(connection)
    record(connection, good())
    update(connection)
    assert rows(connection) == expected(postgres, prepared_template)
    withdrawn: tuple[type[Event], ...] = (FactWithdrawn,)
    readers: dict[str, tuple[type[Event], ...]] = {
        projection.name: projection.events + withdrawn
        for projection in PROJECTIONS
        if projection is not EVIDENCE_DOCUMENTS  # which does not look at what an event says
    } | {entitlements.FOLD_NAME: entitlements.INPUTS}
    parked = store.parked_events(connection)
    read = {event for events in readers.values() for event in events}
    assert {each.position for each in parked} == {
        position for position, (event_type, *_) in enumerate(bad, start=1) if event_type in read
    }
    assert {(each.name, bad[each.position - 1][0]) for each in parked} <= {
        (name, event_type) for name, events in readers.items() for event_type in events
    }
    of_rule = {each.position for each in parked if each.name == entitlements.FOLD_NAME}
    assert {bad[position - 1][0] for position in of_rule} == set(entitlements.INPUTS)
    assert all("\\u0000" in each.error for each in parked)
    assert {row["dataset"] for row in coverage(prepared)} >= {"directorio", "subvenciones"}


def test_an_absurd_date_in_an_event_of_any_kind_stops_no_other(
    postgres: Server, prepared_template: str, prepared: str, connection: Db
) -> None:
    bad = of_each_kind(with_absurd_dates)
    store_straight(connection, bad)
    update(connection)
    record(connection, good())
    update(connection)
    wanted = expected(postgres, prepared_template)
    assert wanted - rows(connection) == Counter()
    assert {each.position for each in store.parked_events(connection)} <= set(
        range(1, len(bad) + 1)
    )
    assert {row["year"] for row in coverage(prepared)} >= {1, 2023}


def test_a_rebuild_of_all_comes_to_the_same(connection: Db) -> None:
    store_straight(connection, of_each_kind(with_nul))
    record(connection, good())
    update(connection)
    before = rows(connection), _parked(connection)
    for projection in PROJECTIONS:
        rebuild(connection, projection)
    try_again(connection, [projection.name for projection in PROJECTIONS])
    update(connection)
    assert (rows(connection), _parked(connection)) == before


def _parked(connection: Db) -> set[tuple[str, int]]:
    return {(each.name, each.position) for each in store.parked_events(connection)}


def test_a_school_that_a_rule_cannot_read_is_parked_and_the_others_are_derived(
    connection: Db, append: Append
) -> None:
    impossible = content_of(event_types()["school.registered"]) | {"rbd": 2, "year": 1}
    append(*(school(rbd, 2022) for rbd in (1, 2, 3)))
    store_straight(connection, [(event_types()["school.registered"], impossible)])
    append(*(school(rbd, 2023, name="ESCUELA DOS") for rbd in (1, 2, 3)))
    head = update(connection)
    assert connection.execute(
        "select rbd, previous_year, year from schools.school_transition where kind = 'changed'"
        " order by rbd"
    ).fetchall() == [(1, 2022, 2023), (3, 2022, 2023)]
    parked = [each for each in store.parked_events(connection) if each.name == "school_changes"]
    # The fourth event is the impossible one; from it on the school cannot be read.
    assert [each.position for each in parked] == [4]
    assert parked[0].error.startswith("RBD 2: previous_year: ")
    assert update(connection) == head


def test_a_school_whose_inputs_cannot_be_read_has_no_entitlement_and_others_have(
    connection: Db, append: Append
) -> None:
    impossible = counts(2022, rbd=2).model_dump(mode="json") | {"year": 1}
    append(*whole_school(1), *whole_school(2))
    head = update(connection)
    store_straight(connection, [(event_types()["pupil_counts.published"], impossible)])
    append(attendance("2023-09", "70", rbd=1), attendance("2023-09", "70", rbd=2))
    update(connection)
    [parked] = [
        each for each in store.parked_events(connection) if each.name == entitlements.FOLD_NAME
    ]
    assert parked.position == head + 1
    assert parked.error.startswith("RBD 2: ")
    restated = connection.execute(
        "select distinct rbd from entitlements.entitlement where known_from > %s", [head]
    ).fetchall()
    assert restated == [(1,)]


def test_what_a_rule_could_not_read_is_tried_again_after_a_rebuild(
    connection: Db, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(payment(1, "2024-03", 100, multas=-7), payment(2, "2024-03", 100, multas=-8))

    with monkeypatch.context() as without:
        _spoil_reading_of_school_1(without)
        update(connection)
    assert [each.name for each in store.parked_events(connection)] == ["payment_adjustments"]
    update(connection)
    assert _adjusted(connection) == [(2,)]
    rebuild(connection, PAYMENTS)
    try_again(connection, ["payments"])
    update(connection)
    assert _adjusted(connection) == [(1,), (2,)]
    assert store.parked_events(connection) == []


def _adjusted(connection: Db) -> list[Any]:
    return connection.execute("select rbd from payments.payment_adjustment order by rbd").fetchall()


def _spoil_reading_of_school_1(patch: pytest.MonkeyPatch) -> None:
    read = PaymentDiscounted.model_validate

    def spoilt(given: Json) -> PaymentDiscounted:
        if given["rbd"] == 1:
            raise ValueError("no se puede leer")
        return read(given)

    patch.setattr(PaymentDiscounted, "model_validate", spoilt)


def test_a_rule_that_fails_on_everything_is_an_error(
    connection: Db, append: Append, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sep_projections.derivations.unreadable_schools._MOST_PARKED", 3)
    append(*(payment(rbd, "2024-03", 100, multas=-7) for rbd in range(1, 9)))
    monkeypatch.setattr(
        "sep_domain.events.funds.payments.PaymentDiscounted.model_validate",
        lambda given: int("ninguno"),
    )
    with pytest.raises(ValueError, match="invalid literal"):
        update(connection)


def test_a_bad_version_of_a_fact_leaves_the_one_before_it_standing(
    connection: Db, append: Append
) -> None:
    first = payment(1, "2024-03", 100)
    append(first)
    state = orjson.dumps(first.model_dump(mode="json") | {"school_name": "uno\0dos"})
    source = FileSource(sha256="1" * 64, name="antiguo.csv", dataset="prueba", row=1)
    metadata = metadata_bytes(Provenance(source=source))
    topic = first.topic()
    FactAppend(connection).append(
        [StagedFact(1, first.stream(), topic, state, metadata, twins=False)]
    )
    update(connection)
    append(payment(1, "2024-03", 300))
    update(connection)
    assert connection.execute(
        "select sep_total, known_from, known_to from payments.payment order by known_from"
    ).fetchall() == [(100, 1, 3), (300, 3, END_OF_TIME)]
    assert connection.execute(
        "select facts, amount from fund_sums.fund_sum where kind = 'paid'"
    ).fetchall() == [(1, 300)]

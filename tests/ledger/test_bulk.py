"""A file's facts enter the log once, each in its stream, and only where they say something new."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from tests.staged import FactAppend, StagedFact

from sep_domain.streams import MAX_TWINS, twin_stream
from sep_ledger.facts.verdicts import BatchOutcome, Superseder, Verdict
from sep_ledger.reading.wakeups import LISTEN
from sep_ledger.records.stored import StoredEvent

Fact = Callable[..., StagedFact]
History = Callable[[UUID], list[str]]

NEW, RESTATED, SUPERSEDED = Verdict.NEW, Verdict.RESTATED, Verdict.SUPERSEDED
EQUAL, REPEATED = Verdict.EQUAL, Verdict.REPEATED


def append_file(conn: Connection[Any], *batches: list[StagedFact]) -> BatchOutcome:
    """Append batches as one file; the outcome of the last."""
    append = FactAppend(conn)
    return [append.append(batch) for batch in batches][-1]


def test_new_facts_take_the_next_positions_in_the_order_given(
    conn: Connection[Any], fact: Fact
) -> None:
    outcome = append_file(conn, [fact(1, "b", "B"), fact(2, "a", "A"), fact(3, "c", "C")])
    assert outcome == BatchOutcome([NEW] * 3, {}, position=3)
    rows = conn.execute("select state from ledger.events order by position").fetchall()
    assert rows == [(b"B",), (b"A",), (b"C",)]


def test_the_same_file_again_appends_nothing(conn: Connection[Any], fact: Fact) -> None:
    rows = [fact(row, row, "A") for row in range(1, 101)]
    append_file(conn, rows)
    assert append_file(conn, rows) == BatchOutcome([EQUAL] * 100, {}, position=100)


def test_the_same_content_from_another_file_is_equal(conn: Connection[Any], fact: Fact) -> None:
    append_file(conn, [fact(1, "k", "A")])
    elsewhere = fact(77, "k", "A")._replace(metadata=b'{"file":"another"}')
    assert append_file(conn, [elsewhere]).equal == 1


def test_a_figure_that_returns_to_its_first_value_is_restated_twice(
    conn: Connection[Any], fact: Fact, history: History
) -> None:
    for content in "ABA":
        outcome = append_file(conn, [fact(1, "k", content)])
    assert outcome.restated == 1
    assert history(fact(1, "k", "").stream) == ["A", "B", "A"]


def test_an_old_file_imported_once_more_does_not_undo_what_restated_it(
    conn: Connection[Any], fact: Fact, history: History
) -> None:
    first = fact(1, "k", "A")._replace(metadata=b'{"source":{"sha256":"aa","name":"a.csv"}}')
    second = fact(1, "k", "B")._replace(metadata=b'{"source":{"sha256":"bb","name":"b.csv"}}')
    for said, outcome in (
        (first, "new"),
        (second, "restated"),
        (first, "superseded"),
        (second, "equal"),
    ):
        assert getattr(append_file(conn, [said]), outcome) == 1
    assert append_file(conn, [first]).superseded_by == {Superseder("b.csv", "bb"): 1}
    assert history(first.stream) == ["A", "B"]


def test_the_same_bytes_under_another_topic_are_a_restatement(
    conn: Connection[Any], fact: Fact
) -> None:
    append_file(conn, [fact(1, "k", "A")])
    assert append_file(conn, [fact(1, "k", "A")._replace(topic="cl.sep.x.v2")]).restated == 1


def test_twins_are_kept_apart_by_their_order_in_the_file(
    conn: Connection[Any], fact: Fact, history: History
) -> None:
    first = [fact(1, "invoice", "A", twins=True), fact(2, "invoice", "A", twins=True)]
    second = [fact(3, "other", "X", twins=True), fact(4, "invoice", "B", twins=True)]
    append_file(conn, first, second)
    base = fact(0, "invoice", "").stream
    assert [history(twin_stream(base, twin)) for twin in range(4)] == [["A"], ["A"], ["B"], []]
    assert append_file(conn, first, second).equal == 2


def test_the_database_names_twins_as_the_domain_does(conn: Connection[Any], fact: Fact) -> None:
    base = fact(0, "invoice", "").stream
    for twin in (0, 1, 255, 256, MAX_TWINS - 1):
        row = conn.execute("select ledger.twin_stream(%s, %s)", [base, twin]).fetchone()
        assert row == (twin_stream(base, twin),)


def test_more_rows_than_a_key_can_tell_apart_are_reported(
    conn: Connection[Any], fact: Fact
) -> None:
    rows = [fact(row, "k", "A", twins=True) for row in range(MAX_TWINS + 2)]
    outcome = append_file(conn, rows[:4000], rows[4000:])
    assert outcome.new == MAX_TWINS - 4000
    assert outcome.repeated == (MAX_TWINS - 4000, MAX_TWINS - 4000 + 1)


def test_a_key_that_may_stand_once_is_reported_when_it_returns_with_other_content(
    conn: Connection[Any], fact: Fact, history: History
) -> None:
    within = [fact(1, "k", "A"), fact(2, "k", "A"), fact(3, "k", "B")]
    later = [fact(4, "k", "C"), fact(5, "k", "A"), fact(6, "j", "A")]
    append = FactAppend(conn)
    assert append.append(within) == BatchOutcome([NEW, EQUAL, REPEATED], {}, position=1)
    assert append.append(later) == BatchOutcome([REPEATED, EQUAL, NEW], {}, position=2)
    assert history(fact(0, "k", "").stream) == ["A"]


def test_one_row_may_hold_several_facts(
    conn: Connection[Any], fact: Fact, history: History
) -> None:
    rows = [fact(1, "a", "A"), fact(2, "a", "B"), fact(2, "b", "B"), fact(2, "c", "C")]
    assert append_file(conn, rows) == BatchOutcome([NEW, REPEATED, NEW, NEW], {}, position=3)
    assert [history(fact(0, key, "").stream) for key in "abc"] == [["A"], ["B"], ["C"]]


def test_a_new_file_may_show_a_key_of_the_last_file_on_the_same_connection(
    conn: Connection[Any], fact: Fact
) -> None:
    append_file(conn, [fact(1, "k", "A")])
    assert append_file(conn, [fact(1, "k", "B")]).repeated == ()


def test_two_imports_of_one_file_at_once_double_nothing(
    database: str, fact: Fact, positions: Callable[[], list[int]]
) -> None:
    rows = [fact(row, row, "A") for row in range(1, 2001)]
    batches = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    together = Barrier(4)

    def import_it(_: int) -> int:
        with psycopg.connect(database) as conn:
            append = FactAppend(conn)
            together.wait()
            return sum(append.append(batch).new for batch in batches)

    with ThreadPoolExecutor(4) as executor:
        new = list(executor.map(import_it, range(4)))
    assert sum(new) == 2000
    assert positions() == list(range(1, 2001))


def test_a_failed_batch_leaves_no_trace_and_can_be_sent_again(
    conn: Connection[Any], fact: Fact
) -> None:
    append = FactAppend(conn)
    good = [fact(1, "k", "A", twins=True), fact(2, "k", "B", twins=True)]
    conn.execute("alter table ledger.head add constraint no_room check (position < 2)")
    with pytest.raises(psycopg.errors.CheckViolation):
        append.append(good)
    conn.execute("alter table ledger.head drop constraint no_room")
    assert append.append(good) == BatchOutcome([NEW, NEW], {}, position=2)


def test_an_append_within_a_transaction_is_refused(database: str, fact: Fact) -> None:
    with psycopg.connect(database) as conn:
        append = FactAppend(conn)
        conn.execute("select 1")
        with pytest.raises(ValueError, match="outside any transaction"):
            append.append([fact(1, "k", "A")])


def test_readers_are_woken_by_what_is_appended_and_by_nothing_else(
    conn: Connection[Any], database: str, fact: Fact
) -> None:
    with psycopg.connect(database, autocommit=True) as listener:
        listener.execute(LISTEN)
        append_file(conn, [fact(1, "k", "A")])
        assert len(list(listener.notifies(timeout=5, stop_after=1))) == 1
        append_file(conn, [fact(1, "k", "A")])
        assert list(listener.notifies(timeout=0.2)) == []


def test_one_known_fact_among_many_new_ones_is_found(
    conn: Connection[Any], fact: Fact, positions: Callable[[], list[int]]
) -> None:
    """No matter which: of a large batch only some are asked about before it is copied."""
    file = [fact(row, row, "A") for row in range(1, 1_001)]
    append_file(conn, [file[122], file[877]])
    outcome = append_file(conn, file[:500], file[500:])
    assert (outcome.new, outcome.equal, outcome.position) == (499, 1, 1_000)
    assert positions() == list(range(1, 1_001))


def test_an_earlier_edition_does_not_replace_a_later_one_unless_its_bringer_insists(
    conn: Connection[Any], fact: Fact, history: History
) -> None:
    late, early = (
        fact(1, "k", content)._replace(
            metadata=b'{"source":{"sha256":"%b","name":"%b.csv","edition_day":"%b"}}'
            % (name, name, day)
        )
        for content, name, day in (("late", b"aa", b"2026-06-22"), ("early", b"bb", b"2026-04-27"))
    )
    append_file(conn, [late])

    assert append_file(conn, [early]).verdicts == [Verdict.OUTDATED]
    assert history(late.stream) == ["late"]
    assert FactAppend(conn, insisting=True).append([early]).verdicts == [RESTATED]
    assert append_file(conn, [late]).verdicts == [SUPERSEDED]
    assert history(late.stream) == ["late", "early"]


def test_what_would_become_of_a_batch_can_be_told_without_appending(
    conn: Connection[Any], fact: Fact
) -> None:
    append_file(conn, [fact(1, "a", "A"), fact(2, "b", "B"), fact(3, "t", "T", twins=True)])
    batch = [
        fact(1, "a", "A"),
        fact(2, "b", "other"),
        fact(3, "c", "C"),
        fact(4, "t", "T", twins=True),
        fact(5, "t", "T", twins=True),
    ]

    rehearsal = FactAppend(conn).rehearse(batch)

    assert rehearsal.verdicts == [EQUAL, RESTATED, NEW, EQUAL, NEW]
    (contested,) = rehearsal.contested
    assert (contested.place, contested.state) == (1, b"B")
    assert append_file(conn, batch).verdicts == rehearsal.verdicts


def test_an_opening_event_goes_with_the_first_batch_that_appends(
    conn: Connection[Any], fact: Fact, history: History
) -> None:
    append_file(conn, [fact(1, "a", "A")])
    stream = fact(0, "import", "").stream
    opening = StoredEvent(stream, 0, "cl.sep.x.v1", b"opened")
    append = FactAppend(conn, opening=opening)

    assert append.append([fact(1, "a", "A")]).position == 1
    assert (append.opened, history(stream)) == (False, [])
    assert append.append([fact(2, "b", "B")]).position == 3
    assert (append.opened, history(stream)) == (True, ["opened"])
    assert append.append([fact(3, "c", "C")]).position == 4
    assert FactAppend(conn, opening=opening).append([fact(2, "b", "C")]).position == 6
    assert history(stream) == ["opened", "opened"]

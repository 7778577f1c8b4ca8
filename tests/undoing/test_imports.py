"""The register of imports, and what withdrawing and reapplying one does to each fact."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from sep_domain.provenance import CommandSource, Provenance
from sep_intake.engine.importer import import_file
from sep_intake.imports import undoing
from sep_intake.imports.register import ImportRecord, recorded_imports
from sep_intake.imports.undoing import (
    Undoing,
    preview,
    reapply,
    that_said_the_same,
    withdraw,
)
from sep_intake.reports.questions import Doubt
from sep_projections.update import update

BASE = 30_000
HEADER = "from_month;clp_per_use;confidence"
ANA = Undoing("ana", "venía mal")

Write = Callable[..., Path]


@pytest.fixture
def conn(prepared: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(prepared, autocommit=True) as connection:
        yield connection


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(name, row, …)`: a file of values of the USE."""

    def make(name: str, *rows: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
        return path

    return make


def use(month: str, value: int) -> str:
    """A value, told from a base that a USE has."""
    return f"{month};{BASE + value};V"


def record_of(conn: Connection[Any], name: str) -> ImportRecord:
    (found,) = [each for each in recorded_imports(conn) if each.key.name == name]
    return found


def values(conn: Connection[Any]) -> dict[str, int]:
    """What the view says now."""
    update(conn)
    rows = conn.execute(
        "select from_month, clp_per_use from reference.use_value"
        " where known_to = 9223372036854775807"
    )
    return {month: int(value) - BASE for month, value in rows}


def head(conn: Connection[Any]) -> int:
    row = conn.execute("select position from ledger.head").fetchone()
    assert row is not None
    return int(row[0])


def last(conn: Connection[Any]) -> tuple[str, dict[str, Any]]:
    row = conn.execute(
        "select topic, convert_from(metadata, 'UTF8')::jsonb from ledger.events"
        " where topic not like '%.import.%' order by position desc limit 1"
    ).fetchone()
    assert row is not None
    topic, beside = row
    return str(topic), dict(beside)


class TestTheRegister:
    def test_tells_what_each_import_did(self, conn: Connection[Any], write: Write) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1), use("2024-12", 2)))
        import_file(conn, write("b.csv", use("2024-01", 3), use("2024-12", 2), "x;1;V"))

        first, second = recorded_imports(conn)

        assert first.state.finished is not None
        assert second.state.finished is not None
        assert (first.key.name, first.state.finished.new) == ("a.csv", 2)
        done = second.state.finished
        assert (done.new, done.restated, done.equal, done.rejected) == (0, 1, 1, 1)
        assert (done.rows, done.years) == (3, (2024,))

    def test_the_same_file_again_is_the_same_import_and_appends_nothing(
        self, conn: Connection[Any], write: Write
    ) -> None:
        path = write("a.csv", use("2024-01", 1))
        import_file(conn, path)
        before = head(conn)
        import_file(conn, path)
        assert (head(conn), len(recorded_imports(conn))) == (before, 1)

    def test_another_file_that_says_the_same_is_noted(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1)))
        import_file(conn, write("b.csv", use("2024-01", 1), ""))
        _, second = recorded_imports(conn)
        assert second.state.finished is not None
        assert (second.state.finished.equal, second.state.is_open) == (1, False)

    def test_one_cut_short_is_told_and_completed_by_a_second_run(
        self, conn: Connection[Any], write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write("a.csv", *(use(f"2024-{month:02d}", month) for month in range(1, 11)))

        def cut(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("sep_intake.engine.run.Run._close", cut)
            with pytest.raises(KeyboardInterrupt):
                import_file(conn, path)
        assert record_of(conn, "a.csv").state.is_open

        report = import_file(conn, path)

        assert report.equal == 10
        record = record_of(conn, "a.csv")
        assert not record.state.is_open
        withdraw(conn, record, ANA)
        assert values(conn) == {}


class TestWithdrawing:
    def test_what_another_file_said_before_stands_again_with_its_own_source(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1)))
        import_file(conn, write("b.csv", use("2024-01", 2)))

        effect = withdraw(conn, record_of(conn, "b.csv"), ANA)

        assert dict(effect.back_to) == {"a.csv": 1}
        assert values(conn) == {"2024-01": 1}
        topic, beside = last(conn)
        assert topic == "cl.sep.use_value.published.v1"
        assert (beside["source"]["name"], beside["source"]["row"]) == ("a.csv", 1)
        assert beside["restores"] == 1

    def test_what_nobody_else_says_is_withdrawn_by_whoever_asked(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1)))

        effect = withdraw(conn, record_of(conn, "a.csv"), ANA)

        assert (effect.gone, effect.changed) == (1, 1)
        assert values(conn) == {}
        topic, beside = last(conn)
        assert topic == "cl.sep.fact.withdrawn.v1"
        assert (beside["source"]["kind"], beside["source"]["actor"]) == ("command", "ana")

    def test_what_a_later_file_restated_stays(self, conn: Connection[Any], write: Write) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1)))
        import_file(conn, write("b.csv", use("2024-01", 2)))
        effect = withdraw(conn, record_of(conn, "a.csv"), ANA)
        assert (effect.changed, effect.as_they_are) == (0, 1)
        assert values(conn) == {"2024-01": 2}

    def test_of_three_the_last_that_counts_stands_in_any_order(
        self, conn: Connection[Any], write: Write
    ) -> None:
        for name, value in (("a.csv", 1), ("b.csv", 2), ("c.csv", 3)):
            import_file(conn, write(name, use("2024-01", value)))
        withdraw(conn, record_of(conn, "b.csv"), ANA)
        assert values(conn) == {"2024-01": 3}
        withdraw(conn, record_of(conn, "c.csv"), ANA)
        assert values(conn) == {"2024-01": 1}
        reapply(conn, record_of(conn, "b.csv"), ANA)
        assert values(conn) == {"2024-01": 2}
        withdraw(conn, record_of(conn, "a.csv"), ANA)
        assert values(conn) == {"2024-01": 2}
        withdraw(conn, record_of(conn, "b.csv"), ANA)
        assert values(conn) == {}
        reapply(conn, record_of(conn, "c.csv"), ANA)
        assert values(conn) == {"2024-01": 3}

    def test_the_preview_says_what_will_be_and_changes_nothing(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1)))
        import_file(conn, write("b.csv", use("2024-01", 2), use("2024-12", 5)))
        record, before = record_of(conn, "b.csv"), head(conn)

        told = preview(conn, record, withdrawing=True)

        assert (dict(told.back_to), told.gone) == ({"a.csv": 1}, 1)
        assert head(conn) == before
        assert withdraw(conn, record, ANA).changed == told.changed

    def test_equal_bytes_under_another_name_are_an_import_of_their_own(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1)))
        again = write("b.csv", use("2024-01", 1))
        import_file(conn, again)
        withdraw(conn, record_of(conn, "a.csv"), ANA)

        (question,) = import_file(conn, again).questions
        assert "«a.csv», cuya importación" in question.text
        assert import_file(conn, again, confirm=True).restated == 1
        assert values(conn) == {"2024-01": 1}

    def test_twice_is_once(self, conn: Connection[Any], write: Write) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1)))
        withdraw(conn, record_of(conn, "a.csv"), ANA)
        before = head(conn)
        assert withdraw(conn, record_of(conn, "a.csv"), ANA).changed == 0
        assert head(conn) == before

    def test_one_interrupted_goes_on_where_it_was(
        self, conn: Connection[Any], write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        months = [f"{year}-{month:02d}" for year in (2020, 2021) for month in range(1, 13)]
        import_file(conn, write("a.csv", *(use(month, 1) for month in months)))
        monkeypatch.setattr(undoing, "_STREAMS", 5)

        def stop(seen: int) -> None:
            if seen >= 10:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            withdraw(conn, record_of(conn, "a.csv"), ANA, stop)
        assert len(values(conn)) == len(months) - 10
        interrupted = record_of(conn, "a.csv").state
        assert (interrupted.withdrawn, interrupted.settled) == (True, False)

        assert withdraw(conn, record_of(conn, "a.csv"), ANA).gone == len(months) - 10
        assert values(conn) == {}

    def test_a_withdrawn_file_is_not_read_again_but_asks_to_be_reapplied(
        self, conn: Connection[Any], write: Write
    ) -> None:
        path = write("a.csv", use("2024-01", 1))
        import_file(conn, path)
        withdraw(conn, record_of(conn, "a.csv"), ANA)
        before = head(conn)

        for confirm in (False, True):
            (question,) = import_file(conn, path, confirm=confirm).questions
            assert question.doubt is Doubt.WITHDRAWN
            assert question.answered_by.startswith("sep-ledger imports reapply ")
        assert head(conn) == before

    def test_a_later_file_states_what_had_been_withdrawn(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1)))
        withdraw(conn, record_of(conn, "a.csv"), ANA)
        assert import_file(conn, write("b.csv", use("2024-01", 1), "")).restated == 1
        assert values(conn) == {"2024-01": 1}

    def test_those_that_said_the_same_are_named_and_read_again_count(
        self, conn: Connection[Any], write: Write
    ) -> None:
        import_file(conn, write("a.csv", use("2024-01", 1)))
        same = write("b.csv", use("2024-01", 1), "")
        import_file(conn, same)
        record = record_of(conn, "a.csv")
        assert [other.key.name for other in that_said_the_same(conn, record)] == ["b.csv"]

        withdraw(conn, record, ANA)
        assert import_file(conn, same).restated == 1
        assert values(conn) == {"2024-01": 1}

    def test_what_a_rule_or_a_person_said_is_nobody_s_import(
        self, conn: Connection[Any], write: Write
    ) -> None:
        """Of a stream in which a command spoke last, that stands."""
        import_file(conn, write("a.csv", use("2024-01", 1)))
        said = CommandSource(actor="eva", command_id="018f9b2e-0000-7000-8000-000000000000")
        conn.execute(
            "insert into ledger.events"
            " (position, originator_id, originator_version, topic, state, metadata)"
            " select (select position + 1 from ledger.head), originator_id, 2, topic,"
            "  convert_to(replace(convert_from(state, 'UTF8'), '30001', '30007'), 'UTF8'), %s"
            " from ledger.events where position = 1",
            [Provenance(source=said).model_dump_json(exclude_none=True).encode()],
        )
        conn.execute("update ledger.head set position = position + 1")
        assert withdraw(conn, record_of(conn, "a.csv"), ANA).changed == 0
        assert values(conn) == {"2024-01": 7}

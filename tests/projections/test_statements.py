"""The promise: a text of SQL is taken apart at its names and at the ends of its statements, and a
fold that only records is derived by the names of columns and fields.
"""

from datetime import date
from typing import ClassVar

import pytest

from sep_domain.events.base import Fact
from sep_domain.streams import Dataset
from sep_projections.engine.recording import Recorded, columns_of
from sep_projections.engine.statements import sections, single, statement

TABLES = """\
-- What was seen.
create table seen (
    stream uuid not null,
    known_from bigint not null,
    known_to bigint not null default 9,
    rbd integer not null,
    "from" date,
    amount numeric(10, 2) not null check (amount > 0),
    step text not null,
    doubled bigint generated always as (known_from * 2) stored,
    primary key (stream, known_from),
    check (amount < 10)
);
create table seen_before (like seen including all);
"""


class Seen(Fact):
    NAME: ClassVar[str] = "school.seen"
    DATASET: ClassVar[Dataset] = Dataset.DIRECTORIO

    rbd: int
    since: date
    amount: int


def test_statements_stand_under_their_names() -> None:
    text = "-- name: one\nselect 1;\n\n-- name: two\n-- Of two.\nselect 2;\n"
    assert sections(text) == {"one": "select 1;\n", "two": "-- Of two.\nselect 2;\n"}


def test_a_text_that_begins_without_a_name_has_none() -> None:
    assert sections("select 0;\n-- name: one\nselect 1;\n") == {}
    assert sections("\n\n-- name: one\nselect 1;\n") == {"one": "select 1;\n"}
    assert sections("") == {}


def test_a_statement_of_the_engine_is_found_by_its_name() -> None:
    assert b"checkpoint" in statement("lock")
    with pytest.raises(KeyError):
        statement("none_of_this_name")


def test_statements_end_where_a_line_does() -> None:
    text = "-- Two.\nselect ';' as a; \nselect\n  -- with a remark;\n  2;\n\n"
    assert single(text) == [b"select ';' as a", b"select\n\n  2"]


def test_the_columns_of_a_table_are_told_with_their_types_but_for_what_is_computed() -> None:
    told = columns_of(TABLES)
    assert dict(told["seen"]) == {
        "stream": "uuid",
        "known_from": "bigint",
        "known_to": "bigint",
        "rbd": "integer",
        "from": "date",
        "amount": "numeric(10, 2)",
        "step": "text",
    }
    assert list(told["seen"])[3:] == ["rbd", "from", "amount", "step"]
    assert told["seen_before"] == told["seen"]


def test_a_fold_that_only_records_puts_each_field_into_its_column() -> None:
    recorded = Recorded("seen", (Seen,), renamed={"from": "since"}, step="step")
    assert recorded.statement(TABLES) == (
        'insert into seen ("stream", "known_from", "known_to", "rbd", "from", "amount", "step")\n'
        'select stream, known_from, known_to, e."rbd" as "rbd", e."since" as "from", '
        'e."amount" as "amount", substring(event from \'[^.]+$\') as "step"\n'
        "from batch\n"
        'cross join jsonb_to_record(doc) as e ("rbd" integer, "since" date, '
        '"amount" numeric(10, 2))\n'
        "where event in ('school.seen');\n"
    )


def test_a_column_that_no_event_fills_is_an_error() -> None:
    with pytest.raises(ValueError, match="seen has columns of no event: from, step"):
        Recorded("seen", (Seen,)).statement(TABLES)

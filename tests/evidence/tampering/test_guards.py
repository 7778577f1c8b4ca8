"""A hash or a guard that is not what the schema made is found and named."""

import pytest
from tests.evidence.conftest import Append, Sign, Tamper
from tests.evidence.tampering.conftest import Db, check, named

from sep_ledger.evidence.checking.discrepancies import Kind


class TestLeafHashes:
    """The hash beside the event, however it was got at."""

    def test_an_event_changed_under_its_old_hash(self, conn: Db, tamper: Tamper) -> None:
        tamper(
            """
            alter table ledger.events rename column leaf_hash to computed;
            alter table ledger.events add column leaf_hash bytea;
            update ledger.events set leaf_hash = computed;
            update ledger.events set state = 'forged' where position = 100;
            alter table ledger.events drop column computed
            """
        )
        found = check(conn)
        assert named(found, Kind.EVENT_CHANGED) == ["posición 100"]
        assert named(found, Kind.GUARD_MISSING) == ["generated column leaf_hash"]

    def test_an_expression_that_overlooks_the_state_is_named_and_does_not_reach_the_tree(
        self, conn: Db, append: Append, sign: Sign, tamper: Tamper
    ) -> None:
        tamper(
            "alter table ledger.events drop column leaf_hash,"
            " add column leaf_hash bytea generated always as (sha256(metadata))"
        )
        append(1)
        sign()
        found = check(conn)
        assert [finding.kind for finding in found] == [Kind.GUARD_MISSING]
        assert named(found, Kind.GUARD_MISSING) == ["generated column leaf_hash"]


class TestGuards:
    """What keeps the database from rewriting, taken off and not put back as it was."""

    @pytest.mark.parametrize(
        ("harm", "guard"),
        [
            (
                "alter table ledger.events disable trigger events_only_grow",
                "trigger events_only_grow",
            ),
            (
                "alter table ledger.tiles enable replica trigger tiles_only_grow",
                "trigger tiles_only_grow",
            ),
            ("drop trigger head_stays on ledger.head", "trigger head_stays"),
            (
                (
                    "drop trigger head_only_rises on ledger.head; create trigger head_only_rises"
                    " before update of only_row on ledger.head for each row"
                    " execute function ledger.refuse_head_going_back();"
                    " alter table ledger.head enable always trigger head_only_rises"
                ),
                "trigger head_only_rises",
            ),
            (
                (
                    "create or replace function ledger.refuse_rewriting() returns trigger"
                    " language plpgsql as $$ begin return null; end $$"
                ),
                "function refuse_rewriting",
            ),
            (
                "alter table ledger.events drop constraint events_position_key",
                "constraint events_position_key",
            ),
            (
                (
                    "alter table ledger.checkpoint_signatures"
                    " drop constraint checkpoint_signatures_size_fkey"
                ),
                "constraint checkpoint_signatures_size_fkey",
            ),
            (
                (
                    "alter table ledger.events drop column leaf_hash,"
                    " add column leaf_hash bytea generated always as (sha256(state))"
                ),
                "generated column leaf_hash",
            ),
            (
                (
                    "do $$ declare expression text := pg_get_expr(adbin, adrelid) from pg_attrdef"
                    " join pg_attribute on attrelid = adrelid and attnum = adnum"
                    " where attname = 'leaf_hash' and adrelid = 'ledger.events'::regclass; begin"
                    " alter table ledger.events drop column leaf_hash;"
                    " execute 'alter table ledger.events add column leaf_hash bytea generated"
                    " always as (' || expression || ') stored'; end $$"
                ),
                "generated column leaf_hash",
            ),
            (
                "grant delete on ledger.events to sep_ledger_app",
                "grant DELETE on events to sep_ledger_app",
            ),
            ("grant truncate on ledger.tiles to public", "grant TRUNCATE on tiles to public"),
            (
                "grant update (state) on ledger.events to sep_ledger_app",
                "grant UPDATE on events to sep_ledger_app",
            ),
        ],
    )
    def test_each_is_missed(self, conn: Db, harm: str, guard: str) -> None:
        assert check(conn) == []
        conn.execute(harm.encode())
        assert named(check(conn), Kind.GUARD_MISSING) == [guard]

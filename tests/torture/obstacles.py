"""Stops another process at a chosen moment of its work, so that it can be killed right there.

Each obstacle is a lock that its next statement waits for; nothing of what it runs is changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection

_PATIENCE_SECONDS = 30.0
_TURNSTILE = 20248

_WAITING = "select exists (select from pg_locks where not granted and pid <> pg_backend_pid())"

_STOP = f"""
create or replace function public.stop() returns trigger language plpgsql as $$ begin
    perform pg_advisory_xact_lock_shared({_TURNSTILE}); return null; end $$;
"""


class Obstacle(NamedTuple):
    """What is put in the way beforehand, and what holds it there."""

    prepare: str
    hold: str

    @contextmanager
    def standing(self, database: str) -> Iterator["Guard"]:
        """In the way until the block ends."""
        with psycopg.connect(database) as conn:
            if self.prepare:
                conn.execute(_STOP.encode())
                conn.execute(self.prepare.encode())
                conn.commit()
            conn.execute(self.hold.encode())
            yield Guard(conn)
            conn.rollback()


class Guard:
    """Who stands at an obstacle."""

    def __init__(self, conn: Connection[Any]) -> None:
        self._conn = conn

    def wait(self) -> None:
        """Until somebody has come and waits."""
        until = monotonic() + _PATIENCE_SECONDS
        while self._conn.execute(_WAITING).fetchone() == (False,):
            assert monotonic() < until, "nobody has come to the obstacle"
            sleep(0.01)

    def end_who_waits(self) -> None:
        """End the sessions that wait here."""
        self._conn.execute(
            "select pg_terminate_backend(pid) from pg_locks"
            " where not granted and pid <> pg_backend_pid()"
        )
        until = monotonic() + _PATIENCE_SECONDS
        while self._conn.execute(_WAITING).fetchone() == (True,):
            assert monotonic() < until, "who waits at the obstacle does not end"
            sleep(0.01)


def writing(table: str) -> Obstacle:
    """Before the first row is written to a table, by whatever statement."""
    return Obstacle("", f"lock table {table} in share mode")


def reading(table: str) -> Obstacle:
    """Before a table is read."""
    return Obstacle("", f"lock table {table} in access exclusive mode")


def dropping(table: str) -> Obstacle:
    """Before a table is dropped."""
    return Obstacle("", f"lock table {table} in access share mode")


def after(what: str, table: str, *, when: str = "true") -> Obstacle:
    """When a row has been inserted, updated or deleted."""
    return _turnstile("trigger", what, table, "", when)


def committing(what: str, table: str, *, when: str = "true") -> Obstacle:
    """Within the commit of a transaction that inserted, updated or deleted a row."""
    deferred = "deferrable initially deferred"
    return _turnstile("constraint trigger", what, table, deferred, when)


def _turnstile(kind: str, what: str, table: str, deferred: str, when: str) -> Obstacle:
    trigger = (
        f"create {kind} stop after {what} on {table} {deferred}"
        f" for each row when ({when}) execute function public.stop()"
    )
    return Obstacle(trigger, f"select pg_advisory_xact_lock({_TURNSTILE})")

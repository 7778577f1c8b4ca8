"""Questions to the database, written once for threads and for the tasks of an event loop.

What is asked next may depend on what came before, so a reader is a generator that yields its
questions and is sent the rows of each. Whoever has a connection runs it:

    @answered
    def head() -> Steps[int]:
        [(position,)] = yield Question(_SQL["head"])
        return position

    head(connection)
    await head.awaited(connection)
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

from psycopg import AsyncConnection, Connection
from psycopg.rows import args_row, tuple_row

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """A statement with its parameters; each row is handed to `row`, or stays a tuple."""

    sql: bytes
    params: Mapping[str, Any] = field(default_factory=dict)
    row: Callable[..., Any] | None = None


Steps = Generator[Question, list[Any], T]


def ask(connection: Connection[Any], steps: Steps[T]) -> T:
    """Ask one question after the other; what the steps come to."""
    rows: list[Any] | None = None
    while True:
        try:
            question = next(steps) if rows is None else steps.send(rows)
        except StopIteration as done:
            found: T = done.value
            return found
        with connection.cursor(row_factory=_factory(question), binary=True) as cursor:
            rows = cursor.execute(question.sql, question.params or None).fetchall()


async def ask_async(connection: AsyncConnection[Any], steps: Steps[T]) -> T:
    """As `ask`."""
    rows: list[Any] | None = None
    while True:
        try:
            question = next(steps) if rows is None else steps.send(rows)
        except StopIteration as done:
            found: T = done.value
            return found
        async with connection.cursor(row_factory=_factory(question), binary=True) as cursor:
            await cursor.execute(question.sql, question.params or None)
            rows = await cursor.fetchall()


class answered(Generic[P, T]):  # noqa: N801 (a decorator)
    """Makes of steps a function of a connection, and of one to be awaited."""

    def __init__(self, steps: Callable[P, Steps[T]]) -> None:
        self._steps = steps
        update_wrapper(self, steps)

    def __call__(self, connection: Connection[Any], *args: P.args, **kwargs: P.kwargs) -> T:
        return ask(connection, self._steps(*args, **kwargs))

    async def awaited(
        self, connection: AsyncConnection[Any], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As calling it, over a connection of an event loop."""
        return await ask_async(connection, self._steps(*args, **kwargs))

    def within(self, *args: P.args, **kwargs: P.kwargs) -> Steps[T]:
        """The steps themselves, for other steps to take."""
        return self._steps(*args, **kwargs)


def _factory(question: Question) -> Any:
    return tuple_row if question.row is None else args_row(question.row)

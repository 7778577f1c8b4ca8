"""The scalars of days and instants: strict in what they read, ISO 8601 in what they write."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

import strawberry
from strawberry.types.scalar import ScalarDefinition

from graphql import GraphQLError
from sep_domain.dates.days import required_day, required_instant

T = TypeVar("T")


def _read(read: Callable[[object], T], code: str) -> Callable[[object], T]:
    """The reader, its error with the code by which programs know it."""

    def parse(value: object) -> T:
        try:
            return read(value)
        except ValueError as error:
            raise GraphQLError(str(error), extensions={"code": code}) from error

    return parse


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="A day, written YYYY-MM-DD.",
        serialize=date.isoformat,
        parse_value=_read(required_day, "BAD_DATE"),
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant, RFC 3339 with its offset, such as `2024-03-31T23:59:59-03:00`.",
        serialize=datetime.isoformat,
        parse_value=_read(required_instant, "BAD_INSTANT"),
    ),
}

"""Months and school years.

Payments, attendance and statutory values run by calendar month; schools, results and renditions by
school year, which in Chile is March to December of one calendar year.
"""

import re
from datetime import date, timedelta
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sep_domain.values.scalars import scalar_schema, whole_schema

_PERIOD_TEXT = re.compile(r"([0-9]{4})-([0-9]{2})")
_FIRST_YEAR, _LAST_YEAR = 1980, 2100


class Period(str):
    """A calendar month, written `2024-03`; ordered as text.

    Raises ValueError where the text is no month.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        match = _PERIOD_TEXT.fullmatch(text)
        if match is None or match[1] == "0000" or not 1 <= int(match[2]) <= 12:
            raise ValueError(f"not a month: {text!r}; expected YYYY-MM")
        return super().__new__(cls, text)

    @classmethod
    def of(cls, year: int, month: int) -> Self:
        return cls(f"{year:04d}-{month:02d}")

    @property
    def year(self) -> int:
        return int(self[:4])

    @property
    def month(self) -> int:
        return int(self[5:])

    def plus(self, months: int) -> Self:
        """The month that many months later, or earlier where negative."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return type(self).of(year, month + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.plus(1).first_day - timedelta(days=1)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return scalar_schema(cls, core_schema.str_schema(), "str")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}$", "title": "month"}


def months_after(day: date, months: int) -> date:
    """The same day that many months later, or the last of its month where it has no such day."""
    month = Period.of(day.year, day.month).plus(months)
    return date(month.year, month.month, min(day.day, month.last_day.day))


def end_after(end: date, months: int) -> date:
    """The end of a span that runs that many months longer than one that ends on `end`.

    A span that ends with its month ends with its month again: twelve months after 28 February 2023
    it is 29 February 2024.
    """
    ends_with_month = (end + timedelta(days=1)).day == 1
    moved = months_after(end, months)
    return Period.of(moved.year, moved.month).last_day if ends_with_month else moved


class SchoolYear(int):
    """A school year, named by its calendar year.

    Raises ValueError outside 1980…2100.
    """

    __slots__ = ()

    def __new__(cls, year: int) -> Self:
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise ValueError(f"school year out of range: {year}")
        return super().__new__(cls, year)

    @property
    def first_day(self) -> date:
        return date(self, 3, 1)

    @property
    def last_day(self) -> date:
        return date(self, 12, 31)

    @property
    def months(self) -> tuple[Period, ...]:
        """March to December."""
        return tuple(Period.of(self, month) for month in range(3, 13))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return scalar_schema(cls, whole_schema(), "int")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "integer",
            "minimum": _FIRST_YEAR,
            "maximum": _LAST_YEAR,
            "title": "school year",
        }

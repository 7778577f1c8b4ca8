"""What a command names that others keep a register of, and for which days.

Read off the fields of its address and its body: `rbd`, `sostenedor`, and the adviser that the
entity itself is not. What time it speaks of the command may say itself, as an act of an authority
does; else it is the year or the month in the address, or the day on which it happens.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from sep_domain.dates.calendar import Period, SchoolYear
from sep_domain.decisions.deciding import Command, EntityKey
from sep_domain.values.identifiers import Rbd, Rut

_CUT = (4, 30)
"""The day of a year on which the directory says how things stand."""
_FIRST_YEAR = 2008
"""No command speaks of an earlier one: the year of Ley 20.248."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a command speaks of, both included."""

    first: date
    last: date

    @property
    def years(self) -> range:
        """The calendar years it touches; the directory of one of them must be known."""
        return range(self.first.year, self.last.year + 1)

    @property
    def cuts(self) -> range:
        """The directories that tell of it: from the last before to the first after."""
        before = self.first.year - ((self.first.month, self.first.day) < _CUT)
        after = self.last.year + ((self.last.month, self.last.day) >= _CUT)
        return range(before, after + 1)


@dataclass(frozen=True, slots=True)
class Mention:
    """A school, a sostenedor, or a school as held by a sostenedor.

    A school alone has only to be, or to have been: what is settled for one may come after its end.
    """

    span: Span
    rbd: Rbd | None = None
    sostenedor: Rut | None = None
    arriving: bool = False
    """Whether the sostenedor takes the school over by this very command."""
    looks_back: bool = False
    """Whether any time up to the end of the span will do."""

    @property
    def cuts(self) -> range:
        """The directories that may bear it out."""
        if self.looks_back or self.sostenedor is None:
            return range(_FIRST_YEAR, self.span.cuts.stop)
        return self.span.cuts


@dataclass(frozen=True, slots=True)
class Mentions:
    """All that a command names."""

    holdings: tuple[Mention, ...] = ()
    adviser: Rut | None = None


def mentions_of(key: EntityKey, command: Command) -> Mentions:
    """What a command to an entity names; nothing of what a rule records."""
    if not command.MEETS_DIRECTORY:
        return Mentions()
    span = _span(key, command)
    named = {name: getattr(key, name) for name in type(key).model_fields}
    said = {name: getattr(command, name) for name in type(command).model_fields}
    subject = {"rbd": getattr(key, "rbd", None)} if command.OF_SUBJECT else {}
    main = _mention(
        named | subject | said,
        span,
        arriving=command.BRINGS_SOSTENEDOR,
        looks_back=command.looks_back(),
    )
    # An amount that goes to another school goes to one of the same sostenedor.
    moved = _mention({**named, "rbd": said["to_rbd"]}, span) if said.get("to_rbd") else None
    parts = (_mention(_fields(part), span) for part in _parts(said))
    return Mentions(
        tuple(dict.fromkeys(each for each in (main, moved, *parts) if each is not None)),
        adviser=None if "ate" in named else said.get("ate"),
    )


def _span(key: EntityKey, command: Command) -> Span:
    if days := command.concerns():
        return Span(*days)
    month, year = getattr(key, "month", None), getattr(key, "year", None)
    if isinstance(month, Period):
        return Span(month.first_day, month.last_day)
    if isinstance(year, SchoolYear | int):
        return Span(date(year, 1, 1), date(year, 12, 31))
    return Span(command.occurred_on, command.occurred_on)


def _mention(
    named: Mapping[str, Any], span: Span, *, arriving: bool = False, looks_back: bool = False
) -> Mention | None:
    rbd, sostenedor = named.get("rbd"), named.get("sostenedor")
    if rbd is None and sostenedor is None:
        return None
    return Mention(span, rbd, sostenedor, arriving, looks_back)


def _parts(said: Mapping[str, Any]) -> Iterator[BaseModel]:
    for value in said.values():
        if isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, BaseModel))


def _fields(part: BaseModel) -> dict[str, Any]:
    return {name: getattr(part, name) for name in type(part).model_fields}

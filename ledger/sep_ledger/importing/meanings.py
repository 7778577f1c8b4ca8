"""What the cells of many rows mean, one column after the other.

What a text means is remembered, or told at a glance, and then put together by row, without a model.
A row of which any text needs a closer look is *odd*: it is to be read with care. What stands for it
in the meantime means nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from sep_ledger.importing.glances import Glance, NotPlainError
from sep_ledger.importing.layout import Warned
from sep_ledger.importing.rows import Columns, Row, RowError

_MOST_REMEMBERED = 1 << 13
"""Texts of one field; when there are more they are forgotten and learned anew."""

_NOT_PLAIN = (RowError, NotPlainError, ValidationError)

Column = Sequence[Any]
Odd = set[int]
"""Places of rows, to which whoever finds another adds it."""

Read = Callable[[Row], Any]
Look = Callable[[Sequence[Column]], Column]


class Meaning(NamedTuple):
    """What the cells of a field mean."""

    columns: tuple[str, ...] | None
    """It is told of the text of one; of several of tuples of texts; None: of all of the file's
    columns. What the file lacks is blank."""
    of: Callable[[Column, Odd], Column]


class FieldSource(NamedTuple):
    """A field of a model, and how it is read from a row."""

    model: type[BaseModel]
    name: str
    read: Read
    columns: tuple[str, ...]
    warnings: list[Warned]
    """The layout's, to which `read` may add."""


class Remembered(dict[Any, Any]):
    """A field's value by the text of its column, each read and checked once."""

    def __init__(self, source: FieldSource) -> None:
        super().__init__()
        self._adapter = _adapter(source.model, source.name)
        self._read = source.read
        self._columns = Columns(source.columns)
        self._warnings = source.warnings

    def of(self, said: Column, odd: Odd) -> Column:
        return plain_or_odd(self.__getitem__, said, odd, None)

    def __missing__(self, said: Any) -> Any:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        kept = self[said] = self._kept(self._value(said))
        return kept

    def _value(self, said: Any) -> Any:
        """Raises RowError, ValidationError, and NotPlainError where a warning must name the row."""
        row = Row(self._columns, said if isinstance(said, tuple) else (said,), 0)
        warned = len(self._warnings)
        value = self._read(row)
        if len(self._warnings) > warned:
            del self._warnings[warned:]
            raise NotPlainError
        return self._adapter.validate_python(value)

    def _kept(self, value: Any) -> Any:
        return value


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    """What checks and writes a field of a model."""
    info = model.model_fields[name]
    return TypeAdapter(Annotated[info.annotation, info])  # type: ignore[arg-type] # a type made at run time


class Named(Remembered):
    """As a key has it, which is a text whatever its type."""

    def _kept(self, value: Any) -> str | None:
        return None if value is None else str(value)


class Written(Remembered):
    """As JSON, after what a member of an object begins with; nothing at all for an absent value."""

    def __init__(self, begins: bytes, source: FieldSource) -> None:
        super().__init__(source)
        self._begins = begins

    def of(self, said: Column, odd: Odd) -> Column:
        return plain_or_odd(self.__getitem__, said, odd, b"")

    def _kept(self, value: Any) -> bytes:
        if value is None:
            return b""
        return self._begins + self._adapter.dump_json(value, exclude_none=True)


def named_at_a_glance(value: Callable[[Any], Any], said: Column, odd: Odd) -> Column:
    """As `Named.of`."""
    found = plain_or_odd(value, said, odd, None)
    return [None if each is None else str(each) for each in found]


def written_at_a_glance(begins: bytes, glance: Glance, said: Column, odd: Odd) -> Column:
    """As `Written.of`."""
    try:
        written = glance.json(said)
    except _NOT_PLAIN:
        written = plain_or_odd(lambda one: glance.json([one])[0], said, odd, b"")
    return [begins + json if json else b"" for json in written]


def plain_or_odd(
    meaning: Callable[[Any], Any], said: Column, odd: Odd, nothing: object
) -> list[Any]:
    """What each means; for one that is odd `nothing`."""
    try:
        return list(map(meaning, said))
    except _NOT_PLAIN:
        pass
    found: list[Any] = []
    for place, one in enumerate(said):
        try:
            found.append(meaning(one))
        except _NOT_PLAIN:
            found.append(nothing)
            odd.add(place)
    return found


class Meanings:
    """What rows mean, in the order of the fields."""

    def __init__(self, columns: Sequence[str], meanings: Iterable[Meaning]) -> None:
        known = {name: place for place, name in enumerate(columns)}
        self._meanings = [(_look(known, each.columns), each.of) for each in meanings]

    def of(self, columns: Sequence[Column], odd: Odd) -> list[Column]:
        """Of one row or more, by field."""
        return [of(look(columns), odd) for look, of in self._meanings]


def _look(known: dict[str, int], names: tuple[str, ...] | None) -> Look:
    """What a field looks at."""
    if names is None:
        return lambda columns: columns
    places = [known.get(name) for name in names]
    if len(places) == 1:
        return partial(_one_column, places[0])
    return partial(_several_columns, places)


def _one_column(place: int | None, columns: Sequence[Column]) -> Column:
    return [""] * len(columns[0]) if place is None else columns[place]


def _several_columns(places: list[int | None], columns: Sequence[Column]) -> Column:
    if not places:
        return [()] * len(columns[0])
    return list(zip(*(_one_column(place, columns) for place in places), strict=True))


def constant(json: bytes) -> Meaning:
    """The same in every row."""
    return Meaning((), lambda said, _: [json] * len(said))


def joined(pieces: Iterable[Column]) -> list[bytes]:
    """Of each row its pieces."""
    return list(map(b"".join, zip(*pieces, strict=True)))

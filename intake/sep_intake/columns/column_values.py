"""What the cells of many rows mean, one column after the other.

What a text means is remembered, or told at a glance, and then put together by row, without a model.
A row of which any text needs a closer look is *odd*: it is to be read with care. What stands for it
in the meantime means nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import compress
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from sep_intake.cells.rows import Columns, Row, RowError
from sep_intake.columns.layout import Warned
from sep_intake.columns.quick_columns import ColumnReader, NotPlainError

_MOST_REMEMBERED = 1 << 13
"""Texts of one field; once there are more they are forgotten and learned anew."""

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

    def value(self, said: Any) -> Any:
        """What the texts of its columns say, read and checked.

        Raises RowError, ValidationError, and NotPlainError where a warning must name the row.
        """
        row = Row(_places(self.columns), said if isinstance(said, tuple) else (said,), 0)
        warned = len(self.warnings)
        value = self.read(row)
        if len(self.warnings) > warned:
            del self.warnings[warned:]
            raise NotPlainError
        return _adapter(self.model, self.name).validate_python(value)

    def json(self, said: Any) -> bytes:
        """The same as JSON, empty where there is no value."""
        value = self.value(said)
        if value is None:
            return b""
        return _adapter(self.model, self.name).dump_json(value, exclude_none=True)


_places = cache(Columns)


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    """What checks and writes a field of a model."""
    info = model.model_fields[name]
    return TypeAdapter(Annotated[info.annotation, info])  # type: ignore[arg-type] # a type made at run time


class Remembered(dict[Any, Any]):
    """What texts mean, each read and checked once; for those that are odd `nothing`."""

    def __init__(self, meaning: Callable[[Any], Any], nothing: object = None) -> None:
        super().__init__()
        self._meaning = meaning
        self._nothing = nothing
        self._odd: set[Any] = set()

    def of(self, said: Column, odd: Odd) -> list[Any]:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
            self._odd.clear()
        found = list(map(self.__getitem__, said))
        if self._odd:
            odd.update(compress(range(len(said)), map(self._odd.__contains__, said)))
        return found

    def __missing__(self, said: Any) -> Any:
        try:
            kept = self._meaning(said)
        except _NOT_PLAIN:
            self._odd.add(said)
            kept = self._nothing
        self[said] = kept
        return kept


class Member(NamedTuple):
    """A field as a member of a JSON object, and what it begins with there."""

    begins: bytes
    source: FieldSource

    def json(self, said: Any) -> bytes:
        """Nothing at all where the value is absent."""
        written = self.source.json(said)
        return self.begins + written if written else b""


def remembered_json(*members: Member) -> Remembered:
    """Members that follow each other and look at the same columns."""
    return Remembered(lambda said: b"".join(member.json(said) for member in members), b"")


def remembered_name(source: FieldSource) -> Remembered:
    """A field as a key has it, which is a text whatever its type."""
    return Remembered(lambda said: _named(source.value(said)))


def _named(value: Any) -> str | None:
    return None if value is None else str(value)


def named_by_column(by_column: ColumnReader, said: Column, odd: Odd) -> Column:
    """As `remembered_name`."""
    return read_by_column(lambda some: list(map(_named, by_column.values(some))), said, odd, None)


def written_by_column(begins: bytes, by_column: ColumnReader, said: Column, odd: Odd) -> Column:
    """As `remembered_json`."""
    found = read_by_column(lambda some: by_column.json(by_column.values(some)), said, odd, b"")
    return [begins + json if json else b"" for json in found]


def read_by_column(
    look: Callable[[Column], list[Any]], said: Column, odd: Odd, nothing: object, first: int = 0
) -> list[Any]:
    """What `look` finds, which is raised by one that is odd, and finds then both halves apart.

    Of an odd one `nothing`. `first` is the place of the first.
    """
    try:
        return look(said)
    except _NOT_PLAIN:
        if len(said) == 1:
            odd.add(first)
            return [nothing]
    half = len(said) // 2
    before = read_by_column(look, said[:half], odd, nothing, first)
    return before + read_by_column(look, said[half:], odd, nothing, first + half)


class Meanings:
    """What rows mean, in the order of the fields."""

    def __init__(self, columns: Sequence[str], fields: Iterable[Meaning]) -> None:
        known = {name: place for place, name in enumerate(columns)}
        self._meanings = [(_look(known, each.columns), each.of) for each in fields]

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


def joined_pieces(pieces: Iterable[Column]) -> list[bytes]:
    """Of each row its pieces."""
    return list(map(b"".join, zip(*pieces, strict=True)))

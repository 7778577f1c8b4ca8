"""What a row says, field by field, each read from the few cells that it depends on.

A file repeats itself: a million rows name some thousand schools, days and accounts. So a field is
read, checked by the event's model and written as JSON once for what its cells say, and remembered;
the event of a row is then put together from what is known. A row that is wrong, or worth a warning,
is read with care instead: each field by its function, the event made by its model.
"""

from abc import abstractmethod
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import call, itemgetter
from typing import Annotated, Any, ClassVar, NamedTuple

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from sep_domain.events.base import Fact
from sep_domain.streams import fact_stream_bytes
from sep_ledger.importing.glances import NotPlainError
from sep_ledger.importing.layout import Layout, PlainFact, Warned
from sep_ledger.importing.rows import Columns, Row, RowError

_MOST_REMEMBERED = 1 << 13
"""Texts of one field; when there are more they are forgotten and learned anew."""

Glance = Callable[[Any], Any]
"""See `Field.glance`; those that there are stand in `glances`."""


class Field(NamedTuple):
    """How a field of an event is read from a row."""

    read: Callable[[Row], Any]
    """Raises RowError."""
    columns: tuple[str, ...] | None
    """All that `read` looks at; those the file lacks are blank. None: it looks everywhere."""
    glance: Glance | None = None
    """What the text of the column means, as JSON knows it, where that is plain; of several columns
    the texts, of all the row. Raises NotPlainError where it is not. For texts that seldom come
    again, so that to remember them would cost more than it saves."""


Fields = Mapping[str, Field]
"""By the names of an event's fields, in the order in which the errors of a row are looked for."""


def field(
    read: Callable[..., Any],
    *columns: str,
    glance: Glance | None = None,
    **options: object,
) -> Field:
    """The field that `read(row, *columns, **options)` reads."""
    return Field(lambda row: read(row, *columns, **options), columns, glance)


class FieldLayout(Layout):
    """A layout whose rows state one event each, of which every field is read by itself."""

    event: ClassVar[type[Fact]]
    named_by: ClassVar[tuple[str, ...]]
    """The fields that the event's `key` and `period` look at."""

    @abstractmethod
    def fields(self) -> Fields:
        """How this file's rows are read."""

    @cached_property
    def _fields(self) -> Fields:
        return self.fields()

    @cached_property
    def _meanings(self) -> "Meanings":
        """Of the fields as they are written, and of those that name the event after them."""
        written = _some(self._fields, self.event.model_fields)
        named = _some(self._fields, self.named_by)
        meanings = [
            *remembered(Written, self.event, written, self.warnings),
            *remembered(Remembered, self.event, named, self.warnings),
        ]
        return Meanings(self.head.columns, meanings)

    @cached_property
    def _named(self) -> Any:
        """A tuple of what names the event, which `key` and `period` take for the event."""
        return namedtuple("Named", self.named_by)

    def facts(self, row: Row) -> list[Fact]:
        return [self.event(**{name: each.read(row) for name, each in self._fields.items()})]

    def plain_fact(self, cells: Sequence[str]) -> PlainFact | None:
        try:
            meant = list(self._meanings(cells))
        except (RowError, NotPlainError, ValidationError):
            return None
        event, naming = self.event, -len(self.named_by)
        named = self._named._make(meant[naming:])
        year, month = event.period(named)
        stream = fact_stream_bytes(event.DATASET, year, month, (event.NAME, *event.key(named)))
        return PlainFact(event, stream, json_object(meant[:naming]), year)


def _some(fields: Fields, names: Iterable[str]) -> Fields:
    return {name: fields[name] for name in names}


def json_object(members: Iterable[bytes]) -> bytes:
    """Of what `Written` has of each of its members."""
    return b"{%b}" % b"".join(members)[1:]


Meaning = tuple[Field, Callable[[Any], Any]]
"""A field, and what the text of its column means; the texts, or the row, if they are several."""


class Meanings:
    """What the cells of a row mean, in the order of the fields."""

    def __init__(self, columns: Sequence[str], meanings: Sequence[Meaning]) -> None:
        places = {name: place for place, name in enumerate(columns)}
        blank = len(columns)
        self._joint: list[Callable[[list[Any]], Any]] = []
        picked = []
        for each, _ in meanings:
            of = [places.get(column, blank) for column in each.columns or ()]
            if len(of) != 1:
                whole = each.columns is None
                self._joint.append(itemgetter(slice(blank)) if whole else _all_of(of))
                of = [blank + len(self._joint)]
            picked += of
        self._pick = itemgetter(*picked)
        self._meanings = [meaning for _, meaning in meanings]

    def __call__(self, cells: Sequence[str]) -> Iterator[Any]:
        """Raises RowError, NotPlainError or ValidationError where a row is to be read with care."""
        row: list[Any] = [*cells, ""]
        for pick in self._joint:
            row.append(pick(row))
        return map(call, self._meanings, self._pick(row))


def _all_of(places: Sequence[int]) -> Callable[[list[Any]], Any]:
    return itemgetter(*places) if places else lambda _: ()


def remembered(
    recall: "type[Remembered]", model: type[BaseModel], fields: Fields, warnings: list[Warned]
) -> list[Meaning]:
    """`warnings` is the layout's list, to which reading a field may add."""
    return [
        (each, recall(model.model_fields[name], name, each, warnings).of)
        for name, each in fields.items()
    ]


class Remembered(dict[Any, Any]):
    """What the cells of a field mean, by their text: by a tuple of texts where they are several."""

    def __init__(
        self,
        info: FieldInfo,
        name: str,  # noqa: ARG002 - for what writes it
        each: Field,
        warnings: list[Warned],
    ) -> None:
        super().__init__()
        self._adapter: TypeAdapter[Any] = TypeAdapter(
            Annotated[info.annotation, info]  # type: ignore[arg-type] # a type made at run time
        )
        self._field = each
        self._columns = Columns(each.columns or ())
        self._warnings = warnings
        self.of: Callable[[Any], Any] = each.glance or self.__getitem__

    def __missing__(self, said: Any) -> Any:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        value = self[said] = self._read(said)
        return value

    def _read(self, said: Any) -> Any:
        """Raises RowError, ValidationError, and NotPlainError where a warning must name the row."""
        row = Row(self._columns, said if isinstance(said, tuple) else (said,), 0)
        warned = len(self._warnings)
        value = self._field.read(row)
        if len(self._warnings) > warned:
            del self._warnings[warned:]
            raise NotPlainError
        return self._adapter.validate_python(value)


class Written(Remembered):
    """As a member of a JSON object, with a comma before it; nothing at all for an absent value."""

    def __init__(self, info: FieldInfo, name: str, each: Field, warnings: list[Warned]) -> None:
        super().__init__(info, name, each, warnings)
        self._begins = b',"%b":' % name.encode()
        if each.glance:
            self.of = _written_at_a_glance(self._begins, each.glance)

    def _read(self, said: Any) -> bytes:
        value = super()._read(said)
        if value is None:
            return b""
        return self._begins + self._adapter.dump_json(value, exclude_none=True)


def _written_at_a_glance(begins: bytes, glance: Glance) -> Callable[[Any], bytes]:
    def written(said: Any) -> bytes:
        value = glance(said)
        return b"" if value is None else begins + orjson.dumps(value)

    return written

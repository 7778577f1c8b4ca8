"""What a row says, field by field, each read from the few cells that it depends on.

A file repeats itself: a million rows name some thousand schools, days and accounts. So a field is
read, checked by the event's model and written as JSON once for what its cells say, and remembered;
the event of a row is then put together from what is known. A row that is wrong, or worth a warning,
is read with care instead: each field by its function, the event made by its model.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import call, itemgetter
from types import SimpleNamespace
from typing import Annotated, Any, ClassVar, NamedTuple

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError

from sep_domain.events.base import Fact
from sep_domain.streams import fact_stream
from sep_ledger.importing.glances import NotPlainError
from sep_ledger.importing.layout import Layout, PlainFact, Warned
from sep_ledger.importing.rows import Columns, Row, RowError

_MOST_REMEMBERED = 1 << 13
"""Texts of one field; when there are more they are forgotten and learned anew."""


Glance = Callable[[Any], Any]


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
    def _named(self) -> "Meanings":
        return Meanings(self.event, _some(self._fields, self.named_by), self, Remembered)

    @cached_property
    def _written(self) -> "Meanings":
        return Meanings(self.event, _some(self._fields, self.event.model_fields), self, Written)

    def facts(self, row: Row) -> list[Fact]:
        return [self.event(**{name: each.read(row) for name, each in self._fields.items()})]

    def plain_fact(self, cells: Sequence[str]) -> PlainFact | None:
        try:
            state = b"{%b}" % b"".join(self._written(cells))[1:]
            named: Any = SimpleNamespace(
                **dict(zip(self.named_by, self._named(cells), strict=True))
            )
        except (RowError, NotPlainError, ValidationError):
            return None
        event = self.event
        year, month = event.period(named)
        stream = fact_stream(event.DATASET, year, month, (event.NAME, *event.key(named)))
        return PlainFact(event, stream, state, year)


def _some(fields: Fields, names: Iterable[str]) -> Fields:
    return {name: fields[name] for name in names}


class Meanings:
    """What some fields of a model mean in a row, in the order of `fields`."""

    def __init__(
        self, model: type[BaseModel], fields: Fields, layout: Layout, recall: "type[Remembered]"
    ) -> None:
        columns = layout.head.columns
        places = {name: place for place, name in enumerate(columns)}
        blank = len(columns)
        self._joint: list[Callable[[list[Any]], Any]] = []
        picked, self._meanings = [], []
        for name, each in fields.items():
            of = [places.get(column, blank) for column in each.columns or ()]
            if len(of) != 1:
                whole = each.columns is None
                self._joint.append(itemgetter(slice(blank)) if whole else _all_of(of))
                of = [blank + len(self._joint)]
            picked += of
            self._meanings.append(recall(model, name, each, layout.warnings).of)
        self._pick = itemgetter(*picked)

    def __call__(self, cells: Sequence[str]) -> Iterator[Any]:
        """Raises RowError, NotPlainError or ValidationError where a row is to be read with care."""
        row: list[Any] = [*cells, ""]
        for pick in self._joint:
            row.append(pick(row))
        return map(call, self._meanings, self._pick(row))


def _all_of(places: Sequence[int]) -> Callable[[list[Any]], Any]:
    return itemgetter(*places) if places else lambda _: ()


class Remembered(dict[Any, Any]):
    """What the cells of a field mean, by their text: by a tuple of texts where they are several."""

    def __init__(
        self, model: type[BaseModel], name: str, each: Field, warnings: list[Warned]
    ) -> None:
        super().__init__()
        info = model.model_fields[name]
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

    def __init__(
        self, model: type[BaseModel], name: str, each: Field, warnings: list[Warned]
    ) -> None:
        super().__init__(model, name, each, warnings)
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

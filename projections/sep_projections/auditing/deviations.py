"""What an audit can find, each named, in words for the person who must act."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The kinds of finding; the names are for programs and do not change."""

    ROW_UNCALLED_FOR = "row-uncalled-for"
    ROW_MISSING = "row-missing"
    MORE_ROWS = "more-rows"
    OBJECT_CHANGED = "object-changed"
    OBJECT_MISSING = "object-missing"
    OBJECT_UNCALLED_FOR = "object-uncalled-for"
    PARKED_CHANGED = "parked-changed"
    POSITION_CHANGED = "position-changed"
    VERSION_CHANGED = "version-changed"
    SETTING = "setting"
    STATUTE_EDITED = "statute-edited"


_WORDS = {
    Kind.ROW_UNCALLED_FOR: "hay una fila que no sale del registro",
    Kind.ROW_MISSING: "falta una fila que sale del registro",
    Kind.MORE_ROWS: "hay más filas distintas de las que aquí se nombran",
    Kind.OBJECT_CHANGED: "no es como lo hace esta versión",
    Kind.OBJECT_MISSING: "falta",
    Kind.OBJECT_UNCALLED_FOR: "está de más",
    Kind.PARKED_CHANGED: "los eventos apartados no son los que no se pueden leer",
    Kind.POSITION_CHANGED: "dice haber llegado más allá del último evento",
    Kind.VERSION_CHANGED: "no está hecha por esta versión",
    Kind.SETTING: "un ajuste de la base de datos cambia lo que leen otros",
    Kind.STATUTE_EDITED: "la tabla de la ley no es aquella con que se calculó lo que vale",
}


class Deviation(NamedTuple):
    """One thing that is not as it follows from the log: what, where, and what is known beyond."""

    kind: Kind
    where: str
    detail: str = ""

    @property
    def message(self) -> str:
        """For a person, in Spanish."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.where}: {_WORDS[self.kind]}{detail}"


Report = Callable[[Deviation], None]

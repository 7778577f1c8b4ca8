"""What a check of the evidence can find, each named, in words for the person who must act."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The kinds of finding; the names are for programs and do not change."""

    EVENT_CHANGED = "event-changed"
    EVENT_MOVED = "event-moved"
    EVENT_MISSING = "event-missing"
    EVENT_REPEATED = "event-repeated"
    EVENT_UNCOUNTED = "event-uncounted"
    VERSION_GAP = "version-gap"
    HEAD_CHANGED = "head-changed"
    TILE_CHANGED = "tile-changed"
    TILE_MISSING = "tile-missing"
    TILE_UNCALLED_FOR = "tile-uncalled-for"
    EVENT_OR_TILE_CHANGED = "event-or-tile-changed"
    ENTRIES_MALFORMED = "entries-malformed"
    CHECKPOINT_CONTRADICTS = "checkpoint-contradicts"
    CHECKPOINT_LEAVES_CHANGED = "checkpoint-leaves-changed"
    CHECKPOINT_UNSIGNED = "checkpoint-unsigned"
    CHECKPOINT_MISSING = "checkpoint-missing"
    SIGNATURE_FALSE = "signature-false"
    SIGNATURE_MISSING = "signature-missing"
    SEAL_BROKEN = "seal-broken"
    HISTORY_FORKED = "history-forked"
    HISTORY_ROLLED_BACK = "history-rolled-back"
    KEY_CHANGED = "key-changed"
    GUARD_MISSING = "guard-missing"
    PROOF_FALSE = "proof-false"
    MALFORMED = "malformed"


_WORDS = {
    Kind.EVENT_CHANGED: "el evento fue alterado después de firmado",
    Kind.EVENT_MOVED: "el evento estaba en otra posición cuando se firmó",
    Kind.EVENT_MISSING: "falta el evento",
    Kind.EVENT_REPEATED: "hay más de un evento en la misma posición",
    Kind.EVENT_UNCOUNTED: "hay un evento más allá del último que el registro cuenta",
    Kind.VERSION_GAP: "la versión no sigue a la anterior de su serie",
    Kind.HEAD_CHANGED: "la cuenta de eventos no es la del último evento",
    Kind.TILE_CHANGED: "el árbol fue alterado",
    Kind.TILE_MISSING: "falta una parte del árbol",
    Kind.TILE_UNCALLED_FOR: "el árbol tiene una parte que no corresponde a ningún evento",
    Kind.EVENT_OR_TILE_CHANGED: "el evento y el árbol se contradicen y ninguna firma lo decide",
    Kind.ENTRIES_MALFORMED: "los eventos publicados no se pueden leer",
    Kind.CHECKPOINT_CONTRADICTS: "el punto de control no corresponde a los eventos",
    Kind.CHECKPOINT_LEAVES_CHANGED: "los hashes guardados con el punto de control fueron alterados",
    Kind.CHECKPOINT_UNSIGNED: "el punto de control no tiene firma del registro",
    Kind.CHECKPOINT_MISSING: "falta un punto de control que el registro firmó",
    Kind.SIGNATURE_FALSE: "la firma es falsa",
    Kind.SIGNATURE_MISSING: "falta una firma",
    Kind.SEAL_BROKEN: "las firmas anteriores no son las que había al firmarlo",
    Kind.HISTORY_FORKED: "el registro contradice un punto de control que firmó antes",
    Kind.HISTORY_ROLLED_BACK: "el registro es más corto que cuando firmó un punto de control",
    Kind.KEY_CHANGED: "la clave pública no es la que corresponde",
    Kind.GUARD_MISSING: "la base de datos ya no impide reescribir",
    Kind.PROOF_FALSE: "la prueba no lleva a la raíz firmada",
    Kind.MALFORMED: "el archivo no tiene la forma esperada",
}


class Discrepancy(NamedTuple):
    """One thing that is not as it was signed: what, where, and what is known beyond."""

    kind: Kind
    where: str
    detail: str = ""

    @property
    def message(self) -> str:
        """For a person, in Spanish."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.where}: {_WORDS[self.kind]}{detail}"


Report = Callable[[Discrepancy], None]

KEYS = "claves del registro"
"""Where the keys of the log are."""


def position(number: int) -> str:
    """Where an event is."""
    return f"posición {number}"


def positions(first: int, last: int) -> str:
    """Where a run of events is, both ends included."""
    return position(first) if first == last else f"posiciones {first} a {last}"


def checkpoint(size: int) -> str:
    """Where a checkpoint is."""
    return f"punto de control {size}"


def signature(number: int) -> str:
    """Where a signature is, among those under all checkpoints."""
    return f"firma {number}"


def tile(level: int | str, number: int) -> str:
    """Where a tile is."""
    return f"bloque {level}/{number}"

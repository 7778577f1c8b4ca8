"""Which edition a file states, and of what."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import orjson

from sep_intake.engine.row_facts import Batch
from sep_ledger.facts.packed_facts import unpack_contents

_STATED_DAY = re.compile(rb'"edition_day":"([0-9-]{10})"\}\}$')
_PRELIMINARY = "prelim"

Scope = tuple[tuple[str, Any], ...]
"""Fields of an event and their values, which tell what a file states as a whole."""


def scope_of(said: dict[str, Any], fields: tuple[str, ...]) -> Scope:
    """That of an event's content."""
    return tuple((name, said[name]) for name in fields if name in said)


def scope_text(scope: Scope) -> str:
    """As the record of an import names it: `year=2024 grade=4b`."""
    return " ".join(f"{name}={value}" for name, value in scope)


class EditionRank(NamedTuple):
    """Where an edition stands among others: by its day, and a preliminary one before any other."""

    day: date
    is_final: bool

    @classmethod
    def of(cls, day: date, mark: str | None) -> "EditionRank":
        return cls(day, _PRELIMINARY not in (mark or "").lower())


@dataclass(slots=True)
class EditionSeen:
    """What the rows of a file say of its edition, told from the first of each batch."""

    fields: tuple[str, ...]
    day: date | None = None
    """The earliest."""
    mark: str | None = None
    scopes: set[str] = field(default_factory=set)
    """As spoken."""

    @property
    def standing(self) -> EditionRank | None:
        return None if self.day is None else EditionRank.of(self.day, self.mark)

    def note(self, batch: Batch) -> None:
        if not batch.facts:
            return
        _, state, metadata = unpack_contents(batch.facts.contents[0])
        source = orjson.loads(metadata)["source"]
        self.mark = self.mark or source.get("edition")
        self.note_day(metadata)
        scope = scope_of(orjson.loads(state), self.fields)
        for year in batch.years if scope else ():
            self.scopes.add(
                scope_text(
                    tuple((name, year if name == "year" else value) for name, value in scope)
                )
            )

    def note_day(self, metadata: bytes) -> None:
        """The day that one fact's source states, if any."""
        stated = _STATED_DAY.search(metadata)
        if stated:
            day = date.fromisoformat(stated[1].decode())
            self.day = day if self.day is None else min(self.day, day)

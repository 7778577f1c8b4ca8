"""Which edition a file states, and of what."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from sep_ledger.importing.staging import Batch
from sep_ledger.packed import unpack_contents

Scope = tuple[tuple[str, Any], ...]
"""Fields of an event and their values, which tell what a file states as a whole."""


def scope_of(said: dict[str, Any], fields: tuple[str, ...]) -> Scope:
    """That of an event's content."""
    return tuple((name, said[name]) for name in fields if name in said)


def spoken(scope: Scope) -> str:
    """As the record of an import names it: `year=2024 grade=4b`."""
    return " ".join(f"{name}={value}" for name, value in scope)


@dataclass(slots=True)
class EditionSeen:
    """What the rows of a file say of its edition, told from the first of each batch."""

    fields: tuple[str, ...]
    day: date | None = None
    """The earliest."""
    scopes: set[str] = field(default_factory=set)
    """As spoken; none where no edition is stated."""

    def note(self, batch: Batch) -> None:
        if not batch.facts:
            return
        _, state, metadata = unpack_contents(batch.facts.contents[0])
        stated = orjson.loads(metadata)["source"].get("edition_day")
        if stated is None:
            return
        day = date.fromisoformat(stated)
        self.day = day if self.day is None else min(self.day, day)
        scope = scope_of(orjson.loads(state), self.fields)
        for year in batch.years:
            self.scopes.add(
                spoken(tuple((name, year if name == "year" else value) for name, value in scope))
            )

"""What counts of a fact's stream: what was last said first-hand by who counts.

A file, a rule or a person says something first-hand; what was appended because an import was
withdrawn or reapplied only says again what they had said.
"""

from collections.abc import Sequence, Set
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from sep_domain.events.imports import FactWithdrawn
from sep_domain.imports import ImportKey

GONE = frozenset(FactWithdrawn.topics())
"""The topics of what ends a fact."""

Uncounted = Set[ImportKey]
"""The imports that do not count."""


class Said(NamedTuple):
    """An event of a fact's stream."""

    stream: UUID
    version: int
    position: int
    topic: str
    state: bytes
    metadata: bytes

    @property
    def provenance(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.metadata)
        return found

    @property
    def is_first_hand(self) -> bool:
        """Said by a file, a rule or a person, and not a consequence of undoing an import."""
        provenance = self.provenance
        undone = self.topic in GONE and provenance["source"]["kind"] == "command"
        return "restores" not in provenance and not undone

    def is_of(self, imports: Uncounted) -> bool:
        source = self.provenance["source"]
        if source["kind"] != "file":
            return False
        key = ImportKey(dataset=source["dataset"], sha256=source["sha256"], name=source["name"])
        return key in imports


def what_counts(history: Sequence[Said], uncounted: Uncounted) -> Said | None:
    """Of a stream's events, in order, what was last said first-hand by who counts."""
    heard = (said for said in reversed(history) if said.is_first_hand and not said.is_of(uncounted))
    return next(heard, None)


def stands(latest: Said, counting: Said | None) -> bool:
    """Whether the last event of a stream says what counts already."""
    if counting is None:
        return latest.topic in GONE
    return counting.position in (latest.position, latest.provenance.get("restores"))

"""Where an event comes from: a row of a file, a person's command, or a derivation.

Provenance is stored beside an event's content and not in it, so that the same content read from a
second file is recognised as the same fact.
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from sep_domain.directory.flags import DirectoryFlag
from sep_domain.evidence_documents import EvidenceDocument, Sha256Hex


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Edition(NamedTuple):
    """The publisher's own version of what a row says."""

    mark: str
    """As the file writes it, such as SIMCE's `codigo_bbdd`."""
    day: date | None = None
    """Of which it is, where the file tells: an earlier edition never replaces a later one
    unasked."""


class FileSource(_Frozen):
    """A row of an imported file; rows count from 1, the header left out. Row 0 is all of them."""

    kind: Literal["file"] = "file"
    sha256: Sha256Hex
    name: str
    dataset: str
    row: int
    edition: str | None = None
    """The publisher's own version mark: that of an `Edition`."""
    edition_day: date | None = None
    """The day of that edition, where the file tells it."""


class CommandSource(_Frozen):
    """A decision that a person or program asked for."""

    kind: Literal["command"] = "command"
    actor: str
    command_id: UUID
    """Of the actor's idempotency key in this stream: the same for every event of one command."""
    request: Sha256Hex | None = None
    """Of what was asked for, so that another request under the same key is told apart."""
    evidence: tuple[EvidenceDocument, ...] | None = None
    """The documents that whoever asked gave as evidence, where there were any."""
    why_ahead: str | None = None
    """Why it was recorded before the day on which it happens, where it was."""
    why_late: str | None = None
    """Why it was entered in books that were closed, where they were."""
    directory: tuple[DirectoryFlag, ...] | None = None
    """What of it no directory or registry bore out, where something did not."""


class DerivedSource(_Frozen):
    """A fact that follows from other facts in the log by a named rule."""

    kind: Literal["derived"] = "derived"
    rule: str


Source = Annotated[FileSource | CommandSource | DerivedSource, Field(discriminator="kind")]


class Provenance(_Frozen):
    """Source, and the events this one belongs with (correlation) and follows from (causation)."""

    source: Source
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    restores: int | None = None
    """The position of the event of the same stream whose content stands again, because an import
    was withdrawn or reapplied. The source is then that of the event restored."""

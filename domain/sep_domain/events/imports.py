"""The import of a file as something that happened, and what takes its facts back.

An import is an entity, told by its file's content and name and the dataset that it was read as. Its
stream says when it ran and what became of it, and whether it has been withdrawn since. The facts
themselves stand in their own streams: `fact.withdrawn` ends one there.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from sep_domain.events.base import Event
from sep_domain.evidence_documents import Sha256Hex
from sep_domain.values.identifiers import Rbd, Rut


class _OfImport(Event):
    dataset: str
    sha256: Sha256Hex
    file_name: str
    """As its source names it: `archive.zip/member.csv`."""


class ImportStarted(_OfImport):
    """The first facts of a file were appended, in the same transaction as this.

    An import that was interrupted has no `import.finished` after it, and its facts lie above
    `after`."""

    NAME: ClassVar[str] = "import.started"

    after: int = Field(ge=0)
    """The head of the log when it began."""


class ImportFinished(_OfImport):
    """A file was read to its end, and what became of its rows and facts."""

    NAME: ClassVar[str] = "import.finished"

    rows: int = Field(ge=0)
    facts: int = Field(ge=0)
    new: int = Field(ge=0)
    restated: int = Field(ge=0)
    equal: int = Field(ge=0)
    superseded: int = Field(ge=0)
    """Facts that another file has replaced since, or that are of an earlier edition."""
    withdrawn: int = Field(ge=0)
    """Facts of the same scope that the file lacks, withdrawn because it was said to be complete."""
    rejected: int = Field(ge=0)
    """Rows."""
    years: tuple[int, ...] = ()
    """That its facts are about."""
    edition: str | None = None
    """The publisher's version mark, as the file states it first."""
    edition_day: date | None = None
    """Of the edition that the file states."""
    scopes: tuple[str, ...] = ()
    """What a file with an edition states as a whole, such as `year=2024 grade=4b`."""


class ImportWithdrawn(_OfImport):
    """What the import said no longer counts: every fact stands as though it had not been
    imported."""

    NAME: ClassVar[str] = "import.withdrawn"

    reason: str | None = Field(default=None, min_length=1, max_length=2_000)


class ImportReapplied(_OfImport):
    """What a withdrawn import said counts again."""

    NAME: ClassVar[str] = "import.reapplied"

    reason: str | None = Field(default=None, min_length=1, max_length=2_000)


class ImportSettled(_OfImport):
    """Every fact in which the import said something has followed its withdrawal, or its return."""

    NAME: ClassVar[str] = "import.settled"


class WithdrawalReason(StrEnum):
    """Why a fact no longer stands."""

    IMPORT_WITHDRAWN = "import_withdrawn"
    """Nothing but a withdrawn import had said it."""
    ABSENT_FROM_EDITION = "absent_from_edition"
    """A later, complete edition of its scope lacks it."""


class FactWithdrawn(Event):
    """A fact no longer stands. Recorded in the fact's own stream, whose next event may restate it.

    `occurred_on` is that of the fact, and so are school and sostenedor, by which it is followed.
    """

    NAME: ClassVar[str] = "fact.withdrawn"

    event: str
    """The name of the event withdrawn: `expenditure.declared`."""
    reason: WithdrawalReason
    rbd: Rbd | None = None
    sostenedor: Rut | None = None

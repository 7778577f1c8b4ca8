"""What became of imported files, for the person who imported them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sep_ledger.importing.layout import Warned

SHOWN_WARNINGS = 20


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is. It passes over the file twice: to check it, then to load it."""

    path: Path
    dataset: str
    loading: bool
    """False while the file is checked and hashed, True while its rows are loaded."""
    bytes_done: int
    bytes_total: int
    rows: int
    rejected: int


@dataclass(slots=True)
class ImportReport:
    """One imported file. Facts are new, restated, equal or repeated; repeated ones are rejected."""

    path: Path
    dataset: str
    title: str
    sha256: str
    rows: int = 0
    facts: int = 0
    new: int = 0
    restated: int = 0
    equal: int = 0
    rejected: int = 0
    """Rows, each loaded whole or not at all."""
    rejections: Path | None = None
    """The file that lists them, where there are any."""
    warnings: int = 0
    first_warnings: list[Warned] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    """Years that the facts are about, in order."""
    seconds: float = 0.0
    position: int = 0
    """The head of the log after the import; what a reader waits for to see all of it."""

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not imported at all."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Many files, in the order of their import."""

    reports: Sequence[ImportReport]
    refused: Sequence[Refusal]

    @property
    def new(self) -> int:
        return sum(report.new for report in self.reports)

    @property
    def restated(self) -> int:
        return sum(report.restated for report in self.reports)

    @property
    def equal(self) -> int:
        return sum(report.equal for report in self.reports)

    @property
    def rejected(self) -> int:
        return sum(report.rejected for report in self.reports)

    @property
    def rows(self) -> int:
        return sum(report.rows for report in self.reports)

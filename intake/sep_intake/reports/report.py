"""What became of imported files, for the person who imported them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sep_intake.columns.layout import Warned
from sep_intake.reports.questions import Question
from sep_intake.reports.row_counts import FactCounts, RowCounts

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
    """One imported file. Its rows are counted once each; a row may state several facts, or none."""

    path: Path
    dataset: str
    title: str
    sha256: str
    id: str
    """By which the import is withdrawn."""
    rows: int = 0
    of_rows: RowCounts = field(default_factory=RowCounts)
    rejected: int = 0
    """Rows, each loaded whole or not at all."""
    of_facts: FactCounts = field(default_factory=FactCounts)
    facts: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    """The columns whose values the file restates, each with how many facts."""
    questions: list[Question] = field(default_factory=list)
    """What must be answered first. While there are any nothing has been appended."""
    absent: int = 0
    """Facts known of what the file states as a whole, and that it lacks."""
    absences: Path | None = None
    """The file that lists them, where there are any."""
    withdrawn: int = 0
    """How many of these were withdrawn, because the file was said to be complete."""
    rejections: Path | None = None
    """The file that lists rejected rows, where there are any."""
    warnings: int = 0
    first_warnings: list[Warned] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    """Years that the facts are about, in order."""
    seconds: float = 0.0
    position: int = 0
    """The head of the log after the import; what a reader waits for to see all of it."""

    @property
    def silent(self) -> int:
        """Rows that state nothing by themselves; none where nothing was appended for a question."""
        return 0 if self.questions else self.rows - self.rejected - self.of_rows.stating

    @property
    def new(self) -> int:
        """Facts."""
        return self.of_facts.new

    @property
    def restated(self) -> int:
        """Facts."""
        return self.of_facts.restated

    @property
    def equal(self) -> int:
        """Facts."""
        return self.of_facts.equal

    @property
    def superseded(self) -> int:
        """Facts."""
        return self.of_facts.superseded

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

    @property
    def asked(self) -> Sequence[ImportReport]:
        """Those of which nothing was appended, for something is to be answered first."""
        return [report for report in self.reports if report.questions]

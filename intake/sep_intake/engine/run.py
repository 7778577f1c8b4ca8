"""The import of one file, from its first row to its report.

A file about datasets or years that the log knows nothing of is appended as it is read. Any other is
read to its end first and held against what is known (`review`), so that nothing of it is appended
while there is a question; then it is appended from where it was kept (`spool`).
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path

from psycopg import Connection

from sep_domain.events.base import Event
from sep_domain.imports import ImportKey
from sep_domain.provenance import FileSource, Provenance
from sep_intake.columns.layout import FileRefusedError, Layout, Warned
from sep_intake.engine.absences import Absences
from sep_intake.engine.editions import EditionSeen
from sep_intake.engine.import_events import import_finished, import_started
from sep_intake.engine.import_questions import SEVERAL, asked_of_copy, questions_about_withdrawn
from sep_intake.engine.reading.opened_file import OnProgress, Opened, empty_columns, tell
from sep_intake.engine.reading.reader_process import Batches
from sep_intake.engine.review import FEW, MOST_RESTATED, Review
from sep_intake.engine.row_facts import Batch
from sep_intake.files.spool import Spool
from sep_intake.imports.exclusive_imports import beside_others
from sep_intake.imports.known_values import KnownYears
from sep_intake.imports.register import (
    ImportRecord,
    import_id,
    recorded_import,
)
from sep_intake.imports.undoing import import_entry
from sep_intake.reports.questions import Doubt, Question
from sep_intake.reports.rejections import OMITTED, Rejection, Rejections
from sep_intake.reports.report import SHOWN_WARNINGS, ImportReport
from sep_intake.reports.row_counts import count_rows
from sep_ledger.appending.batches import append_next
from sep_ledger.facts.bulk import FactAppend
from sep_ledger.facts.encoding import FileMetadata
from sep_ledger.facts.interpreter import fewer_collections, short_turns
from sep_ledger.facts.packed_facts import PackedFacts
from sep_ledger.facts.verdicts import BatchOutcome, Verdict
from sep_ledger.records.stored import StoredEvent

_LEAD = 8
"""Batches read ahead of the first append where the log knows the dataset, though maybe not the
years: a file that fits is appended whole or not at all, whichever years its rows are about."""


@dataclass(frozen=True, slots=True)
class Orders:
    """How files are to be imported: see `importer.import_file`."""

    dataset: str | None
    confirm: bool
    complete: bool
    batch_rows: int
    rejections_in: Path | None
    layouts: Sequence[type[Layout]]


class Run:
    """The import of one file."""

    def __init__(
        self,
        conn: Connection,
        opened: Opened,
        sha256: str,
        orders: Orders,
        progress: OnProgress | None,
        *,
        alone: bool,
    ) -> None:
        """`alone` where no other file of its dataset is imported by the same orders."""
        source, layout = opened.table.source, opened.layout
        self._key = ImportKey(dataset=layout.dataset, sha256=sha256, name=source.name)
        self.report = ImportReport(
            source.display_name, layout.dataset, layout.title, sha256, import_id(self._key)
        )
        self._conn = conn
        self._opened = opened
        self._orders = orders
        self._progress = progress
        self._source = FileSource(sha256=sha256, name=source.name, dataset=layout.dataset, row=0)
        self._rejections = Rejections(source.path_for_lists, orders.rejections_in, layout)
        self._absences = Absences(
            source.path_for_lists,
            orders.rejections_in,
            layout,
            FileMetadata(self._source, layout.file_edition),
        )
        self._years: set[int] = set()
        self._recorded: ImportRecord | None = None
        self._alone = alone
        self._edition = EditionSeen(layout.complete_in)
        self._take(opened.table.remarks)

    def load(self, batches: Batches) -> None:
        """Append what the file says, or ask. Raises FileRefusedError, and what reading raises."""
        with (
            self._rejections,
            closing(batches),
            short_turns(),
            fewer_collections(),
            beside_others(self._conn),
        ):
            self._recorded = recorded_import(self._conn, self._key)
            self.report.questions += self._asked_of_itself()
            if self.report.questions:
                self._count_only(batches)
            else:
                self._append = FactAppend(
                    self._conn,
                    opening=self._opening(),
                    insisting=self._orders.confirm,
                    read_before=self._read_before,
                )
                self._load(batches)
            self._close()

    @property
    def _read_before(self) -> bool:
        return self._recorded is not None and not self._recorded.state.is_open

    def _asked_of_itself(self) -> list[Question]:
        """What is asked whatever the file says."""
        undone = questions_about_withdrawn(self._recorded)
        if undone:
            return undone
        if self._orders.complete and not self._alone and self._opened.layout.complete_in:
            return [SEVERAL]
        return [] if self._orders.confirm else asked_of_copy(self._conn, self._key)

    def _load(self, batches: Iterator[Batch]) -> None:
        known = KnownYears(self._conn)
        first = next(batches, None)
        if first is None:
            return
        lead = [first]
        if known.any_dataset_in(first.facts):
            lead += islice(batches, _LEAD - 1)
        if any(known.any_in(batch.facts) for batch in lead):
            self._load_reviewed(chain(lead, batches))
            return
        met = self._append_all(chain(lead, batches), until=known)
        if met is not None:
            self._load_reviewed(chain([met], batches))

    def _load_reviewed(self, batches: Iterable[Batch]) -> None:
        review = Review(self._conn, self._opened, self._orders.confirm, self._read_before)
        with Spool[Batch]() as kept, Spool[PackedFacts]() as withdrawals:
            rejected = 0
            for batch in batches:
                review.look(batch)
                kept.keep(batch)
                rejected += len(batch.rejections)
                tell(self._progress, self._opened.progress(batch.bytes_read, self.report))
            self._take(_empty(self._opened) if review.verdicts[Verdict.RESTATED] else ())
            self._look_for_absent(review, withdrawals, rejected)
            self._edition = review.edition
            self.report.changed = review.changed
            if not self._orders.confirm:
                self.report.questions += review.questions(kept)
                self.report.questions += self._withdraws_much(review)
            if self.report.questions:
                self._count_only(kept)
            else:
                self._append_all(kept)
                self._withdraw_absent(withdrawals)

    def _look_for_absent(
        self, review: Review, withdrawals: Spool[PackedFacts], rejected: int
    ) -> None:
        """Of what the file states as a whole. Not where rows were rejected: what they say is there,
        though it could not be read."""
        if not rejected:
            self._absences.list(review.standing_elsewhere(), withdrawals)
            self.report.absent = self._absences.count
        elif self._orders.complete:
            self._take([_NOT_COMPLETE])

    def _append_all(
        self, batches: Iterable[Batch], until: KnownYears | None = None
    ) -> Batch | None:
        """Append every batch while the next one is being read; stops at the first about a year that
        the log knew, which it gives back."""
        under_way: tuple[Batch, Future[BatchOutcome]] | None = None
        met = None
        with ThreadPoolExecutor(1) as appender:
            for batch in batches:
                if under_way:
                    self._settle(*under_way)
                    under_way = None
                if until is not None and until.any_in(batch.facts):
                    met = batch
                    break
                self._edition.note(batch)
                under_way = batch, appender.submit(self._append.append, batch.facts)
            if under_way:
                self._settle(*under_way)
        return met

    def _settle(self, batch: Batch, appended: Future[BatchOutcome]) -> None:
        outcome = appended.result()
        facts, report = batch.facts, self.report
        repeated = dict.fromkeys(facts.rows[place] for place in outcome.repeated)
        self._note(batch, map(Rejection.of_repeated, repeated))
        report.facts += len(facts)
        report.of_facts.add(outcome.verdicts)
        report.of_facts.superseded_by.update(outcome.superseded_by)
        count_rows(report.of_rows, facts.rows, outcome.verdicts, batch.sums)
        report.position = outcome.position
        tell(self._progress, self._opened.progress(batch.bytes_read, report))

    def _count_only(self, batches: Iterable[Batch]) -> None:
        """Report what was read, though none of it is appended."""
        for batch in batches:
            self._note(batch, ())

    def _note(self, batch: Batch, repeated: Iterable[Rejection]) -> None:
        rejections = sorted([*batch.rejections, *repeated])
        for rejection in rejections:
            self._rejections.add(rejection, batch.places.of(rejection.row))
        self.report.rows += batch.rows
        self.report.rejected += len(rejections)
        self._years |= batch.years
        self._take(batch.warnings)

    def _take(self, warnings: Sequence[Warned]) -> None:
        personal, report = self._opened.layout.personal, self.report
        report.warnings += len(warnings)
        room = SHOWN_WARNINGS - len(report.first_warnings)
        report.first_warnings += [
            _without_value(warned) if personal else warned for warned in warnings[:room]
        ]

    def _withdraws_much(self, review: Review) -> list[Question]:
        absent, known = self.report.absent, self.report.absent + review.known
        if not self._orders.complete or absent < FEW or Fraction(absent, known) <= MOST_RESTATED:
            return []
        text = f"--complete retiraría {absent} de los {known} hechos conocidos de su ámbito"
        return [Question(Doubt.INCOMPLETE, text)]

    def _withdraw_absent(self, withdrawals: Iterable[PackedFacts]) -> None:
        if not self._orders.complete:
            return
        append = FactAppend(
            self._conn, opening=None if self._append.opened else self._opening(), insisting=True
        )
        for facts in withdrawals:
            outcome = append.append(facts)
            self.report.withdrawn += outcome.appended
            self.report.position = outcome.position

    def _close(self) -> None:
        report = self.report
        if not report.rows and not self._opened.table.may_be_empty:
            raise FileRefusedError(f"{report.path.name} tiene encabezado pero ninguna fila")
        report.years = sorted(self._years)
        report.rejections = self._rejections.path if report.rejected else None
        report.absences = self._absences.path if report.absent else None
        if not report.questions:
            self._record()

    def _record(self) -> None:
        """Say in the log what was done, unless the file was known and brought nothing."""
        appended = self.report.new + self.report.restated + self.report.withdrawn
        if self._recorded is not None and not self._recorded.state.is_open and not appended:
            return
        with self._conn.transaction():
            if self._recorded is None and not appended:
                append_next(self._conn, self._opening())
            self.report.position = append_next(
                self._conn, self._entry(import_finished(self._key, self.report, self._edition))
            )

    def _opening(self) -> StoredEvent:
        return self._entry(import_started(self._conn, self._key))

    def _entry(self, event: Event) -> StoredEvent:
        return import_entry(self._key, event, Provenance(source=self._source))


_NOT_COMPLETE = Warned(
    0,
    "--complete",
    "",
    "hay filas rechazadas, así que no se retiró nada de lo que el archivo no trae",
)


def _empty(opened: Opened) -> list[Warned]:
    """Of a file that restates what is known, the columns that say nothing: whoever lost one sees
    it, even where another column stands in for it."""
    columns = empty_columns(opened)
    reason = "sin nada en todo el archivo, que reexpresa hechos conocidos"
    return [Warned(0, ", ".join(columns), "", reason)] if columns else []


def _without_value(warned: Warned) -> Warned:
    return Warned(warned.row, warned.field, OMITTED, warned.reason)

"""What a complete file lacks of what was known: listed beside the file, and withdrawn where
asked."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import orjson

from sep_domain.catalogue import resolve
from sep_domain.events.base import Event
from sep_domain.events.imports import WithdrawalReason
from sep_intake.columns.layout import Layout
from sep_intake.engine.review import Elsewhere
from sep_intake.files.own_lists import ABSENCES, list_path, safe_cell
from sep_intake.files.spool import Spool
from sep_intake.imports.undoing import withdrawal
from sep_ledger.facts.encoding import FileMetadata
from sep_ledger.facts.packed_facts import PackedFacts
from sep_ledger.records.recorded import state_bytes

_BESIDE = ("archivo", "fila", "hecho")
_AT_ONCE = 2_000


class Absences:
    """The facts that one file lacks, as they are found."""

    def __init__(
        self, source: Path, folder: Path | None, layout: Layout, metadata: FileMetadata
    ) -> None:
        """`metadata` is that of the file which lacks them."""
        self.path = list_path(source, folder, ABSENCES)
        self.count = 0
        self._layout = layout
        self._metadata = metadata

    def list(self, absent: Iterable[Elsewhere], withdrawals: Spool[PackedFacts]) -> None:
        """Write them down, a column for each field as the file spells it, and keep what would
        withdraw each. What an earlier import of the same file listed goes."""
        self.path.unlink(missing_ok=True)
        packed = PackedFacts()
        with ExitStack() as open_files:
            rows = None
            for each in absent:
                kind, _ = resolve(each.topic)
                if rows is None:
                    file = self.path.open("w", encoding="utf-8-sig", newline="")
                    rows = csv.writer(open_files.enter_context(file), delimiter=";")
                    rows.writerow([*_BESIDE, *map(self._column, kind.model_fields)])
                rows.writerow(map(safe_cell, self._told(each, kind)))
                self._pack(each, packed)
                if len(packed) >= _AT_ONCE:
                    withdrawals.keep(packed)
                    packed = PackedFacts()
        if packed:
            withdrawals.keep(packed)

    def _column(self, field: str) -> str:
        columns = self._layout.columns_of(field)
        return self._layout.head.as_written(columns[0]) if columns else field

    def _told(self, each: Elsewhere, kind: type[Event]) -> Iterator[str | int | None]:
        source, said = orjson.loads(each.metadata)["source"], orjson.loads(each.state)
        yield from (source.get("name"), source.get("row"), self._layout.title)
        for field in kind.model_fields:
            value = said.get(field)
            plain = value is None or isinstance(value, str | int)
            yield value if plain else orjson.dumps(value).decode()

    def _pack(self, each: Elsewhere, packed: PackedFacts) -> None:
        gone = withdrawal(each.topic, each.state, WithdrawalReason.ABSENT_FROM_EDITION)
        topic, metadata = gone.topic().encode(), self._metadata(0)
        packed.add(0, each.stream, topic, state_bytes(gone), metadata, twins=False)
        self.count += 1

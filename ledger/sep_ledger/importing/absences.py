"""What a complete file lacks of what was known: listed beside the file, and withdrawn where
asked."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import orjson

from sep_domain.catalogue import resolve
from sep_domain.events.imports import WithdrawalReason
from sep_ledger.encoding import FileMetadata
from sep_ledger.importing.own_lists import ABSENCES, beside
from sep_ledger.importing.review import Elsewhere
from sep_ledger.importing.spool import Spool
from sep_ledger.importing.undoing import withdrawal
from sep_ledger.packed import PackedFacts
from sep_ledger.recording import state_bytes

_HEADER = ("archivo", "fila", "hecho", "fecha", "contenido")
_AT_ONCE = 2_000


class Absences:
    """The facts that one file lacks, as they are found."""

    def __init__(self, source: Path, folder: Path | None, metadata: FileMetadata) -> None:
        """Removes the list that an earlier import of the same file left."""
        self.path = beside(source, folder, ABSENCES)
        self.path.unlink(missing_ok=True)
        self.count = 0
        self._metadata = metadata

    def list(self, absent: Iterable[Elsewhere], withdrawals: Spool[PackedFacts]) -> None:
        """Write them down, and keep what would withdraw each."""
        packed = PackedFacts()
        file, rows = None, None
        try:
            for each in absent:
                if rows is None:
                    file = self.path.open("w", encoding="utf-8-sig", newline="")
                    rows = csv.writer(file, delimiter=";")
                    rows.writerow(_HEADER)
                rows.writerow(_told(each))
                self._pack(each, packed)
                if len(packed) >= _AT_ONCE:
                    withdrawals.keep(packed)
                    packed = PackedFacts()
        finally:
            if file is not None:
                file.close()
        if packed:
            withdrawals.keep(packed)

    def _pack(self, each: Elsewhere, packed: PackedFacts) -> None:
        gone = withdrawal(each.topic, each.state, WithdrawalReason.ABSENT_FROM_EDITION)
        topic, metadata = gone.topic().encode(), self._metadata(0)
        packed.add(0, each.stream, topic, state_bytes(gone), metadata, twins=False)
        self.count += 1


def _told(each: Elsewhere) -> tuple[str, int | str, str, date | str, str]:
    source = orjson.loads(each.metadata)["source"]
    said = orjson.loads(each.state)
    kind, _ = resolve(each.topic)
    when = said.pop("occurred_on", "")
    content = "; ".join(f"{name}: {_plain(value)}" for name, value in said.items())
    return source.get("name", ""), source.get("row", ""), kind.NAME, when, content


def _plain(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()

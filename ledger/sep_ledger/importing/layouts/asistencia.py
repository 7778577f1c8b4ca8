"""`asistencia_sep.csv`: enrolment and attendance by school, month and level band (art 15)."""

from sep_domain.events.pupils import AttendancePublished
from sep_domain.grades import LevelBand
from sep_ledger.importing.layouts.reading import decimal, last_day, whole
from sep_ledger.importing.layouts.template import Template, columns
from sep_ledger.importing.rows import Row

_BANDS = {band.value: band for band in LevelBand}
_MOST = 100_000
"""More pupils than any school has."""


class Asistencia(Template):
    dataset = "asistencia"
    title = "Asistencia media SEP"
    required = columns(
        "rbd;mes;tramo;prioritarios;asistencia_prioritarios;preferentes;asistencia_preferentes;"
        "total;asistencia_total"
    )

    def facts(self, row: Row) -> list[AttendancePublished]:
        month = row.month("mes")
        return [
            AttendancePublished(
                occurred_on=last_day(month),
                rbd=row.rbd(),
                month=month,
                band=row.code("tramo", _BANDS),
                prioritarios=whole(row, "prioritarios", 0, _MOST),
                prioritarios_attendance=decimal(row, "asistencia_prioritarios", _MOST),
                preferentes=whole(row, "preferentes", 0, _MOST),
                preferentes_attendance=decimal(row, "asistencia_preferentes", _MOST),
                total=whole(row, "total", 0, _MOST),
                total_attendance=decimal(row, "asistencia_total", _MOST),
            )
        ]

"""`asistencia_sep.csv`: enrolment and attendance by school, month and level band (art 15)."""

from datetime import date

from sep_domain.events.education.pupils import AttendancePublished
from sep_domain.values.grades import LevelBand
from sep_intake.cells.grammar import AVERAGES
from sep_intake.cells.rows import Row
from sep_intake.columns import quick_columns
from sep_intake.columns.fields import Field, FieldLayout, Fields, field
from sep_intake.columns.reading import decimal, last_day, whole
from sep_intake.columns.template import Template, columns

_BANDS = {band.value: band for band in LevelBand}
_MOST = 100_000
"""More pupils than any school has."""


class Asistencia(FieldLayout, Template):
    dataset = "asistencia"
    title = "Asistencia media SEP"
    required = columns(
        "rbd;mes;tramo;prioritarios;asistencia_prioritarios;preferentes;asistencia_preferentes;"
        "total;asistencia_total"
    )

    event = AttendancePublished
    named_by = ("rbd", "band")
    dated_by = "occurred_on"

    def fields(self) -> Fields:
        return {
            "month": field(Row.month, "mes"),
            "occurred_on": field(_last_day, "mes"),
            "rbd": field(Row.rbd, "rbd"),
            "band": field(Row.code, "tramo", values=_BANDS),
            "prioritarios": _pupils("prioritarios"),
            "prioritarios_attendance": _attendance("asistencia_prioritarios"),
            "preferentes": _pupils("preferentes"),
            "preferentes_attendance": _attendance("asistencia_preferentes"),
            "total": _pupils("total"),
            "total_attendance": _attendance("asistencia_total"),
        }


def _last_day(row: Row, column: str) -> date:
    return last_day(row.month(column))


def _pupils(column: str) -> Field:
    return field(whole, column, most=_MOST)


def _attendance(column: str) -> Field:
    return field(decimal, column, form=AVERAGES, most=_MOST, by_column=quick_columns.decimal)

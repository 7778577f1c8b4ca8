"""Directorio oficial de establecimientos: every school as of 30 April of a year.

Over the years the header went from lower to upper case, the decimal mark of the coordinates from
point to comma, and columns were added; all are read by name. A missing value is one space. The
sostenedor's RUT comes without its digit, and only for legal persons.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import ClassVar

from sep_domain.events.education.schools import SchoolRegistered
from sep_domain.provenance import Edition
from sep_domain.values.identifiers import Rut, check_digit
from sep_domain.values.schools import Dependency, LegalPersonality, Region, SchoolStatus
from sep_intake.cells.grammar import DEGREES, number
from sep_intake.cells.rows import Row, RowError
from sep_intake.columns import quick_columns
from sep_intake.columns.fields import FieldLayout, Fields, field
from sep_intake.columns.layout import FileHead, Warned
from sep_intake.columns.quick_columns import (
    ColumnReader,
    Texts,
    not_plain,
    optional_texts_json,
    texts_json,
)
from sep_intake.columns.reading import (
    YearInName,
    edition_day,
    optional_whole,
    rut_or_number,
    school_year,
    whole,
)

_REGIONS = {str(region.value): region for region in Region}
_DEPENDENCIES = {
    "1": Dependency.CORPORACION_MUNICIPAL,
    "2": Dependency.MUNICIPAL_DAEM,
    "3": Dependency.PARTICULAR_SUBVENCIONADO,
    "4": Dependency.PARTICULAR_PAGADO,
    "5": Dependency.ADMINISTRACION_DELEGADA,
    "6": Dependency.SLEP,
}
_STATUSES = {
    "1": SchoolStatus.FUNCIONANDO,
    "2": SchoolStatus.RECESO,
    "3": SchoolStatus.CERRADO,
    "4": SchoolStatus.AUTORIZADO_SIN_MATRICULA,
}
_PERSONALITIES = {
    "0": LegalPersonality.NATURAL,
    "1": LegalPersonality.JURIDICA,
    "9": LegalPersonality.SIN_INFORMACION,
}
_LEGAL_PERSON = "1"
_TEACHING = re.compile(r"ens_\d{2}")
_HOLDER = frozenset({"mrun", "rut_sostenedor", "p_juridica"})
_TAUGHT = frozenset(f"ens_{number:02d}" for number in range(1, 10))
_NO_TEACHING = frozenset({"", "0"})
_MOST_DEGREES = 1_000
_BARE_DEGREES = re.compile(r"(?:-?[1-9]\d{0,2}[.,](?=\d{1,18}\Z)\d*[1-9]0*)?", re.ASCII)
_PLACE = ("latitud", "longitud")
_HTML_BOM = "&#65279;"
_EXTRACTED = re.compile(r"([0-9]{8})_", re.ASCII)


class Directorio(FieldLayout):
    dataset = "directorio"
    title = "Directorio oficial de establecimientos"
    required = frozenset(
        {"agno", "rbd", "dgv_rbd", "nom_rbd", "cod_reg_rbd", "cod_com_rbd", "nom_com_rbd"}
        | {"cod_depe", "rural_rbd", "latitud", "longitud", "matricula", "estado_estab"}
    )
    together = (_HOLDER, _TAUGHT)
    since: ClassVar[Mapping[str, int]] = {
        **dict.fromkeys(_HOLDER, 2016),
        **dict.fromkeys(("nom_reg_rbd_a", "ens_10", "ens_11"), 2019),
        **dict.fromkeys(("pace", "mat_total"), 2022),
    }
    optional: ClassVar[Mapping[str, str]] = {
        "cod_deprov_rbd": "quedan sin departamento provincial",
        "pago_matricula": "quedan sin cobro de matrícula",
        "pago_mensual": "quedan sin cobro mensual",
        "ens_12": "",
    }
    unread = frozenset(
        {"nom_reg_rbd_a", "cod_pro_rbd", "nom_deprov_rbd", "cod_depe2", "convenio_pie", "pace"}
        | {"ori_religiosa", "ori_otro_glosa", "nombre_slep"}
    )
    unread_like = re.compile(r"espe_\d{2}|mat_ens_\d")
    event = SchoolRegistered
    named_by = ("rbd",)
    complete_in = ("year",)
    dated_by = "year"

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._in_name = YearInName(head, self.warnings)
        self._teaching = sorted(filter(_TEACHING.fullmatch, head.columns))

    def fields(self) -> Fields:
        return {
            "rbd": field(Row.rbd, "rbd", by_column=quick_columns.rbd),
            "year": field(self._in_name.school_year, "agno"),
            "latitude": field(self._latitude, *_PLACE, by_column=_degrees_at(0)),
            "longitude": field(_longitude, *_PLACE, by_column=_degrees_at(1)),
            "occurred_on": field(_cut, "agno"),
            "check_digit": field(
                self._check_digit,
                "dgv_rbd",
                "rbd",
                by_column=ColumnReader(_plain_check_digits, texts_json),
            ),
            "name": field(Row.text, "nom_rbd", by_column=quick_columns.text),
            "sostenedor": field(_sostenedor, "rut_sostenedor", "p_juridica"),
            "sostenedor_mrun": field(Row.optional_text, "mrun"),
            "legal_personality": field(Row.optional_code, "p_juridica", values=_PERSONALITIES),
            "region": field(Row.code, "cod_reg_rbd", values=_REGIONS),
            "comuna": field(whole, "cod_com_rbd", least=1_000, most=16_999),
            "comuna_name": field(Row.text, "nom_com_rbd"),
            "deprov": field(optional_whole, "cod_deprov_rbd"),
            "dependency": field(Row.code, "cod_depe", values=_DEPENDENCIES),
            "rural": field(Row.flag, "rural_rbd"),
            "status": field(Row.code, "estado_estab", values=_STATUSES),
            "has_enrolment": field(Row.flag, "matricula"),
            "enrolment": field(
                optional_whole, "mat_total", by_column=quick_columns.optional_digits
            ),
            "enrolment_fee": field(Row.optional_text, "pago_matricula"),
            "monthly_fee": field(Row.optional_text, "pago_mensual"),
            "teaching_codes": field(_teaching_codes, *self._teaching),
        }

    @cached_property
    def file_edition(self) -> Edition | None:
        """The day on which the register was extracted, with which the official names begin."""
        named = _EXTRACTED.match(self.head.name)
        day = edition_day(named[1]) if named else None
        return None if day is None else Edition(day.isoformat(), day)

    def repaired(self, cells: Sequence[str]) -> Sequence[str] | None:
        """Without an HTML-coded mark whose `;` parts a cell in two (RBD 42235 in 2024)."""
        again = ";".join(cells).replace(_HTML_BOM, "").split(";")
        return again if len(again) == len(self.head.columns) else None

    def _check_digit(self, row: Row, column: str, rbd: str) -> str:
        digit = row.text(column)
        if not row.rbd(rbd).has_digit(digit):
            self._warn(row, column, digit, "dígito del RBD distinto del módulo 11; se conserva")
        return digit

    def _latitude(self, row: Row, *place: str) -> str | None:
        written, (latitude, longitude) = _written(row, place), _degrees_of(row, place)
        if not (latitude and longitude) and written != ["0", "0"]:
            self._warn(row, place[0], " ; ".join(written), "coordenadas ilegibles; se omiten")
        return longitude and latitude

    def _warn(self, row: Row, field: str, value: str, reason: str) -> None:
        self.warnings.append(Warned(row.number, field, value, reason))


def _cut(row: Row, year: str) -> date:
    return date(school_year(row, year), 4, 30)


def _sostenedor(row: Row, column: str, personality: str) -> Rut | None:
    """Natural persons have none here. Raises RowError for a legal person without."""
    rut = rut_or_number(row, column)
    if rut is None and row.optional_text(personality) == _LEGAL_PERSON:
        expected = f"el RUT de la persona jurídica, u otro valor en {personality}"
        raise RowError(column, "", "falta el RUT del sostenedor, que es persona jurídica", expected)
    return rut


def _longitude(row: Row, *place: str) -> str | None:
    latitude, longitude = _degrees_of(row, place)
    return latitude and longitude


def _degrees_of(row: Row, place: Iterable[str]) -> list[str | None]:
    """Degrees with a point; one without the other is no place."""
    return [_degrees(text) for text in _written(row, place)]


def _written(row: Row, place: Iterable[str]) -> list[str]:
    """2015 writes 0 for none."""
    return [(row.optional_text(column) or "0").strip('"') for column in place]


def _degrees_at(own: int) -> ColumnReader:
    """As `_latitude` (0) and `_longitude` (1), where both are given or both are blank."""

    def values(said: Texts) -> list[str | None]:
        texts = [place[own].strip() for place in said]
        lone = any(
            place[1 - own].strip() for place, text in zip(said, texts, strict=True) if not text
        )
        if lone or not all(map(_BARE_DEGREES.fullmatch, texts)):
            return not_plain()
        return [text.rstrip("0").replace(",", ".") or None for text in texts]

    return ColumnReader(values, optional_texts_json)


def _plain_check_digits(said: Texts) -> list[str]:
    digits, rbds = zip(*said, strict=True)
    given = list(map(str.strip, digits))
    return given if given == list(map(check_digit, quick_columns.numbers(rbds))) else not_plain()


def _teaching_codes(row: Row, *columns: str) -> tuple[int, ...]:
    filled = row.filled(columns, _NO_TEACHING)
    return tuple(code for column, _ in filled if (code := row.integer(column)))


def _degrees(text: str) -> str | None:
    """Without the zeros that some years fill up with: `-18,487200000000000` → `-18.4872`.

    None where it is no number, or 0, where no place in Chile lies.
    """
    degrees = number(text, DEGREES)
    if not degrees or abs(degrees) >= _MOST_DEGREES:
        return None
    return f"{degrees.normalize():f}"

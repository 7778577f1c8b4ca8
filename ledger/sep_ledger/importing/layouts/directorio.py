"""Directorio oficial de establecimientos: every school as of 30 April of a year.

Over the years the header went from lower to upper case, the decimal mark of the coordinates from
point to comma, and columns were added; all are read by name. A missing value is one space. The
sostenedor's RUT comes without its digit, and only for legal persons.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sep_domain.events.schools import SchoolRegistered
from sep_domain.identifiers import Rbd
from sep_domain.schools import Dependency, LegalPersonality, Region, SchoolStatus
from sep_ledger.importing.layout import FileHead, Layout, Warned
from sep_ledger.importing.layouts.reading import (
    optional_whole,
    rut_or_number,
    school_year,
    whole,
)
from sep_ledger.importing.rows import Row

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
_TEACHING = re.compile(r"ens_\d{2}")
_NO_TEACHING = frozenset({"", "0"})
_DEGREES = re.compile(r"-?\d{1,3}(?:[.,]\d+)?", re.ASCII)
_HTML_BOM = "&#65279;"


class Directorio(Layout):
    dataset = "directorio"
    title = "Directorio oficial de establecimientos"
    required = frozenset(
        {"agno", "rbd", "dgv_rbd", "nom_rbd", "cod_reg_rbd", "cod_com_rbd", "nom_com_rbd"}
        | {"cod_depe", "rural_rbd", "latitud", "longitud", "matricula", "estado_estab"}
    )

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._teaching = sorted(filter(_TEACHING.fullmatch, head.columns))

    def facts(self, row: Row) -> list[SchoolRegistered]:
        rbd, year = row.rbd(), school_year(row, "agno")
        latitude, longitude = self._place(row)
        return [
            SchoolRegistered(
                occurred_on=date(year, 4, 30),
                rbd=rbd,
                year=year,
                check_digit=self._check_digit(row, rbd),
                name=row.text("nom_rbd"),
                sostenedor=rut_or_number(row, "rut_sostenedor"),
                sostenedor_mrun=row.optional_text("mrun"),
                legal_personality=row.optional_code("p_juridica", _PERSONALITIES),
                region=row.code("cod_reg_rbd", _REGIONS),
                comuna=whole(row, "cod_com_rbd", 1_000, 16_999),
                comuna_name=row.text("nom_com_rbd"),
                deprov=optional_whole(row, "cod_deprov_rbd"),
                dependency=row.code("cod_depe", _DEPENDENCIES),
                rural=row.flag("rural_rbd"),
                latitude=latitude,
                longitude=longitude,
                status=row.code("estado_estab", _STATUSES),
                has_enrolment=row.flag("matricula"),
                enrolment=optional_whole(row, "mat_total"),
                enrolment_fee=row.optional_text("pago_matricula"),
                monthly_fee=row.optional_text("pago_mensual"),
                teaching_codes=self._teaching_codes(row),
            )
        ]

    def repaired(self, cells: Sequence[str]) -> Sequence[str] | None:
        """Without an HTML-coded mark whose `;` parts a cell in two (RBD 42235 in 2024)."""
        again = ";".join(cells).replace(_HTML_BOM, "").split(";")
        return again if len(again) == len(self.head.columns) else None

    def _check_digit(self, row: Row, rbd: Rbd) -> str:
        digit = row.text("dgv_rbd")
        if not rbd.has_digit(digit):
            self._warn(row, "dgv_rbd", digit, "dígito del RBD distinto del módulo 11; se conserva")
        return digit

    def _place(self, row: Row) -> tuple[str, str] | tuple[None, None]:
        """Latitude and longitude in degrees with a point, or neither; 2015 writes 0 for none."""
        written = [(row.optional_text(name) or "0").strip('"') for name in ("latitud", "longitud")]
        if written == ["0", "0"]:
            return None, None
        degrees = [_degrees(text) for text in written]
        if not (degrees[0] and degrees[1]):
            self._warn(row, "latitud", " ; ".join(written), "coordenadas ilegibles; se omiten")
            return None, None
        return degrees[0], degrees[1]

    def _teaching_codes(self, row: Row) -> tuple[int, ...]:
        filled = row.filled(self._teaching, _NO_TEACHING)
        return tuple(code for column, _ in filled if (code := row.integer(column)))

    def _warn(self, row: Row, field: str, value: str, reason: str) -> None:
        self.warnings.append(Warned(row.number, field, value, reason))


def _degrees(text: str) -> str | None:
    """Without the zeros that some years fill up with: `-18,487200000000000` → `-18.4872`.

    None where it is no number, or 0, where no place in Chile lies.
    """
    if not _DEGREES.fullmatch(text):
        return None
    degrees = Decimal(text.replace(",", "."))
    return f"{degrees.normalize():f}" if degrees else None

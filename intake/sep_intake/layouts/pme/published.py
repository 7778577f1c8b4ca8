"""Open data of the plans de mejoramiento: planning and implementation, a row per action.

Columns go by name. A file has estimates, levels or both; each states its own fact of the action, so
the two files meet in whatever order they come. No file has been seen that says the year otherwise
than in a column or in its name.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from datetime import date

from sep_domain.dates.calendar import SchoolYear
from sep_domain.events.base import Fact
from sep_domain.events.education.pme import PmeDimension
from sep_domain.events.education.pme_published import PmeActionPublished, PmeImplementationPublished
from sep_domain.values.money import Clp
from sep_domain.values.schools import Dependency
from sep_intake.cells.rows import Row, RowError, one_of
from sep_intake.columns.headers import Declared
from sep_intake.columns.layout import FileHead, FileRefusedError, Layout, Warned
from sep_intake.columns.reading import (
    YearInName,
    literal,
    plain_literal,
    signed_pesos,
    year_of_file,
)

_YEARS = ("agno", "anio", "ano", "periodo")
_ESTIMATES = frozenset({"estim_total", "estim_sep"})
_LEVEL = "niv_implem"
_LOST_OF_ESTIMATES = {
    "desc_actividad": "quedan sin descripción",
    "cod_depe": "quedan sin dependencia",
    "convenio_sep": "no se sabe qué escuelas tienen convenio",
}
_YEAR_IN_NAME = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_PERCENT = re.compile(r"([0-9]{1,3})\s*%")
_DIMENSIONS = {
    "GESTION PEDAGOGICA": PmeDimension.GESTION_PEDAGOGICA,
    "GESTION CURRICULAR": PmeDimension.GESTION_PEDAGOGICA,
    "GESTION DEL CURRICULUM": PmeDimension.GESTION_PEDAGOGICA,
    "LIDERAZGO": PmeDimension.LIDERAZGO,
    "LIDERAZGO ESCOLAR": PmeDimension.LIDERAZGO,
    "CONVIVENCIA": PmeDimension.CONVIVENCIA_ESCOLAR,
    "CONVIVENCIA ESCOLAR": PmeDimension.CONVIVENCIA_ESCOLAR,
    "FORMACION Y CONVIVENCIA": PmeDimension.CONVIVENCIA_ESCOLAR,
    "GESTION DE RECURSOS": PmeDimension.GESTION_DE_RECURSOS,
    "GESTION DE LOS RECURSOS": PmeDimension.GESTION_DE_RECURSOS,
}
_LEVELS = (
    ("NO IMPLEMENTADA", 0, 0),
    ("SIN IMPLEMENTA", 0, 0),
    ("INICIAL", 1, 24),
    ("PARCIAL", 25, 49),
    ("ADECUADA", 50, 74),
    ("AVANZADA", 75, 99),
    ("COMPLETA", 100, 100),
)
"""Percentages by a word of the label; those of PARCIAL and 0 are inferred, no source says them."""

_DEPENDENCIES = {
    "1": Dependency.CORPORACION_MUNICIPAL,
    "2": Dependency.MUNICIPAL_DAEM,
    "3": Dependency.PARTICULAR_SUBVENCIONADO,
    "4": Dependency.PARTICULAR_PAGADO,
    "5": Dependency.ADMINISTRACION_DELEGADA,
    "6": Dependency.SLEP,
}
_FLAGS = {"1": True, "SI": True, "S": True, "0": False, "NO": False, "N": False}


class PmePublicado(Layout):
    dataset = "pme_publicado"
    title = "Bases de datos PME (planificación e implementación)"
    required = frozenset({"rbd", "dimension", "nom_actividad"})
    together = (_ESTIMATES,)
    quoted = True

    def __init__(self, head: FileHead) -> None:
        super().__init__(head)
        self._year_column = self.spelt.get(_YEARS[0])
        self._in_name = YearInName(head, self.warnings)
        self._year = None if self._year_column else _year_in(head.name)

    @classmethod
    def canonical(cls, column: str) -> str:
        return _YEARS[0] if column in _YEARS else column

    @classmethod
    def wanted(cls, columns: Set[str]) -> Set[str]:
        """Estimates or levels."""
        return cls.required if columns & (_ESTIMATES | {_LEVEL}) else cls.required | {_LEVEL}

    @classmethod
    def declaration(cls, columns: Set[str]) -> Declared:
        """Only beside estimates is more read of an action than its name."""
        lost = _LOST_OF_ESTIMATES if columns & _ESTIMATES else dict.fromkeys(_LOST_OF_ESTIMATES, "")
        year = "el año se toma del nombre del archivo"
        return replace(super().declaration(columns), optional={**lost, _LEVEL: "", _YEARS[0]: year})

    def facts(self, row: Row) -> Iterator[Fact]:
        year = self._year or self._in_name.school_year(row, self._year_column or "")
        action = {
            "rbd": row.rbd(),
            "year": year,
            "dimension": _dimension(row),
            "name": row.text("nom_actividad"),
        }
        estimates = [_estimate(row, column) for column in ("estim_total", "estim_sep")]
        if any(amount is not None for amount in estimates):
            yield PmeActionPublished(
                occurred_on=date(year, 1, 1),
                **action,
                description=row.optional_text("desc_actividad"),
                dependency=row.optional_code("cod_depe", _DEPENDENCIES),
                estimated_total=estimates[0],
                estimated_sep=estimates[1],
                convenio_sep=_flag(row, "convenio_sep"),
            )
        if label := row.optional_text("niv_implem"):
            level_from, level_to = self._range(row, label)
            yield PmeImplementationPublished(
                occurred_on=year.last_day,
                **action,
                level=label,
                level_from=level_from,
                level_to=level_to,
            )

    def _range(self, row: Row, label: str) -> tuple[int | None, int | None]:
        """The percentages that a label writes, else those of its word; none with a warning."""
        written = [int(number) for number in _PERCENT.findall(label)]
        if written and max(written) <= 100 and written == sorted(written):
            return written[0], written[-1]
        for word, level_from, level_to in _LEVELS:
            if word in plain_literal(label):
                return level_from, level_to
        reason = "nivel de implementación desconocido: queda sin porcentaje"
        self.warnings.append(Warned(row.number, "niv_implem", label, reason))
        return None, None


def _year_in(name: str) -> SchoolYear:
    """The year that a file's name ends with."""
    found = _YEAR_IN_NAME.findall(name)
    if not found:
        raise FileRefusedError(
            f"{name} no dice de qué año es: se espera la columna {_YEARS[0]}, o el año en su nombre"
        )
    return year_of_file(name, found[-1])


def _dimension(row: Row) -> PmeDimension:
    text = row.text("dimension")
    if (found := _DIMENSIONS.get(plain_literal(text))) is None:
        raise RowError("dimension", text, "dimensión desconocida", one_of(_DIMENSIONS))
    return found


def _estimate(row: Row, column: str) -> Clp | None:
    if row.optional_text(column) is None:
        return None
    amount = signed_pesos(row, column)
    if amount < 0:
        raise RowError(column, str(amount), "estimación negativa", "pesos enteros, 0 o más")
    return amount


def _flag(row: Row, column: str) -> bool | None:
    return None if row.optional_text(column) is None else literal(row, column, _FLAGS)
